"""Answers of the site made into files: each link in them replaced by what `to` says of it. Pure.

The templates escape every quotation mark in a text, and so does JSON: a quoted attribute or key is one that the site
wrote, never a reader's or a court's words.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape, unescape

from icalendar.parser import Contentlines

To = Callable[[str], str]

_ATTRIBUTE = re.compile(r'(?<=[\s])(href|src|action)="([^"]*)"')
_ATOM = re.compile(r'(?<=[\s])href="([^"]*)"')
_JSON = re.compile(r'"(url|next|feed_url|home_page_url)":( ?)"(https?://[^"\\]*)"')
# What a page says of itself to programs (tracker/outputs/described.py).
_TOLD = re.compile(r'(?<=<script type="application/ld\+json">)[^<]*')
_TOLD_LINK = re.compile(r'"(url|item|contentUrl)": ?"(https?://[^"\\]*)"')
_LOC = re.compile(r"<loc>([^<]*)</loc>")


def html(body: bytes, attribute: To, to: To) -> bytes:
    """Links, pictures, scripts and forms, each as `attribute` writes it; addresses told to programs by `to`."""
    text = _ATTRIBUTE.sub(lambda found: attribute(found[0]), body.decode("utf-8"))
    return _TOLD.sub(lambda told: _TOLD_LINK.sub(lambda m: f'"{m[1]}": "{to(m[2])}"', told[0]), text).encode("utf-8")


def attributes(to: To, form: To) -> To:
    """Writes an attribute anew: an address by `to`, that of a form by `form`. Most stand on every page and are kept."""

    @lru_cache(1 << 15)
    def one(written: str) -> str:
        name, _, value = written.partition("=")
        address = unescape(value[1:-1])
        return f'{name}="{escape(form(address) if name == "action" else to(address))}"'

    return one


def atom(body: bytes, to: To) -> bytes:
    """Links only: the ids of feed and entries stay, so that a reader's program knows them again."""
    text = body.decode("utf-8")
    return _ATOM.sub(lambda m: f'href="{escape(to(unescape(m[1])))}"', text).encode("utf-8")


def json(body: bytes, to: To) -> bytes:
    text = body.decode("utf-8")
    return _JSON.sub(lambda m: f'"{m[1]}":{m[2]}"{to(m[3])}"', text).encode("utf-8")


def ics(body: bytes, to: To) -> bytes:
    """The URL of each entry; lines are folded anew (RFC 5545, section 3.1)."""
    lines = Contentlines.from_ical(body.decode("utf-8"))  # type: ignore[no-untyped-call]
    for place, line in enumerate(lines):
        name, colon, address = line.partition(":")
        if name.split(";", 1)[0].upper() == "URL":
            lines[place] = type(line)(f"{name}{colon}{to(address)}")
    made: bytes = lines.to_ical()
    return made


def sitemap(body: bytes, to: To) -> bytes:
    return _LOC.sub(lambda m: f"<loc>{escape(to(unescape(m[1])))}</loc>", body.decode("utf-8")).encode("utf-8")


def robots(body: bytes, to: To) -> bytes:
    """Nothing that robots are kept from stands among the files; the address of the sitemap stays."""
    return body
