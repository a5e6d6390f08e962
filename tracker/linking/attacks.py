"""What an appeal attacks and what an act of a court above changes, where no number says it and only one ruling of the
case can be meant. Pure. docs/linking.md tells each rule.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from operator import attrgetter

from tracker.docket_numbers import numbers_in, same_docket
from tracker.linking.casepapers import Before, Docketed, Paper, Tie, days_before, likely, relief_words
from tracker.linking.dates import Stated, stated_in
from tracker.linking.references import opens
from tracker.vocab import CONSEQUENTIAL_RELIEFS, COURT_ACT_KINDS

_DAY = attrgetter("day")
# The court above opens its docket soon after the notice below.
_DOCKETED_WITHIN = timedelta(days=14)
# Fed. R. App. P. 4(a)(1)(B): sixty days where the United States is a party.
APPEALED_WITHIN = timedelta(days=60)
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


def attacks(case: Docketed, known: Sequence[Tie], of: Mapping[str, Sequence[Tie]], before: Before) -> list[Tie]:
    """known: every other tie of the case; of: the stated and read ones of each paper."""
    found: list[Tie] = []
    appealed = _Appealed(case)
    notices = [paper for paper in appealed.notices if paper.event_id not in before.standing]
    for paper in notices:
        found += _appeal(case, paper, of.get(paper.event_id, []), appealed)
    appealed.note([*before.appeals, *known, *found])
    docketed = [tie for paper in notices for tie in _docketed(case, paper, appealed)]
    appealed.note(docketed)
    fresh = (paper for paper in case.papers if paper.event_id not in before.standing)
    return [*found, *docketed, *(tie for paper in fresh for tie in _above(case, paper, appealed))]


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
    until = bisect_right(ruled, paper.day, key=_DAY)
    days = days_named(paper)
    on_day = [p for p in ruled[:until] if any(s.is_day(p.day) for s in days)] if days else []
    if on_day:
        found, why = _only(on_day), "the ruling of the day that the words name"
    else:
        found = _only_injunctive(ruled[bisect_left(ruled, days_before(paper.day, APPEALED_WITHIN), key=_DAY) : until])
        why = "the only ruling of the sixty days before that can be appealed"
    if found and not (below and _notices(appealed, paper, below[0])):
        yield likely(paper, found, "appeals", why)


def days_named(paper: Paper) -> list[Stated]:
    """The days in the words of a notice of appeal; a dated paper only."""
    return [s for s in stated_in(paper.text, date.fromisoformat(paper.day)) if s.day and not s.relative]


def _notices(appealed: _Appealed, paper: Paper, below: str) -> list[Paper]:
    """The notices of appeal on the docket below that a docketing above may follow."""
    return [
        p for p in appealed.notices
        if p.docket_id == below and days_before(paper.day, _DOCKETED_WITHIN) <= p.day <= paper.day and not opens(p.text)
    ]  # fmt: skip


def _docketed(case: Docketed, paper: Paper, appealed: _Appealed) -> Iterable[Tie]:
    """An appeal docketed above attacks what the one notice of the days before attacks below."""
    below = _chain(case, paper.docket_id)
    if not below or paper.event_id in appealed.attacked:
        return
    notices = _notices(appealed, paper, below[0])
    if len(notices) == 1:
        for order in _orders(case, appealed.attacked.get(notices[0].event_id, ())):
            yield likely(paper, order, "appeals", "what the one notice of appeal of the days before attacks")


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
    return _only([p for p in papers if p.reliefs != {"temporary_restraining_order"}] or papers)


def acts_above(paper: Paper) -> str:
    """What a court does that a court above may do to a ruling below; "" for anything else."""
    if not paper.day or paper.kind not in COURT_ACT_KINDS or paper.acts:
        return ""
    fits = (f"{relief_words(r)} {d}".strip() for r, d in paper.actions if d in _ABOVE or (r in _STAYS and d in _STAYED))
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
            yield likely(paper, case.by_id[event_id], "changes", how)


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
