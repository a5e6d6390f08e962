"""Ties that no number gives, where only one paper of the docket can be meant. Pure.

Courts' feeds often print no more than a type ("Order on Motion for Preliminary Injunction"). With two candidates there
is no tie. docs/linking.md tells each rule.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice

from tracker.docket_numbers import numbers_in, same_docket
from tracker.linking.casepapers import NOTHING_BEFORE, Before, Docketed, Paper, Tie
from tracker.linking.dates import Stated, stated_in
from tracker.linking.references import opens, references
from tracker.vocab import CONSEQUENTIAL_RELIEFS, COURT_ACT_KINDS

# Motions are decided within this time, or the docket's next motion for the same thing is meant.
DECIDED_WITHIN = timedelta(days=400)
# A bare "Response in Opposition to Motion" answers a motion of the last weeks.
ANSWERED_WITHIN = timedelta(days=60)
# The court above opens its docket soon after the notice below.
_DOCKETED_WITHIN = timedelta(days=14)
# Fed. R. App. P. 4(a)(1)(B): sixty days where the United States is a party.
APPEALED_WITHIN = timedelta(days=60)

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
_APPEALABLE = CONSEQUENTIAL_RELIEFS | {
    "dismissal",
    "summary_judgment",
    "default_judgment",
    "judgment_on_pleadings",
    "intervention",
    "remand",
    "habeas",
}
_RULED = frozenset({"granted", "denied", "granted_in_part", "entered", "vacated", "modified", "extended", "dissolved",
                    "dismissed"})  # fmt: skip
_ABOVE = frozenset({"affirmed", "reversed", "vacated", "remanded", "modified"})
_STAYS = frozenset({"stay_pending_appeal", "administrative_stay"})
_STAYED = frozenset({"granted", "granted_in_part", "entered", "extended", "dissolved", "vacated"})


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
        self.by_id[paper.event_id] = motion = _Open(paper, _sought(paper), opposed)
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


class _Appealed:
    """The case's notices of appeal, the rulings of each docket that can be appealed, and what its ties tell of both."""

    def __init__(self, case: Docketed) -> None:
        self.notices = [paper for paper in case.papers if paper.kind == "notice_of_appeal" and paper.day]
        self.rulings: dict[str | None, list[Paper]] = {}
        if self.notices:
            for paper in case.papers:
                if paper.day and _can_be_appealed(paper):
                    self.rulings.setdefault(paper.docket_id, []).append(paper)
        self.attacked: dict[str, list[str]] = {}
        self.decided: dict[str, list[str]] = {}

    def note(self, ties: Iterable[Tie]) -> None:
        for tie in ties:
            if tie.what in ("appeals", "decides"):
                # Also where the paper named was never seen: the notice attacks something then.
                to = (self.attacked if tie.what == "appeals" else self.decided).setdefault(tie.from_event, [])
                to += [tie.to_event] if tie.to_event else []


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
    appealed = _Appealed(case)
    notices = [paper for paper in appealed.notices if paper.event_id not in before.standing]
    for paper in notices:
        found += _appeal(case, paper, known.get(paper.event_id, []), appealed)
    appealed.note([*before.appeals, *sure, *found])
    docketed = [tie for paper in notices for tie in _docketed(case, paper, appealed)]
    appealed.note(docketed)
    fresh = (paper for paper in case.papers if paper.event_id not in before.standing)
    return [*found, *docketed, *(tie for paper in fresh for tie in _above(case, paper, appealed))]


def _day(paper: Paper) -> str:
    return paper.day


def days_before(day: str, time: timedelta) -> str:
    """The day so long before `day`."""
    return date.fromordinal(max(date.fromisoformat(day).toordinal() - time.days, 1)).isoformat()


def _sought(paper: Paper) -> frozenset[str]:
    return frozenset(relief for relief, _ in paper.actions)


def _tie(paper: Paper, to: Paper, what: str, because: str) -> Tie:
    return Tie(paper.event_id, to.event_id, to.document, what, "likely", because)


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
            found[fits[0].event_id] = _tie(paper, fits[0], "decides", f"the only open motion for {_words(relief)}")
    if not found and (number := application_decided(paper)):
        named = (m.paper for m in state.lately(paper, DECIDED_WITHIN) if _application(m.paper) == number)
        fits = list(islice(named, 2))
        if len(fits) == 1:
            found[fits[0].event_id] = _tie(paper, fits[0], "decides", f"the application No. {number}")
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


def _words(relief: str) -> str:
    return relief.replace("_", " ")


def _within(earlier: Paper, later: Paper, most: timedelta) -> bool:
    return timedelta(0) <= date.fromisoformat(later.day) - date.fromisoformat(earlier.day) <= most


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
    asked = _sought(paper) - {"other"}
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
    return [_tie(paper, fits[0].paper, what, "the only open motion that can be answered")]


def _chain(case: Docketed, docket_id: str | None) -> list[str]:
    """The dockets below, whose rulings this one reviews."""
    found: list[str] = []
    docket = case.dockets.get(docket_id or "")
    while docket and docket.reviews and docket.reviews not in found:
        found.append(docket.reviews)
        docket = case.dockets.get(docket.reviews)
    return found


def _appeal(case: Docketed, paper: Paper, own: Sequence[Tie], appealed: _Appealed) -> Iterable[Tie]:
    if any(tie.what == "appeals" for tie in own):
        return
    below = _chain(case, paper.docket_id)
    if not below and opens(paper.text):
        return  # "USCA Case Number 25-5091 for 25 Notice of Appeal" attacks nothing itself
    base = below[0] if below else paper.docket_id
    ruled = appealed.rulings.get(base, [])
    until = bisect_right(ruled, paper.day, key=_day)
    days = days_named(paper)
    on_day = [p for p in ruled[:until] if any(s.is_day(p.day) for s in days)] if days else []
    if on_day:
        found, why = _only(on_day), "the ruling of the day that the words name"
    else:
        found = _only_injunctive(ruled[bisect_left(ruled, days_before(paper.day, APPEALED_WITHIN), key=_day) : until])
        why = "the only ruling of the sixty days before that can be appealed"
    if found and not (below and _notices(appealed, paper, below[0])):
        yield _tie(paper, found, "appeals", why)


def days_named(paper: Paper) -> list[Stated]:
    """The days in the words of a notice of appeal; a dated paper only."""
    return [s for s in stated_in(paper.text, date.fromisoformat(paper.day)) if s.day and not s.relative]


def _notices(appealed: _Appealed, paper: Paper, below: str) -> list[Paper]:
    """The notices of appeal on the docket below that a docketing above may follow."""
    return [
        p for p in appealed.notices
        if p.docket_id == below and _within(p, paper, _DOCKETED_WITHIN) and not opens(p.text)
    ]  # fmt: skip


def _docketed(case: Docketed, paper: Paper, appealed: _Appealed) -> Iterable[Tie]:
    """An appeal docketed above attacks what the one notice of the days before attacks below."""
    below = _chain(case, paper.docket_id)
    if not below or paper.event_id in appealed.attacked:
        return
    notices = _notices(appealed, paper, below[0])
    if len(notices) == 1:
        for order in _orders(case, appealed.attacked.get(notices[0].event_id, ())):
            yield _tie(paper, order, "appeals", "what the one notice of appeal of the days before attacks")


def _orders(case: Docketed, ids: Iterable[str]) -> list[Paper]:
    """Those papers; of opinions and orders of one day, the orders alone."""
    papers = [case.by_id[event_id] for event_id in dict.fromkeys(ids)]
    if len({paper.day for paper in papers}) == 1:
        papers = [p for p in papers if p.kind != "opinion"] or papers
    return papers


def _can_be_appealed(paper: Paper) -> bool:
    if paper.kind not in COURT_ACT_KINDS or paper.told_by:
        return False
    # A bare event type does not say how the court ruled; that it ruled is enough to appeal.
    final = any(relief in _APPEALABLE and how in _RULED | {""} for relief, how in paper.actions)
    return bool(paper.order_id) or paper.kind == "judgment" or final


def _only(papers: Sequence[Paper]) -> Paper | None:
    """The one; of an opinion and its order on one day, the order."""
    if len(papers) > 1 and len({p.day for p in papers}) == 1:
        papers = [p for p in papers if p.order_id] or [p for p in papers if p.kind in ("order", "judgment")]
    return papers[0] if len(papers) == 1 else None


def _only_injunctive(papers: Sequence[Paper]) -> Paper | None:
    """The one that can be appealed: beside another, a ruling on a restraining order cannot (28 U.S.C. 1292(a)(1))."""
    return _only([p for p in papers if _sought(p) != {"temporary_restraining_order"}] or papers)


def acts_above(paper: Paper) -> str:
    """What a court does that a court above may do to a ruling below; "" for anything else."""
    if not paper.day or paper.kind not in COURT_ACT_KINDS or paper.acts:
        return ""
    fits = (f"{_words(r)} {d}".strip() for r, d in paper.actions if d in _ABOVE or (r in _STAYS and d in _STAYED))
    return next(fits, "")


def _above(case: Docketed, paper: Paper, appealed: _Appealed) -> Iterable[Tie]:
    """An act of a court above, tied to what was appealed to it: by one notice, or by the one whose number it names."""
    how = acts_above(paper)
    if not how:
        return
    below = _chain(case, paper.docket_id)
    notices = _notices_decided(case, paper, appealed) if not below else []
    if not below and not notices:
        return
    by_notice = {
        event_id: to for event_id, to in appealed.attacked.items()
        if to and (event_id in notices if notices else _appealed_here(case, case.by_id[event_id], paper, below))
    }  # fmt: skip
    own = {event_id: to for event_id, to in by_notice.items() if case.by_id[event_id].docket_id == paper.docket_id}
    # Two notices that name the same papers in another order attack the same.
    attacked = [tuple(sorted(p.event_id for p in _orders(case, to))) for to in (own or by_notice).values()]
    if len(set(attacked)) == 1:
        for event_id in attacked[0]:
            yield _tie(paper, case.by_id[event_id], "changes", how)


def _notices_decided(case: Docketed, paper: Paper, appealed: _Appealed) -> list[str]:
    """The notices of appeal whose outcome a mandate received below states by number."""
    return [to for to in appealed.decided.get(paper.event_id, ()) if case.by_id[to].kind == "notice_of_appeal"]


def _appealed_here(case: Docketed, notice: Paper, paper: Paper, below: Sequence[str]) -> bool:
    if notice.docket_id not in (paper.docket_id, *below) or notice.day > paper.day:
        return False
    named = [n for n in numbers_in(notice.text) if _is_appeal(case, n)]
    number = case.dockets[paper.docket_id or ""].number
    return not named or not number or any(same_docket(n, number) for n in named)


def _is_appeal(case: Docketed, number: str) -> bool:
    return any(d.reviews and d.number and same_docket(d.number, number) for d in case.dockets.values())
