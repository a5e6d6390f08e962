"""Pure parts behind the pages: safe text, search language, pictures, citations, feeds."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tracker.law.answers import StatusSpan
from tracker.outputs.feeds import FeedHead, render_atom, render_csv, render_json_feed
from tracker.outputs.picture import Axis, carried_from, months_back, status_axis, status_bars, stretch, ticks
from tracker.outputs.records import EventRecord, Source
from tracker.outputs.search import Finder, fold, parse_query, to_fts5
from tracker.text import _USUAL, _taken_apart, clip, outlet, plain, safe_url

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("in\u202ejected", "injected"), ("a\u200bb", "ab"), ("bell\x07", "bell"), ("line\r\nline", "line\nline"),
        ("a\u2028b", "a\nb"), ("e\u0301" + "\u0301" * 40, "e" + "\u0301" * 3), ("café “quoted”", "café “quoted”"),
        ("\ufeffx\U000e0041", "x"), ("می\u200cخواهم", "می\u200cخواهم"), (None, ""), ("\ud800x", "x"),
    ],
)  # fmt: skip
def test_hidden_and_reordering_characters_are_taken_out(given_: str | None, kept: str) -> None:
    assert plain(given_) == kept


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://", "https://u:p@evil.example", "ftp://x.example",
     "https://ok.example/\u202egnp", "https://ok.example/ x", "https://[bad", "", None, 'https://x.example/"onclick='],
)  # fmt: skip
def test_only_plain_web_addresses_become_links(url: str | None) -> None:
    assert safe_url(url) is None and outlet(url) == ""


def test_a_source_is_named_by_its_host() -> None:
    assert outlet("https://www.fedscoop.example/?p=1") == "fedscoop.example"


@given(st.from_regex(_USUAL, fullmatch=True))
def test_an_address_of_the_usual_form_is_what_taking_it_apart_says(url: str) -> None:
    assert safe_url(url) == _taken_apart(url) == url
    assert outlet(url) == (urlsplit(url).hostname or "").removeprefix("www.")


def test_long_text_is_cut_at_a_word() -> None:
    assert clip("one two three", 9) == "one two…" and clip("short", 9) == "short"


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("stay", '"stay"', None), ('"motion to stay" -denied', '"motion to stay"', '"denied"'),
        ("inj*", '"inj" *', None), ("a OR b", '"a" AND "or" AND "b"', None), ("***", None, None),
        ("1:2025-cv-457-CKK", '"1 25 cv 00457"', None), ("25 Civ. 457 (JMF) stay", '"25 cv 00457" AND "stay"', None),
        ("No. 26-5006", '"26 5006"', None), ("-25-cv-457", None, '"25 cv 00457"'), ("No stay", '"no" AND "stay"', None),
        ('"25-cv-457"', '"25 cv 457"', None), ("1:25-cv-004*", '"1 25 cv 004" *', None),
        ("6103(i)(2)", '"6103 i 2"', None), ("-x", None, '"x"'), ('"open', '"open"', None), ("", None, None),
    ],
)  # fmt: skip
def test_search_words_become_quoted_phrases(text: str, wanted: str | None, unwanted: str | None) -> None:
    assert to_fts5(parse_query(text)) == (wanted, unwanted)


@given(st.text(max_size=80), st.text(max_size=40))
def test_found_words_are_places_inside_the_text_one_after_the_other(text: str, query: str) -> None:
    edges = [edge for place in Finder(parse_query(query)).places(text) for edge in place]
    assert edges == sorted(edges) and all(0 <= edge <= len(text) for edge in edges)


_SAID = st.lists(
    st.sampled_from(["stay", "Stays", "staying", "the", "THE", "order", "déjà", "ſtay", "İn", "e\u0301t", "st", "_", "7"]), max_size=9
)  # fmt: skip
_JOINTS = st.sampled_from([" ", ", ", "—", "-", " “", "’", "\u0301", "\n", "§ Ⓐ", "<&>"])
_ASKED = st.lists(
    st.sampled_from(["stay", "sta*", "st*", "s*", "the", '"the stay"', '"stay the"', '"the the"', "stay-order*", "-order", "order",
                     "deja", "et", "in", "e*", "_", "7", '"stay order', "Stay"]), min_size=1, max_size=4
)  # fmt: skip


def marked_letter_by_letter(text: str, query: str) -> set[int]:
    """Which letters are marked, by the definition: a term's words stand side by side, the last may go on."""
    words = [(m.start(), m.end(), fold(m.group())) for m in re.finditer(r"\w+", text)]
    found: set[int] = set()
    for term in (t for t in parse_query(query) if not t.minus):
        for at in range(len(words) - len(term.words) + 1):
            beside = words[at : at + len(term.words)]
            *firsts, last = (word for _, _, word in beside)
            fits = last.startswith(term.words[-1]) if term.prefix else last == term.words[-1]
            if fits and tuple(firsts) == term.words[:-1]:
                found.update(range(beside[0][0], beside[-1][1]))
    return found


@settings(max_examples=500)
@given(_SAID, st.lists(_JOINTS, min_size=9, max_size=9), _ASKED)
def test_the_words_that_were_asked_for_are_marked_and_no_others(
    said: list[str], joints: list[str], asked: list[str]
) -> None:
    text, query = "".join(w + j for w, j in zip(said, joints, strict=False)), " ".join(asked)
    found = Finder(parse_query(query)).places(text)
    assert {i for start, end in found for i in range(start, end)} == marked_letter_by_letter(text, query)
    assert all(a < b <= c < d for (a, b), (c, d) in pairwise(found)) and all(a < b for a, b in found)


@given(DAYS, st.integers(0, 400), DAYS)
def test_places_on_an_axis_stay_inside_and_in_order(first: date, length: int, day: date) -> None:
    axis = Axis(first, first + timedelta(days=length))
    assert 0 <= axis.x(day) <= axis.x(day + timedelta(days=1)) <= 100


@given(DAYS)
def test_a_strip_is_filled_from_the_first_status_to_its_edge(as_of: date) -> None:
    axis = status_axis(as_of)
    middle = axis.first + timedelta(days=200)
    bars = status_bars(
        axis, [StatusSpan(date(2010, 1, 1), middle, "open", None), StatusSpan(middle, None, "blocked", "x")]
    )
    assert bars[0].x == 0 and abs(bars[0].x + bars[0].width - bars[1].x) < 0.01
    assert abs(bars[1].x + bars[1].width - 100) < 0.01


def test_a_bar_says_its_true_days_though_the_picture_cuts_it() -> None:
    axis = Axis(date(2026, 1, 1), date(2026, 6, 30))
    (bar,) = status_bars(axis, [StatusSpan(date(2024, 3, 1), date(2026, 2, 1), "limited", None)])
    assert bar.title == "Limited: Mar 1, 2024 to Jan 31, 2026"


def test_a_state_of_one_day_is_one_day() -> None:
    assert stretch(date(2026, 2, 1), date(2026, 2, 2)) == "Feb 1, 2026"


@given(DAYS, st.integers(1, 120))
def test_an_axis_never_carries_more_than_eight_labels(day: date, months: int) -> None:
    assert len(ticks(Axis(months_back(day, months), day))) <= 9


def test_only_the_stretch_after_the_last_check_is_pale() -> None:
    axis = Axis(date(2026, 1, 1), date(2026, 12, 31))
    assert carried_from(axis, date(2026, 12, 20)) is None
    assert carried_from(axis, date(2026, 7, 1)) == axis.x(date(2026, 7, 2))
    assert carried_from(axis, None) == 0.0


def record(**changes: object) -> EventRecord:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    values: dict[str, object] = {
        "event_id": "entry-1", "case_id": "c", "docket_id": "d", "court_id": "dcd", "origin": "docket", "kind": "order",
        "title": "=HYPERLINK(1)<b>", "text": "]]> & <x>", "day": date(2026, 2, 28), "precision": "day",
        "entered_at": at, "document": "7", "judge": None, "confirmed": False, "confirmed_by": None,
        "reported_only": False, "order_id": None, "pending": False, "routine": False, "outcome_unknown": True,
        "first_seen_at": at, "changed_at": at, "docket_number": "1:25-cv-1", "case_name": "A v. B", "caption": "A",
        "revision": 1, "withheld": None, "flows": (("f", "bars"),),
        "sources": (Source("https://x.example/1"), Source("javascript:1")),
    }  # fmt: skip
    return EventRecord(**{**values, **changes})  # type: ignore[arg-type]


HEAD = FeedHead(
    "T & <t>", "T", "https://docket.example", "/timeline.atom?q=a&b", "/timeline", datetime(2026, 3, 1, tzinfo=UTC)
)


def test_the_atom_feed_is_well_formed_and_carries_text_as_text() -> None:
    tree = etree.fromstring(render_atom(HEAD, [record()], {"f": "F"}, {"dcd": "D.D.C."}))
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert tree.findtext("a:title", namespaces=space) == "T & <t>"
    assert tree.findtext("a:author/a:name", namespaces=space) == "T"
    entry = tree.find("a:entry", space)
    assert entry is not None and entry.findtext("a:id", namespaces=space) == "https://docket.example/events/entry-1"
    content = entry.findtext("a:content", namespaces=space) or ""
    assert "]]> & <x>" in content and "bars F" in content and "Read by machine." in content
    assert "javascript" not in content


def test_a_machine_read_ruling_is_titled_without_an_outcome() -> None:
    feed = render_json_feed(HEAD, [record(pending=True, title="Injunction granted")], {}, {})
    assert feed["items"][0]["title"] == "A ruling was entered; not yet read: A v. B"


def test_a_report_is_titled_as_one() -> None:
    feed = render_json_feed(HEAD, [record(reported_only=True, title="Order ended")], {}, {})
    assert feed["items"][0]["title"].startswith("Reported: Order ended")


def test_no_cell_of_the_csv_runs_in_a_spreadsheet() -> None:
    text = render_csv("https://docket.example", [record()], {"f": "F"}, {"dcd": "D.D.C."}).decode("utf-8-sig")
    assert "'=HYPERLINK(1)<b>" in text and text.count("\r\n") == 2
