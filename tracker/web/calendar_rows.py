"""Days of the calendar as HTML. Written here and not in a template for the same reason as rows of events (`rows.py`): a
busy month holds a hundred and more."""

from collections.abc import Iterable, Mapping
from datetime import date

from markupsafe import Markup

from tracker.outputs.calendar import BASIS, Entry
from tracker.web.escaping import escape as printed
from tracker.web.filters import court, order_links, page_url, sentence, time_day
from tracker.web.rows import flow_chip

Names = Mapping[str, str]


def calendar_rows(entries: Iterable[Entry], as_of: date, today: date, cases: Names, flows: Names) -> Markup:
    """cases, flows: names by id; what has none there is not named."""
    now = "today" if as_of == today else "this day"
    return Markup("".join([_row(e, now if e.day == as_of else "", cases, flows) for e in entries]))


def _row(e: Entry, now: str, cases: Names, flows: Names) -> str:
    day = time_day(e.day) if e.exact else '<span class="dim">some time in the month</span>'
    day = f'{day} <strong class="line">{now}</strong>' if now else day
    says = f"{printed(e.says)}, {printed(e.time)}" if e.time else printed(e.says)
    link = page_url("orders.show", order_id=e.link[8:]) if e.link.startswith("/orders/") else e.link
    where = ""
    if e.case_id and e.case_id in cases:
        where = f'<a href="{printed(page_url("cases.show", case_id=e.case_id))}">{printed(cases[e.case_id])}</a>'
    where += f", {printed(court(e.court_id))}" if e.court_id else ""
    rule = f": {printed(e.rule)}" if e.rule else ""
    notes = "".join([f'<p class="cal-note">{order_links(note)}</p>\n' for note in e.notes])
    chips = "".join([flow_chip(f, flows[f], "") for f in e.flows if f in flows])
    chips = f'<p class="cal-flows">{chips}</p>' if e.flows else ""
    about = f': <a href="{printed(link)}">{printed(e.about)}</a>' if e.about.casefold() != e.says.casefold() else ""
    says = f"<strong>{says}</strong>{about}" if about else f'<strong><a href="{printed(link)}">{says}</a></strong>'
    return (
        f'<li class="cal-row" data-row>\n<p class="cal-day">{day}</p>\n<div class="cal-what">\n'
        f'<p class="cal-says">{says}</p>\n'
        f'<p class="cal-where">{where}</p>\n'
        f'<p class="cal-basis"><span class="basis-mark basis-{e.basis}">{sentence(BASIS[e.basis])}</span>{rule}</p>\n'
        f"{notes}{chips}</div></li>\n"
    )
