"""Captions: one line of plain text, and a short name."""

import pytest

from tracker.captions import UNKNOWN_CAPTION, case_name, clean_caption, unescape_fully


@pytest.mark.parametrize(
    ("raw", "caption"),
    [
        ("Rivers v. Agency of Records", "Rivers v. Agency of Records"),
        ("  Lantern Oil, Inc.              ", "Lantern Oil, Inc."),
        ("Harbor &amp; Sons v. Moss", "Harbor & Sons v. Moss"),
        ("Harbor &amp;amp; Sons v. O&amp;#039;Moss", "Harbor & Sons v. O'Moss"),
        ("A\n v.\tB", "A v. B"),
        ("", UNKNOWN_CAPTION),
        ("   ", UNKNOWN_CAPTION),
    ],
)
def test_a_caption_is_one_line_of_plain_text(raw: str, caption: str) -> None:
    assert clean_caption(raw) == caption


def test_unescaping_stops() -> None:
    assert unescape_fully("&" + "amp;" * 50 + "lt;").startswith("&amp;")


@pytest.mark.parametrize(
    ("caption", "name"),
    [
        ("Rivers et al v. Agency of Records et al", "Rivers v. Agency of Records"),
        ("Rivers, et al. v. Agency, et al.", "Rivers v. Agency"),
        ("USA v. Moss", "United States v. Moss"),
        ("Moss v. United States of America", "Moss v. United States"),
        ("In re: Lantern Oil", "In re: Lantern Oil"),
        ("USAA v. Moss", "USAA v. Moss"),
        ("Vesper Vs. Moss", "Vesper v. Moss"),
        ("", UNKNOWN_CAPTION),
    ],
)
def test_a_case_name_is_short(caption: str, name: str) -> None:
    assert case_name(caption) == name
