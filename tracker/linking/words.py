"""Text as tokens and sentences, and the search for many phrases in them at once. Pure.

Tokens are folded so that "voters' rolls" and "voter roll" are one phrase; an abbreviation that is also an English word
(ICE, SAVE) counts only in capitals. It knows nothing of courts or agencies.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

_TOKEN = re.compile(r"(?:[A-Za-z]\.){2,}|\d[\d,]*(?:\.\d+)*(?:st|nd|rd|th)?|[^\W\d_]+(?:'[^\W\d_]+)?|\d+|[&%$]")
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|No|Nos|v|vs|Gov|Sen|Rep|Sec|Dr|Mr|Mrs|Ms|St|Jr|Sr|Inc|"
    r"Co|Corp|Dept|Adm|Admin|al|ex|rel|Cir|Civ|App|Supp|Fed|Mass|Cal|Calif|Ore|Wash|Mich|Minn|Wis|Ill|Ind|Fla|Ga|Va|"
    r"Pa|Md|Del|Conn|Ariz|Colo|Tex|Tenn|Ky|Okla|Neb|Nev|Mgmt|Asst|Lt|Col|Gen|D)|(?:[A-Za-z]\.)+[A-Za-z])\.$"
)
_SENTENCE_END = re.compile(r"[.!?]+[\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9])|\n+")
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "\u00a0": " "})
_EMAIL = re.compile(r"\b[Ee]-mail")
_KEEP_S = ("ss", "us", "is")


@dataclass(frozen=True, slots=True)
class Token:
    """`raw` as written, `norm` folded; `start`, `end` within its sentence; capital: it begins like a name, or with
    the figure of "4th"."""

    raw: str
    norm: str
    start: int
    end: int
    capital: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """`value` was found at the tokens [start, end)."""

    value: str
    start: int
    end: int


def plain(text: str) -> str:
    """Straight quotes and hyphens, accents dropped; the same length is not promised."""
    folded = unicodedata.normalize("NFKD", _EMAIL.sub("email", text.translate(_QUOTES)))
    return "".join(c for c in folded if not unicodedata.combining(c))


@lru_cache(maxsize=50_000)
def fold(raw: str) -> str:
    """One word in its folded form: lower case, no possessive, no plural, no dots."""
    if raw[:1].isdigit():
        return raw.replace(",", "").lower()
    if raw == "&":
        return "and"
    word = raw.replace(".", "")
    if len(word) > 1 and word.isupper():
        return word.lower()
    word = word.lower()
    if word.endswith("'s"):
        word = word[:-2]
    word = word.rstrip("'")
    if len(word) > 3 and word.endswith("s") and not word.endswith(_KEEP_S):
        if word.endswith("ies"):
            return word[:-3] + "y"
        return word[:-2] if word.endswith(("ches", "shes", "sses", "xes")) else word[:-1]
    return word


def tokens(text: str) -> tuple[Token, ...]:
    return tuple(
        Token(m[0], fold(m[0]), m.start(), m.end(), m[0][0].isupper() or m[0][0].isdigit())
        for m in _TOKEN.finditer(text)
    )


def norms(text: str) -> tuple[str, ...]:
    return tuple(fold(m[0]) for m in _TOKEN.finditer(plain(text)))


def sentences(text: str) -> tuple[str, ...]:
    """`text` cut after its full stops; "Jan. 6", "U.S. District" and "A v. B" are not cut."""
    found, start = [], 0
    for end in _SENTENCE_END.finditer(text):
        if "\n" not in end[0] and _ABBREVIATED.search(text[max(0, end.start() - 12) : end.start() + 1]):
            continue
        found.append(text[start : end.end()].strip())
        start = end.end()
    found.append(text[start:].strip())
    return tuple(s for s in found if s)


@dataclass(frozen=True, slots=True)
class _Entry:
    phrase: tuple[str, ...]
    value: str
    cased: bool


class Phrases:
    """Many phrases, found longest first without overlap. Built once; `find` is linear in the tokens."""

    def __init__(self, values: Mapping[str, Iterable[str]]) -> None:
        """`values`: what a hit is called -> the phrases that mean it. A short word all in capitals is found in
        capitals only."""
        table: dict[str, dict[tuple[tuple[str, ...], str, bool], None]] = {}
        for value, phrases in values.items():
            for phrase in phrases:
                words = norms(phrase)
                if words:
                    cased = len(words) == 1 and phrase.isupper() and len(phrase) <= 6
                    table.setdefault(words[0], {})[words, value, cased] = None
        self._table = {
            first: sorted((_Entry(*key) for key in keys), key=lambda e: -len(e.phrase)) for first, keys in table.items()
        }

    def find(self, line: tuple[Token, ...], *, shouted: bool = False, folded: bool = False) -> Iterator[Hit]:
        """Hits in order; several values of one phrase all come out. `shouted`: the line is all in capitals, so that
        they mean nothing; `folded`: it has none at all, as an address."""
        words = [token.norm for token in line]
        at = 0
        while at < len(words):
            width = 0
            for entry in self._table.get(words[at], ()):
                if width > len(entry.phrase):
                    break
                if tuple(words[at : at + len(entry.phrase)]) != entry.phrase:
                    continue
                raw = line[at].raw.replace(".", "").removesuffix("s")
                if entry.cased and not folded and (shouted or not raw.isupper()):
                    continue
                width = len(entry.phrase)
                yield Hit(entry.value, at, at + width)
            at += width or 1


@dataclass(frozen=True)
class Line:
    """One sentence of an item, or its title (index 0), or the words of its address (the last one)."""

    text: str
    index: int
    weight: float = 1.0

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tokens(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(token.norm for token in self.tokens)

    @cached_property
    def shouted(self) -> bool:
        letters = [c for c in self.text if c.isalpha()]
        return len(letters) > 12 and sum(c.isupper() for c in letters) > 0.8 * len(letters)
