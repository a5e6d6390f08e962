"""Captions as courts print them in feeds, and the short name that a reader says. Pure."""

import re
from html import unescape

# What CourtListener shows for a docket whose feed item has a number and nothing after it.
UNKNOWN_CAPTION = "Unknown Case Title"

_ET_AL = re.compile(r",?\s+et\s+al\.?(?=\s|,|;|$)", re.IGNORECASE)
_VERSUS = re.compile(r"\s+(?:v|vs|versus)\.?\s+", re.IGNORECASE)
_UNITED_STATES = re.compile(r"^(?:USA|U\.S\.A\.|US|U\.S\.|United States of America)$", re.IGNORECASE)


def unescape_fully(text: str) -> str:
    """Text whose HTML entities were escaped once too often: courts print `&amp;amp;` for `&`. Three rounds at most."""
    for _ in range(3):
        if "&" not in text:
            break
        plain = unescape(text)
        if plain == text:
            break
        text = plain
    return text


def clean_caption(raw: str) -> str:
    """The caption as one line of plain text; `Unknown Case Title` where the court printed none."""
    return " ".join(unescape_fully(raw).split()) or UNKNOWN_CAPTION


def case_name(caption: str) -> str:
    """`A v. B`: "et al" dropped, the government by its plain name. Other parties' names are left as the court has them.

    >>> case_name("USA v. Doe et al")
    'United States v. Doe'
    """
    sides = _VERSUS.split(_ET_AL.sub("", clean_caption(caption)), maxsplit=1)
    return " v. ".join(_UNITED_STATES.sub("United States", side.strip(" ,;")) for side in sides)
