"""What templates may call: words, dates, safe links. No logic of pages."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, request, url_for
from markupsafe import Markup, escape

from tracker.config import ROOT
from tracker.dates import MONTHS, show_day, show_instant, show_when
from tracker.outputs import words
from tracker.outputs.described import breadcrumbs, website
from tracker.outputs.records import Source
from tracker.outputs.search import Finder, parse_query
from tracker.outputs.timeline import Choice, rule_label
from tracker.text import clip, outlet, outlets, plain, safe_url
from tracker.web.context import now, site
from tracker.web.escaping import escape as printed

_ORDER_ID = re.compile(r"\b[a-z0-9]+(?:-[a-z0-9]+)*\.\d{4}-\d{2}-\d{2}(?:\.\d+)?(?![\w-])")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def register_filters(app: Flask) -> None:
    env = app.jinja_env
    env.filters.update(
        plain=plain,
        clip=clip,
        day=time_day,
        month=month_name,
        when=time_when,
        instant=time_instant,
        ago=ago,
        outlet=outlet,
        safe_url=safe_url,
        options=options,
        counted=words.counted,
        listed=words.listed,
        paragraphs=paragraphs,
        rule_label=rule_label,
        acts=acts,
        source_link=source_link,
        sentence=sentence,
        order_links=order_links,
        court_name=court,
    )
    env.globals.update(static=static, words=words, court=court, page_url=page_url, long_day=long_day)
    env.globals.update(way_here=_way_here, website=website)
    app.context_processor(_common)


def _way_here(pages: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Where a page stands, for programs; the names and paths above it, its own last."""
    config = site().config
    return breadcrumbs(config.site_url, [(config.site_name, "/"), *pages])


def _common() -> dict[str, Any]:
    config = site().config
    parts = set(current_app.blueprints)
    return {
        "site_name": config.site_name,
        "config_": config,
        "parts": parts,
        "now": now(),
        "published": site().published,
    }


def kind_word(kind: str) -> str:
    return words.label(words.KIND, kind)


def effect_word(effect: str) -> str:
    return words.label(words.EFFECT, effect) if effect else "concerns"


def acts(actions: Sequence[tuple[str, str]]) -> str:
    """What was asked for or decided, in words."""
    return "; ".join(words.action(relief, disposition) for relief, disposition in actions)


def flow_path(flow_id: str) -> str:
    return page_url("flows.show", flow_id=flow_id)


@lru_cache(maxsize=4096)
def source_link(url: str | None) -> Markup:
    """A source by its host; an address that nobody should open is only mentioned."""
    return _source_link(url, outlet(url))


def _source_link(url: str | None, name: str) -> Markup:
    if safe := safe_url(url):
        return Markup(f'<a class="source" href="{printed(safe)}" rel="noopener nofollow">{printed(name)}</a>')
    return Markup('<span class="source">an address that is not shown</span>')


def source_links(found: Iterable[str | Source]) -> Markup:
    urls = tuple(one if isinstance(one, str) else one.url for one in found)
    return source_link(urls[0]) if len(urls) == 1 else _source_links(urls)


@lru_cache(maxsize=4096)
def _source_links(urls: tuple[str | None, ...]) -> Markup:
    return Markup(", ").join(map(_source_link, urls, outlets(urls)))


def time_day(day: date | None) -> Markup | str:
    return "date not known" if day is None else _time_day(day)


@lru_cache(maxsize=4096)
def _time_day(day: date) -> Markup:
    # Nothing in it needs escaping, and pages hold hundreds.
    return Markup(f'<time datetime="{day.isoformat()}">{show_day(day)}</time>')


def time_when(when: str | None) -> Markup | str:
    """A register date, which may be a month or unknown."""
    return Markup('<time datetime="{}">{}</time>').format(when, show_when(when)) if when else "date not known"


def time_instant(moment: datetime | None) -> Markup | str:
    """An instant in US Eastern time, with the zone said."""
    # In UTC two instants are never taken for one, as they are in the hour that a clock shows twice.
    return "never" if moment is None else _time_instant(moment.astimezone(UTC))


@lru_cache(maxsize=4096)
def _time_instant(moment: datetime) -> Markup:
    # Nothing in it needs escaping, and pages hold hundreds. HTML takes no more than thousandths of a second.
    return Markup(f'<time datetime="{moment.isoformat(timespec="seconds")}">{show_instant(moment)}</time>')


def ago(moment: datetime | None) -> Markup | str:
    """How long before now: `4 minutes ago`. In a file, which nobody writes anew each minute, the instant itself."""
    if moment is None:
        return "never"
    if site().published:
        return time_instant(moment)
    seconds = int((now() - moment).total_seconds())
    if seconds < 0:
        return f"in {_span(-seconds)}"
    return "just now" if seconds < 60 else f"{_span(seconds)} ago"


def _span(seconds: int) -> str:
    for size, word in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            return words.counted(seconds // size, word)
    return words.counted(seconds, "second")


def month_name(month: str) -> str:
    """`2026-11` as words."""
    return f"{MONTHS[int(month[5:]) - 1]} {month[:4]}"


def long_day(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]}, {show_day(day)}"


def court(court_id: str | None) -> str:
    """The court's citation form, or its id when the table lacks it."""
    if not court_id:
        return ""
    return site().courts.citation(court_id)


def marked(text: str, query: str) -> str:
    """Escaped text, to be printed, with the words of the search marked."""
    places = _finder(query).places(text) if query else ()
    if not places:
        return printed(text)
    parts, at = [], 0
    for start, end in places:
        parts.append(f"{printed(text[at:start])}<mark>{printed(text[start:end])}</mark>")
        at = end
    return "".join([*parts, printed(text[at:])])


@lru_cache(maxsize=64)
def _finder(query: str) -> Finder:
    return Finder(parse_query(query))


def options(choices: Iterable[Choice]) -> Markup:
    """The choices of a filter. Three hundred on a page, so they are put together here and not piece by piece."""
    return Markup("".join([_option(c) for c in choices]))


def _option(choice: Choice) -> str:
    chosen = " selected" if choice.chosen else ""
    number = "" if choice.count is None else f" ({choice.count})"
    return f'<option value="{printed(choice.value)}"{chosen}>{printed(clip(choice.text, 60))}{number}</option>'


def sentence(text: str) -> str:
    """With a capital first letter; the rest stays, as `capitalize` would make `Nov` small."""
    return text[:1].upper() + text[1:]


def order_links(text: str) -> Markup:
    """A sentence of the law engine, with each order id in it as a link to that order."""
    parts, at = [], 0
    for found in _ORDER_ID.finditer(text):
        parts.append(escape(text[at : found.start()]))
        parts.append(Markup('<a href="/orders/{0}">see the order</a>').format(found.group()))
        at = found.end()
    return Markup("").join([*parts, escape(text[at:])])


def paragraphs(text: str) -> list[str]:
    return [part.strip() for part in plain(text).split("\n\n") if part.strip()]


def page_url(endpoint: str, pairs: list[tuple[str, str]] | None = None, **values: Any) -> str:
    """An address with the given query pairs; the day looked at (`as_of`, `known_at`) travels along."""
    path = _path(endpoint, **values)
    # Most pages look at today, and name a hundred others.
    args = request.args
    kept = [(n, args[n]) for n in ("as_of", "known_at") if n in args and n not in values] if args else []
    if not kept and not pairs:
        return path
    query = _query(*(pairs or []), *kept)
    return path + (("&" if "?" in path else "?") + query if query else "")


@lru_cache(maxsize=1024)
def _query(*pairs: tuple[str, str]) -> str:
    """A page about another day than today has it in each of its hundred addresses."""
    return urlencode(pairs)


@lru_cache(maxsize=64)
def static(file: str) -> str:
    """The address of a file of `static/`, which names what stands in it so that it may be kept for good: between two
    versions too, where an operator runs what was pulled today."""
    content = (ROOT / "static" / file).read_bytes()
    return url_for("static", filename=file, v=hashlib.sha256(content).hexdigest()[:12])


@lru_cache(maxsize=8192)
def _path(endpoint: str, **values: Any) -> str:
    """Paths of this site do not change while it runs, and a page names a hundred."""
    return url_for(endpoint, **values)
