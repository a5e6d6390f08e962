"""The filter that an address asks for, with ids that exist: a misspelt court must not answer "nothing"."""

from difflib import get_close_matches

from tracker.outputs.filters import Args, BadParameter, EventFilter, parse_filter
from tracker.web.context import site, store

_WHAT = {"case": "case", "court": "court", "flow": "data flow"}


def asked_filter(args: Args) -> EventFilter:
    """Raises BadParameter: also for an id of a case, court or data flow that is not known here."""
    found = parse_filter(args)
    if not (found.case or found.court or found.flow):
        return found
    page = site().lawbook.page(store())
    followed = {d.court for case in page.cases.values() for d in case.dockets}
    kinds = (("case", page.cases, page.cases), ("court", site().courts, followed), ("flow", page.flows, page.flows))
    for name, known, likely in kinds:
        for value in getattr(found, name):
            if value not in known:
                near = get_close_matches(value, likely, 3, 0.6)
                hint = f"; near it: {', '.join(near)}" if near else ""
                raise BadParameter(name, f"`{name}`: no {_WHAT[name]} has the id {value!r} here{hint}")
    return found
