"""Ties that no number gives, where only one paper of the docket can be meant. Pure.

Courts' feeds often print no more than a type ("Order on Motion for Preliminary Injunction"). With two candidates there
is no tie. docs/linking.md tells each rule.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker.docket_numbers import numbers_in, same_docket
from tracker.linking.casepapers import Docketed, Paper, Tie
from tracker.linking.dates import stated_in
from tracker.linking.references import opens, references
from tracker.vocab import CONSEQUENTIAL_RELIEFS, COURT_ACT_KINDS

# Motions are decided within this time, or the docket's next motion for the same thing is meant.
_DECIDED_WITHIN = timedelta(days=400)
# A bare "Response in Opposition to Motion" answers a motion of the last weeks.
_ANSWERED_WITHIN = timedelta(days=60)
# The court above opens its docket soon after the notice below.
_DOCKETED_WITHIN = timedelta(days=14)
# Fed. R. App. P. 4(a)(1)(B): sixty days where the United States is a party.
_APPEALED_WITHIN = timedelta(days=60)

_ANY = frozenset({"other", "scheduling", "appeal", "sentencing_plea"})
_UNOPPOSED = frozenset({
    "extension_of_time", "seal", "counsel", "leave_to_file", "in_forma_pauperis", "amicus_leave", "expedite",
    "scheduling",
})  # fmt: skip
_DECIDES = frozenset({"", "granted", "denied", "granted_in_part", "moot", "withdrawn", "dismissed"})
_LEAVES_OPEN = frozenset({"deferred", "addressed", "sought"})
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
    """The open motions of each docket, as they stand while the papers are gone through in time."""

    motions: dict[str | None, list[_Open]] = field(default_factory=dict)

    def of(self, docket_id: str | None) -> list[_Open]:
        return self.motions.setdefault(docket_id, [])

    def close(self, docket_id: str | None, event_ids: set[str]) -> None:
        self.motions[docket_id] = [m for m in self.of(docket_id) if m.paper.event_id not in event_ids]


def guesses(case: Docketed, sure: Sequence[Tie]) -> list[Tie]:
    """sure: the ties stated and read; a paper that has one of them gets no guess in the same sense."""
    known: dict[str, list[Tie]] = {}
    for tie in sure:
        known.setdefault(tie.from_event, []).append(tie)
    found: list[Tie] = []
    state = _State()
    for paper in case.papers:
        own = known.get(paper.event_id, [])
        if not paper.day:
            continue
        if paper.kind in COURT_ACT_KINDS:
            found += _ruling(state, paper, own)
        elif paper.kind in ("response", "reply", "brief"):
            found += _answer(state, paper, own)
        elif paper.kind == "motion" and not paper.told_by:
            state.of(paper.docket_id).append(_Open(paper, _sought(paper)))
    found += [tie for paper in case.papers for tie in _appeal(case, paper, known.get(paper.event_id, []))]
    found += [tie for paper in case.papers for tie in _docketed(case, paper, [*sure, *found])]
    found += [tie for paper in case.papers for tie in _above(case, paper, [*sure, *found])]
    return found


def _sought(paper: Paper) -> frozenset[str]:
    return frozenset(relief for relief, _ in paper.actions)


def _tie(paper: Paper, to: Paper, what: str, because: str) -> Tie:
    return Tie(paper.event_id, to.event_id, to.document, what, "likely", because)


def _ruling(state: _State, paper: Paper, own: Sequence[Tie]) -> list[Tie]:
    decided = {tie.to_event for tie in own if tie.what == "decides" and tie.to_event}
    if any(tie.what == "decides" for tie in own) or paper.rules_on:
        if not paper.actions or any(how not in _LEAVES_OPEN for _, how in paper.actions):
            state.close(paper.docket_id, decided)
        return []
    found = {}
    for relief, how in paper.actions:
        fits = [
            motion.paper for motion in state.of(paper.docket_id)
            if relief in motion.reliefs and _within(motion.paper, paper, _DECIDED_WITHIN)
        ]  # fmt: skip
        if relief not in _ANY and how in _DECIDES and len(fits) == 1:
            found[fits[0].event_id] = _tie(paper, fits[0], "decides", f"the only open motion for {_words(relief)}")
    state.close(paper.docket_id, set(found))
    return list(found.values())


def _words(relief: str) -> str:
    return relief.replace("_", " ")


def _within(earlier: Paper, later: Paper, most: timedelta) -> bool:
    return timedelta(0) <= date.fromisoformat(later.day) - date.fromisoformat(earlier.day) <= most


def _answer(state: _State, paper: Paper, own: Sequence[Tie]) -> list[Tie]:
    motions = state.of(paper.docket_id)
    if own:
        named = {tie.to_event for tie in own if tie.what in ("opposes", "answers")}
        for motion in motions:
            motion.opposed = motion.opposed or motion.paper.event_id in named
        return []
    # "other": the words name a motion and not for what.
    asked = _sought(paper) - {"other"}
    fits = [
        m for m in motions
        if _within(m.paper, paper, _ANSWERED_WITHIN) and not (m.reliefs and m.reliefs <= _UNOPPOSED)
        and (not asked or not m.reliefs or asked & m.reliefs)
    ]  # fmt: skip
    if paper.kind == "reply":
        fits = [m for m in fits if m.opposed]
    if len(fits) != 1 or paper.kind == "brief" or references(paper.text, paper.kind, ()):
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


def _appeal(case: Docketed, paper: Paper, own: Sequence[Tie]) -> Iterable[Tie]:
    if paper.kind != "notice_of_appeal" or not paper.day or any(tie.what == "appeals" for tie in own):
        return
    below = _chain(case, paper.docket_id)
    if not below and opens(paper.text):
        return  # "USCA Case Number 25-5091 for 25 Notice of Appeal" attacks nothing itself
    base = below[0] if below else paper.docket_id
    ruled = [p for p in case.papers if p.docket_id == base and p.day and p.day <= paper.day and _can_be_appealed(p)]
    days = [s for s in stated_in(paper.text, date.fromisoformat(paper.day)) if s.day and not s.relative]
    on_day = [p for p in ruled if any(s.is_day(p.day) for s in days)]
    if on_day:
        found, why = _only(on_day), "the ruling of the day that the words name"
    else:
        found = _only([p for p in ruled if _within(p, paper, _APPEALED_WITHIN)])
        why = "the only ruling of the sixty days before that can be appealed"
    if found and not (below and _notices(case, paper, below[0])):
        yield _tie(paper, found, "appeals", why)


def _notices(case: Docketed, paper: Paper, below: str) -> list[Paper]:
    """The notices of appeal on the docket below that a docketing above may follow."""
    return [
        p for p in case.papers
        if p.docket_id == below and p.kind == "notice_of_appeal" and p.day and not opens(p.text)
        and _within(p, paper, _DOCKETED_WITHIN)
    ]  # fmt: skip


def _docketed(case: Docketed, paper: Paper, ties: Sequence[Tie]) -> Iterable[Tie]:
    """An appeal docketed above attacks what the one notice of the days before attacks below."""
    below = _chain(case, paper.docket_id)
    if paper.kind != "notice_of_appeal" or not paper.day or not below:
        return
    if any(tie.from_event == paper.event_id and tie.what == "appeals" for tie in ties):
        return
    notices = _notices(case, paper, below[0])
    attacked = _orders(
        case, [t.to_event for t in ties if t.what == "appeals" and notices and t.from_event == notices[0].event_id]
    )
    if len(notices) == 1:
        for order in attacked:
            yield _tie(paper, order, "appeals", "what the one notice of appeal of the days before attacks")


def _orders(case: Docketed, ids: Iterable[str | None]) -> list[Paper]:
    """Those papers; of opinions and orders of one day, the orders alone."""
    papers = [case.by_id[event_id] for event_id in dict.fromkeys(ids) if event_id]
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


def _above(case: Docketed, paper: Paper, ties: Sequence[Tie]) -> Iterable[Tie]:
    """An act of a court above, tied to what was appealed to it: by one notice, or by the one whose number it names."""
    if not paper.day or paper.kind not in COURT_ACT_KINDS or paper.acts:
        return
    how = next(
        (f"{_words(r)} {d}".strip() for r, d in paper.actions if d in _ABOVE or (r in _STAYS and d in _STAYED)), ""
    )
    if not how:
        return
    below = _chain(case, paper.docket_id)
    notices = _notices_decided(case, paper, ties) if not below else []
    if not below and not notices:
        return
    by_notice: dict[str, list[str | None]] = {}
    for tie in ties:
        if (
            tie.what == "appeals"
            and tie.to_event
            and (
                tie.from_event in notices if notices else _appealed_here(case, case.by_id[tie.from_event], paper, below)
            )
        ):
            by_notice.setdefault(tie.from_event, []).append(tie.to_event)
    own = {event_id: to for event_id, to in by_notice.items() if case.by_id[event_id].docket_id == paper.docket_id}
    attacked = [tuple(p.event_id for p in _orders(case, to)) for to in (own or by_notice).values()]
    if len(set(attacked)) == 1:
        for event_id in attacked[0]:
            yield _tie(paper, case.by_id[event_id], "changes", how)


def _notices_decided(case: Docketed, paper: Paper, ties: Sequence[Tie]) -> list[str]:
    """The notices of appeal whose outcome a mandate received below states by number."""
    return [
        tie.to_event for tie in ties
        if tie.from_event == paper.event_id and tie.what == "decides" and tie.to_event
        and case.by_id[tie.to_event].kind == "notice_of_appeal"
    ]  # fmt: skip


def _appealed_here(case: Docketed, notice: Paper, paper: Paper, below: Sequence[str]) -> bool:
    if notice.docket_id not in (paper.docket_id, *below) or notice.day > paper.day:
        return False
    named = [n for n in numbers_in(notice.text) if _is_appeal(case, n)]
    number = case.dockets[paper.docket_id or ""].number
    return not named or not number or any(same_docket(n, number) for n in named)


def _is_appeal(case: Docketed, number: str) -> bool:
    return any(d.reviews and d.number and same_docket(d.number, number) for d in case.dockets.values())
