"""What each event is, as numbers side by side: so that few events are counted by what they are, one by one.

Beside every choice of every filter stands how many events it would show. For many events each choice's list is laid
over the list of what fits. For a few hundred that meant to walk through some 250 lists, megabytes of memory, to find
that most of them hold none.
"""

from array import array
from collections import Counter
from collections.abc import Iterable

from pyroaring import BitMap

# A filter and its value: ("kind", "order"), ("court", "dcd"), ("case", …), ("flow", …), ("act", "relief disposition").
Term = tuple[str, str]
# What is told by one number: a kind with its acts, a court and case with their flows. Of all combinations that there
# could be, courts make a few thousand, so that two bytes name one.
_OF = {"kind": 0, "act": 0, "court": 1, "case": 1, "flow": 1}
_MOST = 65_536
_AT_ONCE = 65_536
Told = tuple[list[tuple[tuple[Term, ...], int]], ...]


class Traits:
    """Four bytes an event. `full`: there are more combinations than can be told apart, and none of it may be used."""

    def __init__(self) -> None:
        self.full = False
        self._codes = (array("H"), array("H"))
        self._terms: list[tuple[Term, ...]] = [()]
        self._with: dict[tuple[int, Term], int] = {}

    def add(self, name: str, value: str, numbers: BitMap) -> None:
        """These events have that value too."""
        if name not in _OF or self.full or not numbers:
            return
        codes, term = self._codes[_OF[name]], (name, value)
        if (more := numbers.max() + 1 - len(codes)) > 0:
            for each in self._codes:
                each.frombytes(bytes((more + _AT_ONCE) * each.itemsize))
        then: dict[int, int] = {}  # for most of a list the next number is the same few
        for number in numbers:
            code = codes[number]
            if (after := then.get(code)) is None:
                after = then[code] = self._also(code, term)
            codes[number] = after

    def _also(self, code: int, term: Term) -> int:
        found = self._with.get((code, term))
        if found is None:
            if len(self._terms) == _MOST:
                self.full = True
                return 0
            found = self._with[code, term] = len(self._terms)
            self._terms.append((*self._terms[code], term))
        return found

    def forget(self, numbers: Iterable[int]) -> None:
        """These events have changed, or are gone."""
        for number in numbers:
            for codes in self._codes:
                if number < len(codes):
                    codes[number] = 0

    def told(self, among: BitMap) -> Told:
        """Combinations of values and how many of these events, which all are known here, have each."""
        numbers = among.to_array()
        return tuple(
            [(self._terms[code], times) for code, times in Counter(map(codes.__getitem__, numbers)).items()]
            for codes in self._codes
        )


def telling(told: Told, name: str) -> list[tuple[tuple[Term, ...], int]]:
    """The combinations in which values of this name stand."""
    return told[_OF[name]]
