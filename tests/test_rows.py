"""Rows of events: what feeds wrote is shown as words, and each row says how it is known and with what it is tied."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask, url_for
from lxml import html

from tests.website import HOSTILE, load_small, site_over
from tracker.outputs.records import EventRecord, Match, Source
from tracker.outputs.ties import Side, TieRecord
from tracker.outputs.timeline import Choice, months
from tracker.web.api import event_url
from tracker.web.filters import marked, options
from tracker.web.rows import event_row, event_rows, flow_chip, known_mark, source_line, tie_lines, why

BAD = f'{HOSTILE}<script>x</script>" onload="x\'&amp;'
SEEN = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVENT = EventRecord(
    "entry-1", "a-v-b", "a-v-b.dcd", "dcd", "docket", "order", "Order on motion", "Granted in part.", date(2026, 3, 2),
    "day", SEEN, "17", "Smith", False, None, False, None, False, False, False, SEEN, SEEN, "1:26-cv-1", "A v. B", "A v. B",
    1, None, sources=(Source("https://ecf.example.gov/1"),), matches=(Match("kind:order", "rule", "Order"),),
)  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return site_over(load_small(Path(tmp_path_factory.mktemp("rows"))))


@pytest.fixture(autouse=True)
def request_context(app: Flask) -> Iterator[None]:
    with app.test_request_context("/timeline"):
        yield


def test_no_value_of_a_record_is_printed_as_markup() -> None:
    texts = {f.name: BAD for f in fields(EVENT) if isinstance(getattr(EVENT, f.name), str) and f.name != "precision"}
    side = Side(BAD, BAD, BAD, None, BAD, BAD)
    hostile = replace(
        EVENT, **texts, actions=((BAD, BAD),), flows=((BAD, BAD),), sources=(Source(BAD),), confirmed_by=BAD,
        matches=(Match(BAD, BAD, BAD),), body={"note": BAD, "conflict": BAD, "text": BAD * 99, "primary_not_read": [BAD]},
    )  # fmt: skip
    ties = (TieRecord("decides", False, "read", BAD, BAD, side), TieRecord("decides", False, "likely", BAD, BAD, None))
    for e in (hostile, replace(hostile, withheld=BAD), replace(hostile, origin="register", matches=(), pending=True)):
        printed = event_row(e, {BAD: BAD}, {BAD: ties}, BAD) + flow_chip(BAD, BAD, BAD) + source_line((BAD,), BAD)
        tree = html.fromstring(f"<div>{printed}</div>")
        assert not tree.xpath("//script | //img | //*[@onload] | //*[@onerror]")
        assert tree.xpath("//article/@id") == [BAD]


def test_the_words_of_a_search_are_marked_and_nothing_else_changes() -> None:
    assert marked("A motion & more", "") == "A motion &amp; more"
    assert marked("A motion & more", "amp") == "A motion &amp; more"
    assert marked("Motion <b> motion", "motion") == "<mark>Motion</mark> &lt;b&gt; <mark>motion</mark>"
    found = html.fromstring(event_row(EVENT, {}, {}, "granted smith order")).xpath("//mark/text()")
    assert found == ["Order", "Smith", "Granted"]


def test_a_day_is_shown_once_and_said_with_each_of_its_events() -> None:
    same, month = replace(EVENT, event_id="entry-2"), replace(EVENT, event_id="entry-3", precision="month")
    tree = html.fromstring(event_rows(months([EVENT, same, month, replace(EVENT, day=None)]), {}, {}))
    days = tree.xpath("//p[@class='day']")
    assert [d.text_content() for d in days] == ["Mar 2, 2026", "Mar 2, 2026", "day not known", "no date"]
    assert [len(d.xpath("span[@class='vh']")) for d in days] == [0, 1, 0, 0]


def test_routine_papers_stand_folded_and_open_for_a_search() -> None:
    run = [replace(EVENT, event_id=f"entry-{n}", routine=True) for n in (1, 2)]
    tree = html.fromstring(event_rows(months(run), {}, {}))
    assert tree.xpath("//details[@class='folded']/summary/text()") == ["2 routine papers"]
    assert not tree.xpath("//details[@class='folded']/@open")
    assert html.fromstring(event_rows(months(run), {}, {}, "order")).xpath("//details[@class='folded']/@open")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, "Read by machine"), ({"confirmed": True}, "Confirmed by a person"),
        ({"confirmed": True, "reported_only": True}, "Reported, not confirmed"),
        ({"reported_only": True, "pending": True}, "Read by machine; waits for a person"), ({"withheld": "sealed"}, ""),
    ],
)  # fmt: skip
def test_a_row_says_how_it_is_known(change: dict[str, object], says: str) -> None:
    found = known_mark(replace(EVENT, **change))  # type: ignore[arg-type]
    assert (html.fromstring(found).text_content() if found else "") == says


def test_a_withheld_event_shows_its_reason_alone() -> None:
    row = html.fromstring(event_row(replace(EVENT, withheld="sealed by the court"), {}, {}))
    assert row.text_content().split() == ["Withheld:", "sealed", "by", "the", "court"]


def test_ties_beyond_what_a_row_holds_are_counted() -> None:
    ties = [TieRecord("decides", True, "read", "", str(n), None) for n in range(9)]
    lines = html.fromstring(tie_lines(ties, 6)).xpath("//li")
    assert [li.text_content() for li in lines][:: len(lines) - 1] == ["Decided by No. 0, not seen", "and 3 more"]
    assert tie_lines([], 6) == ""


def test_why_names_the_reason_of_a_tie_that_was_guessed_or_read_but_not_of_a_stated_one() -> None:
    ties = [
        TieRecord("decides", False, "likely", "it stands before it", "4", None),
        TieRecord("decides", False, "read", "granting 5", "5", None),
        TieRecord("decides", False, "stated", "the link", "6", None),
        TieRecord("decides", True, "read", "granting 7", "7", None),
    ]
    said = [p.text_content() for p in html.fromstring(why(EVENT, ties)).xpath("//p")]
    assert said[1:3] == ["Probably decides No. 4: it stands before it.", "Decides No. 5: by the words “granting 5”."]
    assert len(said) == 4


def test_a_guessed_tie_to_a_paper_without_a_number_names_the_paper() -> None:
    side = Side("tenants.complaint", "Tenants sue", "complaint", None, None, None)
    ties = [TieRecord("decides", False, "likely", "the only open one", None, None)]
    said = [html.fromstring(why(EVENT, [replace(t, other=o)])).xpath("//p")[1].text_content()
            for t in ties for o in (side, None)]  # fmt: skip
    assert said[0] == "Probably decides “Tenants sue”: the only open one."
    assert said[1] == "Probably decides a paper whose number is not known: the only open one."


def test_options_of_a_filter_hold_their_numbers_where_these_are_told() -> None:
    made = options([Choice("a", "A & B", 3, True), Choice("b", "C", None, False)])
    assert made == '<option value="a" selected>A &amp; B (3)</option><option value="b">C</option>'


@pytest.mark.parametrize("event_id", ["entry-1", "a-v-b.2026-01-02_x", "a b/c", "é?#%", "..", "a.-"])
def test_the_address_of_an_event_is_the_one_that_the_site_knows_it_by(event_id: str) -> None:
    assert event_url(event_id) == "http://localhost" + url_for("timeline.event", event_id=event_id)
