"""The versions of an order's extent: as entered, and as each clarification, narrowing or widening left it."""

from datetime import date

from tracker.law.answers import ExtentVersion
from tracker.law.sheet import Sheet
from tracker.law.steps import Step
from tracker.law.timeline import Fact
from tracker.register.schema import Restriction


def write_versions(sheet: Sheet) -> None:
    """Fill in what the order says through time: its first extent, then one version for each change that stands."""
    extent = tuple(sheet.order.restrictions)
    sheet.versions.append(ExtentVersion(sheet.start.first, extent, sheet.placed.id))
    for step in sheet.steps:
        if not step.standing or step.do not in ("modifies", "affirms") or not step.act.restrictions:
            continue
        new = _changed_extent(extent, step)
        first, last = max(step.first, sheet.start.first), max(step.last, sheet.start.first)
        if first < last:
            _blur(sheet, step, new, first, last)
        _add_version(sheet, ExtentVersion(last, new, step.cause))
        extent = new


def _blur(sheet: Sheet, step: Step, new: tuple[Restriction, ...], first: date, last: date) -> None:
    """Changed on some day of [first, last]: until then each version of those days may still hold, or the new extent."""
    earlier = sorted(sheet.versions, key=lambda v: v.from_)
    before = [v for v in earlier if v.from_ <= first][-1:]
    for version in (*before, *(v for v in earlier if first < v.from_ < last)):
        begins = max(first, version.from_)
        ends = min((v.from_ for v in earlier if begins < v.from_ < last), default=last)
        both = version.restrictions + tuple(r for r in new if r not in version.restrictions)
        differ = frozenset(r.flow for r in both if (r in version.restrictions) != (r in new))
        reason = "The order was changed some time in the month; its extent on this day is not certain."
        sheet.blurs.append((Fact(begins, ends, step.key, step.cause, reason), differ))
        _add_version(sheet, ExtentVersion(begins, both, step.cause))


def _changed_extent(extent: tuple[Restriction, ...], step: Step) -> tuple[Restriction, ...]:
    """`restrictions` is the whole extent as it now stands; with `flows`, of those flows only."""
    new = tuple(step.act.restrictions)
    if not step.act.flows:
        return new
    return tuple(r for r in extent if r.flow not in step.act.flows) + tuple(r for r in new if r.flow in step.act.flows)


def _add_version(sheet: Sheet, version: ExtentVersion) -> None:
    sheet.versions = [v for v in sheet.versions if v.from_ != version.from_] + [version]
