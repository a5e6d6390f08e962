"""What is a feed, what is refused, and that nothing sent as a feed can hang or crash the reader."""

from datetime import UTC, datetime

import pytest

from tests.feed_samples import (
    ATOM,
    COURT,
    JSON_FEED,
    NAMESPACED_RSS,
    district_item,
    nyed_item,
    rss,
)
from tracker.errors import ParseError
from tracker.feeds.parse import MAX_BYTES, parse_feed


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
