"""The dated facts of each part of an order (one part a flow), and the whole order put together from its parts."""

from datetime import date

from tracker.dates import next_day, show_when
from tracker.law import wording
from tracker.law.answers import ExtentVersion, Interval
from tracker.law.sheet import Sheet
from tracker.law.sheet import ends as ends_order
from tracker.law.steps import STAY_ENDERS, Step
from tracker.law.terms import extended_term, first_term
from tracker.law.timeline import Doubt, Fact, Part, Stay, Term, intervals
from tracker.vocab import OrderState

PREFERENCE: tuple[OrderState, ...] = ("in_force", "suspended", "unknown", "ended")
# Acts that treat the order as standing, and so settle an earlier doubt about it.
CLEARS_CLOUD = frozenset({"stays", "lifts_stay", "extends", "modifies", "affirms"})
CLEARS_CLOSING = frozenset({"extends", "modifies", "affirms"})
USUAL_SUPREME_COURT = frozenset({"cert_denied", "judgment", "no_timely_petition"})


def all_parts(sheet: Sheet) -> tuple[dict[str, tuple[Interval, ...]], tuple[Interval, ...], Term]:
    flows = sorted({r.flow for version in sheet.versions for r in version.restrictions})
    partial = sheet.blurs or any(step.act.flows for step in sheet.steps)
    if not flows or not partial:
        part = _part(sheet, None)
        whole = intervals(part)
        return dict.fromkeys(flows, whole), whole, part.terms[-1]
    parts = {flow: _part(sheet, flow) for flow in flows}
    by_flow = {flow: intervals(part) for flow, part in parts.items()}
    return by_flow, _combine(by_flow, sheet.versions), parts[flows[0]].terms[-1]


def _combine(by_flow: dict[str, tuple[Interval, ...]], versions: list[ExtentVersion]) -> tuple[Interval, ...]:
    """The whole order: in force where any part is of which it speaks then, else suspended, else unknown, else ended."""
    days = sorted({i.from_ for part in by_flow.values() for i in part} | {v.from_ for v in versions})
    runs: list[Interval] = []
    for day in days:
        version = max((v for v in versions if v.from_ <= day), key=lambda v: v.from_, default=versions[0])
        spoken = {r.flow for r in version.restrictions} or set(by_flow)
        now = [
            i for flow, part in by_flow.items() if flow in spoken
            for i in part if i.from_ <= day and (i.until is None or day < i.until)
        ]  # fmt: skip
        if not now:
            continue
        best = min(now, key=lambda i: (PREFERENCE.index(i.state), i.from_ != day, i.cause or ""))
        if runs and runs[-1].state == best.state:
            continue
        runs.append(Interval(day, None, best.state, best.cause, best.reason))
    return tuple(
        Interval(run.from_, runs[i + 1].from_ if i + 1 < len(runs) else None, run.state, run.cause, run.reason)
        for i, run in enumerate(runs)
    )


def _part(sheet: Sheet, flow: str | None) -> Part:
    """The dated facts of the part that concerns `flow`; None: an order no act of which was partial."""
    entered = sheet.placed.first
    assert entered is not None
    terms = [first_term(sheet.order, sheet.start, entered, sheet.setting)]
    if not sheet.steps and not sheet.superseded:
        return Part(sheet.start, (terms[0],))
    ends, stays, doubts = list(sheet.superseded), [], []
    steps = [s for s in sheet.steps if s.standing and (not s.act.flows or flow in s.act.flows)]
    for step in steps:
        if step.do == "extends":
            terms.append(extended_term(sheet.order, step, _fact(sheet, step), entered, sheet.setting))
        elif ends_order(step):
            # Nunc pro tunc reaches back, but never behind the order's own entry.
            first, last = max(step.first, entered), max(step.last, entered)
            ends.append(Fact(first, last, step.key, step.cause, wording.ended(sheet.index, step)))
        elif step.do == "stays":
            stays.append(stay(sheet, step, steps))
        elif step.do in ("clouds", "closes"):
            doubts.append(_doubt(sheet, step, steps))
    blurs = tuple(fact for fact, differ in sheet.blurs if flow is None or flow in differ)
    return Part(sheet.start, tuple(terms), tuple(ends), tuple(stays), tuple(doubts), blurs)


def _fact(sheet: Sheet, step: Step) -> Fact:
    return Fact(step.first, step.last, step.key, step.cause, wording.sentence(wording.changed(sheet.index, step)))


def _doubt(sheet: Sheet, step: Step, steps: list[Step]) -> Doubt:
    clears = CLEARS_CLOUD if step.do == "clouds" else CLEARS_CLOSING
    text = wording.clouded(step) if step.do == "clouds" else wording.closed(sheet.index, step)
    begin = Fact(step.first, step.last, step.key, step.cause, text)
    stays = {s.by.id for s in steps if s.do == "stays"}
    after = [
        s for s in steps if s.do in clears and s.key > step.key and (s.do != "lifts_stay" or s.act.stay in stays)
    ]  # the end of another part's stay says nothing of this part
    if not after:
        return Doubt(begin)
    clear = after[0]
    return Doubt(begin, Fact(clear.first, clear.last, clear.key, clear.cause, wording.cleared(sheet.index, clear)))


def stay(sheet: Sheet, step: Step, steps: list[Step]) -> Stay:
    """What a stay begins, and everything on record that would end it: days it states, and later acts of `steps`."""
    begin = Fact(step.first, step.last, step.key, step.cause, wording.stayed(sheet.index, step))
    ends = []
    for end in step.act.until:
        if end.date:
            day = next_day(date.fromisoformat(end.date))
            text = wording.stay_ran_out(step, show_when(end.date))
            ends.append(Fact(day, day, (day, -(10**6), 0, 0, ""), None, text))
    for other in steps:
        later = other.key > step.key or (other.do == "lifts_stay" and other.last >= step.first)
        if later and _ends_stay(sheet, step, other):
            ends.append(Fact(other.first, other.last, other.key, other.cause, wording.revived(other, step)))
    return Stay(begin, tuple(ends))


def _ends_stay(sheet: Sheet, stay: Step, other: Step) -> bool:
    if other.do == "lifts_stay":
        return other.act.stay == stay.by.id
    until = _until(stay)
    if other.do in ("affirms", "mandate"):
        return "mandate" in until and _that_appeal(sheet, stay, other)
    return STAY_ENDERS.get(other.do) in until


def _until(stay: Step) -> frozenset[str]:
    """What ends the stay by itself. Unsaid, the kind of stay says it."""
    words = frozenset(end.on for end in stay.act.until)
    if stay.act.stay_kind == "pending_appeal" and not words & USUAL_SUPREME_COURT:
        return words | {"mandate"}
    if stay.act.stay_kind == "supreme_court" and not words:
        return USUAL_SUPREME_COURT
    return words


def _that_appeal(sheet: Sheet, stay: Step, other: Step) -> bool:
    """Whether the appeal decided is the one that the stay waits for: two appeals in courts of one rank are not."""
    judgment = other.by
    if other.do == "mandate":
        judgment = sheet.index.events.get(other.act.judgment or "", other.by)
    target = sheet.placed.docket_id
    if judgment.rank <= 1 and target not in sheet.index.reviewed(judgment.docket_id):
        return False  # a trial court that lets its order stand decides no appeal from it
    return stay.by.docket_id == judgment.docket_id or stay.by.rank != judgment.rank
