"""Gaps: whom they concern, how reading dockets fills them, and that nothing is called seen that was not."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from tests.test_cli import Shell, tracker  # noqa: F401  (a fixture)
from tests.website import CASES, NOW, load_small, page, site_over
from tracker.config import Config
from tracker.ingest.gaps import close_filled_gaps
from tracker.outputs.gaps import Fill, GapNote, gaps_of_case, known_then
from tracker.register.schema import Case
from tracker.storage.gaps import add_gap, close_gap, gap_notes
from tracker.storage.store import Store, open_store

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TENANTS, LIST = (Case.model_validate(case) for case in CASES)
FROM, TO = datetime.fromisoformat("2026-11-01T00:00:00+00:00"), datetime.fromisoformat("2026-11-01T06:00:00+00:00")


def gap(**changes: Any) -> GapNote:
    values = {
        "gap_id": 1, "feed_id": "dcd", "court_id": "dcd", "from_at": FROM, "to_at": TO, "found_at": TO, "closed_at": None,
        "closed_why": "", "by_fills": False, "filled": {},
    }  # fmt: skip
    return GapNote(**{**values, **changes})  # type: ignore[arg-type]


# Whom a gap concerns -----------------------------------------------------------------------------------------------


def test_a_gap_concerns_the_cases_with_a_docket_in_that_court_which_had_begun() -> None:
    assert gaps_of_case(TENANTS, [gap()]) == (gap(),)
    assert gaps_of_case(LIST, [gap()]) == ()
    before = gap(from_at=datetime.fromisoformat("2025-06-01T00:00:00+00:00"), to_at=FROM - 510 * DAY)
    assert before.to_at.date() < date(2025, 6, 10) and gaps_of_case(TENANTS, [before]) == ()


def test_a_docket_whose_first_day_is_unknown_counts_from_the_first_of_its_case() -> None:
    case = TENANTS.model_copy(update={"dockets": [d.model_copy(update={"filed": None}) for d in TENANTS.dockets]})
    early = gap(from_at=FROM - 900 * DAY, to_at=FROM - 899 * DAY)
    assert gaps_of_case(case, [early]) == (early,)


def test_a_gap_is_closed_for_a_case_when_its_dockets_were_read_though_open_for_others() -> None:
    (own,) = gaps_of_case(TENANTS, [gap(filled={"tenants-v-bureau": Fill(TO + DAY, "docket sheet of Nov 2")})])
    assert own.closed_at == TO + DAY and own.closed_why == "docket sheet of Nov 2"


def test_a_gap_that_others_dockets_closed_stays_open_for_one_that_was_not_read() -> None:
    closed = gap(closed_at=NOW, closed_why="each was read", by_fills=True, filled={"another": Fill(NOW, "sheet")})
    (own,) = gaps_of_case(TENANTS, [closed])
    assert own.open
    by_person = gap(closed_at=NOW, closed_why="read them all")
    assert gaps_of_case(TENANTS, [by_person]) == (by_person,)


def test_what_was_known_of_a_gap_at_an_earlier_time() -> None:
    closed = gap(closed_at=TO + DAY, closed_why="sheet")
    assert known_then([closed], None, TO + HOUR)[0].open
    assert not known_then([closed], None, TO + 2 * DAY)[0].open
    assert known_then([closed], None, TO - HOUR) == ()
    assert known_then([closed], date(2026, 10, 31), None) == ()


@pytest.mark.parametrize("closed", [{}, {"closed_at": TO + DAY, "closed_why": "all were read", "by_fills": True}])
def test_a_docket_that_was_read_later_left_the_gap_open_for_its_case_before(closed: dict[str, Any]) -> None:
    filled = gap(filled={"tenants-v-bureau": Fill(TO + DAY, "docket sheet of Nov 2")}, **closed)
    (before,) = gaps_of_case(TENANTS, known_then([filled], None, TO + HOUR))
    assert before.open and before.closed_why == ""
    (after,) = gaps_of_case(TENANTS, known_then([filled], None, TO + DAY))
    assert after.closed_at == TO + DAY and after.closed_why == "docket sheet of Nov 2"


# Filling -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Config:
    return load_small(tmp_path)


@pytest.fixture
def opened(small: Config) -> Any:
    store = open_store(small.db_path)
    with store.atomic():
        store.execute(
            "insert into feeds (feed_id, kind, url, last_checked_at, last_ok_at) values ('dcd', 'cmecf',"
            " 'https://ecf.example.gov/rss', '2026-11-22T14:56:00Z', '2026-11-22T14:56:00Z')"
        )
        add_gap(store, "dcd", "dcd", "2026-11-01T00:00:00Z", "2026-11-01T06:00:00Z", TO)
    yield store
    store.close()


def fill(store: Store, *dockets: str, from_: datetime | None = None, to: datetime = TO + DAY) -> list[int]:
    return close_filled_gaps(store, "dcd", dockets, from_, to, "docket sheet of Nov 2, 2026", NOW)


def test_a_gap_is_closed_when_every_tracked_docket_of_the_court_was_read_whole_after_it(opened: Store) -> None:
    assert fill(opened, "tenants-v-bureau") == [1]
    (closed,) = gap_notes(opened)
    assert closed.closed_why == "the one tracked docket was read in full: docket sheet of Nov 2, 2026"
    assert closed.by_fills and closed.closed_at == NOW


def test_one_docket_of_two_fills_the_gap_for_itself_alone(opened: Store) -> None:
    with opened.atomic():
        opened.execute(
            "insert into dockets (docket_id, case_id, court_id, docket_number, docket_number_core)"
            " values ('other', 'list-v-board', 'dcd', '1:26-cv-1', '2600001')"
        )
    assert fill(opened, "tenants-v-bureau") == []
    (still,) = gap_notes(opened)
    assert still.open and still.filled == {"tenants-v-bureau": Fill(NOW, "docket sheet of Nov 2, 2026")}
    assert fill(opened, "other", "no-such-docket") == [1]
    assert gap_notes(opened)[0].closed_why.startswith("each of 2 tracked dockets was read in full")


@pytest.mark.parametrize(("from_", "to"), [(None, TO - HOUR), (FROM + HOUR, TO + DAY), (TO, TO + DAY)])
def test_a_source_that_does_not_reach_over_the_whole_gap_fills_nothing(
    opened: Store, from_: datetime | None, to: datetime
) -> None:
    assert fill(opened, "tenants-v-bureau", from_=from_, to=to) == []
    assert gap_notes(opened)[0].filled == {}


def test_reading_the_dockets_of_another_court_fills_nothing(opened: Store) -> None:
    assert fill(opened, "list-v-board") == []
    assert gap_notes(opened)[0].open and gap_notes(opened)[0].filled == {}


# Pages -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def client(small: Config, opened: Store) -> FlaskClient:
    return site_over(small).test_client()


def words(text: str) -> str:
    return " ".join(html.fromstring(text).text_content().split())


GAP_SAID = "Between Oct 31, 2026, 8:00 p.m. EDT and Nov 1, 2026, 1:00 a.m. EST the feed of D.D.C. moved on faster"


@pytest.mark.parametrize(
    "path",
    ["/cases/tenants-v-bureau", "/timeline?case=tenants-v-bureau", "/timeline?court=dcd",
     "/timeline?court=dcd&case=tenants-v-bureau&from=2026-10-01", "/cases/tenants-v-bureau?known_at=2026-11-10"],
)  # fmt: skip
def test_an_open_gap_is_told_where_its_cases_are_shown(client: FlaskClient, path: str) -> None:
    assert GAP_SAID in words(page(client, path))


@pytest.mark.parametrize(
    "path",
    ["/cases/list-v-board", "/timeline", "/timeline?court=mad", "/timeline?court=dcd&from=2026-11-03",
     "/timeline?case=list-v-board", "/timeline?case=tenants-v-bureau&court=cadc",
     "/cases/tenants-v-bureau?as_of=2026-09-01", "/cases/tenants-v-bureau?known_at=2026-10-01"],
)  # fmt: skip
def test_a_gap_is_not_told_where_it_takes_nothing_away(client: FlaskClient, path: str) -> None:
    assert "moved on faster" not in words(page(client, path))


def test_a_closed_gap_says_how_it_was_closed(client: FlaskClient, opened: Store) -> None:
    with opened.atomic():
        close_gap(opened, 1, "Docket sheet read by <Ada>; nothing was missing.", NOW)
    for path in ("/cases/tenants-v-bureau", "/sources", "/sources/dcd"):
        text = words(page(client, path))
        assert (
            "Docket sheet read by <Ada>; nothing was missing." in text
            and "moved on faster than it was read:" not in text
        )


def test_a_case_says_what_its_courts_leave_out_of_their_feeds(client: FlaskClient, opened: Store) -> None:
    with opened.atomic():
        opened.execute(
            "insert into feed_types values ('dcd', '2026-11-01T15:00:00Z', 'partial', '[\"order\", \"motion\"]')"
        )
    text = words(page(client, "/cases/tenants-v-bureau"))
    assert "D.D.C.: The court publishes only these types of entry here: order and motion." in text
    assert "D.C. Cir.: no feed is read, so nothing arrives from there by itself." in text


def test_the_api_names_the_gaps_of_a_case_as_they_are_for_that_case(client: FlaskClient, opened: Store) -> None:
    def told(path: str) -> list[dict[str, Any]]:
        return client.get(f"/api/v1/{path}").get_json()["gaps"]

    (open_gap,) = told("cases/tenants-v-bureau")
    assert (open_gap["court_id"], open_gap["from"], open_gap["to"], open_gap["closed_at"]) == (
        "dcd", "2026-11-01T00:00:00Z", "2026-11-01T06:00:00Z", None,
    )  # fmt: skip
    assert told(f"cases/{LIST.id}") == []
    assert {row["id"]: len(row["gaps"]) for row in client.get("/api/v1/cases").get_json()["results"]} == {
        TENANTS.id: 1, LIST.id: 0,
    }  # fmt: skip
    assert told("cases/tenants-v-bureau?known_at=2026-10-31") == []
    fill(opened, TENANTS.id)
    (closed,) = told("cases/tenants-v-bureau")
    assert closed["closed_at"] and closed["closed_why"]


# The command line --------------------------------------------------------------------------------------------------


def test_gaps_are_listed_and_closed_from_the_command_line(tracker: Shell) -> None:  # noqa: F811
    tracker("load")
    store = open_store(tracker.folder / "var" / "tracker.db")
    with store.atomic():
        add_gap(store, "demod", "demod", "2026-11-01T00:00:00Z", "2026-11-01T06:00:00Z", TO)
    listed = tracker("gap", "list").stdout
    assert "2026-11-01T00:00:00Z  2026-11-01T06:00:00Z" in listed and listed.rstrip().endswith("open")
    assert tracker("gap", "close", "1").returncode == 2
    refused = tracker("gap", "close", "1", "--why", "x")
    assert refused.returncode == 1 and "say how the time was covered" in refused.stderr
    assert tracker("gap", "close", "1", "--why", "Sheet of Nov 2 read.", "--by", "Ada").returncode == 0
    assert "no open gap" in tracker("gap", "list").stdout
    assert "closed: Sheet of Nov 2 read." in tracker("gap", "list", "--all").stdout
    for number in ("1", "99"):
        again = tracker("gap", "close", number, "--why", "again")
        assert again.returncode == 1 and f"gap {number} is not open" in again.stderr
    assert store.row("select by_name, action, target_kind from decisions") == {
        "by_name": "Ada", "action": "close", "target_kind": "gap",
    }  # fmt: skip
    store.close()
