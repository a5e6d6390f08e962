"""What all papers share: text from bytes, American dates and times, links that may be kept, careful JSON. Pure."""

import json
import re
from datetime import date, datetime, time
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from tracker.errors import ParseError
from tracker.feeds.when import parse_date
from tracker.text import plain, safe_url

# Where PACER's name of a court differs from the Free Law id that we use, and names of courts in addresses of mail.
_PACER_COURTS = {
    "azb": "arb", "cofc": "uscfc", "neb": "nebraskab", "nysb-mega": "nysb",
    "cfc": "uscfc", "gas": "gasd", "id": "idd", "mow": "mowd", "txs": "txsd",
}  # fmt: skip
# Parameters that name a document or a case. Everything else (magic_num, uid, a session) is dropped, known or not.
_KEPT_PARAMETERS = frozenset({"caseid", "caseId", "caseNum", "de_seq_num", "servlet"})
_ECF_HOST = re.compile(r"(?:www\.)?ecf\.([a-z0-9-]{2,12})\.uscourts\.gov")
# `<link>` of a feed and of its items alone: the words of an entry may lead to any court. Also `<link href="...">`.
_ECF_LINKS = re.compile(
    rb"<link\b[^<>]{0,200}(?:>\s{0,99}(?:<!\[CDATA\[)?\s{0,99})?https?://(?:www\.)?ecf\.([a-z0-9-]{2,12})\.uscourts\.gov",
    re.IGNORECASE,
)
_SPACES = re.compile(r"\s+")
_LINK_IN_WORDS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
# What is left of one free look when its link was broken over lines: `magic_num=123`, `_num=123`, `magic_ num = 123`.
_ONE_LOOK = re.compile(
    r"[?&;]?(?:amp;)?(?:magic\s?_?|(?<![A-Za-z_])_?)\s?num\s?=\s?[0-9]+|[?&]\s?uid\s?=\s?[0-9A-Za-z]+", re.IGNORECASE
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_WORDED = re.compile(r"([A-Za-z]{3,9})\.?\s+([0-9]{1,2}),?\s+([0-9]{4})")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?\s*([AaPp])?\.?(?:[Mm]\.?)?")
_YEARS = range(1789, 2200)


def counted(count: int, thing: str, told: str) -> tuple[str, ...]:
    """A note on what was left out: `1 line was not read`, `3 lines were not read`; () for none."""
    if not count:
        return ()
    return (f"1 {thing} was {told}" if count == 1 else f"{count} {thing}s were {told}",)


def squeeze(text: str) -> str:
    """Text on one line, single spaces, no-break spaces among them; without hidden characters."""
    return _SPACES.sub(" ", plain(text)).strip()


def decode(body: bytes, charset: str | None = None) -> str:
    """Text in the charset named, else UTF-8, else Windows-1252, in which courts write section signs and quotes."""
    if charset and charset.lower() not in ("us-ascii", "ascii"):
        try:
            return body.decode(charset)
        except (LookupError, UnicodeError, ValueError):
            pass
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def parse_day(text: str | None) -> date | None:
    """A day as courts write it: `10/5/2022`, `July 29, 2024`, `Jul 30 2024`, `2024-07-30`; None for anything else."""
    if not text or len(text) > 60:
        return None
    text = text.strip()
    if slashed := _SLASHED.fullmatch(text):
        month, day, year = (int(part) for part in slashed.groups())
    elif worded := _WORDED.fullmatch(text):
        name = worded.group(1).lower()
        if name[:3] not in _MONTHS:
            return None
        month, day, year = _MONTHS.index(name[:3]) + 1, int(worded.group(2)), int(worded.group(3))
    else:
        return parse_iso_day(text)
    return _day(year, month, day)


def parse_iso_day(text: object) -> date | None:
    """`2024-07-30`, and nothing else."""
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    return _day(*(int(part) for part in text.split("-")))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def parse_moment(day: date | None, clock: str, zone: str, court_zone: str | None) -> datetime | None:
    """An aware time: the zone that is printed (`PM EDT`, `Eastern Daylight Time`), else the court's own, else None."""
    found = _CLOCK.fullmatch(clock.strip())
    if day is None or found is None:
        return None
    hour, minute, second = int(found.group(1)), int(found.group(2)), int(found.group(3) or 0)
    half = (found.group(4) or "").lower()
    # Bankruptcy courts print "00:20 AM"; noon and midnight are both 12.
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    abbreviation = _zone_letters(zone)
    if abbreviation:
        month = _MONTHS[day.month - 1]
        return parse_date(f"{day.day} {month} {day.year} {hour:02}:{minute:02}:{second:02} {abbreviation}")
    if court_zone is None:
        return None
    return datetime.combine(day, time(hour, minute, second), ZoneInfo(court_zone))


def _zone_letters(zone: str) -> str:
    words = zone.split()
    return "".join(word[0] for word in words).upper() if len(words) > 1 else zone.strip().upper()


def court_of_host(url: str) -> str | None:
    """The Free Law id of the court whose CM/ECF site a link leads to; None for every other host."""
    found = _ECF_HOST.fullmatch(host_of(url))
    return _PACER_COURTS.get(found.group(1), found.group(1)) if found else None


def refuse_another_court(body: bytes, court_id: str) -> None:
    """Raises ParseError for a feed whose links lead to CM/ECF sites, and none of them to that of `court_id`: its
    entries would stand on dockets of the wrong court. A bankruptcy appellate panel has its court of appeals' site."""
    found = {
        _PACER_COURTS.get(name, name)
        for host in _ECF_LINKS.findall(body.replace(b"\0", b""))
        if (name := host.decode("ascii").lower())
    }
    if found and not found & {court_id, re.sub(r"^bap(?=[0-9])", "ca", court_id)}:
        raise ParseError(f"the feed's links lead to the court {min(found)!r}, not to {court_id!r}")


def host_of(url: str) -> str:
    try:
        return (urlsplit(url.strip()).hostname or "").lower()
    except ValueError:
        return ""


def is_court_host(url: str) -> bool:
    host = host_of(url)
    return host == "uscourts.gov" or host.endswith(".uscourts.gov")


def kept_link(url: str) -> str | None:
    """A court's link with what names the document or case, and nothing that could be spent or traced; None if unsafe.

    A one-time look (`magic_num`, `uid`) never survives: what is kept is a list, what is dropped is all the rest.
    """
    safe = safe_url(url.strip())
    if safe is None:
        return None
    parts = urlsplit(safe)
    pairs = [(name, value) for name, value in parse_qsl(parts.query)
             if name in _KEPT_PARAMETERS and re.fullmatch(r"[A-Za-z0-9.:_-]{1,60}", value)]  # fmt: skip
    query = parts.query if re.fullmatch(r"[0-9]{1,12}", parts.query) else urlencode(pairs)
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, query, ""))


def strike_links(text: str) -> str:
    """Words with each link to a court's site as `kept_link` has it, and no one-time look, however it is written."""

    def kept(found: re.Match[str]) -> str:
        link = found.group().rstrip(".,;:)]")
        if not is_court_host(link):
            return found.group()
        return (kept_link(unescape(link)) or "[link removed]") + found.group()[len(link) :]

    return _ONE_LOOK.sub("", _LINK_IN_WORDS.sub(kept, text))


def load_json(body: bytes, what: str, limit: int) -> Any:
    """JSON from bytes, or ParseError naming `what`: too large, not JSON, numbers or nesting out of all measure."""
    if len(body) > limit:
        raise ParseError(f"the {what} has {len(body):,} bytes; more than {limit:,} are refused")
    try:
        return json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ParseError(f"the {what} is not sound JSON: {str(error)[:120]}") from None


def field_text(row: dict[str, Any], name: str) -> str:
    """A text field on one line; "" when it is absent, null or no text."""
    value = row.get(name)
    if isinstance(value, bool) or value is None:
        return ""
    return squeeze(str(value)) if isinstance(value, (str, int)) else ""


def field_int(row: dict[str, Any], name: str) -> int | None:
    """A whole number within what a database holds, from a number or its digits; None otherwise."""
    value = row.get(name)
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if abs(value) < 10**18 else None
