"""The list of feeds: read, checked, and complete for the cases that are tracked."""

import json
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT, require_shared
from tracker.courts import Courts, load_courts
from tracker.errors import ConfigError
from tracker.feeds.sources import load_sources

GOOD = """
[dcd]
kind = "cmecf"
court = "dcd"
title = "District of Columbia"
feed = "https://ecf.dcd.uscourts.gov/cgi-bin/rss_outside.pl"
interval = 300
verified = true

[mdd]
kind = "cmecf"
court = "mdd"
title = "Maryland"
feed = "none"
reason = "The court offers none."

[some-news]
kind = "news"
title = "Some news"
feed = "https://news.example.org/feed"
interval = 1800
"""


@pytest.fixture(scope="module")
def courts() -> Courts:
    return load_courts(ROOT / "data" / "courts.toml")


def _file(folder: Path, text: str) -> Path:
    path = folder / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_is_read_in_order(tmp_path: Path, courts: Courts) -> None:
    court, silent, news = load_sources(_file(tmp_path, GOOD), courts)
    assert (court.id, court.kind, court.court_id, court.interval, court.verified) == ("dcd", "cmecf", "dcd", 300, True)
    assert (silent.url, silent.reason) == (None, "The court offers none.")
    assert (news.kind, news.court_id, news.verified) == ("news", None, False)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('court = "dcd"', 'court = "dcdd"', "[dcd]: no such court: 'dcdd'"),
        ('court = "dcd"', "", "[dcd]: court is missing"),
        ("interval = 300", "interval = 299", "[dcd]: interval must be between 300 and 86400"),
        ("interval = 1800", "interval = 60", "[some-news]: interval must be between"),
        ("interval = 1800", "", "[some-news]: interval is missing"),
        ("interval = 1800", "interval = true", "[some-news]: interval is missing"),
        ('kind = "news"', 'kind = "blog"', "[some-news]: kind must be"),
        ('kind = "news"', 'kind = "news"\ncourt = "dcd"', "[some-news]: a news feed belongs to no court"),
        ('reason = "The court offers none."', "", '[mdd]: feed = "none" needs a reason'),
        ('title = "Maryland"', 'title = " "', "[mdd]: title is missing"),
        ("verified = true", 'verified = "yes"', "[dcd]: verified must be true or false"),
        ("verified = true", "verfied = true", "[dcd]: no such key: verfied"),
        ("https://news.example.org/feed", "ftp://news.example.org/feed", "[some-news]: feed must be an http"),
        ("https://news.example.org/feed", "https://me:pw@news.example.org/", "[some-news]: feed must be an http"),
        ("https://news.example.org/feed", "https://[bad/", "[some-news]: feed must be an http"),
        (
            "https://news.example.org/feed", "https://ecf.dcd.uscourts.gov/cgi-bin/rss_outside.pl",
            "[some-news]: the same address as [dcd]",
        ),
        ("[some-news]", "[Some_News]", "[Some_News]: an id has lower-case letters"),
        ("[dcd]", "x = 1\n[dcd]", "[x]: is not a table"),
        ("[dcd]", "[dcd", "cannot read the list of feeds"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_with_file_and_entry(
    tmp_path: Path, courts: Courts, old: str, new: str, words: str
) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError) as caught:
        load_sources(_file(tmp_path, GOOD.replace(old, new, 1)), courts)
    assert words in str(caught.value)
    assert "feeds.toml" in str(caught.value)


def test_a_missing_file_is_one_clear_error(tmp_path: Path, courts: Courts) -> None:
    with pytest.raises(ConfigError, match="cannot read the list of feeds"):
        load_sources(tmp_path / "none.toml", courts)


# The file that is shipped ------------------------------------------------------------------------------------------


def test_every_court_address_follows_the_pattern_of_its_kind_of_court(courts: Courts) -> None:
    for source in load_sources(ROOT / "data" / "feeds.toml", courts):
        if source.kind != "cmecf" or source.url is None:
            continue
        path = {
            "district": r"cgi-bin/rss_outside\.pl",
            "appeals": r"n/beam/servlet/TransportRoom\?servlet=RSSGenerator",
        }[courts[source.court_id or ""].level]
        assert re.fullmatch(rf"https://ecf\.{source.court_id}\.uscourts\.gov/{path}", source.url), source.id


def test_a_court_s_feed_is_named_after_the_court_and_none_is_claimed_as_fetched(courts: Courts) -> None:
    for source in load_sources(ROOT / "data" / "feeds.toml", courts):
        assert source.kind == "news" or source.id == source.court_id
        assert source.verified is False


@pytest.mark.shared
def test_every_court_of_a_tracked_case_is_listed(courts: Courts) -> None:
    cases = json.loads((require_shared() / "facts" / "cases.json").read_text(encoding="utf-8"))
    named = {case["court_id"] for case in cases}
    for case in cases:
        for appeal in case.get("appeal_dockets") or []:
            named |= set(re.findall(r"\((ca\d+|cadc)", appeal))
    listed = {source.court_id for source in load_sources(ROOT / "data" / "feeds.toml", courts)}
    assert named - listed == set()


def test_every_court_of_the_register_is_listed(courts: Courts) -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "data" / "register" / "cases").glob("*.y*ml"))
    named = set(re.findall(r"^\s*-?\s*court:\s*([a-z0-9]+)\s*$", text, re.MULTILINE)) & set(courts)
    listed = {source.court_id for source in load_sources(ROOT / "data" / "feeds.toml", courts)}
    assert named and named - listed == set()
