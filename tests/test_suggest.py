"""Which unknown dockets are suggested, which never, and that one docket is suggested once."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from sqlite3 import IntegrityError

import pytest
from sqlite_utils import Database

from tests import real
from tests.conftest import NOW, require_shared
from tests.feed_samples import appellate_item, district_item, rss
from tests.website import small_register
from tracker.config import Config
from tracker.courts import Courts
from tracker.feeds.dialects import entries_from
from tracker.feeds.parse import parse_feed
from tracker.ingest.register import load_into_store
from tracker.ingest.run import ingest
from tracker.ingest.tools import make_tools
from tracker.linking.appeals import Captions, circuit_of, named_above
from tracker.linking.captionside import bare, sides
from tracker.linking.suspect import ENOUGH, Watch, build_watch, look
from tracker.models import FeedRun, FeedSource, Fetched
from tracker.register.schema import Case
from tracker.storage.feeds import register_feeds
from tracker.storage.migrations import STEPS, m0005_suggestions, statements
from tracker.storage.store import Store
from tracker.storage.suggestions import close_suggestion, open_suggestions

COURTS: Courts = real.courts()
REGISTER = real.register()
WATCH: Watch = build_watch(REGISTER.cases, REGISTER.flows)
PI = "Motion for Preliminary Injunction"


def score(caption: str, *types: str, number: str = "1:26-cv-00999") -> float:
    return look(WATCH, caption, number, types).score


@pytest.mark.parametrize(
    ("caption", "types"),
    [
        ("National Widows League et al v. Internal Revenue Service et al", "Complaint"),
        ("Rural Voters Alliance v. U.S. Department of Homeland Security", "Complaint"),
        ("State of Oregon et al v. United States Department of Agriculture et al", "Complaint"),
        ("Grain Workers Union v. DEPARTMENT OF THE TREASURY et al", "Motion for TRO"),
        ("Harbor Privacy Project v. Bessent et al", "Complaint"),
        ("Association of Clinics v. Centers for Medicare & Medicaid Services", PI),
        ("United States of America v. State of Ohio", "Complaint"),
        ("USA v. Tarrow County Board of Elections", "Motion to Compel"),
        ("Coalition of Tenants v. U.S. Immigration and Customs Enforcement", "Motion to Stay AND Motion for TRO"),
    ],
)
def test_a_suit_that_looks_like_data_sharing_is_suggested(caption: str, types: str) -> None:
    assert score(caption, *types.split(" AND ")) >= ENOUGH


@pytest.mark.parametrize(
    ("caption", "types", "why"),
    [
        ("Holder v. Commissioner of Social Security", PI, "one person's benefits"),
        ("Rivers v. Social Security Administration", "Complaint", "one person"),
        ("Lopez v. U.S. Citizenship and Immigration Services", PI, "one person's visa"),
        ("Open Files League v. U.S. Department of Justice", "Complaint", "sued every day, nothing further"),
        ("National Widows League v. Internal Revenue Service", "Order on Motion for Leave to Appear Pro Hac Vice", ""),
        ("Portelos League v. New York City Department of Education", PI, "a city's agency of the same name"),
        ("Lantern Oil, Inc. v. Internal Revenue Service", PI, "a business"),
        ("United States of America v. Davis", "Complaint", "a person"),
        ("USA v. State of Ohio Widgets", "Complaint", "no state"),
        ("In re Voter Data Litigation", PI, "nobody against nobody"),
        ("Unknown Case Title", PI, "no caption"),
        ("Teachers Union v. Hartwell School Board", PI, "no federal agency"),
    ],
)
def test_a_near_miss_is_not_suggested(caption: str, types: str, why: str) -> None:
    assert score(caption, types) < ENOUGH, why


def test_a_criminal_docket_and_a_counterclaim_are_never_suggested() -> None:
    caption = "United States of America v. State of Ohio"
    assert score(caption, "Complaint", number="1:26-cr-00999") == 0
    assert score(caption, "Counterclaim", "Complaint") == 0


def test_the_reasons_name_who_sues_whom_over_what() -> None:
    found = look(WATCH, "National Widows League v. Internal Revenue Service", "1:26-cv-1", ("Motion for TRO",))
    assert found.because == ("an organization against IRS", "“Motion for TRO”")


def test_of_the_registers_own_suits_most_would_have_been_suggested() -> None:
    # Measured: 44 of 66 by a motion for an injunction, 31 by the bare complaint. What is missed are suits of the
    # United States against an official by surname alone, and of named persons.
    trial = [c for c in REGISTER.cases.values() if COURTS[c.dockets[0].court].level == "district"]
    asked = sum(score(c.caption, PI, number=c.dockets[0].number or "") >= ENOUGH for c in trial)
    begun = sum(score(c.caption, "Complaint", number=c.dockets[0].number or "") >= ENOUGH for c in trial)
    assert asked >= 44 and begun >= 31 and len(trial) >= 66


@pytest.mark.shared
def test_the_recorded_feeds_suggest_nothing_that_is_not_plausible() -> None:
    """562 entries of 478 dockets: none is suggested; and if every one of them were a motion for an injunction, one."""
    suggested, worst, entries = [], set(), 0
    for file in sorted((require_shared() / "feeds" / "cmecf").glob("*.xml")):
        court = COURTS[file.stem.partition("_")[0]]
        for draft in entries_from(parse_feed(file.read_bytes()), court)[0]:
            entries += 1
            if look(WATCH, draft.caption, draft.docket_number, draft.short_descriptions).score >= ENOUGH:
                suggested.append(draft.caption)
            if look(WATCH, draft.caption, draft.docket_number, (PI,)).score >= ENOUGH:
                worst.add(draft.caption)
    assert entries > 500 and suggested == []
    assert worst == {"Make the Road New York et al v. U.S. Department of Homeland Security et al"}


# Above a tracked docket -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("court", "text", "above"),
    [
        ("dcd", "USCA Case Number 26-5123 for 39 Notice of Appeal to DC Circuit Court filed by AGENCY.",
         (("cadc", "26-5123"),)),
        ("cand", "USCA Case Number 26-4238 Ninth Circuit for 30 Notice of Appeal.", (("ca9", "26-4238"),)),
        ("mad", "USCA Case Number 26-1774 for 12 Notice of Appeal", (("ca1", "26-1774"),)),
        ("cadc", "LETTER: petition docketed in the Supreme Court as No. 26A308 on Nov 3", (("scotus", "26A308"),)),
        ("dcd", "NOTICE OF APPEAL as to 39 Order by AGENCY. Fee paid, receipt number 0090-1234567.", ()),
        ("dcd", "Consolidated with civil case number 1:26-cv-00457", ()),
        ("dcd", "NOTICE OF RELATED CASE. Case related to Case No. 25-457.", ()),
        ("calsuperctsandiego", "USCA Case Number 26-5123", ()),
    ],
)  # fmt: skip
def test_a_number_above_is_read_where_the_entry_names_it(
    court: str, text: str, above: tuple[tuple[str, str], ...]
) -> None:
    assert named_above(court, text) == above


@pytest.mark.parametrize(
    ("court", "circuit"),
    [("mad", "ca1"), ("nysd", "ca2"), ("ded", "ca3"), ("mdd", "ca4"), ("txwd", "ca5"), ("kyed", "ca6"),
     ("ilcd", "ca7"), ("mnd", "ca8"), ("cand", "ca9"), ("nmid", "ca9"), ("nmd", "ca10"), ("flnd", "ca11"),
     ("dcd", "cadc"), ("ca9", None), ("scotus", None)],
)  # fmt: skip
def test_each_trial_court_has_its_circuit(court: str, circuit: str | None) -> None:
    assert circuit_of(court) == circuit


def test_every_watched_federal_trial_court_has_its_circuit() -> None:
    courts = {d.court for c in REGISTER.cases.values() for d in c.dockets if COURTS[d.court].level == "district"}
    assert [court for court in sorted(courts) if circuit_of(court) is None] == []


def case(caption: str, court: str = "dcd", filed: str = "2026-02-01") -> Case:
    docket = {"id": "a-case", "court": court, "number": "1:26-cv-00123", "filed": filed}
    return Case.model_validate(
        {"id": "a-case", "name": "A case", "caption": caption, "dockets": [docket], "events": []}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("caption", "court", "number", "types", "found"),
    [
        ("Rivers v. Agency of Records", "cadc", "26-5006", "Per Curiam Order Filed", True),
        ("Rivers et al v. United States Agency of Records, et al", "cadc", "26-5006", "Order", True),
        ("Agency of Records v. Rivers", "cadc", "26-5006", "Order", True),
        ("Rivers v. Agency of Records", "ca9", "26-5006", "Order", False),
        ("Rivers v. Agency of Records", "cadc", "25-5006", "Order", False),
        ("Rivers v. Agency of Recordings", "cadc", "26-5006", "Order", False),
    ],
)
def test_an_appeal_is_known_by_its_parties(caption: str, court: str, number: str, types: str, found: bool) -> None:
    captions = Captions({"a-case": case("Rivers et al. v. Agency of Records et al.")})
    assert bool(captions.cases_of(court, number, caption, (types,))) is found


def test_the_united_states_against_a_surname_may_be_any_criminal_appeal() -> None:
    captions = Captions({"a-case": case("United States v. Oliver", "nmd")})
    assert captions.cases_of("ca10", "26-2126", "United States v. Oliver", ("Appellant brief",)) == ()
    assert captions.cases_of("ca10", "26-2126", "United States v. Oliver", ("Civil case docketed",)) == ("a-case",)


@pytest.mark.parametrize("caption", ["", "In re Sealed Case", "A v.", "v. B", " v. "])
def test_a_caption_without_two_sides_has_none(caption: str) -> None:
    assert sides(caption) is None


def test_what_one_court_prints_and_the_next_leaves_out_does_not_part_two_captions() -> None:
    assert bare("the united states department of labor") == bare("u s department of labor") == "department of labor"
    assert bare("united states of america") == "united states"
    assert bare("state of california") == bare("people of the state of california") == "california"


# From a feed to the store -----------------------------------------------------------------------------------------

TITLE = "1:26-cv-00777-ABC Voters League et al v. Bureau of Tenancy et al"


@pytest.fixture
def watched(store: Store) -> Store:
    register = small_register()
    load_into_store(store, register, COURTS, NOW)
    with store.atomic():
        register_feeds(store, [FeedSource(c, "cmecf", c, f"https://ecf.{c}.example", 300, c) for c in ("dcd", "cadc")])
    return store


def take(store: Store, folder: Path, body: bytes, court: str = "dcd", minutes: int = 0) -> FeedRun:
    source = FeedSource(court, "cmecf", court, f"https://ecf.{court}.example", 300, court)
    tools = make_tools(Config(data_dir=folder), COURTS, store)
    at = NOW + timedelta(minutes=minutes)
    return ingest(store, source, lambda: Fetched(source.url or "", 200, body, at), tools, at)


def irs(kind: str = "Motion for TRO", seq: int = 1, number: str = "1:26-cv-00777") -> str:
    title = f"{number}-ABC Widows League et al v. Internal Revenue Service et al"
    return district_item(title, kind, case=9, seq=seq, doc=f"0451123{seq:04}")


@pytest.fixture
def revenue(watched: Store) -> Store:
    """A register in which the IRS is the source of a flow."""
    register = small_register()
    flow = register.flows["bureau-to-office-files"]
    source = flow.source.model_copy(update={"name": "Internal Revenue Service", "short": "IRS"})
    flows = register.flows | {flow.id: flow.model_copy(update={"source": source})}
    load_into_store(watched, replace(register, flows=flows), COURTS, NOW)
    return watched


def test_a_docket_is_suggested_once_however_often_and_by_however_many_entries(revenue: Store, tmp_path: Path) -> None:
    run = take(revenue, tmp_path, rss([irs(), irs("Complaint", 2), irs("Motion for TRO", 3)]))
    assert (run.status, run.ignored) == ("ok", 3)
    assert run.notes[-1] == "1 docket was suggested for the register"
    again = take(revenue, tmp_path, rss([irs("Motion for TRO", 4)], head="<!-- -->"), minutes=9)
    assert again.status == "ok" and not any("suggested" in note for note in again.notes)
    (found,) = open_suggestions(revenue)
    assert (found.kind, found.court_id, found.docket_number) == ("docket", "dcd", "1:26-cv-00777")
    assert found.caption == "Widows League et al v. Internal Revenue Service et al"
    assert found.because == ("an organization against IRS", "“Motion for TRO”")
    assert found.url == "https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?9"
    assert revenue.value("select count(*) from docket_entries") == 0


def test_what_a_person_dismissed_does_not_come_back(revenue: Store, tmp_path: Path) -> None:
    take(revenue, tmp_path, rss([irs("Complaint")]))
    (found,) = open_suggestions(revenue)
    close_suggestion(revenue, found.suggestion_id, "dismissed", NOW)
    take(revenue, tmp_path, rss([irs("Motion for TRO", 2)]), minutes=9)
    assert open_suggestions(revenue) == []


def test_an_open_suggestion_takes_the_better_reasons(revenue: Store, tmp_path: Path) -> None:
    take(revenue, tmp_path, rss([irs("Complaint")]))
    take(revenue, tmp_path, rss([irs("Motion for TRO", 2)]), minutes=9)
    (found,) = open_suggestions(revenue)
    assert found.score == 0.9 and "“Motion for TRO”" in found.because


def test_a_tracked_docket_is_not_suggested(revenue: Store, tmp_path: Path) -> None:
    take(revenue, tmp_path, rss([irs(number="1:25-cv-01234")]))
    assert open_suggestions(revenue) == []
    assert revenue.value("select count(*) from docket_entries") == 1


def test_an_unknown_appeal_with_the_parties_of_a_case_is_suggested_for_it(watched: Store, tmp_path: Path) -> None:
    item = appellate_item("26-5044", "Tenants Union, et al v. Bureau of Tenancy, et al", "Civil Case Docketed")
    take(watched, tmp_path, rss([item]), "cadc")
    (found,) = open_suggestions(watched)
    assert (found.kind, found.court_id, found.docket_number) == ("appeal", "cadc", "26-5044")
    assert found.body == {"cases": ["tenants-v-bureau"]}


def test_a_bankruptcy_court_suggests_nothing(revenue: Store, tmp_path: Path) -> None:
    source = FeedSource("mdb", "cmecf", "mdb", "https://ecf.mdb.example", 300, "mdb")
    with revenue.atomic():
        register_feeds(revenue, [source])
    take(revenue, tmp_path, rss([irs()]), "mdb")
    assert open_suggestions(revenue) == []


def test_decisions_made_before_suggestions_were_known_are_kept(tmp_path: Path) -> None:
    """The step makes the table of decisions anew, so that it takes one more kind."""
    older = Database(tmp_path / "tracker.db")
    for step in STEPS[: STEPS.index(m0005_suggestions)]:
        for statement in statements(step.SCRIPT):
            older.execute(statement)
    older.conn.execute("pragma foreign_keys = on")
    for row in ((1, "event", "e", "confirm", None), (2, "event", "e", "undo", 1)):
        older.execute(
            "insert into decisions (decision_id, target_kind, target_id, action, by_name, at, before, after, undoes)"
            " values (?, ?, ?, ?, 'Ada', '2026-11-01T00:00:00Z', 'null', 'null', ?)",
            row,
        )
    with older.conn:
        for statement in statements(m0005_suggestions.SCRIPT):
            older.execute(statement)
    kept = [tuple(row) for row in older.execute("select decision_id, action, undoes from decisions order by 1")]
    assert kept == [(1, "confirm", None), (2, "undo", 1)]
    older.execute(
        "insert into decisions (target_kind, target_id, action, by_name, at, before, after, undoes)"
        " values ('suggestion', '7', 'accept', 'Ada', '2026-11-22T00:00:00Z', 'null', 'null', null)"
    )
    assert [tuple(r) for r in older.execute("pragma foreign_key_check")] == []
    with pytest.raises(IntegrityError):
        older.execute("update decisions set undoes = 99 where decision_id = 2")
    older.close()
