"""New dockets above a tracked one: the number that a trial court's entry names, and a caption that is a tracked case's.
Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from tracker.docket_numbers import numbers_in
from tracker.linking.captionside import bare, sides
from tracker.register.schema import Case

SUPREME = "scotus"
# 28 U.S.C. 41: the states of each circuit, by the two letters with which district courts' ids begin.
_CIRCUITS = {
    "ca1": "me ma nh ri pr", "ca2": "ct ny vt", "ca3": "de nj pa vi", "ca4": "md nc sc va wv", "ca5": "la ms tx",
    "ca6": "ky mi oh tn", "ca7": "il in wi", "ca8": "ar ia mn mo ne nd sd",
    "ca9": "ak az ca gu hi id mt nv or wa", "ca10": "co ks nm ok ut wy", "ca11": "al fl ga",
}  # fmt: skip
_OF_STATE = {state: circuit for circuit, states in _CIRCUITS.items() for state in states.split()}
_OWN = {"dcd": "cadc", "uscfc": "cafc", "cit": "cafc", "nmid": "ca9"}
_DISTRICT = re.compile(r"[a-z]{2}[a-z]{0,2}d")
_APPEALS = re.compile(r"ca(?:[0-9]{1,2}|dc|fc)")

# "USCA Case Number 26-5123", "Appeal No. 26-1411", "Ninth Circuit, Case No. 26-4238", "assigned number 26-1774".
_ABOVE = re.compile(
    r"\b(?:usca|u\.s\.c\.a\.|court of appeals|[a-z]+ circuit|appeal|appellate)\b[^.;\n]{0,40}?"
    r"\b(?:case )?(?:numbers?|nos?\.?|docket|#)\s*:?\s*(?P<number>[0-9]{2}-[0-9]{2,6})\b(?!-)",
    re.IGNORECASE,
)
_SUPREME_NUMBER = re.compile(
    r"\b(?:supreme court|scotus)\b[^.;\n]{0,40}?\b(?:numbers?|nos?\.?|#)\s*:?\s*"
    r"(?P<number>[0-9]{2}(?:-[0-9]{1,5}|A[0-9]{1,4}))\b",
    re.IGNORECASE,
)  # fmt: skip
_CIVIL = re.compile(r"\b(?:civil|injuncti\w+|stay|agency)\b", re.IGNORECASE)


def circuit_of(court_id: str) -> str | None:
    """The court of appeals above a trial court; None for one that is not federal.

    >>> circuit_of("mad"), circuit_of("dcd"), circuit_of("calsuperct")
    ('ca1', 'cadc', None)
    """
    if court_id in _OWN:
        return _OWN[court_id]
    return _OF_STATE.get(court_id[:2]) if _DISTRICT.fullmatch(court_id) else None


def named_above(court_id: str, text: str) -> tuple[tuple[str, str], ...]:
    """(court id, docket number) of each higher docket that the words of an entry give a number of, in order."""
    found: dict[tuple[str, str], None] = {}
    circuit = circuit_of(court_id)
    for match in _ABOVE.finditer(text) if circuit else ():
        for number in numbers_in(match["number"]):
            found[circuit or "", number] = None
    for match in _SUPREME_NUMBER.finditer(text):
        found[SUPREME, match["number"].upper()] = None
    return tuple(found)


class Captions:
    """The register's cases by their captions, to find one again in a court of appeals."""

    def __init__(self, cases: Mapping[str, Case]):
        self._by_sides: dict[frozenset[str], list[Case]] = defaultdict(list)
        for case in cases.values():
            for caption in {case.caption, *(d.caption for d in case.dockets if d.caption)}:
                if found := sides(caption):
                    key = frozenset(bare(side) for side in found)
                    if len(key) == 2 and case not in self._by_sides[key]:
                        self._by_sides[key].append(case)

    def cases_of(self, court_id: str, docket_number: str, caption: str, types: Iterable[str]) -> tuple[str, ...]:
        """Ids of the cases that a docket of a court of appeals may belong to: same two sides in either order, from a
        court below this one, not older than the case.

        "United States v. Oliver" is a criminal appeal as often as not: a lone surname needs a civil word beside it.
        """
        found = sides(caption)
        if found is None or not _APPEALS.fullmatch(court_id):
            return ()
        key = frozenset(bare(side) for side in found)
        rest = key - {"united states"}
        if len(rest) == 1 and " " not in next(iter(rest)) and not _CIVIL.search(" ".join(types)):
            return ()
        return tuple(c.id for c in self._by_sides.get(key, ()) if _fits(c, court_id, docket_number))


def _fits(case: Case, court_id: str, docket_number: str) -> bool:
    below = court_id in {circuit_of(d.court) for d in case.dockets}
    filed = min((d.filed for d in case.dockets if d.filed), default=None)
    return below and (filed is None or docket_number[:2] >= str(filed)[2:4])
