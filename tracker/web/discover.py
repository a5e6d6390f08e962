"""What programs that look around ask for: `/robots.txt` and the sitemap, in parts that stay as they are."""

from collections.abc import Iterable
from urllib.parse import quote
from xml.sax.saxutils import escape

from flask import Blueprint, Response, abort, url_for

from tracker.storage.lastmod import changed_at, events_changed, facts_changed
from tracker.storage.published import event_addresses, last_event_no
from tracker.storage.timeline import withheld_cases
from tracker.web.context import View, read_view, set_etag, site, store

bp = Blueprint("discover", __name__)

# A sitemap holds at most 50,000 addresses (sitemaps.org); events are dealt out by number, so that a full part stays.
PART = 45_000
_NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_PAGES = ("/", "/timeline", "/cases", "/flows", "/map", "/calendar", "/sources", "/about", "/corrections", "/subscribe")
_CLOSED = ("/review", "/signin", "/signout", "/hooks/", "/subscribe/", "/report", "/export/")


@bp.get("/robots.txt")
def robots() -> Response:
    lines = ["User-agent: *"]
    if not site().published:
        # Searches and filters are without end; every event is in the sitemap.
        lines += [f"Disallow: {path}" for path in (*_CLOSED, "/timeline?", "/search")]
    lines += ["Allow: /", f"Sitemap: {site().config.site_url}/sitemap.xml"]
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@bp.get("/sitemap.xml")
def index() -> Response:
    set_etag()
    parts = ["pages", *(f"events-{n + 1}" for n in range(-(-last_event_no(store()) // PART)))]
    rows = "".join(f"<sitemap><loc>{_full(f'/sitemap-{part}.xml')}</loc></sitemap>\n" for part in parts)
    return _xml(f"<sitemapindex {_NS}>\n{rows}</sitemapindex>\n")


@bp.get("/sitemap-pages.xml")
def pages() -> Response:
    view = read_view()
    set_etag()
    hidden = withheld_cases(store())
    published = site().published
    known = _last_changes(view)
    paths: list[tuple[str, str | None]] = [(p, None) for p in _PAGES]
    paths += [(f"/?as_of={d}", None) for d in (published.days if published else ())]
    paths += [(url_for("cases.show", case_id=c), known.get(("case", c))) for c in view.page.cases if c not in hidden]
    paths += [(url_for("flows.show", flow_id=f), known.get(("flow", f))) for f in view.page.flows]
    paths += [
        (url_for("orders.show", order_id=h.order_id), known.get(("order", h.order_id)))
        for h in view.page.law.orders.values()
        if h.case_id not in hidden
    ]
    return _urls((path, changed and changed[:10]) for path, changed in paths)


def _last_changes(view: View) -> dict[tuple[str, str], str]:
    """When what a case, a flow or an order says last changed, by kind and id; without those of which it is not known.

    Of pages that gather what all others say, and change as days pass, nothing is said."""
    facts, orders = facts_changed(store()), view.page.law.orders
    events = changed_at(store(), (i for h in orders.values() for i in (h.event_id, *h.touched_by)))
    found = {
        ("order", h.order_id): max(events.get(i, "") for i in (h.event_id, *h.touched_by)) for h in orders.values()
    }
    for case_id in view.page.cases:
        if (newest := events_changed(store(), "case", case_id)) is not None:
            found["case", case_id] = max(newest, facts.get(("case", case_id), ""))
    for flow_id in view.page.flows:
        bearing = [found["order", h.order_id] for h in orders.values() if flow_id in h.by_flow]
        if (newest := events_changed(store(), "flow", flow_id)) is not None:
            found["flow", flow_id] = max(newest, facts.get(("flow", flow_id), ""), *bearing)
    return {key: changed for key, changed in found.items() if changed}


@bp.get("/sitemap-events-<int:number>.xml")
def events(number: int) -> Response:
    set_etag()
    if not 1 <= number <= max(1, -(-last_event_no(store()) // PART)):
        abort(404)
    found = event_addresses(store(), (number - 1) * PART, number * PART)
    # Asked once: for each of 45,000 events it would take a second.
    before = url_for("timeline.event", event_id="x").removesuffix("x")
    return _urls((before + quote(i), changed[:10]) for i, changed in found)


def _urls(found: Iterable[tuple[str, str | None]]) -> Response:
    root = site().config.site_url
    rows = (
        f"<url><loc>{escape(root + path)}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</url>\n"
        for path, changed in found
    )
    return _xml(f"<urlset {_NS}>\n{''.join(rows)}</urlset>\n")


def _xml(body: str) -> Response:
    return Response(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}', content_type="application/xml; charset=utf-8")


def _full(path: str) -> str:
    return escape(site().config.site_url + path)
