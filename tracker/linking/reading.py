"""What a news item says, sentence by sentence: agencies, records, places, courts, names. Pure.

It records what stands in the words and where; which case or flow that means is for `flows` and `cases`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote, urlsplit

from tracker.docket_numbers import numbers_in
from tracker.linking.book import LinkBook
from tracker.linking.lexicon import DEPARTMENTS
from tracker.linking.model import NewsText
from tracker.linking.places_read import read_places
from tracker.linking.seen import Seen
from tracker.linking.words import Hit, Line, Token, plain, sentences

ADDRESS = 0.75  # what the words of an address weigh beside those of the item
# Characters read: what an item is about stands in its beginning, and whole books must not hold up a feed.
_AT_MOST = 6000
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
_PLACE_AND_DAY = re.compile(
    rf"(?:[A-Z][\w.]*,? )*(?:[A-Z][a-z]+day,? )?(?:\d\d? (?:{_MONTHS})\.?|(?:{_MONTHS})\.? \d\d?),? ?(?:20\d\d)?\.?"
)
# A sentence about something else than the news: what had happened before, or elsewhere.
_BACKGROUND = re.compile(
    rf"^(?:In (?:early |late |mid-)?(?:{_MONTHS})\b|In 20\d\d|Earlier|Previously|Since|Before|Meanwhile|So far|To date|"
    rf"Last (?:week|month|year|fall|spring|summer|winter|{_MONTHS})|"
    r"A (?:different|similar) |Another |Other |Similar |Roughly|About \d+ |Dozens of|"
    r"Judges? in |Courts? in |Federal judges in |"
    r"The (?:department|government|administration) has (?:also )?sued|(?:It|They) (?:has|have) (?:also )?sued)"
    r"|\b(?:earlier this (?:year|month|week)|last (?:week|month|year)|had (?:earlier|previously|already)|previously|"
    rf"(?:ruled|blocked|dismissed|rejected|refused|declined|sued|won|lost) [^.]{{0,40}}\bin (?:{_MONTHS})|"
    r"has (?:already )?sued (?:\d+|more than|about|at least)|has already sued|related case|in a separate case)\b"
)
_PUBLIC_RECORDS = re.compile(
    r"\bFOIA\b|Freedom of Information|[Pp]ublic[- ]records?|records? requests?|"
    r"(?:releas\w+|withh\w+|obtain\w*|turn over|for)(?: of)? (?:\w+ )?(?:records|documents|papers)\b"
)
_RULING_VERBS = frozenset((
    "wrote", "ruled", "found", "held", "dismissed", "declined", "ordered", "granted", "denied", "rejected", "concluded",
    "sided", "opined",
))  # fmt: skip
# Behind a surname that begins a headline ("Chhabria bars ICE from ..."), where no title stands before it.
_HEADLINE_VERBS = _RULING_VERBS | frozenset((
    "allow", "bar", "block", "clear", "decline", "deny", "dismiss", "enjoin", "extend", "freeze", "grant", "halt",
    "keep", "let", "lift", "open", "order", "pause", "refuse", "reject", "rule", "side", "stay", "stop", "strike",
    "toss", "vacate", "void",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Versus:
    """The folded words on both sides of a "v."."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Reading:
    """numbers: docket numbers; judges: surname -> lines; versus: captions; alone: a name behind "in" or "under" that
    may be a case's short form -> as written, line; published: the item's day, or that in its address."""

    seen: tuple[Seen, ...]
    numbers: tuple[str, ...]
    judges: dict[str, frozenset[int]]
    versus: tuple[Versus, ...]
    alone: dict[str, tuple[str, int]]
    published: date | None

    @property
    def told(self) -> tuple[Seen, ...]:
        """Title and sentences, without the address."""
        return tuple(s for s in self.seen if s.line.weight == 1)

    @property
    def main(self) -> tuple[Seen, ...]:
        """The title, the lead and whatever is not told as background."""
        return tuple(s for s in self.told if not s.background)

    @property
    def litigation(self) -> bool:
        return bool(self.judges) or any(s.litigation for s in self.seen)


def read(book: LinkBook, text: NewsText) -> Reading:
    lines = _lines(text)
    seen = tuple(_look(book, line) for line in lines)
    words = " ".join(line.text for line in lines if line.weight == 1)
    return Reading(
        seen=seen,
        numbers=numbers_in(words),
        judges=_judges(book, lines),
        versus=tuple(_versus(lines)),
        alone=_alone(lines),
        published=text.published or _published(text.url),
    )


def _lines(text: NewsText) -> tuple[Line, ...]:
    found = [Line(plain(text.title[:_AT_MOST]), 0)]
    for sentence in _with_lead(sentences(plain(text.summary[:_AT_MOST]))):
        found.append(Line(sentence, len(found)))
    slug = _slug(text.url)
    return (*found, Line(slug, len(found), ADDRESS)) if slug else tuple(found)


def _with_lead(told: tuple[str, ...]) -> tuple[str, ...]:
    """The sentences, a line of place and day before the lead joined to it: "Washington, Thursday, 21 May 2026."."""
    if len(told) > 1 and _PLACE_AND_DAY.fullmatch(told[0]):
        return (f"{told[0]} {told[1]}", *told[2:])
    return told


def _slug(url: str) -> str:
    """The words of an address, where it has some."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    parts = [re.sub(r"[-_+.]+", " ", part).strip() for part in unquote(path).split("/")]
    return max((p for p in parts if len(p.split()) >= 4), key=len, default="")


def _published(url: str) -> date | None:
    """The day that an address such as /2026/02/05/ states."""
    found = re.search(r"/(20\d\d)/(\d\d?)/(\d\d?)/", url)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _versus(lines: tuple[Line, ...]) -> Iterator[Versus]:
    for line in lines:
        words = tuple(token.norm for token in line.tokens)
        for at, word in enumerate(words):
            if word in ("v", "vs", "versus") and at:
                yield Versus(words[max(0, at - 16) : at], words[at + 1 : at + 17], line.index)


def _alone(lines: tuple[Line, ...]) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for line in lines:
        for before, token, after in zip(line.tokens, line.tokens[1:], (*line.tokens[2:], None), strict=False):
            goes_on = after and (after.capital or after.norm in ("of", "for", "and", "de"))
            if before.norm in ("in", "under", "citing") and token.capital and not goes_on:
                found.setdefault(token.norm, (token.raw, line.index))
    return found


def _look(book: LinkBook, line: Line) -> Seen:
    seen = Seen(line)
    address = line.weight < 1
    loud = line.shouted and not address
    for hit in book.agencies.find(line.tokens, shouted=loud, folded=address):
        kind, key = hit.value.split(" ", 1)
        if kind != "-":
            seen.agencies[key] = max(seen.agencies.get(key, 0.0), 1.0 if kind == "a" else 0.7)
            seen.agencies |= _listed(line, hit)
    for hit in book.topics.find(line.tokens, shouted=loud):
        seen.topics.add(hit.value)
        seen.kinds.append(hit.start)
    for hit in book.marks.find(line.tokens):
        if hit.value == "noun":
            seen.nouns.append(hit.start)
        elif hit.value == "move":
            seen.moves.append(hit.start)
        else:
            seen.litigation = True
    seen.names = tuple(t for t in line.tokens if len(t.raw.strip(".")) > 1 or not t.raw[:1].isupper())
    seen.parties = {hit.value: hit for hit in book.parties.find(seen.names, shouted=loud)}
    if not address:
        read_places(book, seen)
    seen.records = bool(_PUBLIC_RECORDS.search(line.text))
    seen.background = line.index > 1 and not address and bool(_BACKGROUND.search(line.text))
    return seen


def _listed(line: Line, hit: Hit) -> dict[str, float]:
    """Departments named by one word beside an agency: "OPM, Treasury and Education"."""
    found = {}
    for step, at in ((-1, hit.start - 1), (1, hit.end)):
        at += step if 0 <= at < len(line.tokens) and line.tokens[at].norm == "and" else 0
        if not 0 <= at < len(line.tokens) or line.tokens[at].raw not in DEPARTMENTS:
            continue
        first, last = sorted(
            (line.tokens[at], line.tokens[hit.start if step < 0 else hit.end - 1]), key=lambda t: t.start
        )
        if re.fullmatch(r",? ?(?:and )?", line.text[first.end : last.start]):
            found[DEPARTMENTS[line.tokens[at].raw]] = 1.0
    return found


def _judges(book: LinkBook, lines: tuple[Line, ...]) -> dict[str, frozenset[int]]:
    """Surnames of judges named as judges, with the lines that hold them.

    Once "Judge Ellen Hollander" is introduced, a later "Hollander" is her as well.
    """
    held: dict[str, list[tuple[Line, int]]] = {}
    for line in lines:
        for at, token in enumerate(line.tokens):
            if token.norm in book.judges and (token.capital or line.weight < 1):
                held.setdefault(token.norm, []).append((line, at))
    return {
        name: frozenset(line.index for line, _ in places)
        for name, places in held.items()
        if any(_introduced(book, name, line.tokens, at) or _headed(line, at) for line, at in places)
    }


def _headed(line: Line, at: int) -> bool:
    """A headline that begins with the surname and a judge's verb."""
    return line.index == 0 and at == 0 and len(line.tokens) > 1 and line.tokens[1].norm in _HEADLINE_VERBS


def _introduced(book: LinkBook, surname: str, line: tuple[Token, ...], at: int) -> bool:
    """A title before the name, the first name that the register has, or a judge's verb behind ("Bates dismissed")."""
    before = [token.norm for token in line[max(0, at - 9) : at]]
    if any(word in ("judge", "justice", "jj", "juez", "jueza") for word in before[-5:]) or (
        "judge" in before and "and" in before
    ):
        return True
    if at and line[at - 1].norm in book.judges[surname] - {""}:
        return True
    after = [token.norm for token in line[at + 1 : at + 3] if token.norm != "also"]
    return bool(after) and after[0] in _RULING_VERBS and not (at > 1 and line[at - 1].capital)
