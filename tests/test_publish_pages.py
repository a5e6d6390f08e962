"""Pages for files are made without what Flask does around an answer, and from rows read for many pages at once: they
say what the site says."""

from collections.abc import Iterator

import pytest

from tests.website import NOW, ORDER, load_small, read_by_machine
from tracker.config import Config
from tracker.outputs.addresses import Addresses
from tracker.publish.items import Item
from tracker.publish.render import Renderer
from tracker.storage.store import open_store
from tracker.storage.withheld import withhold

PAGES = (
    "/", "/?as_of=2025-12-01", "/map", "/timeline", "/timeline?from=2026-11-01&to=2026-11-30", "/cases",
    "/cases/tenants-v-bureau", "/flows/bureau-to-office-files", f"/orders/{ORDER}", "/events/entry-1",
    "/events/entry-2", "/events/entry-3", "/calendar", "/sources", "/timeline.csv", "/timeline.atom",
    "/timeline.json?case=tenants-v-bureau", "/api/v1/flows/bureau-to-office-files", "/api/v1/events?limit=5",
)  # fmt: skip


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Renderer]:
    folder = tmp_path_factory.mktemp("pages")
    config = load_small(folder / "data")
    store = open_store(config.db_path)
    read_by_machine(store, 1)
    read_by_machine(store, 2, title="Order “as amended” <b>& more</b>")
    read_by_machine(store, 3)
    withhold(store, "entry-3", "sealed", "Zachary Keeper", "2026-11-22T10:00:00Z")
    store.close()
    addresses = Addresses(site="https://docket.example.org", server="https://desk.example")
    made = Renderer(Config(data_dir=config.data_dir), config.db_path, folder, addresses, NOW)
    yield made
    made.close()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_for_a_file_is_what_the_site_answers(renderer: Renderer, page: str) -> None:
    renderer.read_ahead([Item("", "page", (f"/events/entry-{n}",), None) for n in (1, 2, 3)])
    once, again = renderer.get(page), renderer.get(page)
    renderer.store.kept = None
    try:
        answer = renderer.app.test_client().get(page, base_url="https://docket.example.org")
    finally:
        renderer.store.kept = {}
    assert (answer.status_code, once, again) == (200, answer.data, answer.data)


def test_what_was_read_ahead_is_not_read_again(renderer: Renderer) -> None:
    renderer.get("/events/entry-1")
    renderer.store.kept = {}
    renderer.read_ahead([Item("", "page", (f"/events/entry-{n}",), None) for n in (1, 2, 3)])
    asked: list[str] = []
    renderer.store.db.conn.set_trace_callback(asked.append)
    renderer.get("/events/entry-2")
    renderer.store.db.conn.set_trace_callback(None)
    assert [sql for sql in asked if "from events" in sql or "from ties" in sql or "docket_entries" in sql] == []
