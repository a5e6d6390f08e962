"""Whether a docket that nobody tracks looks like a case on data sharing: by who sues whom, and by the event type. Pure.

A feed shows a caption and an event type, no more, so this can only point. It is built to be seldom wrong rather than
to miss nothing: one person against an agency is a benefits or visa case nearly always and never suggested, and an
organization's bare complaint against an agency that is sued every day counts only with a further word.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tracker.linking.captionside import bare, fold, sides
from tracker.linking.lexicon import AGENCIES, LAWYER
from tracker.register.schema import Case, Flow

# From here on a docket is suggested; the weights are those of `_weigh`.
ENOUGH = 0.8

# Sued every day over other things: being the recipient of a flow says little about a new suit.
_SUED_DAILY = frozenset({"dhs", "ice", "cbp", "uscis", "state", "usps", LAWYER, "fbi", "gsa", "tsa"})
_NOT_FEDERAL = frozenset({"states", "police", "carriers", "money_services", "palantir", "flock"})
# Names by which no caption calls an agency, or by which it calls something else.
_NOT_IN_CAPTIONS = frozenset({"social security", "ice", "treasury", "snap", "health department", "housing department"})

_OPENING = re.compile(r"^(?:amended |class action )?(?:complaint|petition)\b|\bnotice of removal\b", re.IGNORECASE)
_URGENT = re.compile(
    r"\b(?:tro|temporary restraining order|preliminary injunction|show cause|administrative record|postpone|"
    r"stay (?:of )?(?:agency|effective)|705|administrative procedure|privacy act|vacat\w+ (?:of )?agency)\b"
    r"|\bmotion to (?:stay|compel)\b|\bfor injunction\b",
    re.IGNORECASE,
)
_NOT_NEW = re.compile(r"counterclaim|crossclaim|third[ -]party|2255|2254|habeas|pen register|\bwrit\b", re.IGNORECASE)

_STATE_NAMES = (
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois "
    "indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri "
    "montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington "
    "wisconsin wyoming"
)
_STATES = frozenset(_STATE_NAMES.split()) | {
    "new hampshire", "new jersey", "new mexico", "new york", "north carolina", "north dakota", "rhode island",
    "south carolina", "south dakota", "west virginia", "district of columbia", "puerto rico", "guam",
}  # fmt: skip
_CITY = re.compile(r"^(?:city|county|city and county|state|commonwealth|people of the state) of ")
_ELECTIONS = re.compile(r"\b(?:board of elections?|elections? (?:board|commission)|secretary of state)\b")
_ORGANIZATION = re.compile(
    r"\b(?:union|unions|association|federation|league|coalition|council|alliance|centers?|centros?|project|foundation|"
    r"institute|network|committee|society|congress|teamsters|aclu|afl|cio|epic|naacp|lulac|aft|afge|afscme|seiu|nteu|"
    r"common cause|oversight|defenders?|rights|workers|trabajadores|democracy|voters|retired|immigra\w+|privacy|"
    r"public citizen|make the road|advocates?|clinic|student|students|news|media)\b"
)
_BUSINESS = re.compile(r"\b(?:inc|llc|llp|lp|corp|corporation|ltd|co|company|bank|insurance)$")
_DOES = re.compile(r"^(?:j(?:ane|ohn) )?does?\b(?: [0-9 ]+)?")
_SUBJECT = re.compile(
    r"\b(?:privacy|data|records?|information|voters?|voting|taxpayers?|doge|government efficiency|medicaid|snap|"
    r"database|registration|surveillance|retired|retirees|beneficiaries)\b"
)


_FEDERAL_TRIAL = re.compile(r"[a-z]{2,4}d")


@dataclass(frozen=True, slots=True)
class Watch:
    """Whom the register's flows and cases make worth watching. agencies: folded name -> (how it is shown, sued daily);
    officials: surnames under which agencies are sued, folded."""

    agencies: Mapping[str, tuple[str, bool]]
    officials: frozenset[str]


@dataclass(frozen=True, slots=True)
class Look:
    """score: 0 to 1, ENOUGH and more is suggested; because: a short reason each."""

    score: float
    because: tuple[str, ...]


def build_watch(cases: Mapping[str, Case], flows: Mapping[str, Flow]) -> Watch:
    """From the register: the federal agencies of its flows, and the officials sued in its cases."""
    said = " | ".join(f" {fold(part)} " for f in flows.values() for s in (f.source, f.recipient)
                      for part in (s.name, s.short, s.part_of or ""))  # fmt: skip
    agencies: dict[str, tuple[str, bool]] = {}
    for key, agency in AGENCIES.items():
        names = {fold(name): name for name in agency.names}
        if key in _NOT_FEDERAL or not any(f" {name} " in said for name in names):
            continue
        for name in names.keys() - _NOT_IN_CAPTIONS:
            agencies[bare(name)] = (agency.names[0], key in _SUED_DAILY)
    agencies |= dict.fromkeys(("ice", "immigration and customs enforcement"), ("ICE", True)) if agencies else {}
    agencies |= {"executive office of the president": ("the White House", False)} if agencies else {}
    return Watch(agencies, frozenset(_officials(cases.values(), agencies)))


def _officials(cases: Iterable[Case], agencies: Iterable[str]) -> Iterable[str]:
    """Surnames that stand alone as defendant where somebody sues the federal government; not those whom it sues."""
    for case in cases:
        found = sides(case.caption)
        if found is None or bare(found[0]) == "united states" or not _FEDERAL_TRIAL.fullmatch(case.dockets[0].court):
            continue
        if found[1].isalpha() and len(found[1]) > 3 and found[1] not in agencies:
            yield found[1]


@lru_cache(maxsize=4096)
def type_weight(types: Sequence[str]) -> float:
    """What an entry's event types say by themselves: 0.2 urgent relief, 0.1 a suit begins, else 0."""
    text = " AND ".join(types)
    if _NOT_NEW.search(text):
        return 0.0
    if _URGENT.search(text):
        return 0.2
    return 0.1 if any(_OPENING.search(one.strip()) for part in types for one in part.split(" AND ")) else 0.0


def look(watch: Watch, caption: str, docket_number: str, types: tuple[str, ...]) -> Look:
    """How much one entry of an unknown docket looks like data sharing."""
    weight = type_weight(types)
    found = sides(caption) if weight and "-cr-" not in docket_number else None
    if found is None:
        return Look(0.0, ())
    plaintiff, defendant = found
    because = [f"“{' and '.join(types)}”"]
    who, by = _plaintiff(plaintiff)
    against, whom = _defendant(watch, defendant, government_sues=bare(plaintiff) == "united states")
    if not who or not against:
        return Look(0.0, ())
    subject = _SUBJECT.search(f"{plaintiff} | {defendant}")
    score = who + against + weight + (0.2 if subject else 0.0)
    because = [f"{by} against {whom}", *because]
    if subject:
        because.append(f"the caption says “{subject.group()}”")
    return Look(round(min(score, 1.0), 2), tuple(because))


def _plaintiff(side: str) -> tuple[float, str]:
    if bare(side) == "united states":
        return 0.4, "the United States"
    if bare(side) in _STATES or _CITY.match(side):
        return 0.4, "a state or city"
    if _BUSINESS.search(side):
        return 0.0, ""
    if _ORGANIZATION.search(side):
        return 0.4, "an organization"
    return (0.3, "people who are not named") if _DOES.match(side) else (0.0, "")


def _defendant(watch: Watch, side: str, *, government_sues: bool) -> tuple[float, str]:
    name = bare(side)
    if government_sues:
        state = name in _STATES or _ELECTIONS.search(name)
        return (0.3, "a state") if state else (0.0, "")
    words = name.split()
    for size in range(min(len(words), 9), 0, -1):
        if shown := watch.agencies.get(" ".join(words[:size])):
            return 0.2 if shown[1] else 0.3, shown[0]
    if len(words) <= 3 and (official := watch.officials.intersection(words)):
        return 0.2, f"the official {min(official).capitalize()}"
    return 0.0, ""
