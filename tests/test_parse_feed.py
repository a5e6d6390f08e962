"""What is a feed, what is refused, and that nothing sent as a feed can hang or crash the reader."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import require_shared
from tests.feed_samples import (
    ATOM,
    JSON_FEED,
    NAMESPACED_RSS,
    appellate_item,
    bankruptcy_item,
    district_item,
    nyed_item,
    rss,
)
from tracker.errors import ParseError
from tracker.feeds.parse import MAX_BYTES, parse_feed
from tracker.models import ParsedFeed

COURT = rss([district_item(), nyed_item(), bankruptcy_item(), appellate_item()])
ALL_KINDS = [COURT, ATOM, NAMESPACED_RSS, JSON_FEED]


def test_a_court_feed_keeps_title_description_build_date_and_item_order() -> None:
    feed = parse_feed(COURT)
    assert feed.title == "District of Somewhere - Recent Entries"
    assert feed.description == "Docket entries of type: order,motion"
    assert feed.built_at == datetime(2026, 3, 2, 15, 5, tzinfo=UTC)
    assert [item.title.split()[0] for item in feed.items] == [
        "1:26-cv-00123-ABC", "1:25-cv-00777-PQR-ST", "26-10992-smb", "26-5006",
    ]  # fmt: skip
    assert feed.items[0].published == "Mon, 02 Mar 2026 14:09:55 GMT"
    assert feed.notes == ()


def test_a_channel_without_items_is_a_valid_feed() -> None:
    feed = parse_feed(rss([]))
    assert feed.items == ()
    assert feed.built_at is not None


def test_a_feed_without_a_build_date_uses_its_channel_date() -> None:
    body = rss([]).replace(b"lastBuildDate", b"pubDate")
    assert parse_feed(body).built_at == datetime(2026, 3, 2, 15, 5, tzinfo=UTC)


def test_the_image_of_a_channel_does_not_lend_it_its_title() -> None:
    body = rss([], head="<image><title>Banner</title><url>http://x.example/b.gif</url></image>")
    assert parse_feed(body).title == "District of Somewhere - Recent Entries"


def test_atom_and_namespaced_rss_and_json_feed_give_the_same_kind_of_items() -> None:
    atom, news, wire = parse_feed(ATOM), parse_feed(NAMESPACED_RSS), parse_feed(JSON_FEED)
    assert (atom.title, atom.description, atom.items[0].guid) == (
        "Newsroom",
        "Press releases",
        "tag:example.org,2026:1",
    )
    assert atom.built_at == datetime(2026, 3, 2, 15, tzinfo=UTC)
    assert (news.items[0].title, news.items[0].summary) == ("Records – the fight goes on", "Short words")
    assert news.items[0].published == "2026-03-01T12:00:00Z"
    assert news.built_at == datetime(2026, 3, 2, 15, tzinfo=UTC)
    assert (wire.items[0].guid, wire.items[0].link) == ("12", "https://wire.example.org/12")


def test_rss_1_0_is_read_too() -> None:
    body = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://a.example/"><title>Old style</title><link>https://a.example/</link></channel>
<item rdf:about="https://a.example/1"><title>One</title><link>https://a.example/1</link></item></rdf:RDF>"""
    feed = parse_feed(body)
    assert (feed.title, feed.items[0].title, feed.items[0].link) == ("Old style", "One", "https://a.example/1")


def test_a_date_in_no_known_form_is_kept_as_its_words_and_not_guessed() -> None:
    body = NAMESPACED_RSS.replace(b"2026-03-01T12:00:00Z", b"20260301T120000Z")
    assert parse_feed(body).items[0].published == "20260301T120000Z"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"  \r\n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"<!DOCTYPE html><html><title>Site &amp; maintenance</title></html>", 'HTML page ("Site & maintenance")'),
        (b"\n<!-- up --><HTML><body>503</body></HTML>", "HTML page"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', "HTML page"),
        (COURT[:330], "cut off"),
        (JSON_FEED[:-4], "JSON that cannot be read"),
        (COURT + COURT, "not well-formed"),
        (b"just words", "neither XML nor a JSON object"),
        (b"[1, 2]", "neither XML nor a JSON object"),
        (b'{"hello": 1}', "no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": {"a": 1}}', "not a list of objects"),
        (b"<sitemap><url/></sitemap>", "XML that starts with <sitemap>"),
        (b'<rss version="2.0"></rss>', "without a channel"),
        (b"%PDF-1.7 ...", "neither XML nor"),
        (b"\x1f\x8b\x08\x00\x00", "neither XML nor"),
        (b"x" * (MAX_BYTES + 1), "more than 15 MiB"),
    ],
)
def test_what_is_no_whole_feed_is_refused_in_one_sentence(body: bytes, words: str) -> None:
    with pytest.raises(ParseError, match="^[^\n]+$") as caught:
        parse_feed(body)
    assert words in str(caught.value)


def test_text_is_refused_because_its_encoding_is_already_lost() -> None:
    with pytest.raises(ParseError, match="bytes, not text"):
        parse_feed(COURT.decode("latin-1"))  # type: ignore[arg-type]


# Encodings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "UTF-8", "UTF-16", "windows-1252"])
def test_the_declared_encoding_is_obeyed(encoding: str) -> None:
    feed = parse_feed(rss([district_item("1:26-cv-1 Peña v. Café")], encoding=encoding))
    assert feed.items[0].title == "1:26-cv-1 Peña v. Café"


def test_the_header_names_the_encoding_only_where_the_body_does_not() -> None:
    body = rss([district_item("1:26-cv-1 Peña v. B")])
    bare = body.partition(b"?>\n")[2]
    assert "Peña" in parse_feed(bare, "text/xml; charset=iso-8859-1").items[0].title
    assert "Peña" in parse_feed(body, "text/xml; charset=utf-8").items[0].title


def test_windows_quotes_in_a_latin_1_feed_are_quotes() -> None:
    body = rss([district_item("1:26-cv-1 In re QUOTE")]).replace(b"QUOTE", b"\x93Harbor\x94")
    assert parse_feed(body).items[0].title == "1:26-cv-1 In re “Harbor”"


def test_utf_8_that_calls_itself_latin_1_is_read_as_utf_8() -> None:
    body = rss([district_item("1:26-cv-1 NAME")]).replace(b"NAME", "Peña v. Agency".encode())
    assert parse_feed(body).items[0].title == "1:26-cv-1 Peña v. Agency"


def test_bytes_that_are_not_in_the_declared_encoding_are_read_as_what_they_are_and_said() -> None:
    body = rss([district_item("1:26-cv-00001 NAME")], encoding="UTF-8").replace(b"NAME", b"Pe\xf1a \x93v\x94")
    feed = parse_feed(body)
    assert feed.items[0].title == "1:26-cv-00001 Peña “v”" and not feed.partial
    assert feed.notes == ("the feed says that its encoding is UTF-8 and is not in it; it was read as Windows-1252",)


@pytest.mark.parametrize("name", ["utf-7", "hz-gb-2312", "rot13", "x-nonsense"])
def test_an_encoding_that_no_feed_uses_is_not_obeyed(name: str) -> None:
    body = rss([district_item("1:26-cv-00001 +ADw-b+AD4- v. NAME")]).replace(b"ISO-8859-1", name.encode())
    feed = parse_feed(body.replace(b"NAME", "Peña".encode()))
    assert feed.items[0].title == "1:26-cv-00001 +ADw-b+AD4- v. Peña"
    assert feed.notes == (f"the feed says that its encoding is {name} and is not in it; it was read as UTF-8",)


@pytest.mark.parametrize(
    ("encoding", "title"),
    [("gb2312", "数据"), ("big5", "資料"), ("shift_jis", "データ"), ("euc-kr", "자료"), ("koi8-r", "Данные"),
     ("utf-32", "Peña"), ("utf-16-le", "Peña"), ("utf-16-be", "Peña"), ("cp037", "Pena")],
)  # fmt: skip
def test_other_encodings_of_the_world_are_read(encoding: str, title: str) -> None:
    text = NAMESPACED_RSS.decode().replace("–", "-").replace("Records", title).replace("UTF-8", encoding)
    feed = parse_feed(text.encode(encoding))
    assert feed.items[0].title == f"{title} - the fight goes on" and feed.notes == ()


# What may be mended ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"Smith & Sons", "Smith & Sons"),
        (b"Smith &copy; Sons", "Smith © Sons"),
        (b"Smith&nbsp;Sons", "Smith\u00a0Sons"),
        (b"Smith\x0b Sons", "Smith  Sons"),
        (b"R&D v. B", "R&D v. B"),
    ],
)
def test_a_forbidden_character_is_mended_and_said(written: bytes, read: str) -> None:
    feed = parse_feed(rss([district_item("1:26-cv-1 NAME"), nyed_item()]).replace(b"NAME", written))
    assert feed.items[0].title == f"1:26-cv-1 {read}"
    assert feed.notes == ("characters that XML forbids were mended before reading",)
    assert "Harbor & Sons" in feed.items[1].title


# Attacks -----------------------------------------------------------------------------------------------------------

BOMB = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><rss version="2.0"><channel><title>&c;</title></channel></rss>"""
OUTSIDE = b"""<?xml version="1.0"?><!-- <rss> --><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<rss version="2.0"><channel><title>&x;</title></channel></rss>"""
PARAMETER = b"""<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p;]><rss><channel/></rss>"""


@pytest.mark.parametrize("body", [BOMB, OUTSIDE, PARAMETER, BOMB.decode().encode("utf-16")])
def test_entity_declarations_are_refused(body: bytes) -> None:
    with pytest.raises(ParseError, match="declares XML entities"):
        parse_feed(body)


def test_an_old_doctype_without_entities_is_let_pass_and_never_fetched() -> None:
    doctype = b'<!DOCTYPE rss PUBLIC "-//Old//DTD RSS 0.91//EN" "http://127.0.0.1:1/rss.dtd">'
    assert (
        parse_feed(b'<?xml version="1.0"?>' + doctype + b"<rss><channel><title>T</title></channel></rss>").title == "T"
    )


def test_an_entity_of_a_foreign_dtd_is_shown_as_written_and_said() -> None:
    doctype = b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/rss.dtd">'
    feed = parse_feed(doctype + b"<rss><channel><title>a &secret; b</title></channel></rss>")
    assert feed.title == "a &secret; b"
    assert feed.notes


def test_a_doctype_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ParseError, match="DOCTYPE"):
        parse_feed(b"<!DOCTYPE rss [<!ATTLIST rss a (b) '[]'>]><rss><channel/></rss>")


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel>" + b"<a>" * 200_000,
        b"<rss><channel>" + b"<a>" * 1000 + b"</a>" * 1000 + b"</channel></rss>",
        b"{" + b'"a":{' * 100_000,
        b"<!--" * 300_000,
        b"<?x" * 300_000,
        b"<rss><channel><title>" + b"&" * 2_000_000 + b"</title></channel></rss>",
        b"<rss><channel><title>" + b"&a" * 1_000_000 + b"</title></channel></rss>",
        b"<![CDATA[" * 200_000,
        b"<title " * 300_000,
    ],
)
def test_ill_built_bodies_are_answered_at_once(body: bytes) -> None:
    started = time.process_time()
    try:
        assert isinstance(parse_feed(body), ParsedFeed)
    except ParseError as error:
        assert "\n" not in str(error)
    assert time.process_time() - started < 5


def _reads_or_refuses(body: bytes) -> None:
    try:
        feed = parse_feed(body)
    except ParseError as error:
        assert 10 < len(str(error)) < 500
        assert "\n" not in str(error)
    else:
        assert isinstance(feed, ParsedFeed)


@settings(deadline=timedelta(seconds=2), max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_any_bytes_are_a_feed_or_one_refusal(body: bytes) -> None:
    _reads_or_refuses(body)


@settings(deadline=timedelta(seconds=2), max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(ALL_KINDS), st.data())
def test_mutated_feeds_are_read_or_refused(body: bytes, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        body = _mutate(body, data)
    _reads_or_refuses(body)


def _mutate(body: bytes, data: st.DataObject) -> bytes:
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 60)))
    kind = data.draw(st.sampled_from(["cut", "insert", "double", "end", "swap"]))
    if kind == "cut":
        return body[:start] + body[end:]
    if kind == "insert":
        return body[:start] + data.draw(st.binary(max_size=8) | st.sampled_from(_SHARDS)) + body[start:]
    if kind == "double":
        return body[:end] + body[start:end] + body[end:]
    return body[:end] if kind == "end" else body[end:] + body[:end]


_SHARDS = [
    b"<",
    b">",
    b"&",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"-->",
    b"<item>",
    b"</item>",
    b"\x00",
    b"&#0;",
    b"&#xD800;",
]


@settings(deadline=timedelta(seconds=5), max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_mutated_real_feeds_are_read_or_refused(data: st.DataObject) -> None:
    files = sorted((require_shared() / "feeds" / "cmecf").glob("*.xml"))
    body = data.draw(st.sampled_from(files)).read_bytes()
    for _ in range(data.draw(st.integers(1, 6))):
        body = _mutate(body, data)
    _reads_or_refuses(body)


@pytest.mark.parametrize("body", [COURT, ATOM, NAMESPACED_RSS])
def test_every_cut_of_a_feed_gives_its_whole_items_or_none_and_never_half_a_one(body: bytes) -> None:
    whole = parse_feed(body).items
    end = len(body.rstrip())
    for length in range(1, end, 7):
        try:
            feed = parse_feed(body[:length], whole_items=True)
        except ParseError:
            continue
        assert feed.items == whole[: len(feed.items)]
        # Nothing is missing only where the channel's own end is there.
        assert feed.partial or (feed.items == whole and b"</channel>" in body[:length])
    assert parse_feed(body[:end], whole_items=True).items == whole


# What is not well-formed -------------------------------------------------------------------------------------------


def whole(body: bytes) -> ParsedFeed:
    return parse_feed(body, whole_items=True)


def numbers(feed: ParsedFeed) -> list[str]:
    return [item.title.split()[0] for item in feed.items]


ALL_FOUR = ["1:26-cv-00123-ABC", "1:25-cv-00777-PQR-ST", "26-10992-smb", "26-5006"]


def test_a_missing_end_tag_of_an_item_costs_nothing() -> None:
    for place in range(4):
        parts = COURT.split(b"</item>")
        feed = whole(b"</item>".join(parts[: place + 1]) + b"</item>".join([b"", *parts[place + 1 :]])[7:])
        assert numbers(feed) == ALL_FOUR and not feed.partial
        assert feed.notes[0].startswith("the feed is not well-formed XML (")
        assert feed.built_at == datetime(2026, 3, 2, 15, 5, tzinfo=UTC)
        assert feed.description == "Docket entries of type: order,motion"


def test_a_broken_item_is_left_out_alone_and_said() -> None:
    feed = whole(COURT.replace(b"Records</title>", b"Records", 1))
    assert numbers(feed) == ALL_FOUR[1:] and feed.partial
    assert "1 item was not whole and left out: item 1" in feed.notes


def test_two_items_run_into_one_are_left_out_so_that_no_case_gets_the_order_of_another() -> None:
    for cut in (b"</item>\n<item>", b"</item>"):
        feed = whole(COURT.replace(b"</item>\n<item>", cut.replace(b"</item>\n<item>", b""), 1))
        titles = [item.title for item in feed.items]
        assert feed.items == tuple(i for i in parse_feed(COURT).items if i.title in titles)
    merged = parse_feed(COURT.replace(b"</item>\n<item>", b"", 1))
    assert numbers(merged) == ALL_FOUR[2:] and merged.partial
    assert merged.notes == ("1 item was left out, since two titles stand in one: item 1",)


def test_an_unclosed_cdata_section_does_not_swallow_the_next_items() -> None:
    body = rss([nyed_item(), nyed_item("1:25-cv-00778 A v. B"), nyed_item("1:25-cv-00779 C v. D")])
    first = body.index(b"]]></description>")
    feed = whole(body[:first] + body[first + 3 :])
    assert numbers(feed) == ["1:25-cv-00778", "1:25-cv-00779"] and feed.partial


@pytest.mark.parametrize("before", [b"<br />\n<b>Warning</b>: x() in y.php\n", b"cached:\n", b"<!-- <rss> -->"])
def test_what_a_server_prints_before_the_feed_is_passed_over(before: bytes) -> None:
    assert numbers(whole(before + COURT.partition(b"?>\n")[2])) == ALL_FOUR


def test_what_stands_behind_the_end_is_passed_over() -> None:
    feed = whole(COURT + b"<script>count()</script>\n<!-- served in 3 ms")
    assert numbers(feed) == ALL_FOUR and not feed.partial


def test_a_feed_with_prefixes_that_nobody_declared_keeps_its_dates() -> None:
    body = NAMESPACED_RSS.replace(b' xmlns:dc="http://purl.org/dc/elements/1.1/"', b"")
    assert parse_feed(body).items[0].published == "2026-03-01T12:00:00Z"


def test_a_broken_news_item_is_read_as_far_as_can_be_and_said() -> None:
    feed = parse_feed(ATOM.replace(b"</title>\n<link", b"\n<link").replace(b"</summary>", b""))
    assert (
        feed.items[0].link == "https://WWW.Example.org/News/1?utm_source=rss&id=7&fbclid=abc#top" and not feed.partial
    )
    assert "1 item was not well-formed and read as far as could be" in feed.notes


OLD_KINDS = [
    (
        b"<rss version='0.91'><channel><title>T</title><item><title>One</title><link>http://a.example/1</link></item>"
        b"</channel></rss>"
    ),
    (
        b"<RSS version='0.92'><CHANNEL><TITLE>T</TITLE><ITEM><TITLE>One</TITLE><LINK>http://a.example/1</LINK></ITEM>"
        b"</CHANNEL></RSS>"
    ),
    (
        b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'>"
        b"<channel><title>T</title></channel><item><title>One</title><link>http://a.example/1</link></item></rdf:RDF>"
    ),
    (
        b"<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>T</title><entry><title>One</title>"
        b"<link rel='alternate' type='text/html' href='http://a.example/1'/></entry></feed>"
    ),
    (
        b"<CHANNEL HREF='http://a.example/'><TITLE>T</TITLE><ITEM HREF='http://a.example/1'><TITLE>One</TITLE></ITEM>"
        b"</CHANNEL>"
    ),
    b"<rss version='2.0'><item><title>One</title><link>http://a.example/1</link></item></rss>",
]


@pytest.mark.parametrize("body", OLD_KINDS)
@pytest.mark.parametrize("breach", [b"", b"<br>"])
def test_old_kinds_of_feed_are_read_also_when_broken(body: bytes, breach: bytes) -> None:
    feed = parse_feed(body.replace(b"One", b"One" + breach))
    assert [(item.title.replace("<br>", "").replace("<br />", ""), item.link) for item in feed.items] == [
        ("One", "http://a.example/1")
    ]
    assert not feed.partial and bool(feed.notes) == bool(breach)


def test_entities_that_stand_for_a_character_are_put_in_their_place() -> None:
    doctype = b"<!DOCTYPE rss [<!ENTITY nbsp \"&#160;\"> <!ENTITY co 'Co'>]>"
    feed = parse_feed(doctype + b"<rss><channel><title>a&nbsp;&co; &amp; b</title></channel></rss>")
    assert feed.title == "a\u00a0Co & b"
