"""Rows of events as HTML: what pages hold fifty times, and the pieces that stand in them.

Written here and not in a template: a page of fifty events spent most of its time in the macros of these rows, and made
so they take a third of it. Whatever is not written in this file goes through `printed`, which escapes it unless it is
markup already.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from flask import Flask
from markupsafe import Markup

from tracker.outputs.records import EventRecord, Source
from tracker.outputs.ties import Side, TieRecord, said
from tracker.outputs.timeline import Item, Month, rule_label
from tracker.outputs.words import counted
from tracker.text import clip, plain
from tracker.web.context import site
from tracker.web.escaping import escape as printed
from tracker.web.filters import (
    acts,
    court,
    effect_word,
    flow_path,
    kind_word,
    marked,
    source_links,
    time_day,
    time_instant,
)

Names = Mapping[str, str]
Ties = Mapping[str, Sequence[TieRecord]]
_TIES_OF_A_ROW = 6
_BINDING = ("bars", "limits", "shields", "requires")
_UNKNOWN = (
    '<svg class="mark" width="44" height="20" aria-hidden="true" focusable="false"><use href="#m-unknown"/></svg>'
)


def register_rows(app: Flask) -> None:
    app.jinja_env.globals.update(
        event_rows=lambda *given: Markup(event_rows(*given)),
        event_row=lambda *given: Markup(event_row(*given)),
        flow_chip=lambda *given: Markup(flow_chip(*given)),
        known_mark=lambda e: Markup(known_mark(e)),
        source_line=lambda *given: Markup(source_line(*given)),
        tie_lines=lambda *given: Markup(tie_lines(*given)),
        why=lambda *given: Markup(why(*given)),
    )
    app.jinja_env.filters["paper"] = lambda side: Markup(paper(side))


def event_rows(months: Iterable[Month], flow_names: Names, ties: Ties, q: str = "", show_case: bool = True) -> str:
    """Months of events; `ties`: those of each event by its id; `q`: the search, whose words are marked."""
    parts: list[str] = []
    for month in months:
        parts.append(
            f'<section class="month" aria-labelledby="m-{month.key}">\n'
            f'<div class="month-rail"><h3 id="m-{month.key}">{printed(month.label)}</h3></div>\n'
            '<div class="month-events">\n'
        )
        before: Item | None = None
        for item in month.items:
            parts.append(f'<div class="day-row">\n<p class="day">{_day(item, before)}</p>\n')
            if item.event:
                parts += (event_row(item.event, flow_names, ties, q, show_case), "\n</div>\n")
            else:
                folded = counted(len(item.folded), "routine paper")
                parts.append(f'<details class="folded"{" open" if q else ""}><summary>{folded}</summary>')
                parts += (event_row(e, flow_names, ties, q, show_case) for e in item.folded)
                parts.append("</details></div>\n")
            before = item
        parts.append("</div>\n</section>\n")
    return "".join(parts)


def _day(item: Item, before: Item | None) -> str:
    """Said once for the eye where several events stand on one day, and with each of them for who listens."""
    if item.event and item.event.precision == "month":
        return '<span class="dim">day not known</span>'
    if not item.day:
        return '<span class="dim">no date</span>'
    day = time_day(item.day)
    if before is None or before.day != item.day or (before.event and before.event.precision == "month"):
        return day
    return f'<span class="vh">{day}</span>'


def event_row(
    e: EventRecord, flow_names: Names, ties: Ties, q: str = "", show_case: bool = True, level: int = 4
) -> str:
    kind = " event-order" if e.order_id else ""
    kind += " event-reported" if e.reported_only else ""
    kind += " event-pending" if e.pending else ""
    event_id = printed(e.event_id)
    begin = f'<article class="event{kind}" id="{event_id}" data-row>\n'
    if e.withheld:
        return f'{begin}<p class="event-title">Withheld: {printed(e.withheld)}</p>\n</article>\n'
    own = ties.get(e.event_id, ())
    flows = "".join([flow_chip(flow, flow_names.get(flow, flow), effect) for flow, effect in e.flows])
    flows = f'<p class="event-flows">{flows}</p>' if flows else ""
    return (
        f'{begin}<p class="event-kind"><span class="label">{printed(kind_word(e.kind))}</span>{_decided(e)}</p>\n'
        f'<h{level} class="event-title"><a href="/events/{event_id}"><bdi>{marked(clip(e.title, 300), q)}</bdi></a>'
        f"</h{level}>\n{_unsaid(e)}{_where(e, q, show_case)}{_text(e, q)}{tie_lines(own, _TIES_OF_A_ROW)}"
        f"{flows}{_known(e)}"
        f'<details class="why"><summary>Why?{_unseen(e.title)}</summary>{why(e, own)}</details>'
        "</div>\n</article>\n"
    )


def _unseen(title: str) -> str:
    """What "Why?" is asked of, for who hears it alone, in a list of the fifty of a page."""
    return f'<span class="vh">: {printed(clip(title, 90))}</span>'


def _decided(e: EventRecord) -> str:
    """What a machine read as decided, beside the kind: a feed's title names the request and not the outcome."""
    if e.origin == "register" or not e.actions:
        return ""
    found = [pair for pair in e.actions if pair[1] not in ("", "sought", "addressed")][:3]
    return f' <span class="event-acts">{printed(acts(found))}</span>' if found else ""


def _unsaid(e: EventRecord) -> str:
    if e.pending:
        says = "A ruling that may change a known order was entered; nobody has read it yet."
        return f'<p class="event-say">{_UNKNOWN} {says}</p>\n'
    if e.outcome_unknown:
        says = "The court acted; the outcome is not yet known, since the feed does not say it."
        return f'<p class="event-say">{_UNKNOWN} {says}</p>'
    return ""


def _where(e: EventRecord, q: str, show_case: bool) -> str:
    where = ""
    if show_case and e.case_id:
        name = _case_name(e.case_name or e.caption, q)
        where = f'<a href="/cases/{printed(e.case_id)}"><bdi>{name}</bdi></a>, '
    if e.court_id:
        where += printed(court(e.court_id))
        where += f" No. {printed(e.docket_number)}" if e.docket_number else ""
        where += f", ECF {printed(e.document)}" if e.document else ""
    else:
        where += "outside court"
    judge = f" · {marked(e.judge, q)}" if e.judge else ""
    return f'<p class="event-where">{where}{judge}</p>\n'


@lru_cache(maxsize=512)
def _case_name(name: str, q: str) -> str:
    """A page of fifty rows has the names of a few cases."""
    return marked(clip(name, 90), q)


def _text(e: EventRecord, q: str) -> str:
    text = e.body.get("text", e.text)
    if not text or text == e.title:
        return ""
    short = f'<p class="event-text"><bdi>{marked(clip(text, 420), q)}</bdi></p>'
    if len(text) <= 420:
        return short
    whole = marked(clip(text, 20_000), q)
    summary = f"<summary>Full text{_unseen(e.title)}</summary>"
    return f'{short}<details class="small">{summary}<p><bdi>{whole}</bdi></p></details>'


def _known(e: EventRecord) -> str:
    name = f' <span class="small-dim">({printed(e.confirmed_by)})</span>' if e.confirmed_by and _names_shown() else ""
    sources = source_line(e.sources, "Source" if len(e.sources) == 1 else "Sources") if e.sources else ""
    between = ' <span class="sep">·</span> ' if sources else ""
    return f'<div class="event-known">{known_mark(e)}{name}{between}{sources}'


def _names_shown() -> bool:
    return site().config.show_names


def known_mark(e: EventRecord) -> str:
    """How it is known: a person, a machine, or only a report."""
    if e.withheld:
        return ""
    if e.pending:
        return '<span class="known known-pending">Read by machine; waits for a person</span>'
    if e.reported_only:
        return '<span class="known known-reported">Reported, not confirmed</span>'
    if e.confirmed:
        return '<span class="known known-person">Confirmed by a person</span>'
    return '<span class="known known-machine">Read by machine</span>'


def flow_chip(flow_id: str, name: str, effect: str) -> str:
    strong = " chip-strong" if effect in _BINDING else ""
    return (
        f'<a class="chip{strong}" href="{printed(flow_path(flow_id))}">'
        f'<span class="chip-effect">{printed(effect_word(effect))}</span> {printed(name)}</a>'
    )


def source_line(urls: Sequence[str | Source], label: str = "Sources") -> str:
    """urls: addresses, or records of sources."""
    if not urls:
        return '<span class="sources"><span class="label">No source</span></span>'
    return f'<span class="sources"><span class="label">{printed(label)}</span> {source_links(urls)}</span>'


def paper(side: Side) -> str:
    """The paper at the other end of a tie."""
    day = f' <span class="dim nowrap">{time_day(side.day)}</span>' if side.day else ""
    if side.withheld:
        return f"a withheld paper{day}"
    title = f"<bdi>{printed(clip(side.title, 76))}</bdi>"
    title = f"No. {printed(side.document)} ({title})" if side.document else title
    return f'<a href="/events/{printed(side.event_id)}">{title}</a>{day}'


def tie_lines(ties: Sequence[TieRecord], most: int) -> str:
    """What the paper does, and what others did to it."""
    if not ties:
        return ""
    lines = [
        f"<li>{said(t)} {paper(t.other)}</li>" if t.other
        else f'<li>{said(t)} No. {printed(t.document)}, <span class="dim">not seen</span></li>'
        for t in ties[:most]
    ]  # fmt: skip
    if len(ties) > most:
        lines.append(f'<li class="dim">and {len(ties) - most} more</li>')
    return f'<ul class="ties">{"".join(lines)}</ul>'


def why(e: EventRecord, ties: Sequence[TieRecord]) -> str:
    """Which words and rules, or which person, stand behind an event. ties: of this event."""
    parts = [f'<div class="why-box">\n{_read_from(e)}']
    if e.actions:
        parts.append(f"<p>Asked for or decided: {printed(acts(e.actions))}.</p>")
    parts += [_tied(t) for t in ties if not t.inverse and t.certainty != "stated" and t.because]
    if note := e.body.get("note"):
        parts.append(f"<p>{printed(plain(note))}</p>")
    if conflict := e.body.get("conflict"):
        parts.append(f'<p><span class="label">Sources disagree</span> {printed(plain(conflict))}</p>')
    if unread := e.body.get("primary_not_read"):
        parts.append(f"<p>Named by a source but not read here: {source_line(unread, '')}</p>")
    times = counted(e.revision - 1, "time") if e.revision > 1 else ""
    changed = f"; the court’s text has changed {times} since" if times else ""
    seen = f"First known here {time_instant(e.first_seen_at)}{changed}. Id "
    parts.append(f'<p class="dim">{seen}<span class="mono">{printed(e.event_id)}</span></p>\n</div>\n')
    return "".join(parts)


def _read_from(e: EventRecord) -> str:
    if e.matches:
        rows = [
            f"<tr><td>{printed(rule_label(x.label))}</td><td>“<bdi>{printed(x.words)}</bdi>”</td>"
            f'<td class="mono">{printed(x.rule)}</td></tr>'
            for x in e.matches
        ]
        return (
            "<p>Read by machine from the docket text, by these rules:</p>\n"
            '<table><thead><tr><th scope="col">It says</th><th scope="col">because of the words</th>'
            f'<th scope="col">rule</th></tr></thead>\n<tbody>{"".join(rows)}</tbody></table>\n'
        )
    if e.origin != "register":
        return "<p>Read from the docket as the court’s feed shows it; no rule found more in it.</p>"
    if e.reported_only:
        unsourced = "" if e.sources else "No source that could be opened stands behind it."
        return (
            f"<p>The register notes this as reported. {unsourced} It changes the status of no order and no data flow."
            "</p>\n"
        )
    named = "source" if len(e.sources) == 1 else "sources"
    return f"<p>Entered in the register by a person from the {named} named.</p>\n"


def _tied(t: TieRecord) -> str:
    """The reason of a tie that no court stated."""
    number = (t.other and t.other.document) or t.document
    if t.other and t.other.withheld:
        other = "a withheld paper"
    elif number:
        other = f"No. {printed(number)}"
    else:
        other = f"“<bdi>{printed(clip(t.other.title, 76))}</bdi>”" if t.other else "a paper whose number is not known"
    because = printed(t.because)
    if t.certainty != "likely":
        because = f"by the words “<bdi>{because}</bdi>”"
    return f"<p>{said(t)} {other}: {because}.</p>"
