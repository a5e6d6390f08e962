"""`/`: which data flows are blocked on a day, by which order, since when."""

from collections.abc import Iterable
from typing import get_args

from flask import Blueprint, render_template, request

from tracker.law.answers import OrderHistory
from tracker.outputs.board import (
    BoardRow,
    agencies,
    agencies_of,
    build_row,
    data_words,
    group_rows,
    in_short,
    oldest_check,
    recent_changes,
)
from tracker.outputs.filters import BadParameter
from tracker.outputs.picture import status_axis, ticks
from tracker.register.schema import Flow
from tracker.storage.timeline import last_events_by_flow, recent_pending
from tracker.text import one_line
from tracker.vocab import FlowStatus
from tracker.web.asked import refuse_unknown
from tracker.web.context import View, read_view, set_etag, site, store
from tracker.web.errors import known_arguments

bp = Blueprint("board", __name__)
_STATUSES: tuple[str, ...] = get_args(FlowStatus)
_DAYS = 7


@bp.get("/")
def show() -> str:
    known_arguments("as_of", "known_at", "agency", "status", "data")
    view = read_view()
    set_etag(view.today)
    rows = flow_rows(view)
    chosen = {name: one_line(request.args.get(name)) for name in ("agency", "status", "data")}
    if chosen["status"] and chosen["status"] not in _STATUSES:
        raise BadParameter("status", f"`status` is one of: {', '.join(_STATUSES)}")
    _refuse_unknown_words(chosen, view)
    fitting = [r for r in rows if _matches(r, chosen | {"status": ""})]
    shown = [r for r in fitting if _matches(r, chosen)]
    page, answers = view.page, site().answers(view.page, view.as_of)
    return render_template(
        "board.html",
        view=view,
        groups=group_rows(shown),
        short=in_short(rows),
        oldest_check=oldest_check,
        counts={s: n for s in _STATUSES if (n := sum(r.answer.status == s for r in fitting)) or s == chosen["status"]},
        shown={r.flow.id for r in shown},
        all_flows=len(rows),
        chosen=chosen,
        agencies=agencies(page.flows.values()),
        data=data_words(page.flows.values()),
        ticks=ticks(status_axis(view.as_of), 6),
        days=_DAYS,
        changes=recent_changes(
            answers, page.flows, recent_pending(store(), view.as_of, _DAYS), page.law.orders, view.as_of, _DAYS
        ),
    )


def _refuse_unknown_words(chosen: dict[str, str], view: View) -> None:
    """An agency or data that no flow has: neither now nor then, as a choice made for today may be looked at on a day of
    which less was known."""
    if not (chosen["agency"] or chosen["data"]):
        return
    flows = [*view.page.flows.values(), *site().lawbook.page(store()).flows.values()]
    for name, words_of in (("agency", agencies), ("data", data_words)):
        refuse_unknown(name, filter(None, [chosen[name]]), words_of(flows))


def flow_rows(view: View, flows: Iterable[Flow] | None = None) -> list[BoardRow]:
    """Rows of these flows, or of all."""
    page = view.page
    shown = list(page.flows.values() if flows is None else flows)
    answers = site().answers(page, view.as_of)
    last = last_events_by_flow(store(), view.as_of, view.known_at, [flow.id for flow in shown])
    axis = status_axis(view.as_of, told=view.upto)
    names = {case.id: case.name for case in page.cases.values()}
    courts = order_courts(page.law.orders.values())
    return [
        build_row(flow, answers[flow.id], page.law.orders, names, courts, last.get(flow.id), axis) for flow in shown
    ]


def order_courts(histories: Iterable[OrderHistory]) -> dict[str, str]:
    """Order id to the citation form of its court."""
    return {h.order_id: site().courts.citation(h.court_id) for h in histories}


def _matches(row: BoardRow, chosen: dict[str, str]) -> bool:
    flow = row.flow
    if chosen["agency"] and chosen["agency"] not in agencies_of(flow):
        return False
    if chosen["status"] and row.answer.status != chosen["status"]:
        return False
    return not chosen["data"] or chosen["data"] in flow.data
