"""The calendar: what lies ahead, what lately lapsed, how each day is known, and the same as a calendar file."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event, vText
from icalendar.parser import Contentline
from lxml import html

from tests.lawcases import APPEAL, SOURCE, act, day, model, order, suit
from tests.website import CASES, FLOWS, HOSTILE, page, read_by_machine, site_over
from tracker.config import Config
from tracker.courts import load_courts
from tracker.ingest.register import load_into_store
from tracker.law.answers import Pending
from tracker.outputs.calendar import Entry, build_entries
from tracker.outputs.ics import fold, render_ics, text
from tracker.register.files import Register
from tracker.register.lines import Sourced
from tracker.register.schema import Case, Flow
from tracker.storage.store import open_store
from tracker.storage.withheld import withhold

NOW = datetime(2026, 2, 5, 15, 0, tzinfo=UTC)
TRO, INJUNCTION = "suit.2026-01-05", "suit.2026-01-06"


def tro(when: str = "2026-01-05", **more: Any) -> dict[str, Any]:
    return order(when, relief="temporary_restraining_order", **more)


def entries(as_of: str, *events: Mapping[str, Any], pending: tuple[Pending, ...] = ()) -> tuple[Entry, ...]:
    return build_entries(model(suit(*events), pending=pending), {}, [], day(as_of), day("2026-11-22"))


def told(found: tuple[Entry, ...]) -> list[tuple[str, str, str]]:
    return [(str(e.day), e.says, e.basis) for e in found]


def test_a_last_day_that_the_court_states_lies_ahead_as_stated() -> None:
    found = entries("2026-01-10", tro(ends_on="2026-01-17"))
    assert told(found) == [("2026-01-17", "Last day in force", "stated")]
    assert found[0].rule == "" and found[0].link == f"/orders/{TRO}" and found[0].flows == ("flow",)


def test_a_computed_limit_is_marked_and_names_its_rule() -> None:
    found = entries("2026-01-10", tro(without_notice=True))
    assert told(found) == [("2026-01-20", "Computed limit of the order", "computed")]
    assert found[0].rule == "14 days after entry (Fed. R. Civ. P. 65(b)(2), counted under Rule 6(a))"


def test_a_computed_limit_that_passed_leaves_it_open_whether_the_order_binds() -> None:
    found = entries("2026-01-25", tro(without_notice=True))
    assert found[0].says == "Computed limit passed; whether it still binds is not known"


def test_a_stated_end_stays_for_thirty_days_and_then_leaves() -> None:
    assert told(entries("2026-02-16", tro(ends_on="2026-01-17")))[0][1] == "The order ended after this day"
    assert entries("2026-02-17", tro(ends_on="2026-01-17")) == ()


def test_on_its_last_day_the_order_is_still_ahead() -> None:
    assert entries("2026-01-17", tro(ends_on="2026-01-17"))[0].says == "Last day in force"


def test_an_order_that_something_else_ended_first_has_no_day_ahead() -> None:
    ended = act("2026-01-12", "ends", TRO, how="dissolved")
    assert entries("2026-01-13", tro(ends_on="2026-01-17"), ended) == ()
    assert told(entries("2026-01-11", tro(ends_on="2026-01-17"), ended))[0][0] == "2026-01-17"


def test_an_extension_moves_the_day_but_not_before_it_was_made_and_the_name_stays() -> None:
    extended = act("2026-01-16", "extends", TRO, to="2026-01-30")
    before, after = (entries(d, tro(ends_on="2026-01-17"), extended) for d in ("2026-01-15", "2026-01-16"))
    assert (str(before[0].day), str(after[0].day)) == ("2026-01-17", "2026-01-30")
    assert before[0].key == after[0].key == f"order-end.{TRO}"


def test_an_order_not_yet_entered_is_on_no_calendar() -> None:
    assert entries("2026-01-04", tro(ends_on="2026-01-17")) == ()


def test_a_stated_date_beyond_the_computed_limit_shows_beside_it() -> None:
    found = entries("2026-01-10", tro(without_notice=True, ends_on="2026-02-01"))
    assert told(found) == [
        ("2026-01-20", "Computed limit of the order", "computed"),
        ("2026-02-01", "Last day set by the order itself", "stated"),
    ]


def stay_until(last: str) -> dict[str, Any]:
    return act(
        "2026-01-08", "stays", INJUNCTION, APPEAL, stay_kind="administrative", until=[{"on": "date", "date": last}],
        event_key="short-stay",
    )  # fmt: skip


def test_a_stay_that_ends_on_a_date_shows_that_day_and_what_follows() -> None:
    found = entries("2026-01-10", order("2026-01-06"), stay_until("2026-01-22"))
    assert told(found) == [("2026-01-22", "Last day of a stay of the order", "stated")]
    assert "the order revives if nothing else stands against it" in found[0].notes[0]
    assert found[0].court_id == "cadc"
    after = entries("2026-01-30", order("2026-01-06"), stay_until("2026-01-22"))
    assert after[0].says == "A stay of the order ended after this day; the order revived"


def test_a_stay_that_was_lifted_before_its_date_is_not_shown() -> None:
    lifted = act("2026-01-12", "lifts_stay", docket=APPEAL, stay="suit.short-stay")
    assert entries("2026-01-13", order("2026-01-06"), stay_until("2026-01-22"), lifted) == ()


def test_a_first_day_still_to_come_is_told() -> None:
    found = entries("2026-01-10", order("2026-01-06", effective="2026-01-20"))
    assert told(found) == [("2026-01-20", "From this day: in force", "stated")]


def test_a_suspended_order_and_an_unread_ruling_are_said_beside_the_day() -> None:
    stayed = act("2026-01-08", "stays", TRO, APPEAL, stay_kind="pending_appeal", until=["mandate"])
    unread = Pending("entry-7", day("2026-01-09"), "a ruling was entered; not yet read", "suit", (TRO,), ())
    notes = entries("2026-01-10", tro(ends_on="2026-01-17"), stayed, pending=(unread,))[0].notes
    assert "The order is suspended at present." in notes
    assert "Not settled: a ruling was entered; not yet read." in notes


def test_an_order_that_is_only_reported_is_on_no_calendar() -> None:
    reported = tro(ends_on="2026-01-17", event_more={"sources": [], "unverified": True})
    assert entries("2026-01-10", reported) == ()


def test_a_flow_said_to_end_on_a_day_to_come_is_told_with_how_it_is_known() -> None:
    life = [
        {"date": "2026-12-31", "state": "ended", "text": "The agreement runs out.", "sources": [SOURCE]},
        {"date": "2027-01", "state": "proposed", "text": "A new one is said to follow.", "unverified": True},
    ]
    flow = Flow.model_validate({**FLOWS[1], "life": life})
    found = build_entries(model(), {flow.id: flow}, [], day("2026-11-22"), day("2026-11-22"))
    assert told(found) == [
        ("2026-12-31", "The data flow ends", "recorded"), ("2027-01-31", "The data flow is proposed", "reported"),
    ]  # fmt: skip
    assert [e.exact for e in found] == [True, False]


def events_of(body: bytes) -> list[Event]:
    return list(Calendar.from_ical(body).walk("VEVENT"))  # type: ignore[arg-type]


def one(**more: Any) -> Entry:
    base: dict[str, Any] = {
        "key": "order-end.a.2026-01-01", "day": date(2026, 12, 31), "says": "Last day in force", "about": "Order",
        "link": "/orders/a.2026-01-01", "basis": "stated", "changed": datetime(2026, 3, 1, 12, tzinfo=UTC),
    }  # fmt: skip
    return Entry(**(base | more))


def test_the_file_holds_whole_days_with_names_and_stamps_from_the_data() -> None:
    body = render_ics([one()], {}, {}, "https://docket.example", "Docket")
    assert body.startswith(b"BEGIN:VCALENDAR\r\n") and b"\n" not in body.replace(b"\r\n", b"")
    found = events_of(body)[0]
    assert found["uid"] == "order-end.a.2026-01-01@docket.example"
    assert (found.decoded("dtstart"), found.decoded("dtend")) == (date(2026, 12, 31), date(2027, 1, 1))
    assert found.decoded("dtstamp") == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert b"DTSTART;VALUE=DATE:20261231" in body and b"DTSTAMP:20260301T120000Z" in body
    assert found["url"] == "https://docket.example/orders/a.2026-01-01"


def test_an_evening_in_washington_is_no_day_ahead() -> None:
    # 1:00 a.m. on March 2 in UTC is still March 1 where the site's days are counted.
    body = render_ics([replace(one(), changed=datetime(2026, 3, 2, 1, tzinfo=UTC))], {}, {}, "https://d.example", "D")
    assert "As known on Mar 1, 2026." in str(events_of(body)[0]["description"])


def test_a_calendar_in_which_nothing_stands_is_still_one() -> None:
    body = render_ics([], {}, {}, "https://docket.example", "Docket")
    assert events_of(body) == [] and [c.name for c in Calendar.from_ical(body).subcomponents] == ["VTIMEZONE"]
    assert b"VTIMEZONE" not in render_ics([one()], {}, {}, "https://docket.example", "Docket")


def test_long_and_awkward_words_are_folded_and_escaped_and_come_back_whole() -> None:
    about = "Order; with, a \\ backslash → and “quotes” " * 6 + "\nBEGIN:VEVENT"
    body = render_ics([one(about=about)], {}, {}, "https://docket.example", "Docket")
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    found = events_of(body)
    assert len(found) == 1 and str(found[0]["summary"]) == f"Last day in force: {about}"


_AWKWARD = st.one_of(st.sampled_from("\\^N;,:\r\n → aé😀"), st.characters(exclude_categories=["Cs"]))


@given(st.text(_AWKWARD, max_size=400))
def test_every_value_is_escaped_and_folded_as_the_library_does_it(value: str) -> None:
    assert text(value) == vText(value).to_ical().decode()
    line = str(Contentline(f"SUMMARY:{text(value)}").to_ical(), "utf-8")  # type: ignore[no-untyped-call]
    assert fold("SUMMARY", text(value)) == line + "\r\n"


def test_a_whole_file_reads_to_the_library_as_it_would_have_written_it() -> None:
    entries = [one(), one(key="b", time="14:30", court_id="cand"), one(key="c", time="09:05", notes=("a; b",) * 9)]
    body = render_ics(entries, {}, {}, "https://docket.example", "Name, of it", {"cand": "America/Los_Angeles"})
    read: Any = Calendar.from_ical(body)
    assert read.to_ical() == body and b"\r\nX-WR-CALNAME:Name\\, of it\r\n" in body
    assert [zone["tzid"] for zone in read.walk("VTIMEZONE")] == ["America/Los_Angeles", "America/New_York"]


def test_a_computed_day_is_tentative_and_says_its_rule() -> None:
    entry = one(basis="computed", rule="14 days after entry (Fed. R. Civ. P. 65(b)(2))", says="Computed limit")
    found = events_of(render_ics([entry], {}, {}, "https://docket.example", "D"))[0]
    assert found["status"] == "TENTATIVE" and "(computed)" in found["summary"]
    assert "Date: computed, 14 days after entry (Fed. R. Civ. P. 65(b)(2))" in found["description"]


def test_an_hour_that_a_source_gave_is_told_in_the_zone_of_the_court() -> None:
    entry = one(time="14:30", court_id="cand", says="Hearing")
    found = events_of(render_ics([entry], {}, {}, "https://docket.example", "D", {"cand": "America/Los_Angeles"}))[0]
    assert str(found.decoded("dtstart")) == "2026-12-31 14:30:00-08:00"
    assert found["dtstart"].params["TZID"] == "America/Los_Angeles"


def test_a_month_is_no_day_and_stays_out_of_the_file() -> None:
    body = render_ics([one(exact=False)], {}, {}, "https://docket.example", "Docket")
    assert events_of(body) == [] and b"VERSION:2.0" in body and b"PRODID" in body


EVENTS: list[dict[str, Any]] = [
    {"key": "hearing", "date": "2026-02-20", "kind": "hearing", "title": "Court hears the motion",
     "flows": ["board-to-office-lists"], "sources": [SOURCE]},
    {"key": "tro", "date": "2026-02-03", "kind": "order", "title": "Restraining order",
     "order": {"id": "list-v-board.2026-02-03", "title": "Order for the lists", "relief": "temporary_restraining_order",
               "without_notice": True, "restrictions": [
                   {"flow": "board-to-office-lists", "effect": "bars", "whole": True, "text": "No lists."}]},
     "sources": [SOURCE]},
]  # fmt: skip


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """The small register with a restraining order and a hearing in the second case."""
    raw = [CASES[0], {**CASES[1], "events": CASES[1]["events"] + EVENTS}]
    cases = {c["id"]: Case.model_validate(c) for c in raw}
    flows = {f["id"]: Flow.model_validate(f) for f in FLOWS}
    config = Config(data_dir=tmp_path, public_url="https://docket.example")
    store = open_store(config.db_path)
    register = Register(cases, flows, {i: Sourced(f"{i}.yaml", {}) for i in (*cases, *flows)})
    load_into_store(store, register, load_courts(config.courts_file), datetime(2026, 2, 4, tzinfo=UTC))
    store.close()
    return config


@pytest.fixture
def client(config: Config) -> FlaskClient:
    return site_over(config, lambda: NOW).test_client()


def text_of(client: FlaskClient, path: str) -> str:
    return " ".join(html.fromstring(page(client, path)).xpath("//main")[0].text_content().split())


def test_the_page_groups_days_by_month_and_says_how_each_is_known(client: FlaskClient) -> None:
    text = text_of(client, "/calendar")
    assert "February 2026 Feb 17, 2026 Computed limit of the order: Order for the lists" in text
    assert "List v. Board, D. Mass. Computed: 14 days after entry (Fed. R. Civ. P. 65(b)(2)" in text
    assert "Hearing: Court hears the motion" in text and "Recorded from a source" in text


def test_an_empty_calendar_says_so_without_saying_that_nothing_is_set(client: FlaskClient) -> None:
    text = text_of(client, "/calendar?case=tenants-v-bureau")
    assert "No day ahead is known for this choice" in text and "does not mean that none is set" in text
    body = client.get("/calendar.ics?case=tenants-v-bureau")
    assert body.status_code == 200 and body.content_type == "text/calendar; charset=utf-8"
    assert events_of(body.data) == []


@pytest.mark.parametrize("query", ["", "?case=list-v-board", "?flow=board-to-office-lists"])
def test_the_file_says_what_the_page_says(client: FlaskClient, query: str) -> None:
    response = client.get("/calendar.ics" + query)
    found = {str(e["uid"]): e for e in events_of(response.data)}
    assert found.keys() == {
        "order-end.list-v-board.2026-02-03@docket.example", "event.list-v-board.hearing@docket.example",
    }  # fmt: skip
    lapse = found["order-end.list-v-board.2026-02-03@docket.example"]
    assert lapse.decoded("dtstart") == date(2026, 2, 17)
    assert lapse.decoded("dtstamp") == datetime(2026, 2, 4, tzinfo=UTC)
    assert "List v. Board, D. Mass." in lapse["description"]
    assert f"https://docket.example/calendar.ics{query}" in text_of(client, "/calendar" + query)


def test_an_unchanged_file_is_the_same_to_the_byte_and_not_sent_twice(client: FlaskClient, config: Config) -> None:
    first = client.get("/calendar.ics")
    later = site_over(config, lambda: NOW.replace(hour=20)).test_client().get("/calendar.ics")
    assert first.data == later.data
    assert client.get("/calendar.ics", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


HEARING, LAPSE = "event.list-v-board.hearing@docket.example", "order-end.list-v-board.2026-02-03@docket.example"


@pytest.mark.parametrize(("query", "held"), [
    ("", {HEARING, LAPSE}), ("?case=list-v-board", {HEARING, LAPSE}), ("?case=tenants-v-bureau", set()),
    ("?kind=hearing", {HEARING}), ("?kind=order", {LAPSE}), ("?orders=1", {LAPSE}), ("?from=2026-02-10", {HEARING}),
    ("?to=2026-02-10", {LAPSE}), ("?q=motion", {HEARING}), ("?q=nothing+alike", set()),
    ("?court=mad&flow=board-to-office-lists", {HEARING, LAPSE}), ("?court=dcd", set()),
])  # fmt: skip
def test_a_timelines_file_holds_the_hearings_and_last_days_of_exactly_that_view(
    client: FlaskClient, query: str, held: set[str]
) -> None:
    response = client.get("/timeline.ics" + query)
    assert response.status_code == 200 and response.content_type == "text/calendar; charset=utf-8"
    assert {str(e["uid"]) for e in events_of(response.data)} == held
    links = html.fromstring(page(client, "/timeline" + query)).xpath("//a/@href")
    assert [h for h in links if h.startswith("/timeline.ics")] == ["/timeline.ics" + query]


def test_a_timelines_file_keeps_a_day_that_is_long_past_and_is_named_after_its_view(config: Config) -> None:
    later = site_over(config, lambda: NOW.replace(month=11)).test_client().get("/timeline.ics?case=list-v-board").data
    assert {str(e["uid"]) for e in events_of(later)} == {HEARING, LAPSE}
    assert "List v. Board" in str(Calendar.from_ical(later)["x-wr-calname"])


@pytest.mark.parametrize("query", ["?kind=none", "?from=x", "?as_of=2026-01-01", "?case=A%20b"])
def test_a_timelines_file_refuses_what_the_timeline_refuses(client: FlaskClient, query: str) -> None:
    assert client.get("/timeline.ics" + query).status_code == 400


@pytest.mark.parametrize(("path", "name"), [
    ("/calendar?case=none", "case"), ("/calendar.ics?flow=none", "flow"), ("/calendar?as_of=x", "as_of"),
    ("/calendar.ics?cases=list-v-board", "cases"),
])  # fmt: skip
def test_an_unknown_choice_is_refused_rather_than_answered_with_nothing(
    client: FlaskClient, path: str, name: str
) -> None:
    assert f"`{name}`" in page(client, path, 400)


def test_the_calendar_turns_back_in_time_and_says_so(client: FlaskClient) -> None:
    text = page(client, "/calendar?as_of=2026-02-02")
    assert "You are looking at Monday, Feb 2, 2026, not at today." in text
    assert "Order for the lists" not in text


def test_a_day_long_past_tells_the_hearings_of_thirty_days_and_says_so(config: Config) -> None:
    later = site_over(config, lambda: NOW.replace(year=2027)).test_client()
    near, far = (text_of(later, f"/calendar?as_of={day}") for day in ("2026-01-21", "2026-01-20"))
    assert "Court hears the motion" in near and "hearings up to Feb 20, 2026" in near
    assert (
        "Court hears the motion" not in far and "hearings up to Feb 19, 2026; for later ones choose a later day" in far
    )
    assert "no hearing up to Feb 19, 2026 is recorded" in far
    assert "hearings up to" not in text_of(later, "/calendar") + text_of(later, "/calendar?as_of=2027-11-01")


def test_a_hearing_read_by_machine_is_marked_and_its_words_do_no_harm(client: FlaskClient, config: Config) -> None:
    store = open_store(config.db_path)
    read_by_machine(store, 7, kind="hearing", title=HOSTILE, day="2026-02-25")
    store.close()
    text = page(client, "/calendar")
    assert "Read by machine" in text and "<script>alert" not in text and "\u202e" not in text
    body = client.get("/calendar.ics").data
    assert b"\x07" not in body and len(events_of(body)) == 3
    tree = html.fromstring(text)
    assert not tree.xpath("//@style") and len(tree.xpath("//h1")) == 1
    assert len(tree.xpath("//@id")) == len(set(tree.xpath("//@id")))


@pytest.mark.parametrize("event", ["list-v-board.hearing", "list-v-board.tro"])
def test_what_is_withheld_keeps_its_day_and_loses_its_words(client: FlaskClient, config: Config, event: str) -> None:
    words = {"list-v-board.hearing": "Court hears the motion", "list-v-board.tro": "Order for the lists"}[event]
    store = open_store(config.db_path)
    assert withhold(store, event, "sealed by the court", "op", "2026-02-05T00:00:00Z")
    store.close()
    for path in ("/calendar", "/calendar.ics", "/timeline.ics"):
        text = page(client, path)
        assert words not in text and "sealed by the court" in text.replace("\r\n ", "")


def test_what_came_by_private_mail_is_on_no_calendar(client: FlaskClient, config: Config) -> None:
    store = open_store(config.db_path)
    read_by_machine(store, 7, kind="hearing", title="Zinfandel", day="2026-02-25", private=1)
    store.close()
    assert "Zinfandel" not in "".join(page(client, p) for p in ("/calendar", "/calendar.ics", "/timeline.ics"))
