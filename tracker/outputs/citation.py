"""Ready citations of orders and papers, after the Bluebook (21st ed.). Pure.

Papers and orders of trial courts by rule 10.8.3 and B17: name of the paper, case, docket number, court and day, ECF
number. Orders and opinions of courts of appeals and of the Supreme Court by rule 10.8.1: case, number, court and day,
and in parentheses what the paper does. What is not known is left out, except the docket number and the day, whose
absence is said: without them a citation cannot be looked up.
"""

import re
from datetime import date

from tracker.courts import Courts
from tracker.dates import MONTHS, span
from tracker.law.answers import OrderHistory
from tracker.outputs.citation_names import short_case_name, state_name
from tracker.outputs.citation_papers import as_remark, paper_name
from tracker.outputs.records import EventRecord
from tracker.register.schema import Case, Docket, Event
from tracker.text import clip

# Table T12.
_FULL = {"Jan": "Jan.", "Feb": "Feb.", "Mar": "Mar.", "Apr": "Apr.", "May": "May", "Jun": "June", "Jul": "July",
         "Aug": "Aug.", "Sep": "Sept.", "Oct": "Oct.", "Nov": "Nov.", "Dec": "Dec."}  # fmt: skip
_HIGHER = frozenset({"appeals", "supreme"})
_HIGHER_PAPERS = frozenset({"order", "opinion", "judgment", "mandate", "minute_entry"})


def cite_day(day: date) -> str:
    """`Nov. 21, 2025`, months shortened as table T12 has them."""
    return f"{_FULL[MONTHS[day.month - 1]]} {day.day}, {day.year}"


def cite(
    *,
    case_name: str,
    docket_number: str | None,
    court: str,
    day: date | None,
    what: str,
    document: str | None = None,
    month_only: bool = False,
    kind: str = "order",
    level: str = "district",
) -> str:
    """`Order Granting Prelim. Inj., Doe v. Agency, No. 1:25-cv-00123 (D.D.C. Mar. 4, 2025), ECF No. 39`.

    court: its citation form; what: the paper's name; document: its number or numbers (`111, 112`); level: `supreme`,
    `appeals`, `district`, `state` … as tracker.courts has them. A paper without a number is cited without one.
    """
    number = f"No. {docket_number}" if docket_number else "No. [not known]"
    when = "[day not known]"
    if day:
        when = f"{_FULL[MONTHS[day.month - 1]]} {day.year}" if month_only else cite_day(day)
    place = f"({court} {when})" if court else f"({when})"
    if level in _HIGHER and kind in _HIGHER_PAPERS:
        slip = ", slip op." if kind == "opinion" else ""
        filed = f", {_documents(document, level)}" if document else ""
        remark = "" if kind == "opinion" and what in ("Mem. Op.", "Op.") else f" ({as_remark(what)})"
        return f"{case_name}, {number}{filed}{slip} {place}{remark}"
    filed = f", {_documents(document, level)}" if document else ""
    return f"{what[:1].upper()}{what[1:]}, {case_name}, {number} {place}{filed}"


def _documents(document: str, level: str) -> str:
    # State courts do not file on the federal courts' electronic system.
    label = "Dkt." if level == "state" else "ECF"
    numbers = [n.strip() for n in document.replace(";", ",").split(",") if n.strip()]
    return f"{label} {'Nos.' if len(numbers) > 1 else 'No.'} {', '.join(numbers)}"


def cite_event(event: EventRecord, courts: Courts) -> str | None:
    """How to cite the paper of an event; None for acts outside a court and for what is withheld."""
    if event.court_id is None or event.withheld:
        return None
    court = courts.get(event.court_id)
    level = court.level if court else "district"
    home = state_name(court.state) if court and level == "state" else ""
    kind = "minute_entry" if is_minute_order(event.kind, event.document, event.title, event.text) else event.kind
    caption = event.caption or event.case_name or "[case not known]"
    name = paper_name(kind, event.actions, title=event.title, confirmed=event.confirmed or event.reported_only)
    return cite(
        case_name=clip(short_case_name(clip(caption, 2000), event.case_name or "", home), 240),
        docket_number=event.docket_number, court=courts.citation(event.court_id), day=event.day,
        month_only=event.precision == "month", what=name, document=event.document, kind=kind, level=level,
    )  # fmt: skip


def cite_order(case: Case, history: OrderHistory, event: Event | None, courts: Courts) -> str:
    """How to cite an order of the register or of a person's reading; `event` made it."""
    docket = next((d for d in case.dockets if d.id == history.docket_id), case.dockets[0])
    court = courts.get(history.court_id or docket.court)
    level = court.level if court else "district"
    home = state_name(court.state) if court and level == "state" else ""
    actions = [(a.relief, a.disposition) for a in event.actions] if event else [(history.relief, "granted")]
    kind: str = event.kind if event else "order"
    if event and is_minute_order(event.kind, event.document, event.title, event.text):
        kind = "minute_entry"
    first, last = span(event.date) if event and event.date else (history.entered, history.entered)
    return cite(
        case_name=short_case_name(_caption(case, docket), case.name, home), docket_number=docket.number,
        court=courts.citation(history.court_id or docket.court), day=last, month_only=first != last,
        what=paper_name(kind, actions), document=event.document if event else None,
        kind=kind, level=level,
    )  # fmt: skip


def is_minute_order(kind: str, document: str | None, title: str, text: str) -> bool:
    """Whether the record itself says that this order is a minute order; an order without a number need not be one."""
    says = re.match(r"minute order\b", title, re.IGNORECASE) or re.match(r"by minute order\b", text, re.IGNORECASE)
    return kind == "order" and not document and says is not None


def _caption(case: Case, docket: Docket) -> str:
    return docket.caption or case.caption
