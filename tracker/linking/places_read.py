"""States, cities and courts in one line: who is a party, and where a court sits. Pure."""

import re

from tracker.linking.book import LinkBook
from tracker.linking.places import STATES
from tracker.linking.seen import Seen
from tracker.linking.words import Hit, Line, Token, norms

_DATELINE = re.compile(r"^([A-Z][A-Z .]{3,30}?)(?:, [A-Z][a-z.]+)?\s*(?:\(\w+\)\s*)?--?\s*(?=[A-Z])")
# "Washington, Thursday, 21 May 2026": a dispatch from where the government sits.
_DISPATCH = re.compile(r"Washington, (?:[A-Z][a-z]+day\b|[A-Z][a-z]+\.? \d)")
_COURTS = frozenset((
    "judge", "court", "lawsuit", "suit", "courthouse", "magistrate", "bench", "courtroom", "jurist",
    "juez", "jueza", "tribunal", "corte",
))  # fmt: skip
_BETWEEN = frozenset((
    "in", "and", "of", "for", "from", "the", "federal", "district", "us", "a", "western", "eastern", "state",
    "one", "another", "first", "other", "last", "de", "del", "distrito", "en",
))  # fmt: skip
_OTHER_THINGS = {"NY": ("time", "city", "post", "daily", "attorney"), "WA": ("post", "dc", "examiner", "time")}
_STATE_ENDS = frozenset(norms(name)[-1] for name in STATES.values())


def read_places(book: LinkBook, seen: Seen) -> None:
    """Fill the states, places and courts of `seen`."""
    line = seen.line.tokens
    for hit in book.places.find(line):
        kind, key = hit.value.split(" ", 1)
        if not line[hit.start].capital:
            continue
        if kind == "court":
            seen.courts.add(key)
        elif kind == "city":
            seen.places.add(book.city_states.get(key, ""))
            # "An appeals court in Richmond" is the circuit, not the district that sits there too.
            if _near_court(line, seen.line.text, hit) and not _of_appeals(line, hit):
                seen.courts.add(key)
        elif not _other_thing(key, line, hit):
            _read_state(seen, key, hit)
    dateline = _DATELINE.match(seen.line.text)
    if dateline:
        for hit in book.places.find(Line(dateline[1].title(), 0).tokens):
            if hit.value.startswith("city "):
                seen.courts.add(hit.value.removeprefix("city "))


def _read_state(seen: Seen, state: str, hit: Hit) -> None:
    line = seen.line.tokens
    dispatched = hit.start == 0 and bool(_DISPATCH.match(seen.line.text))
    capital = state == "WA" and (dispatched or _capital_city(line, hit))
    place = "DC" if capital else state
    seen.places.add(place)
    if _only_compared(line, hit):
        return
    if _near_court(line, seen.line.text, hit):
        seen.court_places.add(place)
        # So many suits are heard in the District of Columbia that its court says nothing about it as a party.
        if state == "DC":
            return
    if not capital and not _behind_city(seen.line, hit):
        seen.states.add(state)


def _only_compared(line: tuple[Token, ...], hit: Hit) -> bool:
    """In "Michigan joins Oregon and California" the news is Michigan's."""
    before = [token.norm for token in line[max(0, hit.start - 7) : hit.start]]
    return any(word in ("join", "joined", "joining", "alongside", "unlike") for word in before)


def _near_court(line: tuple[Token, ...], text: str, hit: Hit) -> bool:
    """A judge or court stands just behind the place ("Oregon judge") or before it ("a judge in Oregon")."""
    for token in line[hit.end : hit.end + 4]:
        if token.norm in _COURTS and not re.search(r"[,;:]", text[line[hit.end - 1].end : token.start]):
            return True
    if hit.start > 1 and line[hit.start - 1].norm == "in" and line[hit.start - 2].norm in ("one", "another"):
        return any(token.norm in _COURTS for token in line[: hit.start - 2])  # "two courts: one in Boston, ..."
    for at in range(hit.start - 1, max(-1, hit.start - 7), -1):
        if line[at].norm in _COURTS:
            return any(
                token.norm in ("in", "of", "for", "from", "de", "del", "en") for token in line[at + 1 : hit.start]
            )
        if line[at].norm not in _BETWEEN and not line[at].capital:
            return False
    return False


def _of_appeals(line: tuple[Token, ...], hit: Hit) -> bool:
    near = [token.norm for token in (*line[max(0, hit.start - 5) : hit.start], *line[hit.end : hit.end + 3])]
    return any(word in ("appeal", "appellate", "circuit") for word in near)


def _behind_city(line: Line, hit: Hit) -> bool:
    """Whether the state only says where a town lies: "Fulton County, Georgia", "Harlingen, Texas"."""
    if hit.start == 0:
        return False
    before = line.tokens[hit.start - 1]
    between = line.text[before.end : line.tokens[hit.start].start]
    return between == ", " and before.capital and before.norm not in _STATE_ENDS


def _capital_city(line: tuple[Token, ...], hit: Hit) -> bool:
    """Washington as the seat of government: "in Washington", "a Washington court", WASHINGTON heading a dispatch."""
    before = line[hit.start - 1].norm if hit.start else ""
    after = line[hit.end].norm if hit.end < len(line) else ""
    if hit.end - hit.start != 1:
        return False
    return before in ("in", "from", "to") or (before == "a" and after == "court") or line[hit.start].raw.isupper()


def _other_thing(state: str, line: tuple[Token, ...], hit: Hit) -> bool:
    """The New York Times is no state."""
    after = line[hit.end].norm if hit.end < len(line) else ""
    return after in _OTHER_THINGS.get(state, ())
