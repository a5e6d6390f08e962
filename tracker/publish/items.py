"""What is to be made: one item for each page, or for a group of files that change together. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.outputs.addresses import Addresses
from tracker.publish.marks import Marks

PAGES = ("/", "/map", "/timeline", "/cases", "/flows", "/calendar", "/sources", "/about", "/corrections",
         "/published/on", "/published/search", "/published/subscribe", "/published/404")  # fmt: skip
SEGMENT = 2_000
SITEMAP = 45_000


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of work for the renderer. make: the name of its maker; mark: of what it depends on, None where that is
    everything and it is cheap: then it is made each time and written if it changed."""

    name: str
    make: str
    args: tuple[str, ...]
    mark: str | None


def items(marks: Marks, addresses: Addresses, subjects: Sequence[tuple[str, str]], data_mark: str,
          feeds: Sequence[str]) -> list[Item]:  # fmt: skip
    """Everything that is published. subjects: ("case", id) and ("flow", id) that may be shown."""
    found = [Item(f"page {path}", "page", (path,), None) for path in PAGES]
    found += [Item(f"once {path}", make, (path,), None) for path, make in _singles(marks)]
    found += [Item(f"feed {f}", "page", (f"/sources/{f}",), None) for f in feeds]
    found.append(Item("data", "data", (), data_mark))
    found.append(Item("undated", "undated", (), None))
    for month in addresses.months:
        # Each leads on to those beside it, which are others when a month gets its first event or loses its last.
        beside = addresses.beside(month)
        mark = marks.month(month, beside)
        found.append(Item(f"month {month}", "month", (month,), mark))
        found.append(Item(f"events of {month}", "month_api", (month, beside[0]), mark))
    days = marks.days(date.fromisoformat(d) for d in addresses.days)
    found += [Item(f"day {d}", "day", (d.isoformat(),), m) for d, m in days.items()]
    shown = {i for kind, i in subjects if kind == "case"}
    for history in marks.law.orders.values():
        if history.case_id in shown:
            found.append(Item(f"order {history.order_id}", "order", (history.order_id,), marks.order(history.order_id)))
    for kind, id_ in subjects:
        found += _subject(marks, kind, id_)
    found += [Item(f"event {e.event_id}", "page", (f"/events/{e.event_id}",), marks.event(e)) for e in marks.events]
    return found + _search(marks)


def _singles(marks: Marks) -> list[tuple[str, str]]:
    last = max((e.event_no for e in marks.events), default=0)
    maps = [(f"/sitemap-events-{n}.xml", "sitemap") for n in range(1, -(-last // SITEMAP) + 1)]
    return [
        ("/timeline.atom", "atom"), ("/timeline.json", "feed"), ("/calendar.ics", "ics"), ("/robots.txt", "raw"),
        ("/sitemap.xml", "sitemap"), ("/sitemap-pages.xml", "sitemap"), *maps, ("/api/v1/openapi.json", "raw"),
        ("/api/v1/cases", "api"), ("/api/v1/flows", "api"), ("/api/v1/feeds", "api"), ("days", "days"),
        ("newest", "newest"), ("static", "static"), ("moved", "moved"),
    ]  # fmt: skip


def _subject(marks: Marks, kind: str, id_: str) -> list[Item]:
    """The page of a case or a flow, what hangs on it, and its chronologies."""
    mark = marks.join(marks.case(id_) if kind == "case" else marks.flow(id_))
    before = set(marks.cases[id_].formerly) - {id_} if kind == "case" else set()
    return [
        Item(f"{kind} {id_}", kind, (id_,), mark),
        Item(f"chronologies of {kind} {id_}", "chronologies", (kind, id_), mark),
        *(Item(f"{kind} {old} of before", "former", (id_, old), mark) for old in sorted(before)),
    ]


def _search(marks: Marks) -> list[Item]:
    """Segments of the search, by the number of the event: what is old stays in its segment."""
    segments: dict[int, list[tuple[str, str]]] = {}
    for event in marks.events:
        if not event.withheld:
            segments.setdefault(event.event_no // SEGMENT, []).append((event.event_id, event.mark))
    found = [
        Item(f"search {n}", "search", (str(n), *(i for i, _ in rows)), marks.join(marks.names, rows))
        for n, rows in sorted(segments.items())
    ]
    return [*found, Item("search", "search_head", tuple(str(n) for n in sorted(segments)), None)]
