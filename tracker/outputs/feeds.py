"""Atom (RFC 4287), JSON Feed 1.1 and CSV of a view of the timeline. Pure: events in, bytes out."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

from tracker.dates import MONTHS, show_day
from tracker.outputs.lasting import lasting
from tracker.outputs.records import EventRecord
from tracker.outputs.timeline import decided
from tracker.outputs.words import EFFECT, KIND, label
from tracker.text import safe_cell, safe_url

_ATOM = "http://www.w3.org/2005/Atom"
ET.register_namespace("", _ATOM)


@dataclass(frozen=True, slots=True)
class FeedHead:
    """What a feed says of itself. `base`: the site's address without a slash; paths begin with one. first_path: its own
    path as it was first given out; first: of cases with another id before, the first (`outputs.lasting`)."""

    title: str
    author: str
    base: str
    path: str
    page_path: str
    updated: datetime
    first_path: str = ""
    first: Mapping[str, str] = field(default_factory=dict)


def known_words(event: EventRecord) -> str:
    """How an event is known, as every output says it."""
    if event.withheld:
        return "withheld"
    if event.pending:
        return "read by machine, not yet read by a person"
    if event.reported_only:
        return "reported, not confirmed"
    return "confirmed by a person" if event.confirmed else "read by machine"


def title_of(event: EventRecord) -> str:
    """One line. What only a machine has read never states an outcome."""
    if event.pending:
        return f"A ruling was entered; not yet read: {event.case_name or event.caption}"
    prefix = "Reported: " if event.reported_only else ""
    suffix = f" ({event.case_name})" if event.case_name else ""
    return f"{prefix}{event.title}{suffix}"


def text_of(event: EventRecord, flow_names: dict[str, str], courts: dict[str, str]) -> str:
    """A few plain lines: when, where, what, which flows, how known, from where."""
    if event.withheld:
        return f"Withheld: {event.withheld}"
    when = "date not known" if event.day is None else show_day(event.day)
    if event.day and event.precision == "month":
        when = f"{MONTHS[event.day.month - 1]} {event.day.year}"
    where = courts.get(event.court_id or "", event.court_id or "") or "outside court"
    if event.docket_number:
        where += f" No. {event.docket_number}"
    if event.document:
        where += f", ECF {event.document}"
    lines = [f"{when} · {label(KIND, event.kind)} · {where}"]
    text = event.body.get("text", event.text)
    if text and text != event.title:
        lines.append(str(text))
    if event.flows:
        lines.append("Data flows: " + "; ".join(f"{EFFECT.get(e, e)} {flow_names.get(f, f)}" for f, e in event.flows))
    lines.append(known_words(event).capitalize() + ".")
    links = [u for s in event.sources if (u := safe_url(s.url))]
    if links:
        lines.append("Sources: " + " ".join(links))
    return "\n".join(lines)


def render_atom(
    head: FeedHead, events: Sequence[EventRecord], flow_names: dict[str, str], courts: dict[str, str]
) -> bytes:
    """An Atom feed (RFC 4287), UTF-8. flow_names, courts: id -> the name that readers see."""
    feed = ET.Element(f"{{{_ATOM}}}feed")
    _sub(feed, "id", head.base + (head.first_path or head.path))
    _sub(feed, "title", head.title)
    _sub(feed, "updated", rfc3339(head.updated))
    ET.SubElement(feed, f"{{{_ATOM}}}link", rel="self", type="application/atom+xml", href=head.base + head.path)
    ET.SubElement(feed, f"{{{_ATOM}}}link", rel="alternate", type="text/html", href=head.base + head.page_path)
    author = ET.SubElement(feed, f"{{{_ATOM}}}author")
    _sub(author, "name", head.author)
    for event in events:
        entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
        url = event_url(head.base, event)
        _sub(entry, "id", entry_id(head, event))
        _sub(entry, "title", title_of(event))
        _sub(entry, "updated", rfc3339(event.changed_at))
        _sub(entry, "published", rfc3339(event.first_seen_at))
        ET.SubElement(entry, f"{{{_ATOM}}}link", rel="alternate", type="text/html", href=url)
        if not event.withheld:
            ET.SubElement(entry, f"{{{_ATOM}}}category", term=event.kind, label=label(KIND, event.kind))
        _sub(entry, "content", text_of(event, flow_names, courts), type="text")
    body: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body


def _sub(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes).text = text


def render_json_feed(
    head: FeedHead, events: Sequence[EventRecord], flow_names: dict[str, str], courts: dict[str, str]
) -> dict[str, Any]:
    """https://www.jsonfeed.org/version/1.1/"""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": head.title,
        "home_page_url": head.base + head.page_path,
        "feed_url": head.base + head.path,
        "language": "en-US",
        "items": [
            {
                "id": entry_id(head, event),
                "url": event_url(head.base, event),
                "title": title_of(event),
                "content_text": text_of(event, flow_names, courts),
                "date_published": rfc3339(event.first_seen_at),
                "date_modified": rfc3339(event.changed_at),
                "tags": [] if event.withheld else [event.kind, *(f for f, _ in event.flows)],
            }
            for event in events
        ],
    }


def entry_id(head: FeedHead, event: EventRecord) -> str:
    """What feed readers know the event by: its address as it was first given out."""
    return f"{head.base}/events/{quote(lasting(event.event_id, head.first))}"


def event_url(base: str, event: EventRecord) -> str:
    return f"{base}/events/{quote(event.event_id)}"


def rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


CSV_COLUMNS = (
    "id", "date", "date_precision", "entered_at", "case", "court", "docket_number", "document", "kind", "title", "text",
    "asked_or_decided", "flows", "order_id", "known", "sources", "url",
)  # fmt: skip


def render_csv(base: str, events: Sequence[EventRecord], flow_names: dict[str, str], courts: dict[str, str]) -> bytes:
    """RFC 4180 with a byte order mark; no cell that a spreadsheet would run."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for event in events:
        cells = [
            event.event_id, event.day.isoformat() if event.day else "", event.precision,
            rfc3339(event.entered_at) if event.entered_at else "", event.case_name or "",
            courts.get(event.court_id or "", event.court_id or ""), event.docket_number or "", event.document or "",
            "" if event.withheld else label(KIND, event.kind), event.title,
            event.withheld or str(event.body.get("text", event.text)), "; ".join(decided(event)),
            "; ".join(f"{EFFECT.get(e, e)} {flow_names.get(f, f)}" for f, e in event.flows), event.order_id or "",
            known_words(event), " ".join(u for s in event.sources if (u := safe_url(s.url))), event_url(base, event),
        ]  # fmt: skip
        writer.writerow([safe_cell(cell) for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")
