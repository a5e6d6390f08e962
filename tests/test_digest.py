"""What a digest says, and what it must never say."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

from tracker.config import Config
from tracker.dates import show_day
from tracker.letters import LARGEST, digest_letter
from tracker.mail import build_message
from tracker.outputs.digest import build_digest
from tracker.outputs.digest_model import Change, Expected, Material, Removed, Told
from tracker.outputs.records import Coverage, EventRecord, Source
from tracker.subscriptions import Scope, Settings

TODAY = date(2026, 11, 20)
SITE = "https://docket.example.org"
SEEN = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
BLOCKED = Change("lake-shore", "LAKE → SHORE addresses", "open", "blocked", date(2026, 11, 19))
CONFIG = Config(public_url=SITE, contact="docket@example.org")


def event(event_id: str = "entry-7", **values: object) -> EventRecord:
    base = EventRecord(
        event_id=event_id, case_id="lake-v-shore", docket_id="lake-v-shore", court_id="dcd", origin="docket",
        kind="motion", title="Motion to stay", text="", day=date(2026, 11, 19), precision="day", entered_at=None,
        document="12", judge=None, confirmed=False, confirmed_by=None, reported_only=False, order_id=None,
        pending=False, routine=False, outcome_unknown=False, first_seen_at=SEEN, changed_at=SEEN,
        docket_number="1:26-cv-00101", case_name="Lake v. Shore", caption="Lake v. Shore", revision=1, withheld=None,
        sources=(Source("https://www.example.org/docket/1"),),
    )  # fmt: skip
    return replace(base, **values)  # type: ignore[arg-type]


ORDER = event(
    "lake-v-shore.ban", kind="order", title="Order barring the transfer", confirmed=True, order_id="x",
    actions=(("preliminary_injunction", "granted"),), flows=(("lake-shore", "bars"),),
)  # fmt: skip
UNREAD = event(
    "entry-9", kind="order", title="ORDER GRANTING 5 Motion for Preliminary Injunction", pending=True,
    actions=(("preliminary_injunction", "granted"),), flows=(("lake-shore", ""),),
)  # fmt: skip


def digest_of(*told: Told, **more: object):  # type: ignore[no-untyped-def]
    material = Material(
        told=told, flow_names={"lake-shore": "LAKE → SHORE addresses"}, courts={"dcd": "D.D.C."},
        **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return build_digest(material, SITE, TODAY)


def letter_of(digest):  # type: ignore[no-untyped-def]
    settings = Settings(Scope(all=True))
    return digest_letter(digest, settings, {}, CONFIG, f"{SITE}/leave", f"{SITE}/manage", "Nov 20, 2026")


def test_the_subject_names_the_most_important_confirmed_change_and_counts_the_rest() -> None:
    digest = digest_of(Told(ORDER, ("new",)), Told(event(), ("new",)), changes=[BLOCKED])
    assert digest.subject == "Blocked: LAKE → SHORE addresses — and 2 more updates"
    assert digest_of(changes=[BLOCKED]).subject == "Blocked: LAKE → SHORE addresses"


def test_a_block_comes_before_an_opening_and_both_before_an_order() -> None:
    opened = Change("hill-dale", "HILL → DALE wages", "blocked", "open", TODAY)
    digest = digest_of(Told(ORDER, ("new",)), changes=[opened, BLOCKED])
    assert [line.status for line in digest.sections[0].lines] == ["blocked", "open"]
    assert digest.subject.startswith("Blocked: LAKE")


def test_a_subject_never_tells_an_outcome_that_only_a_machine_has_read() -> None:
    digest = digest_of(Told(UNREAD, ("new",)))
    assert digest.subject == "A ruling was entered in Lake v. Shore"
    plain_ruling = event(
        kind="order", title="ORDER granting 3 Motion: data flow blocked", actions=(("discovery", "granted"),)
    )
    for told in (UNREAD, plain_ruling, replace(UNREAD, pending=False), replace(UNREAD, kind="judgment")):
        digest = digest_of(Told(told, ("new",)))
        assert not re.search("block|open|grant|den|injunction", digest.subject, re.I), digest.subject
        assert not re.search("block|open|grant|den", digest.preview, re.I), digest.preview
    report = Coverage(1, "https://news.example.org/1", "Example", "Judge blocks it all", "", SEEN, SEEN)
    assert digest_of(news=[report]).subject == "In the news: 1 report"


def test_an_unread_ruling_is_said_to_be_unread_and_names_what_it_may_touch() -> None:
    (section,) = digest_of(Told(UNREAD, ("new",))).sections
    assert (section.key, section.intro) == ("pending", "A ruling was entered; its outcome is not yet known here.")
    line = section.lines[0]
    assert line.text == "A ruling was entered in Lake v. Shore, on: preliminary injunction."
    assert "May touch: LAKE → SHORE addresses" in line.notes
    assert line.notes[-1] == "D.D.C., No. 1:26-cv-00101, ECF No. 12 · read by machine"


def test_sections_stand_in_the_order_of_a_readers_need() -> None:
    digest = digest_of(
        Told(event("a"), ("late",)), Told(event("b"), ("corrected",)), Told(event("c"), ("new",)),
        Told(UNREAD, ("new",)), Told(ORDER, ("confirmed",)), changes=[BLOCKED],
        news=[Coverage(1, "https://news.example.org/1", "Example", "Report", "", SEEN, SEEN)],
        expected=[Expected(date(2026, 12, 1), "Hearing", "/events/h")],
    )  # fmt: skip
    assert [s.key for s in digest.sections] == [
        "status", "orders", "pending", "filings", "news", "corrections", "late", "expected",
    ]  # fmt: skip
    assert digest.updates == 7, "what is to come is no update"


def test_something_new_that_was_changed_before_anybody_heard_of_it_is_told_once_as_new() -> None:
    digest = digest_of(Told(event(), ("new", "changed")))
    assert [s.key for s in digest.sections] == ["filings"]
    assert digest.updates == 1


def test_a_status_that_changed_and_changed_back_is_said_to_be_as_it_was_and_not_headlined() -> None:
    back = replace(BLOCKED, before="blocked", path=("open",))
    digest = digest_of(changes=[back])
    line = digest.sections[0].lines[0]
    assert (line.text, line.more) == ("LAKE → SHORE addresses is blocked again, as it was", "In between it was open.")
    assert digest.subject == "LAKE → SHORE addresses: changed and back"


def test_a_status_that_became_uncertain_is_not_called_open() -> None:
    subject = digest_of(changes=[replace(BLOCKED, before="blocked", after="unknown")]).subject
    assert subject == "No longer certain: LAKE → SHORE addresses"


def test_a_status_learned_long_after_the_fact_says_so() -> None:
    old = replace(BLOCKED, since=date(2026, 9, 1), noted=TODAY)
    assert f"which is of {show_day(TODAY)}" in digest_of(changes=[old]).sections[0].lines[0].more
    assert "which is of" not in digest_of(changes=[replace(BLOCKED, noted=TODAY)]).sections[0].lines[0].more


def test_what_is_only_reported_says_so_and_is_no_order() -> None:
    reported = replace(ORDER, confirmed=False, reported_only=True, order_id=None)
    digest = digest_of(Told(reported, ("new",)))
    assert digest.sections[0].key == "filings"
    assert digest.sections[0].lines[0].notes[-1].endswith("reported, not confirmed")
    assert digest.subject == "A ruling was entered in Lake v. Shore"


def test_each_line_links_to_its_event_and_to_its_sources() -> None:
    (section,) = digest_of(Told(ORDER, ("new",))).sections
    assert section.lines[0].url == f"{SITE}/events/lake-v-shore.ban"
    assert section.lines[0].sources == (("example.org", "https://www.example.org/docket/1"),)


def test_two_sources_of_one_host_can_be_told_apart() -> None:
    pages = ("https://www.example.org/docket/1", "https://example.org/order.pdf", "https://other.example/")
    told = replace(ORDER, sources=tuple(map(Source, pages)))
    (line,) = digest_of(Told(told, ("new",))).sections[0].lines
    assert line.sources == tuple(zip(("example.org", "example.org (2)", "other.example"), pages, strict=True)), (
        "two links of one name would be taken for one page"
    )


def test_a_source_that_is_no_web_address_gives_no_link() -> None:
    told = replace(ORDER, sources=(Source("javascript:alert(1)"), Source("https://u:p@example.org/")))
    assert digest_of(Told(told, ("new",))).sections[0].lines[0].sources == ()


def test_what_is_taken_off_the_record_is_named_as_such() -> None:
    digest = digest_of(removed=[Removed("x.y", "Order\r\nthat never was", "Lake v. Shore")])
    line = digest.sections[0].lines[0]
    assert (line.lead, line.text) == ("Taken off", "Order that never was")
    assert digest.subject == "Taken off the record in Lake v. Shore"


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("style", "title")
        self.links += [value for name, value in attrs if name == "href" and value]

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words += re.findall(r"[\w’]+", data)


def test_text_and_html_say_the_same_and_link_to_the_same() -> None:
    digest = digest_of(
        Told(ORDER, ("new",)), Told(UNREAD, ("new",)), Told(event(), ("new",)), Told(event("b"), ("corrected",)),
        changes=[BLOCKED], expected=[Expected(date(2026, 12, 1), "Hearing on the merits", "/events/h", True)],
    )  # fmt: skip
    letter = letter_of(digest)
    seen = _Words()
    # What stands before the sheet is the preview line, which mail programs show in the list of messages.
    seen.feed(letter.html[letter.html.index('<div class="sheet"') :])
    text_links = set(re.findall(r"https?://[^\s]+[^\s.,]", letter.text))
    assert set(seen.links) == text_links
    bare = re.sub(r"https?://\S+", "", letter.text)
    said = {w.lower() for w in re.findall(r"[\w’]+", bare)}
    shown = {w.lower() for w in seen.words}
    # The HTML names its links ("Change what you get"), the text writes the address beside the same words.
    assert said - shown == set()
    assert shown - said <= {"https", "docket", "example", "org"}


def test_what_a_feed_says_is_never_markup_in_a_letter() -> None:
    evil = replace(event(), title='<img src=x onerror="alert(1)"> & <b>bold</b>', case_name="<script>alert(2)</script>")
    letter = letter_of(digest_of(Told(evil, ("new",))))
    assert "<img" not in letter.html and "<script" not in letter.html and "<b>" not in letter.html
    assert "&lt;img src=x" in letter.html


def test_a_long_digest_is_cut_below_100_kb_and_says_how_much_is_left_out() -> None:
    many = [Told(event(f"entry-{n}", title="Notice of “supplemental” authority → " * 5), ("new",)) for n in range(900)]
    digest = digest_of(Told(ORDER, ("new",)), *many, changes=[BLOCKED])
    letter = letter_of(digest)
    assert len(build_message(letter, CONFIG, "<a@b>", SEEN)) < LARGEST
    left = int(re.search(r"(\d+) more on the timeline", letter.text)[1])  # type: ignore[index]
    assert left + letter.text.count("* Nov 19, 2026: Notice of") == 900
    assert "Order barring the transfer" in letter.text, "what matters most is never what is cut"
    assert letter.subject.endswith("and 901 more updates"), "the subject counts all of them"


def test_styles_are_inlined_and_dark_mode_is_kept() -> None:
    html = letter_of(digest_of(changes=[BLOCKED])).html
    assert re.search(r'<span class="mark mark-blocked" style="[^"]*background', html)
    assert "prefers-color-scheme: dark" in html and 'name="color-scheme" content="light dark"' in html
    assert "<img" not in html and "http-equiv" not in html, "no pictures, no tracking"


def test_a_demonstration_says_so_in_subject_text_and_html() -> None:
    config = replace(CONFIG, demo=True)
    digest = digest_of(changes=[BLOCKED])
    letter = digest_letter(digest, Settings(Scope(all=True)), {}, config, f"{SITE}/l", f"{SITE}/m", "Nov 20, 2026")
    assert letter.subject == "[DEMO] Blocked: LAKE → SHORE addresses"
    assert "DEMONSTRATION" in letter.text and "Demonstration." in letter.html


def test_lines_of_the_plain_text_are_short_unless_they_are_addresses() -> None:
    letter = letter_of(digest_of(Told(replace(ORDER, title="Long words in a title " * 9), ("new",)), changes=[BLOCKED]))
    assert all(len(line) <= 78 or "http" in line for line in letter.text.splitlines())
    assert "\n\n\n" not in letter.text


def test_the_footer_says_why_how_to_change_how_to_leave_and_who_sends() -> None:
    letter = letter_of(digest_of(changes=[BLOCKED]))
    flat = " ".join(letter.text.split())
    assert "You get this because you asked for everything on the docket, each day at 8:00 (America/New York)." in flat
    for part in (f"Change what you get: {SITE}/manage", f"Leave this list: {SITE}/leave", "docket@example.org"):
        assert part in flat
