"""Ties that no number gives, where only one paper of the docket can be meant. Pure.

Courts' feeds often print no more than a type ("Order on Motion for Preliminary Injunction"). With two candidates there
is no tie. docs/linking.md tells each rule.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice

from tracker.linking.attacks import attacks
from tracker.linking.casepapers import NOTHING_BEFORE, Before, Docketed, Paper, Tie, days_before, likely, relief_words
from tracker.linking.references import references
from tracker.vocab import COURT_ACT_KINDS

# Motions are decided within this time, or the docket's next motion for the same thing is meant.
DECIDED_WITHIN = timedelta(days=400)
# A bare "Response in Opposition to Motion" answers a motion of the last weeks.
ANSWERED_WITHIN = timedelta(days=60)

_ANY = frozenset({"other", "scheduling", "appeal", "sentencing_plea"})
_UNOPPOSED = frozenset({
    "extension_of_time", "seal", "counsel", "leave_to_file", "in_forma_pauperis", "amicus_leave", "expedite",
    "scheduling",
})  # fmt: skip
_DECIDES = frozenset({"", "granted", "denied", "granted_in_part", "moot", "withdrawn", "dismissed"})
# "Amended MOTION for ..." takes the place of the one before it.
_INSTEAD = re.compile(r"\b(?:amended|corrected|renewed|superseding)\b[^.;]{0,30}\bmotion", re.IGNORECASE)
# A short stay until the motion itself is ruled on decides nothing.
_NOT_YET = re.compile(
    r"\bpending (?:an? |the )?(?:ruling|decision|resolution|consideration|disposition|determination) (?:on|of) "
    r"(?:\S+ ){0,3}(?:motion|application)",
    re.IGNORECASE,
)
# The Supreme Court's lines name an application by its number, not by what it asks for.
APPLICATION = re.compile(r"^Application \((\d\dA\d+)\)")
LEAVES_OPEN = frozenset({"deferred", "addressed", "sought"})


@dataclass(slots=True)
class _Open:
    """A motion that no ruling has decided so far."""

    paper: Paper
    reliefs: frozenset[str]
    opposed: bool = False


@dataclass(slots=True)
class _State:
    """The open motions of each docket, as they stand while the papers are gone through in time. A case may have tens
    of thousands: no paper is held against all of them."""

    motions: dict[str | None, list[_Open]] = field(default_factory=dict)
    by_id: dict[str, _Open] = field(default_factory=dict)

    def open(self, paper: Paper, opposed: bool = False) -> None:
        self.by_id[paper.event_id] = motion = _Open(paper, paper.reliefs, opposed)
        if _INSTEAD.search(paper.text[:80]):
            before = self.motions.get(paper.docket_id, [])
            self.close(paper.docket_id, {m.paper.event_id for m in before if m.reliefs == motion.reliefs})
        self.motions.setdefault(paper.docket_id, []).append(motion)

    def lately(self, paper: Paper, within: timedelta) -> Iterable[_Open]:
        """Those of the paper's docket and of so long before it."""
        motions = self.motions.get(paper.docket_id, [])
        start = bisect_left(motions, days_before(paper.day, within), key=lambda m: m.paper.day)
        return (motions[place] for place in range(start, len(motions)))

    def close(self, docket_id: str | None, event_ids: set[str]) -> None:
        if event_ids:
            self.motions[docket_id] = [
                m for m in self.motions.get(docket_id, []) if m.paper.event_id not in event_ids
            ]  # fmt: skip


def guesses(case: Docketed, sure: Sequence[Tie], before: Before = NOTHING_BEFORE) -> list[Tie]:
    """sure: the ties stated and read; a paper that has one of them gets no guess in the same sense. No guess is made
    for papers that stand."""
    known: dict[str, list[Tie]] = {}
    for tie in sure:
        known.setdefault(tie.from_event, []).append(tie)
    found: list[Tie] = []
    state = _State()
    for paper in case.papers:
        own = known.get(paper.event_id, [])
        if not paper.day:
            continue
        if paper.event_id in before.standing:
            if paper.event_id in before.open:
                state.open(paper, paper.event_id in before.opposed)
        elif paper.kind in COURT_ACT_KINDS:
            found += _ruling(state, paper, own)
        elif paper.kind in ("response", "reply", "brief"):
            found += _answer(state, paper, own)
        elif paper.kind == "motion" and not paper.told_by:
            state.open(paper)
    return [*found, *attacks(case, [*sure, *found], known, before)]


def _ruling(state: _State, paper: Paper, own: Sequence[Tie]) -> list[Tie]:
    decided = {tie.to_event for tie in own if tie.what == "decides" and tie.to_event}
    if any(tie.what == "decides" for tie in own) or paper.rules_on:
        if not paper.actions or any(how not in LEAVES_OPEN for _, how in paper.actions):
            state.close(paper.docket_id, decided)
        return []
    found = {}
    for relief in decidable(paper):
        # Two are as good as many: there is no tie then.
        fits = list(islice((m.paper for m in state.lately(paper, DECIDED_WITHIN) if relief in m.reliefs), 2))
        if len(fits) == 1:
            found[fits[0].event_id] = likely(
                paper, fits[0], "decides", f"the only open motion for {relief_words(relief)}"
            )
    if not found and (number := application_decided(paper)):
        named = (m.paper for m in state.lately(paper, DECIDED_WITHIN) if _application(m.paper) == number)
        fits = list(islice(named, 2))
        if len(fits) == 1:
            found[fits[0].event_id] = likely(paper, fits[0], "decides", f"the application No. {number}")
    state.close(paper.docket_id, set(found))
    return list(found.values())


def _application(paper: Paper) -> str | None:
    named = APPLICATION.match(paper.text)
    return named[1] if named else None


def application_decided(paper: Paper) -> str | None:
    """The number of the application to the Supreme Court that a ruling decides; None where it decides none."""
    return _application(paper) if any(how and how in _DECIDES for _, how in paper.actions) else None


def decidable(paper: Paper) -> list[str]:
    """The reliefs in which a ruling that names no number may decide a motion."""
    if _NOT_YET.search(paper.text):
        return []
    return [relief for relief, how in paper.actions if relief not in _ANY and how in _DECIDES]


def _answer(state: _State, paper: Paper, own: Sequence[Tie]) -> list[Tie]:
    if own:
        for tie in own:
            motion = state.by_id.get(tie.to_event or "")
            if motion and tie.what in ("opposes", "answers") and motion.paper.docket_id == paper.docket_id:
                motion.opposed = True
        return []
    if paper.kind == "brief":
        return []
    # "other": the words name a motion and not for what.
    asked = paper.reliefs - {"other"}
    fitting = (
        m for m in state.lately(paper, ANSWERED_WITHIN)
        if not (m.reliefs and m.reliefs <= _UNOPPOSED) and (not asked or not m.reliefs or asked & m.reliefs)
        and (m.opposed or paper.kind != "reply")
    )  # fmt: skip
    fits = list(islice(fitting, 2))
    if len(fits) != 1 or references(paper.text, paper.kind, ()):
        return []
    fits[0].opposed = True
    what = "replies" if paper.kind == "reply" else "opposes" if "opposition" in paper.text.lower() else "answers"
    return [likely(paper, fits[0].paper, what, "the only open motion that can be answered")]
