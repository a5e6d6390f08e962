"""What a news item says, sentence by sentence: agencies, records, places, courts, names. Pure.

It records what stands in the words and where; which case or flow that means is for `flows` and `cases`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import unquote, urlsplit

from tracker.docket_numbers import numbers_in
from tracker.linking.book import LinkBook
from tracker.linking.model import NewsText
from tracker.linking.words import Hit, Line, Token, plain, sentences

# A sentence about something else than the news: what had happened before, or elsewhere.
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_BACKGROUND = re.compile(
    rf"^(?:In (?:early |late |mid-)?(?:{_MONTH})\b|In 20\d\d|Last (?:week|month|year|fall|spring|summer|winter|{_MONTH})|Earlier|"
    r"Previously|Since|Before|Meanwhile|A (?:different|similar) |Another |Other |Similar |Judges? in |Courts? in |"
    r"The (?:department|government|administration) has (?:also )?sued|(?:It|They) (?:has|have) (?:also )?sued|"
    r"Federal judges in |So far|To date|Roughly|About \d+ |Dozens of)"
    r"|\b(?:earlier this (?:year|month|week)|last (?:week|month|year)|had (?:earlier|previously|already)|has sued (?:\d+|more than|about|at least)|"
    r"related case|previously|in a separate case|has already sued)\b"
)
_PUBLIC_RECORDS = re.compile(
    r"\bFOIA\b|Freedom of Information|[Pp]ublic[- ]records?|records? requests?|(?:releas\w+|withh\w+|obtain\w*|turn over|for)"
    r"(?: of)? (?:\w+ )?(?:records|documents|papers)\b"
)
_FRESH = re.compile(r"^(?:On |Later |Also |The same day|Meanwhile on )(?:\w+day\b|\w+)?")
_DATELINE = re.compile(r"^([A-Z][A-Z .]{3,30}?)(?:, [A-Z][a-z.]+)?\s*(?:\(\w+\)\s*)?(?:-|--)\s*(?=[A-Z])")
_COURT_WORDS = frozenset(
    ("judge", "court", "lawsuit", "suit", "courthouse", "magistrate", "bench", "courtroom", "jurist")
)
_BEFORE_PLACE = frozenset(
    ("in", "and", "of", "for", "from", "the", "federal", "district", "us", "a", "western", "eastern", "state")
)
_NOT_A_STATE_AFTER = {"NY": ("time", "city", "post", "daily", "attorney"), "WA": ("post", "dc", "examiner", "time")}


@dataclass(slots=True)
class Seen:
    """What one line holds. Values are keys of the book; agencies with how sure the name is."""

    line: Line
    agencies: dict[str, float] = field(default_factory=dict)
    topics: set[str] = field(default_factory=set)
    kinds: list[int] = field(default_factory=list)
    nouns: list[int] = field(default_factory=list)
    moves: list[int] = field(default_factory=list)
    parties: dict[str, Hit] = field(default_factory=dict)
    names: tuple[Token, ...] = ()
    states: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    court_places: set[str] = field(default_factory=set)
    courts: set[str] = field(default_factory=set)
    litigation: bool = False
    records: bool = False
    background: bool = False

    @property
    def data_moves(self) -> bool:
        """A word of moving stands near a word for data, or for a kind of record."""
        return any(abs(thing - move) <= 12 for thing in (*self.nouns, *self.kinds) for move in self.moves)


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
    def main(self) -> tuple[Seen, ...]:
        """The title, the lead and whatever is not told as background."""
        return tuple(s for s in self.seen if not s.background and s.line.weight == 1)

    @property
    def litigation(self) -> bool:
        return any(s.litigation for s in self.seen)


def read(book: LinkBook, text: NewsText) -> Reading:
    lines = _lines(text)
    seen = tuple(_look(book, line) for line in lines)
    words = f"{text.title} {text.summary}"
    return Reading(
        seen, numbers_in(words), _judges(book, lines), tuple(_versus(lines)), _alone(lines),
        text.published or _published(text.url),
    )  # fmt: skip


def _lines(text: NewsText) -> tuple[Line, ...]:
    found = [Line(plain(text.title), 0)]
    for sentence in sentences(plain(text.summary)):
        found.append(Line(sentence, len(found)))
    slug = _slug(text.url)
    return (*found, Line(slug, len(found), 0.75)) if slug else tuple(found)


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
            if before.norm in ("in", "under", "citing") and token.capital and not (after and after.capital):
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
    seen.names = _without_initials(line.tokens)
    seen.parties = {hit.value: hit for hit in book.parties.find(seen.names, shouted=loud)}
    if not address:
        _places(book, seen)
    seen.records = bool(_PUBLIC_RECORDS.search(line.text))
    seen.background = line.index > 1 and not address and bool(_BACKGROUND.search(line.text))
    return seen


def _without_initials(line: tuple[Token, ...]) -> tuple[Token, ...]:
    return tuple(t for t in line if len(t.raw.strip(".")) > 1 or not t.raw[:1].isupper())


def _places(book: LinkBook, seen: Seen) -> None:
    line = seen.line.tokens
    for hit in book.places.find(line):
        kind, key = hit.value.split(" ", 1)
        if not line[hit.start].capital:
            continue
        if kind == "court":
            seen.courts.add(key)
        elif kind == "city":
            seen.places.add(book.city_states.get(key, ""))
            if _near_court(line, seen.line.text, hit):
                seen.courts.add(key)
        elif not _other_thing(key, line, hit):
            _state(seen, key, hit)
    dateline = _DATELINE.match(seen.line.text)
    if dateline:
        for hit in book.places.find(Line(dateline[1].title(), 0).tokens):
            if hit.value.startswith("city "):
                seen.courts.add(hit.value.removeprefix("city "))


def _state(seen: Seen, state: str, hit: Hit) -> None:
    capital = state == "WA" and _capital_city(seen.line.tokens, hit)
    place = "DC" if capital else state
    seen.places.add(place)
    if _only_compared(seen.line.tokens, hit):
        return
    if _near_court(seen.line.tokens, seen.line.text, hit):
        seen.court_places.add(place)
        if state == "DC":
            return
    if not capital and not _behind_city(seen.line, hit):
        seen.states.add(state)


def _only_compared(line: tuple[Token, ...], hit: Hit) -> bool:
    """ "Michigan joins Oregon and California": the news is Michigan's."""
    before = [token.norm for token in line[max(0, hit.start - 7) : hit.start]]
    return any(word in ("join", "joined", "joining", "alongside", "unlike") for word in before)


def _near_court(line: tuple[Token, ...], text: str, hit: Hit) -> bool:
    """A judge or court stands just behind the place ("Oregon judge") or before it ("a judge in Oregon")."""
    for token in line[hit.end : hit.end + 4]:
        between = text[line[hit.end - 1].end : token.start]
        if token.norm in _COURT_WORDS and not re.search(r"[,;:]", between):
            return True
    for at in range(hit.start - 1, max(-1, hit.start - 7), -1):
        if line[at].norm in _COURT_WORDS:
            return any(token.norm in ("in", "of", "for", "from") for token in line[at + 1 : hit.start])
        if line[at].norm not in _BEFORE_PLACE and not line[at].capital:
            return False
    return False


def _behind_city(line: Line, hit: Hit) -> bool:
    """ "Fulton County, Georgia" and "Harlingen, Texas" are towns, not the state."""
    tokens = line.tokens
    if hit.start == 0:
        return False
    before = tokens[hit.start - 1]
    between = line.text[before.end : tokens[hit.start].start]
    return between == ", " and before.capital and before.norm not in _STATE_WORDS


_STATE_WORDS = frozenset(
    [
        "alabama",
        "alaska",
        "arizona",
        "arkansa",
        "california",
        "colorado",
        "connecticut",
        "delaware",
        "columbia",
        "florida",
        "georgia",
        "hawaii",
        "idaho",
        "illinois",
        "indiana",
        "iowa",
        "kansa",
        "kentucky",
        "louisiana",
        "maine",
        "maryland",
        "massachusett",
        "michigan",
        "minnesota",
        "mississippi",
        "missouri",
        "montana",
        "nebraska",
        "nevada",
        "hampshire",
        "jersey",
        "mexico",
        "york",
        "carolina",
        "dakota",
        "ohio",
        "oklahoma",
        "oregon",
        "pennsylvania",
        "island",
        "tennessee",
        "texa",
        "utah",
        "vermont",
        "virginia",
        "washington",
        "wisconsin",
        "wyoming",
    ]
)


def _capital_city(line: tuple[Token, ...], hit: Hit) -> bool:
    """Washington as the seat of government: "in Washington", WASHINGTON at the head of a dispatch."""
    before = line[hit.start - 1].norm if hit.start else ""
    return hit.end - hit.start == 1 and (before in ("in", "from", "to") or line[hit.start].raw.isupper())


def _other_thing(state: str, line: tuple[Token, ...], hit: Hit) -> bool:
    after = line[hit.end].norm if hit.end < len(line) else ""
    return after in _NOT_A_STATE_AFTER.get(state, ())


_RULING_VERBS = frozenset(
    (
        "wrote",
        "ruled",
        "found",
        "held",
        "dismissed",
        "declined",
        "ordered",
        "granted",
        "denied",
        "rejected",
        "concluded",
    )
)


def _rules(words: list[str], at: int, line: Line) -> bool:
    """ "Bates dismissed": a bare surname that acts as a judge does."""
    after = [w for w in words[at + 1 : at + 3] if w != "also"]
    before = line.tokens[at - 1].capital and at > 1 if at else False
    return bool(after) and after[0] in _RULING_VERBS and not before


def _judges(book: LinkBook, lines: tuple[Line, ...]) -> dict[str, frozenset[int]]:
    """Surnames of judges named as judges, with the lines that hold them.

    Once "Judge Ellen Hollander" is introduced, a later "Hollander" is her as well.
    """
    introduced: set[str] = set()
    for line in lines:
        words = [token.norm for token in line.tokens]
        for at, word in enumerate(words):
            if word not in book.judges or not (line.tokens[at].capital or line.weight < 1):
                continue
            before = words[max(0, at - 9) : at]
            titled = any(w in ("judge", "justice", "jj") for w in before[-5:]) or "judge" in before and "and" in before
            full = any(words[at - 1 : at] == [first] for first in book.judges[word] if first)
            if titled or full or _rules(words, at, line):
                introduced.add(word)
    return {
        name: frozenset(line.index for line in lines if any(t.norm == name and (t.capital or line.weight < 1) for t in line.tokens))
        for name in introduced
    }  # fmt: skip
