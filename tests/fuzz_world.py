"""What the fuzz of the site works with: every GET address of a running application, and values that have broken sites."""

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st
from werkzeug.routing import Rule

from tests.desk import BASE, Desk
from tests.website import HOSTILE, ORDER, read_by_machine
from tracker.outputs.filters import NAMES, Cursor

# Every query parameter that any address reads, and one that none does.
PARAMETERS = (
    *NAMES, "as_of", "known_at", "since", "after", "before", "cursor", "limit", "status", "data", "next", "page", "id",
    "done", "format", "what", "period", "zone", "hour", "weekday", "urgent", "email", "orders_only", "routine",
    "as-of", "callback",
)  # fmt: skip
SOUND = {
    "case_id": ("tenants-v-bureau", "list-v-board", "tenants-v-bureau-cadc"),
    "flow_id": ("bureau-to-office-files", "board-to-office-lists"),
    "order_id": (ORDER,),
    "event_id": ("tenants-v-bureau.2025-12-01-stay", "entry-7", "entry-8"),
    "feed_id": ("dcd", "mad"),
    "extension": ("csv", "json", "md", "ics", "timelinejs.json", "casemap.csv", "xlsx", "docx"),
    "filename": ("site.css", "../app.py", "..%2fapp.py"),
    "number": ("1", "0", "99999999999999999999999999", "-1"),
    "coverage_id": ("1", "9223372036854775808"),
    "token": ("x", "MQ.c.aaaa.bbbb"),
    "secret": ("x" * 20,),
}
VALUES = (
    "", " ", "0", "1", "-1", "true", "NaN", "1e999", "500", "501", "9999", "9" * 40, "٣", "１",
    "2026-11-22", "2025-12-01", "0000-00-00", "0001-01-01", "9999-12-31", "1900-01-01", "1899-12-31", "2026-02-30",
    "2026-11-22T15:00:00Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-11-22T15:00:00 00:00",
    "20261122T150000Z", "2026-W47-7", "2026-11-22T15:00:00+99:99", "9999-12-31T23:59:59.999999Z",
    "order", "tenants-v-bureau", "bureau-to-office-files", "dcd", "blocked", "Bureau of Tenancy", "granted",
    Cursor("2026-01-01", "entry-7").text(), Cursor("", "").text(), Cursor("9999-12-31", "\x00").text(),
    Cursor("2026-01-01", "' or 1=1 --").text(), "=", "====", "AA==", "_-_-", "é", "\x00", "a\x00b", "\ud7ff", "\ufffe",
    "' or '1'='1", "1; drop table events; --", "%' --", "\\", "%", "_", "*", '"', '"a', "a\"b", "NEAR(a b)", "AND",
    "a AND", "-a", "a*", "-", "--", "(", ")", "col:x", "^a", "{x}", "${7*7}", "{{7*7}}", HOSTILE,
    "../../etc/passwd", "..\\..\\x", "/etc/passwd", "file:///etc/passwd", "https://evil.example", "//evil.example",
    "/\\evil.example", "javascript:alert(1)", "a\r\nSet-Cookie: x=1", "a\nb", "=cmd|' /C calc'!A0", "@SUM(1)",
    "a" * 5000, "a " * 2000, "(" * 500, '"' * 501, "𝔘𝔫𝔦" * 40, "\u202e\u2066x", "🏛" * 100,
)  # fmt: skip
SLOWEST = 2.0
_TRACES = re.compile(r"Traceback \(most recent|File \"[^\"]+\.py\"|sqlite3\.|werkzeug\.debug|/tracker/web/")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: the path as it goes out, and its query pairs."""

    path: str
    pairs: tuple[tuple[str, str], ...]

    @property
    def address(self) -> str:
        return self.path + ("?" + urlencode(self.pairs) if self.pairs else "")


def world(folder: Path) -> Desk:
    """A desk with hostile and plain events, news, a feed, a gap and a report, and its site."""
    desk = Desk(folder)
    store = desk.store()
    read_by_machine(store, 7, pending=True)
    read_by_machine(store, 8, title=HOSTILE, text=HOSTILE * 20, names=HOSTILE)
    with store.atomic():
        store.execute("insert into feeds (feed_id, kind, url) values ('dcd', 'cmecf', 'https://x.example')")
    store.close()
    return desk


def readable(desk: Desk) -> list[Rule]:
    """The addresses that answer a GET."""
    return [rule for rule in desk.app.url_map.iter_rules() if "GET" in (rule.methods or ())]


def addresses(rules: list[Rule]) -> st.SearchStrategy[Asked]:
    """A request to one of these, with known, hostile and random values."""
    text = st.text(st.characters(codec="utf-8"), max_size=40)
    value = st.one_of(st.sampled_from(VALUES), st.sampled_from(VALUES), text)
    pairs = st.lists(
        st.tuples(st.one_of(st.sampled_from(PARAMETERS), st.sampled_from(PARAMETERS), text), value), max_size=4
    )

    def path(rule: Rule) -> st.SearchStrategy[str]:
        # Two in three path values are sound, so that what lies behind them is reached too.
        parts = [
            st.just(quote(word)) if fixed else st.one_of(
                st.sampled_from(SOUND.get(word, ("x",))), st.sampled_from(SOUND.get(word, ("x",))),
                value.map(lambda v: quote(v, safe="")),
            )
            for word, fixed in _pieces(rule)
        ]  # fmt: skip
        return st.tuples(*parts).map("".join)

    return st.sampled_from(rules).flatmap(lambda rule: st.builds(Asked, path(rule), pairs.map(tuple)))


def _pieces(rule: Rule) -> list[tuple[str, bool]]:
    """`/events/<event_id>` as fixed and open parts."""
    found = []
    for part in re.split(r"(<[^>]+>)", rule.rule):
        if part.startswith("<"):
            found.append((part[1:-1].rsplit(":", 1)[-1], False))
        elif part:
            found.append((part, True))
    return found


def ask(client: Any, asked: Asked) -> Any:
    """The answer, which is never a fault of ours and never late. Raises AssertionError naming the address."""
    # Time of this thread: other programs of a busy machine are no fault of the page.
    began = time.thread_time()
    try:
        response = client.get(asked.address, base_url=BASE)
        text = response.get_data(as_text=False)[:200_000].decode("utf-8", "replace")
        response.close()
    except Exception as error:
        raise AssertionError(f"{asked.address}: {type(error).__name__}: {error}") from error
    took = time.thread_time() - began
    assert response.status_code < 500 or response.status_code == 503, (asked.address, response.status_code)
    assert took < SLOWEST, (asked.address, f"{took:.1f} s")
    assert "json" in response.content_type or not _TRACES.search(text), (asked.address, _TRACES.search(text))
    for name, value in response.headers:
        assert "\r" not in value and "\n" not in value and name != "Set-Cookie: x", (asked.address, name)
    assert "<script>alert(1)" not in text or "html" not in response.content_type, asked.address
    if location := response.headers.get("Location"):
        own = location.removeprefix(BASE)
        assert own.startswith("/") and not own.startswith(("//", "/\\")), (asked.address, location)
    return response
