"""The versions of an order's extent: as entered, and as each clarification, narrowing or widening left it."""

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
            both = extent + tuple(r for r in new if r not in extent)
            _add_version(sheet, ExtentVersion(first, both, step.cause))
            differ = frozenset(r.flow for r in both if (r in extent) != (r in new))
            reason = "The order was changed some time in the month; its extent on this day is not certain."
            sheet.blurs.append((Fact(first, last, step.key, step.cause, reason), differ))
        _add_version(sheet, ExtentVersion(last, new, step.cause))
        extent = new


def _changed_extent(extent: tuple[Restriction, ...], step: Step) -> tuple[Restriction, ...]:
    """`restrictions` is the whole extent as it now stands; with `flows`, of those flows only."""
    new = tuple(step.act.restrictions)
    if not step.act.flows:
        return new
    return tuple(r for r in extent if r.flow not in step.act.flows) + tuple(r for r in new if r.flow in step.act.flows)


def _add_version(sheet: Sheet, version: ExtentVersion) -> None:
    sheet.versions = [v for v in sheet.versions if v.from_ != version.from_] + [version]
