"""The chronology for TimelineJS3 (its JSON form). It shows HTML, so all text is escaped; events without a date have no
place on it and are counted on the title slide."""

from datetime import timedelta
from html import escape
from typing import Any

from tracker.dates import show_day
from tracker.documents.as_json import write_lines
from tracker.outputs.chronology import NOTICE, Chronology
from tracker.outputs.chronology_rows import ChronologyRow, OrderRow
from tracker.outputs.chronology_words import shown_day, standing_words
from tracker.text import plain

Json = dict[str, Any]


def write_timelinejs(chronology: Chronology) -> bytes:
    """TimelineJS3's JSON: events with a day, orders in force as eras; the title slide counts events without a day."""
    dated = [row for row in chronology.rows if row.day is not None]
    lost = len(chronology.rows) - len(dated)
    about = f"As of {show_day(chronology.scope.as_of)}. {NOTICE}"
    if lost:
        about += f" {lost} without a known date {'is' if lost == 1 else 'are'} not shown."
    data: Json = {
        "title": {"unique_id": "title", "text": _text(chronology.title, [about])},
        "events": [_event(row) for row in dated],
        "eras": [_era(order, chronology) for order in chronology.orders_in_force],
    }
    return write_lines(data)


def _event(row: ChronologyRow) -> Json:
    assert row.day is not None
    start: Json = {"year": row.day.year, "month": row.day.month}
    if row.precision == "day":
        start["day"] = row.day.day
        if row.time:
            start["hour"], start["minute"] = (int(part) for part in row.time.split(":"))
    place = ", ".join(part for part in (row.court, f"No. {row.docket_number}" if row.docket_number else "") if part)
    lines = [place, row.text, "; ".join(e.words for e in row.effects), row.citation, standing_words(row).capitalize()]
    text = _text(row.title, lines)
    text["text"] += "".join(_link(s.url, s.number) for s in row.sources)
    return {
        "unique_id": row.event_id,
        "start_date": start,
        "display_date": shown_day(row),
        "text": text,
        "group": plain(row.court or "Out of court"),
    }


def _text(headline: str, lines: list[str]) -> Json:
    paragraphs = (f"<p>{escape(plain(line))}</p>" for line in lines if line)
    return {"headline": escape(plain(headline)), "text": "".join(paragraphs).replace("\n", "<br>")}


def _link(url: str, number: int) -> str:
    if not url.startswith(("https://", "http://")):
        return ""
    return f'<a href="{escape(url)}" rel="noopener noreferrer" target="_blank">[{number}]</a> '


def _era(order: OrderRow, chronology: Chronology) -> Json:
    """An order in force, from the day since when to the day of the chronology."""
    end = max(chronology.scope.as_of, order.since + timedelta(days=1))
    return {
        "unique_id": f"order-{order.order_id}",
        "start_date": {"year": order.since.year, "month": order.since.month, "day": order.since.day},
        "end_date": {"year": end.year, "month": end.month, "day": end.day},
        "text": _text(order.title, []),
    }
