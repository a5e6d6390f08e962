"""Making text from feeds safe to show beside our own. Pure; HTML escaping is the template's work, not this module's."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

# Explicit bidirectional overrides and marks, invisible separators, tags, interlinear marks: none of them is ever
# needed to read a docket entry, and each can make a line read as something else than it says.
_INVISIBLE = re.compile(
    "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_NUMBERS = re.compile(r"[0-9]+")
_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")
_MARKS_IN_A_ROW = 3
# All combining marks lie above: where no four such letters stand together, there is nothing to cut.
_MAY_BE_TOO_MANY = re.compile("[\u0300-\U0010ffff]{4}")


def plain(text: str | None) -> str:
    """`text` without control characters and without characters that reorder or hide others; line breaks as `\\n`.

    More than three combining marks on one letter are cut, so that a line stays in its line.
    """
    if not text:
        return ""
    if text.isascii() and text.isprintable():
        return text
    text = _BREAKS.sub("\n", text)
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    return _limit_marks(text) if _MAY_BE_TOO_MANY.search(text) else text


def _limit_marks(text: str) -> str:
    kept: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= _MARKS_IN_A_ROW:
            kept.append(char)
    return "".join(kept)


def one_line(text: str | None) -> str:
    if not text:
        return ""
    if text.isascii() and text.isprintable() and "  " not in text and text[0] != " " and text[-1] != " ":
        return text
    return " ".join(plain(text).split())


def clip(text: str, limit: int) -> str:
    """`text` cut at a word before `limit` characters, with an ellipsis; unchanged when it fits."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit // 2 else cut).rstrip(" ,;:.") + "…"


# A parameter of an address whose value is a key and not a name: `?api_key=…`, `&token=…`, `&sig=…`.
_KEYED = re.compile(r"(?<=[?&])([^=&#]*(?:key|token|secret|passw|pwd|auth|sig|session|credential)[^=&#]*)=[^&#]*", re.I)
# Nearly every address: its parts need not be taken apart to see that it is safe.
_USUAL = re.compile(r"https?://((?:[a-z0-9-]+\.)+[a-z]{2,})(?:/[\w!#$%&()*+,./:;=?@~-]*+)?", re.ASCII)


@lru_cache(maxsize=4096)
def safe_url(url: str | None) -> str | None:
    """The address if it is a plain http or https one with a host and without a password, else None."""
    if not url:
        return None
    return url if _USUAL.fullmatch(url) else _taken_apart(url)


def _taken_apart(url: str) -> str | None:
    if re.search(r"[\s\x00-\x1f\x7f\\<>\"]", url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    return url if plain(url) == url else None


def without_keys(url: str | None) -> str | None:
    """An address to show to anybody: without the value of a parameter that may be a key."""
    return _KEYED.sub(r"\1=…", url) if url else url


@lru_cache(maxsize=4096)
def outlet(url: str | None) -> str:
    """Whose page it is: the host without `www.`, or "" when the address is not safe."""
    if url and (usual := _USUAL.fullmatch(url)):
        return usual.group(1).removeprefix("www.")
    safe = safe_url(url)
    host = (urlsplit(safe).hostname or "") if safe else ""
    return host.removeprefix("www.")


def outlets(urls: Iterable[str | None]) -> list[str]:
    """Whose pages they are, as names to be shown side by side: the second of one host is `example.org (2)`, since links
    of one name would be taken for links to one page."""
    seen: Counter[str] = Counter()
    names = []
    for name in map(outlet, urls):
        seen[name] += 1
        names.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    return names


# A cell that begins so is a formula to a spreadsheet; the wide forms too, in East Asian settings.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """Text that no spreadsheet runs: one line, no control characters, and a quote before what looks like a formula."""
    # Most cells are plain already; only the others pay for the cleaning.
    if not (text.isascii() and text.isprintable()) or "  " in text or text[:1] == " " or text[-1:] == " ":
        text = one_line(text)
    return f"'{text}" if text.startswith(_FORMULA) else text


@lru_cache(maxsize=4096)
def in_order(text: str) -> str:
    """What to sort names by, as people would: the 2d Circuit stands before the 10th."""
    return _NUMBERS.sub(lambda found: found[0].zfill(9), text.casefold())
