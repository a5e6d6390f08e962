"""Who confirmed a reading is the desk's business: every public door says only that a person did, unless the site wants
names shown."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.desk import Desk
from tests.website import read_by_machine, site_over

FORMATS = ("csv", "json", "md", "ics", "timelinejs", "xlsx", "docx", "pdf")
DOORS = (
    "/", "/timeline", "/cases/tenants-v-bureau", "/events/entry-1", "/orders/tenants-v-bureau.2025-12-01", "/corrections",
    "/flows/bureau-to-office-files", "/sources", "/about", "/map", "/calendar", "/timeline.atom", "/timeline.json",
    "/timeline.csv", "/timeline.ics", "/calendar.ics", "/api/v1/events", "/api/v1/events/entry-1", "/api/v1/cases/tenants-v-bureau/events",
    "/api/v1/cases", "/api/v1/flows/bureau-to-office-files", "/api/v1/orders/tenants-v-bureau.2025-12-01",
)  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk on which Zerlina, a name that stands nowhere else, has confirmed one entry."""
    found = Desk(tmp_path)
    store = found.store()
    read_by_machine(store, 1)
    store.execute("update users set name = 'Zerlina' where name = 'Ada'")
    store.close()
    zerlina = found.as_("Zerlina")
    sent = zerlina.form("/review/entry-1", o_0_relief="temporary_restraining_order", why="read in full")
    sent = {name.replace("o_0_", "o-0-"): value for name, value in sent.items()} | {
        "o-0-relief": "temporary_restraining_order", "o-0-disposition": "denied", "is_order": None,
    }  # fmt: skip
    answered = zerlina.post("/review/entry-1", {k: v for k, v in sent.items() if v is not None})
    assert answered.status_code == 303, answered.text[:500]
    return found


@pytest.mark.parametrize("path", DOORS)
def test_no_public_page_feed_or_answer_names_who_confirmed(desk: Desk, path: str) -> None:
    answered = site_over(desk.config).test_client().get(path)
    assert answered.status_code == 200
    assert "Zerlina" not in answered.text


@pytest.mark.parametrize("format_", FORMATS)
def test_no_chronology_names_who_confirmed(desk: Desk, format_: str) -> None:
    path = f"/export/chronology.{format_}?case=tenants-v-bureau"
    answered = site_over(desk.config).test_client().get(path)
    assert answered.status_code == 200, answered.text[:200]
    assert b"Zerlina" not in _unpacked(answered.data)
    named = site_over(replace(desk.config, show_names=True)).test_client().get(path)
    if format_ in ("csv", "json", "xlsx", "docx"):
        assert b"Zerlina" in _unpacked(named.data)


def _unpacked(data: bytes) -> bytes:
    """With the parts of a zipped document laid open."""
    from io import BytesIO
    from zipfile import ZipFile, is_zipfile

    if not is_zipfile(BytesIO(data)):
        return data
    with ZipFile(BytesIO(data)) as packed:
        return b"\n".join(packed.read(name) for name in packed.namelist())


def test_a_site_that_wants_names_shows_them(desk: Desk) -> None:
    client = site_over(replace(desk.config, show_names=True)).test_client()
    for path in ("/timeline", "/events/entry-1", "/api/v1/events/entry-1"):
        assert "Zerlina" in client.get(path).text
    assert "Zerlina" not in client.get("/corrections").text


def test_the_desk_always_names_who_decided(desk: Desk) -> None:
    assert "Zerlina" in desk.as_("Grace").get("/review/entry-1")


def test_an_answer_still_says_that_a_person_confirmed(desk: Desk) -> None:
    told = site_over(desk.config).test_client().get("/api/v1/events/entry-1").json
    assert told["confirmed"] is True and told["confirmed_by"] is None
