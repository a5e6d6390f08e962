"""What came by a private notice is on the desk, for editors, and behind no other door; released, it is behind them all.

The doors are read from the site's own table of addresses, so that a new one is tested too.
"""

import io
import zipfile
from pathlib import Path

import pytest

from tests.desk import Desk
from tests.digest_world import follow
from tests.website import read_by_machine
from tracker.errors import NotFoundError
from tracker.review.decide import release
from tracker.storage.owed import owe_event

WORD = "Zinfandel"
CASE, FLOW, ORDER = "tenants-v-bureau", "bureau-to-office-files", "tenants-v-bureau.2025-12-01"
FORMATS = ("csv", "xlsx", "docx", "json", "md", "ics", "timelinejs")
RULING, HEARING = "entry-7", "entry-8"
VALUES = {"case_id": CASE, "flow_id": FLOW, "order_id": ORDER, "feed_id": "dcd", "token": "x", "secret": "x",
          "number": "1", "coverage_id": "1"}  # fmt: skip
QUERIES = {
    "/search": (f"?q={WORD}",), "/timeline": ("", f"?q={WORD}", "?pending=1", f"?case={CASE}"),
    "/timeline.atom": ("", f"?q={WORD}"), "/timeline.json": ("", f"?q={WORD}"), "/timeline.csv": ("", f"?q={WORD}"),
    "/timeline.ics": ("", f"?q={WORD}"),
    "/api/v1/events": ("", f"?q={WORD}", "?kind=hearing"), "/calendar": ("", "?month=2026-12"),
    "/": ("", "?as_of=2026-12-20"), "/subscribe": ("", f"?case={CASE}"),
}  # fmt: skip
# Where both must be found once they are public: the test sees what it looks for.
MAIN = (
    f"/events/{RULING}", f"/events/{HEARING}", "/timeline", "/timeline.atom", "/timeline.json", "/timeline.csv",
    "/api/v1/events", f"/api/v1/cases/{CASE}/events", f"/cases/{CASE}", f"/search?q={WORD}",
    f"/export/chronology.csv?case={CASE}", f"/export/chronology.docx?case={CASE}", "/calendar.ics",
)  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    store = desk.store()
    words = f"ORDER granting {WORD} Motion for TRO."
    read_by_machine(store, 7, pending=True, private=1, title=f"{WORD} order", text=words, names=WORD, judge=WORD,
                    flows=((FLOW, ""),), matches=(("other", "r", 0, 5, WORD),))  # fmt: skip
    read_by_machine(store, 8, kind="hearing", private=1, title=f"{WORD} hearing", text=f"{WORD} hearing set for 12/15.",
                    day="2026-12-15", names=WORD, outcome_unknown=False, actions=())  # fmt: skip
    store.execute("insert into feeds (feed_id, kind) values ('dcd', 'cmecf') on conflict do nothing")
    store.close()
    return desk


def doors(desk: Desk) -> list[str]:
    found: list[str] = []
    for rule in desk.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule.startswith(("/review", "/static")):
            continue
        if "chronology" in rule.rule:
            found += [f"/export/chronology.{end}?case={CASE}" for end in FORMATS]
            found += [f"/export/chronology.{end}?flow={FLOW}" for end in FORMATS]
            continue
        events = (RULING, HEARING) if "event_id" in rule.arguments else ("",)
        for event in events:
            known = {name: VALUES.get(name, event) for name in rule.arguments}
            with desk.app.test_request_context():
                path = desk.app.url_map.bind("docket.example").build(rule.endpoint, known)
            found += [path + query for query in QUERIES.get(rule.rule, ("",))]
    return found


def text_of(desk: Desk, path: str) -> str:
    answer = desk.app.test_client().get(path, base_url="https://docket.example")
    body = answer.data
    answer.close()
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            body = b"".join(parts.read(name) for name in parts.namelist())
    return body.decode("utf-8", "replace").replace("<mark>", "").replace("</mark>", "")


def showing(desk: Desk) -> set[str]:
    return {path for path in doors(desk) if WORD in text_of(desk, path).replace(f"q={WORD}", "").replace(f'"{WORD}"', "")
            and not _only_the_question(text_of(desk, path))}  # fmt: skip


def _only_the_question(text: str) -> bool:
    """The page repeats what was asked for, and no more: none of the words that stand beside it in the entries."""
    return not any(f"{WORD} {rest}" in text for rest in ("order", "hearing", "Motion"))


def test_no_public_door_shows_an_entry_of_a_private_notice(desk: Desk) -> None:
    assert len(doors(desk)) > 40
    assert showing(desk) == set()
    client = desk.app.test_client()
    for event in (RULING, HEARING):
        for path in (f"/events/{event}", f"/api/v1/events/{event}"):
            assert client.get(path, base_url="https://docket.example").status_code == 404
    for path in doors(desk):
        # Not even that there is one: neither id nor count.
        text = text_of(desk, path)
        assert path.startswith(("/events/", "/api/v1/events/", "/report")) or RULING not in text, path
    assert client.get("/api/v1/flows/" + FLOW, base_url="https://docket.example").get_json()["pending"] == []


def test_released_it_is_behind_all_of_them(desk: Desk) -> None:
    store = desk.store()
    for event in (RULING, HEARING):
        release(store, event, "Ada", "the docket shows it", desk.clock.now)
    store.close()
    found = showing(desk)
    assert set(MAIN) - found == set()
    answer = desk.app.test_client().get("/api/v1/flows/" + FLOW, base_url="https://docket.example")
    assert [p["event_id"] for p in answer.get_json()["pending"]] == [RULING]


def test_what_is_not_there_or_not_private_is_not_released_and_the_difference_is_said(desk: Desk) -> None:
    store = desk.store()
    with pytest.raises(NotFoundError, match="no event 'entry-999'"):
        release(store, "entry-999", "Ada", "", desk.clock.now)
    release(store, RULING, "Ada", "the docket shows it", desk.clock.now)
    with pytest.raises(NotFoundError, match="is public by now"):
        release(store, RULING, "Ada", "again", desk.clock.now)
    assert store.value("select count(*) from decisions where action = 'release'") == 1
    store.close()


def test_no_subscriber_is_owed_it(desk: Desk) -> None:
    store = desk.store()
    follow(store, now=desk.clock.now)
    for event in (RULING, HEARING):
        assert owe_event(store, event, reason="new", now=desk.clock.now) == 0
    store.close()


def test_only_editors_see_it_on_the_desk(desk: Desk) -> None:
    ada, rosa = desk.as_("Ada"), desk.as_("Rosa")
    for event in (RULING, HEARING):
        assert f"/review/{event}" in ada.get("/review") and WORD in ada.get(f"/review/{event}")
        assert WORD not in rosa.get(f"/review/{event}", 404)
    assert WORD not in rosa.get("/review") and WORD not in rosa.get("/review/decisions")
    assert "Release: a public source shows it" in ada.get(f"/review/{RULING}")


def test_a_private_entry_is_not_read_before_it_is_released(desk: Desk) -> None:
    ada = desk.as_("Ada")
    done = ada.post(f"/review/{RULING}/reject", ada.form(f"/review/{RULING}"))
    assert done.status_code == 422 and "release it first" in done.get_data(as_text=True)
    assert WORD not in text_of(desk, f"/cases/{CASE}")
