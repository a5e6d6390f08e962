"""Dates as courts and newsrooms write them."""

from datetime import UTC, datetime

import pytest

from tracker.feeds.when import parse_date


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("Mon, 02 Mar 2026 14:09:55 GMT", (2026, 3, 2, 14, 9, 55)),
        ("Mon, 02 Mar 2026 14:09:55 EST", (2026, 3, 2, 19, 9, 55)),
        ("Mon, 02 Mar 2026 14:09:55 EDT", (2026, 3, 2, 18, 9, 55)),
        ("Mon, 02 Mar 2026 14:09:55 CST", (2026, 3, 2, 20, 9, 55)),
        ("Mon, 02 Mar 2026 14:09:55 MST", (2026, 3, 2, 21, 9, 55)),
        ("Mon, 02 Mar 2026 14:09:55 PDT", (2026, 3, 2, 21, 9, 55)),
        ("Mon, 02 Mar 2026 14:09:55 AKST", (2026, 3, 2, 23, 9, 55)),
        ("Mon, 02 Mar 2026 14:09:55 HST", (2026, 3, 3, 0, 9, 55)),
        ("Mon, 02 Mar 2026 14:09:55 AST", (2026, 3, 2, 18, 9, 55)),
        ("Mon, 02 Mar 2026 14:09:55 ChST", (2026, 3, 2, 4, 9, 55)),
        ("Mon, 02 Mar 2026 14:09:55 SST", (2026, 3, 3, 1, 9, 55)),
        ("Mon, 02 Mar 2026 14:09:55 -0530", (2026, 3, 2, 19, 39, 55)),
        ("2 Mar 26 14:09 +0100", (2026, 3, 2, 13, 9, 0)),
        ("Mon, 2 March 2026 14:09:55 -05:00 (EST)", (2026, 3, 2, 19, 9, 55)),
        ("2026-03-02T14:09:55Z", (2026, 3, 2, 14, 9, 55)),
        ("2026-03-02t14:09:55.250-05:00", (2026, 3, 2, 19, 9, 55)),
        ("31 Dec 2016 23:59:60 GMT", (2016, 12, 31, 23, 59, 59)),
    ],
)
def test_a_date_with_a_zone_is_an_instant(text: str, utc: tuple[int, ...]) -> None:
    moment = parse_date(text)
    assert moment is not None
    assert moment.astimezone(UTC).replace(microsecond=0) == datetime(*utc, tzinfo=UTC)  # type: ignore[misc]


def test_the_zone_that_the_feed_wrote_is_kept() -> None:
    moment = parse_date("Mon, 02 Mar 2026 14:09:55 EST")
    assert moment is not None and moment.isoformat() == "2026-03-02T14:09:55-05:00"


@pytest.mark.parametrize(
    "text",
    [
        "", "yesterday", "Mon, 02 Mar 2026 14:09:55", "Mon, 02 Mar 2026 14:09:55 XYZ", "Mon, 31 Feb 2026 14:09:55 GMT",
        "Mon, 02 Mar 2026 25:09:55 GMT", "2026-03-02", "2026-03-02T14:09:55", "Mon, 02 Foo 2026 14:09:55 GMT",
        "Mon, 02 Mar 0001 00:00:00 +1400", "0001-01-01T00:00:00+14:00", "Mon, 02 Mar 2026 14:09:55 +9900", "1" * 500,
        "Mon, 02 Mar 2026 14:09:55 J",
    ],
)  # fmt: skip
def test_a_date_that_cannot_be_an_instant_is_not_guessed(text: str) -> None:
    assert parse_date(text) is None
