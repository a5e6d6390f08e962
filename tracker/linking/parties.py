"""Who is in a case, as a newspaper would write it: captions, parties, judges. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tracker.linking.lexicon import AGENCIES
from tracker.linking.places import STATES
from tracker.linking.words import Phrases, fold, norms, tokens
from tracker.register.schema import Case

_KNOWN = Phrases({"agency": [n for a in AGENCIES.values() for n in a.names], "state": list(STATES.values())})
_PARENTHESES = re.compile(r"\s*\([^)]*\)")
_VERSUS = re.compile(r"\s+v\.\s+")
_TITLES = re.compile(
    r"^(?:Secretary of State|Secretary|Gov\.|Governor|Attorney General|(?:[A-Z]+ )?Commissioner|Chief|President|"
    r"(?:[A-Z]+ )?Administrator)\s+(?=[A-Z])"
)
_PERSON = re.compile(r"^[A-Z][\w'.-]+(?: [A-Z]\.?)?(?: [A-Z][\w'-]+){1,2}(?: (?:Jr|Sr)\.?)?$")
_JUDGE = re.compile(
    r"[A-Z][\w'-]+(?: [A-Z]\.)*(?:[ -][A-Z][\w'-]+)*(?: Jr\.)?|(?:[A-Z]\. )+[A-Z][\w'-]+(?: [A-Z][\w'-]+)*"
)
_NOT_JUDGES = frozenset(("full", "court", "per", "curiam", "part", "unsigned", "panel", "en", "banc", "the", "jr"))
_TAIL = re.compile(r",? and (?:others|other|its|members|\d+)\b|, (?:IAM|AFL-CIO|Inc|Acting)\b|,? AFL-CIO")
_STATE_OF = {" ".join(norms(name)): code for code, name in STATES.items()}
# Sides so common that the pair alone names no case.
_COMMON_SIDES = frozenset(
    ("us", "united state", "united state of america", "trump", "president trump", "doe", "jane doe", "state")
)
_GROUPS = re.compile(
    r"^(?:\d+|one|two|three|four|five|six|individuals?|agency heads?|officials|states?|members?|others|"
    r"acting|justice|attorney general$|district of columbia$)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Party:
    """kind: `org` (found by its name), `person` (full name), `surname` (only behind a title)."""

    words: tuple[str, ...]
    kind: Literal["org", "person", "surname"]
    label: str
    plaintiff: bool


@dataclass(frozen=True, slots=True)
class Caption:
    """`A v. B` in folded words. common: both sides are such as many cases have; states: sides that are a state."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    common: bool
    states: frozenset[str]


def captions_of(case: Case) -> frozenset[Caption]:
    texts = [case.name, case.caption]
    texts += [text for docket in case.dockets for text in (docket.name, docket.caption) if text]
    lefts, rights = set(), set()
    for text in texts:
        sides = _VERSUS.split(_PARENTHESES.sub("", text), maxsplit=1)
        if len(sides) == 2 and all(map(_side, sides)):
            lefts.add(_side(sides[0]))
            rights.add(_side(sides[1]))
    return frozenset(_caption(left, right) for left in lefts for right in rights)


def _caption(left: tuple[str, ...], right: tuple[str, ...]) -> Caption:
    states = frozenset(code for side in (left, right) if (code := _STATE_OF.get(" ".join(side))))
    return Caption(left, right, _is_common(left) and _is_common(right), states)


def _side(text: str) -> tuple[str, ...]:
    """A side of a caption without "et al.", "State of" and what follows its first party."""
    text = re.sub(r"^(?:State|Commonwealth|People) of (?:the State of )?", "", text.strip())
    text = re.split(r",? et al\b|, AFL-CIO|, and |, Inc\b", text)[0]
    return norms(text.strip(" ,"))


def is_agency(words: tuple[str, ...]) -> bool:
    line = tokens(" ".join(words).upper())
    return any(hit.value == "agency" and hit.end - hit.start >= len(words) - 2 for hit in _KNOWN.find(line))


def _is_common(side: tuple[str, ...]) -> bool:
    text = " ".join(side)
    return text in _COMMON_SIDES or text in _STATE_OF or is_agency(side) or (
        side[-1] == "doe" or side[0] == "doe"
    )  # fmt: skip


def parties_of(case: Case) -> frozenset[Party]:
    """Organizations and people who are not an agency or a state of the Union."""
    found = {
        party for plaintiff, texts in ((True, case.plaintiffs), (False, case.defendants)) for text in texts
        for party in _named(text, plaintiff)
    }  # fmt: skip
    for caption in captions_of(case):
        for plaintiff, side in ((True, caption.left), (False, caption.right)):
            if not _is_common(side):
                kind: Literal["org", "surname"] = "org" if len(side) > 1 or side[0] in _acronyms(case) else "surname"
                found.add(Party(side, kind, " ".join(side), plaintiff))
    return frozenset(found)


def _acronyms(case: Case) -> set[str]:
    return {word.lower() for word in re.findall(r"\b[A-Z]{3,}\b", case.name)}


def _named(text: str, plaintiff: bool) -> Iterator[Party]:
    for part in re.split(r" / |; ", _PARENTHESES.sub("", text)):
        part = _TITLES.sub("", _TAIL.split(part)[0].strip(" ,"))
        words = norms(part)
        if not words or _GROUPS.match(part) or _is_common(words) or not _looks_like_name(part):
            continue
        # People who are sued are officials; a person who sues is told apart from an organization by nothing.
        if not plaintiff and _PERSON.match(part):
            yield Party(tuple(w for w in words if len(w) > 1 and w != "jr"), "person", part, plaintiff)
        else:
            yield from _organization(part, plaintiff)


def _looks_like_name(text: str) -> bool:
    """Capitals throughout, and no agency or state at its front: "SNAP recipients", "Ohio officials" are no names."""
    if not all(word[0].isupper() or len(word) < 4 for word in re.findall(r"[^\W\d_]+", text)):
        return False
    line = tokens(text)
    return not any(hit.start == 0 and hit.end >= len(line) - 4 for hit in _KNOWN.find(line))


def _organization(text: str, plaintiff: bool) -> Iterator[Party]:
    names = [text, text.split(":")[0], text.split(",")[0]]
    capitals = "".join(w[0] for w in re.findall(r"[A-Za-z-]+", names[-1]) if w[0].isupper())
    if len(capitals) >= 4:
        names.append(capitals)
    names += [name.replace(" of ", " for ", 1) for name in names if " of " in name]
    if len((front := names[0].split(" of ")[0]).split()) >= 4:
        names.append(front)  # without the place where it works
    for name in dict.fromkeys(names):
        words = norms(name)
        if words and not _is_common(words) and (len(words) > 1 or name.isupper()):
            yield Party(words, "org", text, plaintiff)


def judges_of(texts: list[str]) -> frozenset[tuple[str, ...]]:
    """Judges named in register texts such as "Edwards, with Srinivasan and Millett", in folded words."""
    found = set()
    for text in texts:
        for name in _JUDGE.findall(text):
            words = tuple(fold(w.rstrip(".")) for w in re.split(r"[ -]", name) if len(w.rstrip(".")) > 1)
            words = tuple(w for w in words if w not in _NOT_JUDGES)
            if words and len(words[-1]) > 2:
                found.add(words)
    return frozenset(found)
