"""The filter that an address asks for, with ids and names that exist: a misspelt court must not answer "nothing"."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from difflib import get_close_matches

from tracker.outputs.board import agencies
from tracker.outputs.filters import Args, BadParameter, Cursor, EventFilter, parse_cursor, parse_filter
from tracker.web.context import site, store

_WHAT = {
    "case": "case has the id", "court": "court has the id", "flow": "data flow has the id",
    "agency": "agency is named", "data": "data of any flow is named",
}  # fmt: skip


def asked_filter(args: Args) -> EventFilter:
    """Raises BadParameter: also for a case, court, data flow or agency that is not known here."""
    found = parse_filter(args)
    if not (found.case or found.court or found.flow or found.agency):
        return found
    page = site().lawbook.page(store())
    followed = {d.court for case in page.cases.values() for d in case.dockets}
    if called := {old: case.id for case in page.cases.values() for old in case.formerly}:
        found = replace(found, case=tuple(dict.fromkeys(called.get(one, one) for one in found.case)))
    refuse_unknown("case", found.case, page.cases)
    refuse_unknown("court", found.court, site().courts, followed)
    refuse_unknown("flow", found.flow, page.flows)
    if found.agency:
        refuse_unknown("agency", found.agency, agencies(page.flows.values()))
    return found


def now_called(case_id: str) -> str:
    """The id of today, also where the page tells what was known before the case had it."""
    cases = site().lawbook.page(store()).cases.values()
    return next((case.id for case in cases if case_id in case.formerly), case_id)


def asked_cursor(args: Args, name: str = "cursor") -> Cursor | None:
    """Where to go on among events. The cursor may be from before a case had another id; the rest of its day would be
    passed over."""
    after = parse_cursor(args, name)
    case_id, dot, rest = after.event_id.partition(".") if after else ("", "", "")
    return Cursor(after.day, f"{now_called(case_id)}.{rest}") if after and dot else after


def refuse_unknown(
    name: str, values: Iterable[str], known: Collection[str], likely: Collection[str] | None = None
) -> None:
    """Raises BadParameter where parameter `name` asks for what is not among `known`, with what was likely meant."""
    for value in values:
        if value not in known:
            # However it is written: `hud` is HUD.
            folded = {one.casefold(): one for one in (known if likely is None else likely)}
            near = [folded[one] for one in get_close_matches(value.casefold(), folded, 3, 0.6)]
            hint = f"; near it: {', '.join(near)}" if near else ""
            raise BadParameter(name, f"`{name}`: no {_WHAT[name]} {value[:80]!r} here{hint}")
