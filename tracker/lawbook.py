"""The law model of what the store holds, built once for each state of knowledge and kept until facts change."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime

from tracker.courts import Courts
from tracker.dates import show_day, utc_text
from tracker.law.answers import Pending
from tracker.law.engine import LawModel, build_model
from tracker.register.rows import case_flows
from tracker.register.schema import Case, Flow
from tracker.storage.events import pending_events
from tracker.storage.facts import cases_at, flows_at, version
from tracker.storage.store import Store


@dataclass(frozen=True, slots=True)
class Page:
    """One state of knowledge: cases and flows as known then, and the law that follows from them."""

    cases: dict[str, Case]
    flows: dict[str, Flow]
    law: LawModel


class Lawbook:
    """Answers from the store as of any instant of knowledge. Shared between threads; `open` gives a connection."""

    KEEP = 6

    def __init__(self, courts: Courts):
        self._courts = courts
        self._pages: OrderedDict[tuple[int, str | None], Page] = OrderedDict()
        self._lock = threading.Lock()

    def page(self, store: Store, known_at: datetime | None = None) -> Page:
        """Cases, flows and their law as they were known at an instant (None: now), the last few kept."""
        key = (version(store), utc_text(known_at) if known_at else None)
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
                return self._pages[key]
        cases, flows = cases_at(store, known_at), flows_at(store, known_at)
        pending = pending_acts(store, cases, known_at)
        page = Page(cases, flows, build_model(cases, flows, self._courts, pending))
        with self._lock:
            # Megabytes each, and what an earlier version of the facts came to is never asked for again.
            for old in [held for held in self._pages if held[0] != key[0]]:
                del self._pages[old]
            self._pages[key] = page
            while len(self._pages) > self.KEEP:
                self._pages.popitem(last=False)
        return page

    def holds(self, page: Page) -> bool:
        """Whether it will be given again."""
        with self._lock:
            return any(held is page for held in self._pages.values())

    def law(self, store: Store, known_at: datetime | None = None) -> LawModel:
        return self.page(store, known_at).law


def pending_acts(store: Store, cases: dict[str, Case], known_at: datetime | None = None) -> list[Pending]:
    """Machine-read acts that may touch a known order, with the orders and flows of their case."""
    found = []
    for row in pending_events(store, utc_text(known_at) if known_at else None):
        case = cases.get(row["case_id"])
        if case is None:
            continue
        entered = date.fromisoformat(row["day"] or row["first_seen_at"][:10])
        found.append(
            Pending(
                event_id=row["event_id"],
                entered=entered,
                text=f"a ruling that may change this was entered on {show_day(entered)}; not yet read",
                case_id=case.id,
                order_ids=tuple(e.order.id for e in case.events if e.order),
                flow_ids=tuple(case_flows(case)),
            )
        )
    return found
