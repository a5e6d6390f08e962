"""A large case is tied only from the day of its new papers on; what is stored then is what tying all of it anew gives,
whatever comes, in whatever order."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.disputes import AT, CASE, PI
from tests.website import LOADED, small_register
from tracker.config import Config
from tracker.courts import load_courts
from tracker.ingest.register import load_into_store
from tracker.linking.ties import ties_of
from tracker.storage import retie as whole_way
from tracker.storage.events import EventRow, put_event
from tracker.storage.retie import Change, as_they_were, retie, retie_changed
from tracker.storage.retie_latest import HELD
from tracker.storage.store import Store, open_store
from tracker.storage.tie_papers import courts_of, papers_where
from tracker.storage.withheld import withhold

BELOW, ABOVE, SISTER = "t-below", "t-above", "t-sister"
DOCKETS = [
    {"id": BELOW, "number": "1:25-cv-00457"}, {"id": ABOVE, "number": "26-5006", "reviews": BELOW},
    {"id": SISTER, "number": "1:25-cv-00999"},
]  # fmt: skip
FIRST = date(2025, 1, 1)
RELIEFS = (PI, "dismissal", "extension_of_time", "stay_pending_appeal", "other")
HOWS = ("", "granted", "denied", "deferred", "sought", "affirmed", "vacated")
WORDS = (
    "", "Order on Motion", "RESPONSE in Opposition re {n} MOTION for Preliminary Injunction", "REPLY re {n} Motion, {m}",
    "Response in Opposition to Motion", "Reply", "ORDER granting {n} Motion and denying {m} Motion",
    "NOTICE OF APPEAL as to {n} Order by Bureau", "NOTICE OF APPEAL", "NOTICE OF APPEAL from the order of January 1{n}",
    "USCA Case Number 26-5006 for {n} Notice of Appeal", "MANDATE of USCA as to {n} Notice of Appeal, {m}",
    "Memorandum in support re {n} MOTION in case 1:25-cv-00999", "MOTION [214678{n}] to stay",
    "Response to motion to stay [214678{n}]", "MOTION to clarify {n} Order", "OPPOSITION to motion [214678{n}]",
)  # fmt: skip


class Undone(Exception):
    """The example is over; the store is as before."""


class Filed(NamedTuple):
    number: int
    docket: str
    kind: str
    day: str | None
    document: str | None
    text: str
    actions: tuple[tuple[str, str], ...]
    body: dict[str, Any]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(tmp_path_factory.mktemp("ties") / "tracker.db")
    load_into_store(store, small_register(), load_courts(Config().courts_file), LOADED)
    body = json.dumps(
        {**json.loads(store.value("select body from cases where case_id = ?", [CASE])), "dockets": DOCKETS}
    )
    with store.atomic():
        store.execute("update events set retracted_at = ? where case_id = ?", [AT, CASE])
        store.execute("update cases set body = ? where case_id = ?", [body, CASE])
        for docket in DOCKETS:
            store.execute(
                "insert into dockets (docket_id, case_id, court_id, docket_number) values (?, ?, 'dcd', ?)", [docket["id"], CASE, docket["number"]],
            )  # fmt: skip
        retie(store, [CASE])
    yield store
    store.close()


def put(store: Store, filed: Filed) -> None:
    store.execute(
        "insert into docket_entries (entry_id, docket_id, identity_key, description, content_sha, first_seen_at,"
        " last_changed_at, document_number) values (?, ?, ?, ?, '0', ?, ?, ?) on conflict (entry_id) do update set"
        " description = excluded.description, document_number = excluded.document_number",
        [filed.number, filed.docket, f"k{filed.number}", filed.text, AT, AT, filed.document],
    )
    put_event(store, EventRow(
        event_id=f"entry-{filed.number}", case_id=CASE, docket_id=filed.docket, court_id="dcd", origin="docket",
        kind=filed.kind, title=filed.text[:60] or "Docket entry without text", text=filed.text, names="", day=filed.day,
        day_precision="day", entered_at=None, document=filed.document, judge=None, confirmed=False,
        entry_id=filed.number, actions=filed.actions, body=json.dumps(filed.body, separators=(",", ":")),
    ), AT)  # fmt: skip


def stored(store: Store) -> set[tuple[Any, ...]]:
    rows = store.execute(f"select {HELD} from ties where case_id = ?", [CASE]).fetchall()
    assert len(rows) == len(set(rows))
    return set(rows)


def anew(store: Store) -> set[tuple[Any, ...]]:
    papers = [paper for _, paper in papers_where(store, "e.case_id = ?", [CASE])]
    return set(ties_of(papers, courts_of(store, [CASE])[CASE]))


def come(store: Store, *papers: Filed) -> None:
    """These papers come, or come again changed, and the case is tied as if it were a large one."""
    ids = [f"entry-{filed.number}" for filed in papers]
    were = as_they_were(store, ids)
    for filed in papers:
        put(store, filed)
    retie_changed(store, [Change(CASE, f"entry-{filed.number}", filed.kind) for filed in papers], were, few=0)


small = st.integers(1, 9)
kinds = st.sampled_from((
    "motion", "motion", "motion", "order", "order", "order", "opinion", "minute_entry", "response", "response", "reply",
    "brief", "notice_of_appeal", "notice_of_appeal", "mandate", "judgment", "letter", "other", "notice",
))  # fmt: skip


@st.composite
def papers(draw: st.DrawFn) -> Filed:
    number = draw(st.integers(1, 15))
    text = draw(st.sampled_from(WORDS)).format(n=draw(small), m=draw(small))
    day = draw(
        st.one_of(
            st.integers(0, 12),
            st.integers(0, 12),
            st.integers(0, 40),
            st.integers(0, 600),
            st.none() | st.integers(0, 99),
        )
    )
    document = draw(st.sampled_from(("", "{n}", "{n}", "{n}", "{n}-1", "{n}, {m}"))).format(
        n=draw(small), m=draw(small)
    )
    body: dict[str, Any] = {"short": []}
    if draw(st.integers(0, 3)) == 0:
        body["rules_on"] = draw(st.lists(small, min_size=1, max_size=2))
    said = draw(st.integers(0, 25))
    if said == 0:
        body["told_by"] = "somebody"
    elif said == 1:
        body["ties"] = [f"{draw(st.sampled_from(('decides', 'appeals')))} {CASE}.none"]
    elif said == 2:
        body["acts"] = [{"do": "stays", "order": f"entry-{draw(small)}"}]
    return Filed(
        number, (BELOW, BELOW, BELOW, ABOVE, SISTER)[number % 5], draw(kinds),
        None if day is None else (FIRST + timedelta(days=day)).isoformat(), document or None, text,
        tuple(draw(st.sets(st.tuples(st.sampled_from(RELIEFS), st.sampled_from(HOWS)), max_size=2))), body,
    )  # fmt: skip


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.lists(papers(), min_size=1, max_size=3, unique_by=lambda f: f.number), min_size=4, max_size=30),
       hidden=st.sets(st.tuples(st.integers(0, 30), st.integers(1, 15)), max_size=3))  # fmt: skip
def test_whatever_comes_the_ties_are_those_of_the_whole_case(
    loaded: Store, steps: list[list[Filed]], hidden: set[tuple[int, int]]
) -> None:
    with pytest.raises(Undone), loaded.atomic():
        gone: set[int] = set()
        for place, step in enumerate(steps):
            # What is withheld is not written again by a court's feed.
            come(loaded, *(filed for filed in step if filed.number not in gone))
            assert stored(loaded) == anew(loaded)
            for number in (number for at, number in hidden if at == place):
                were = as_they_were(loaded, [f"entry-{number}"])
                if withhold(loaded, f"entry-{number}", "sealed", "Ada", AT):
                    gone.add(number)
                    retie_changed(loaded, [Change(CASE, f"entry-{number}", "")], were, few=0)
                assert stored(loaded) == anew(loaded)
        raise Undone


@pytest.fixture
def latest_only(loaded: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store, where tying a whole case is an error; all of it is undone afterwards."""
    monkeypatch.delattr(whole_way, "retie")
    with pytest.raises(Undone), loaded.atomic():
        yield loaded
        raise Undone


def filed(number: int, kind: str, day: str, text: str, docket: str = BELOW, **more: Any) -> Filed:
    given = {"document": str(number), "actions": (), "body": {"short": []}, **more}
    return Filed(number, docket, kind, day, text=text, **given)


def ties(store: Store) -> set[tuple[Any, ...]]:
    assert stored(store) == anew(store)
    return {(tie[0], tie[3], tie[1] or f"No. {tie[2]}") for tie in stored(store)}


def test_a_poll_of_a_large_case_ties_its_new_papers_without_reading_the_whole_case(latest_only: Store) -> None:
    come(latest_only, filed(5, "motion", "2025-01-05", "MOTION", actions=((PI, "sought"),)))
    come(latest_only, filed(8, "response", "2025-01-09", "Response in Opposition to Motion"))
    come(latest_only, filed(9, "reply", "2025-01-10", "Reply to opposition to motion"))
    come(latest_only, filed(11, "order", "2025-02-01", "Order on Motion for PI", actions=((PI, ""),)))
    come(latest_only, filed(12, "order", "2025-02-02", "Order on Motion for PI", actions=((PI, ""),)))
    assert ties(latest_only) == {
        ("entry-8", "opposes", "entry-5"), ("entry-9", "replies", "entry-5"), ("entry-11", "decides", "entry-5"),
    }  # fmt: skip


def test_a_late_paper_with_an_earlier_number_takes_its_place(latest_only: Store) -> None:
    come(latest_only, filed(15, "response", "2025-01-12", "RESPONSE in Opposition re 12 MOTION to Stay"))
    assert ties(latest_only) == {("entry-15", "opposes", "No. 12")}
    come(latest_only, filed(12, "motion", "2025-01-05", "MOTION to Stay"))
    assert ties(latest_only) == {("entry-15", "opposes", "entry-12")}


def test_a_number_behind_the_title_of_an_appellate_paper_is_found(latest_only: Store) -> None:
    come(latest_only, filed(3, "motion", "2025-01-05", "MOTION [2146781] to stay", ABOVE, document=None))
    come(latest_only, filed(4, "response", "2025-01-09", "RESPONSE to motion to stay [2146781]", ABOVE, document=None))
    assert ties(latest_only) == {("entry-4", "answers", "entry-3")}


def test_a_notice_that_names_nothing_any_more_is_guessed_about_anew(latest_only: Store) -> None:
    come(latest_only, filed(6, "judgment", "2025-01-05", "JUDGMENT"))
    come(latest_only, filed(7, "notice_of_appeal", "2025-01-09", "NOTICE OF APPEAL as to 20 Order", document=None))
    assert ties(latest_only) == {("entry-7", "appeals", "No. 20")}
    come(latest_only, filed(20, "order", "2025-02-05", "ORDER"))
    assert ties(latest_only) == {("entry-7", "appeals", "entry-6")}


def test_a_response_that_names_nothing_any_more_is_guessed_about_anew(latest_only: Store) -> None:
    come(latest_only, filed(5, "motion", "2025-01-05", "MOTION", actions=((PI, "sought"),)))
    ruled = {"short": [], "rules_on": [20]}
    come(latest_only, filed(7, "response", "2025-01-09", "Response", document=None, body=ruled))
    assert ties(latest_only) == {("entry-7", "decides", "No. 20")}
    come(latest_only, filed(20, "order", "2025-02-05", "ORDER"))
    assert ties(latest_only) == {("entry-7", "answers", "entry-5")}


def test_a_paper_that_moves_to_a_later_day_leaves_no_tie_where_it_was(latest_only: Store) -> None:
    come(latest_only, filed(5, "motion", "2025-01-05", "MOTION", actions=((PI, "sought"),)))
    come(latest_only, filed(7, "response", "2025-01-09", "Response"))
    assert ties(latest_only) == {("entry-7", "answers", "entry-5")}
    come(latest_only, filed(5, "motion", "2025-02-05", "MOTION", actions=((PI, "sought"),)))
    assert ties(latest_only) == set()
