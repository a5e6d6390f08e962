"""Hostile words from feeds, readers and mail servers, in Chromium: on every page they are shown as words and do nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog

from tests.browser import served
from tests.every_page import DESK, Built, Words, build
from tests.markup import faults
from tests.test_every_page import UNFOLD, reach, visit
from tests.website import HOSTILE
from tracker.storage.store import open_store

pytestmark = pytest.mark.browser
RUNS = "window.hit = 1"
TAGS = (
    f'</bdi></p></div></main><script>{RUNS}</script><img src=x onerror="{RUNS}"><svg onload="{RUNS}"><style>*{{display:'
    f'none}}</style><iframe srcdoc="<script>parent.hit=1</script>"></iframe>" autofocus onfocus="{RUNS}" x="'
)
BIDI = "\u202e\u2066\u200f gnp.exe \u2069\u202c\u0000\u0007"
HOSTILE_WORDS = Words(
    f"Order {TAGS}", f"ORDER granting {HOSTILE}{TAGS}{BIDI}{{{{ 7*7 }}}}", f"7{TAGS}"[:60],
    # A caption of a megabyte without a place to break it.
    f"{TAGS}{BIDI}" + "W" * 1_000_000, "javascript:window.hit=1//https://news.example.com/",
)  # fmt: skip
STATE = """() => ({
  hit: window.hit, scripts: document.querySelectorAll("script:not([type='application/ld+json'])").length, wide: document.documentElement.scrollWidth,
  strangers: document.querySelectorAll("img, iframe, object, embed, style, base, main main").length,
  handlers: [...document.querySelectorAll("*")].filter((e) => e.getAttributeNames().some((n) => n.startsWith("on"))).length,
  links: [...document.querySelectorAll("[href], [action], [formaction], [src]")]
    .flatMap((e) => ["href", "action", "formaction", "src"].map((n) => e.getAttribute(n) || ""))
    .filter((v) => /^\\s*(javascript|data|vbscript):/i.test(v)).length,
  controls: /[\\u0000-\\u0008\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]/.test(document.documentElement.outerHTML),
  seen: document.querySelector("h1").checkVisibility() && document.querySelector("footer").checkVisibility(),
})"""
QUIET = {"hit": None, "scripts": 1, "strangers": 0, "handlers": 0, "links": 0, "controls": False, "seen": True}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("hostile"), HOSTILE_WORDS)


@pytest.fixture(scope="module")
def address(built: Built) -> Iterator[str]:
    with served(built.app) as where:
        yield where


def test_hostile_words_are_words_on_every_page(chromium: Browser, address: str, built: Built) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 900})
    seen = visit(context, address)
    dialogs: list[str] = []

    def noted(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    seen.page.on("dialog", noted)
    for kind in built.kinds:
        if kind == DESK[0]:
            context.add_cookies([{"name": "desk", "value": built.desk_cookie, "url": address}])
        if kind.name == "sample":
            continue
        answer = reach(seen, kind)
        text = answer.text()
        assert len(text) < 600_000, (kind.name, len(text))
        assert faults(text) == [], kind.name
        seen.page.evaluate(UNFOLD)
        state = seen.page.evaluate(STATE)
        assert state.pop("wide") <= 390, kind.name
        desk_script = kind in DESK and state["scripts"] == 2
        assert state | ({"scripts": 1} if desk_script else {}) == QUIET, kind.name
    context.close()
    assert (dialogs, seen.wrong) == ([], [])


def test_the_words_themselves_can_be_read(chromium: Browser, address: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 900})
    page = visit(context, address).go("/events/entry-7")
    assert "<script>window.hit = 1</script>" in page.locator("main").inner_text()
    assert "{{ 7*7 }}" in page.locator("main").inner_text()
    context.close()


def test_a_title_of_a_megabyte_leaves_the_timeline_light(built: Built) -> None:
    config = built.app.config["TRACKER"]
    store = open_store(config.db_path)
    with store.atomic():
        store.execute("update events set title = ? where event_id = 'entry-8'", ["W" * 1_000_000])
        store.execute("update marks set n = n + 1")
    store.close()
    for path in ("/timeline", "/cases/tenants-v-bureau", "/events/entry-8", "/", "/calendar", "/timeline.atom"):
        answer = built.app.test_client().get(path)
        assert answer.status_code == 200 and len(answer.data) < 200_000, (path, len(answer.data))
