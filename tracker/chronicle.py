"""Chronologies from the store: which events and orders, as of which day, as known when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from tracker.chronicle_past import Seen, records_at, withheld_keys
from tracker.courts import Courts
from tracker.dates import utc_text
from tracker.errors import NotFoundError
from tracker.lawbook import Lawbook, Page
from tracker.outputs.chronology import Chronology
from tracker.outputs.chronology_build import build
from tracker.outputs.chronology_material import Differences, Material
from tracker.outputs.chronology_rows import Gap, Named, Scope
from tracker.outputs.filters import EventFilter
from tracker.outputs.gaps import gaps_of_cases, known_then
from tracker.outputs.records import EventRecord
from tracker.outputs.redline import compare
from tracker.register.schema import Case
from tracker.storage.chronology import (
    archived_at,
    data_mark,
    filed_days,
    last_readings,
    withheld_between,
    withheld_marks,
)  # fmt: skip
from tracker.storage.gaps import gap_notes
from tracker.storage.store import Store
from tracker.storage.timeline import case_events, flow_events, list_events
from tracker.text import one_line

_ALL = 10**9


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody wants a chronology of. Without cases and flows: everything, narrowed by courts and kinds.

    as_of: the day on which orders and flows are told; known_at: an earlier state of knowledge (None: now); since: only
    what has changed since that state of knowledge, words marked.
    """

    as_of: date
    case_ids: Sequence[str] = ()
    flow_ids: Sequence[str] = ()
    court_ids: Sequence[str] = ()
    kinds: Sequence[str] = ()
    from_: date | None = None
    to: date | None = None
    known_at: datetime | None = None
    since: datetime | None = None
    orders_only: bool = False
    confirmed_only: bool = False


def build_chronology(
    store: Store, lawbook: Lawbook, courts: Courts, ask: Ask, *, site: str = "", names: bool = False
) -> Chronology:
    """Events of the cases and of the flows up to `ask.as_of`, oldest first, undated last; one that several name stands
    once. names: say who confirmed a reading, and not only that a person did.

    Raises NotFoundError for an unknown case, flow or court."""
    page = lawbook.page(store, ask.known_at)
    marks = withheld_marks(store)
    scope = _scope(ask, page, courts, marks)
    now = _present(store, ask)
    seen = Seen(store, lawbook, courts, now, marks)
    events = now if ask.known_at is None else _chosen(records_at(seen, ask.known_at), ask)
    differences: Differences | None = None
    earlier: Page | None = None
    if ask.since is not None:
        then = _chosen(records_at(seen, ask.since), ask)
        differences = compare(then, events, _withheld_since(store, ask.since, ask.known_at, marks, events))
        earlier = lawbook.page(store, ask.since)
        # What was taken off the record since is told as it was.
        events = {**then, **events}
    version, newest = data_mark(store, ask.known_at)
    court_ids = _courts_of(events.values(), page, ask)
    return build(
        Material(
            scope=scope, site=site, events=tuple(e if names else _unnamed(e) for e in events.values()),
            cases=page.cases, flows=page.flows, law=page.law,
            courts=courts, version=version, made_at=newest or datetime.fromisoformat("2000-01-01T00:00:00+00:00"),
            filed=filed_days(store, events), archived=_archived(store, page, events.values(), ask.known_at),
            withheld=marks, gaps=_gaps(store, courts, court_ids, _cases(ask, page, events.values()), ask),
            readings=_readings(store, courts, court_ids, ask.known_at), differences=differences,
            earlier_law=earlier.law if earlier else None,
        )
    )  # fmt: skip


def _withheld_since(
    store: Store, since: datetime, until: datetime | None, marks: dict[tuple[str, str], str],
    events: dict[str, EventRecord],
) -> frozenset[str]:  # fmt: skip
    """Events that could still be read at `since`, and by `until` no more."""
    fresh = withheld_between(store, since, until)
    found = {i: [key for key in withheld_keys(e) if key in marks] for i, e in events.items() if e.withheld}
    return frozenset(i for i, keys in found.items() if keys and fresh.issuperset(keys))


def _unnamed(event: EventRecord) -> EventRecord:
    return replace(event, confirmed_by="a person") if event.confirmed_by else event


def _scope(ask: Ask, page: Page, courts: Courts, marks: dict[tuple[str, str], str]) -> Scope:
    for kind, ids, known in (("case", ask.case_ids, page.cases), ("flow", ask.flow_ids, page.flows)):
        for found in ids:
            if found not in known:
                raise NotFoundError(f"no {kind} {one_line(found)[:80]!r} in the register")
    for court_id in ask.court_ids:
        if court_id not in courts:
            raise NotFoundError(f"no court {one_line(court_id)[:80]!r}; courts go by their Free Law ids, such as dcd")
    return Scope(
        cases=tuple(
            Named(c, c if ("case", c) in marks else page.cases[c].name, _day(page.cases[c].verified_through))
            for c in dict.fromkeys(ask.case_ids)
        ),
        flows=tuple(
            Named(f, page.flows[f].name, _day(page.flows[f].verified_through)) for f in dict.fromkeys(ask.flow_ids)
        ),
        courts=tuple(Named(c, courts.citation(c)) for c in dict.fromkeys(ask.court_ids)),
        kinds=tuple(dict.fromkeys(ask.kinds)), from_=ask.from_, to=ask.to, as_of=ask.as_of, known_at=ask.known_at,
        since=ask.since, orders_only=ask.orders_only, confirmed_only=ask.confirmed_only,
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _present(store: Store, ask: Ask) -> dict[str, EventRecord]:
    """The events in scope as they stand now, by id."""
    if not ask.case_ids and not ask.flow_ids:
        filter_ = EventFilter(court=tuple(ask.court_ids))
        return {e.event_id: e for e in reversed(list_events(store, filter_, None, _ALL).events)}
    events = {e.event_id: e for c in ask.case_ids for e in case_events(store, c)}
    return events | {e.event_id: e for f in ask.flow_ids for e in flow_events(store, f) if e.event_id not in events}


def _chosen(events: dict[str, EventRecord], ask: Ask) -> dict[str, EventRecord]:
    """Those of an earlier state of knowledge that the same question would have found then."""
    cases, flows, courts = set(ask.case_ids), set(ask.flow_ids), set(ask.court_ids)
    if not cases and not flows:
        return {i: e for i, e in events.items() if not courts or e.court_id in courts}
    return {i: e for i, e in events.items() if e.case_id in cases or flows & {f for f, _ in e.flows}}


def _courts_of(events: Iterable[EventRecord], page: Page, ask: Ask) -> list[str]:
    """The courts whose feeds could have brought entries: of the events, of the cases' dockets, of the question."""
    found = {e.court_id for e in events if e.court_id} | set(ask.court_ids)
    found |= {d.court for c in ask.case_ids for d in page.cases[c].dockets}
    return sorted(found & set(ask.court_ids) if ask.court_ids else found)


def _archived(
    store: Store, page: Page, events: Iterable[EventRecord], at: datetime | None
) -> dict[str, tuple[datetime, str]]:
    urls = {s.url for e in events for s in e.sources if not s.archive_sha}
    return archived_at(store, urls | {u for h in page.law.orders.values() for u in h.sources}, at)


def _cases(ask: Ask, page: Page, events: Iterable[EventRecord]) -> list[Case] | None:
    """The cases that it is about; None when it is about everything, or about courts."""
    if not ask.case_ids and not ask.flow_ids:
        return None
    ids = dict.fromkeys([*ask.case_ids, *(e.case_id for e in events if e.case_id)])
    return [page.cases[i] for i in ids if i in page.cases]


def _gaps(store: Store, courts: Courts, court_ids: list[str], cases: list[Case] | None, ask: Ask) -> tuple[Gap, ...]:
    """Oldest first; of cases those in their lives, each open or closed as it is for them."""
    notes = known_then(gap_notes(store, court_ids), ask.as_of, ask.known_at)
    if cases is not None:
        notes = gaps_of_cases(cases, notes)
    return tuple(
        Gap(courts.citation(g.court_id), g.from_at, g.to_at, g.closed_at, one_line(g.closed_why))
        for g in reversed(notes)
    )


def _readings(
    store: Store, courts: Courts, court_ids: list[str], at: datetime | None
) -> tuple[tuple[str, datetime | None], ...]:
    read = last_readings(store, court_ids, at)
    return tuple((courts.citation(c), read.get(c)) for c in court_ids)


def file_name(chronology: Chronology, extension: str) -> str:
    """`chronology-irs-v-doe-2026-02-05.docx`: ids and the day, nothing else."""
    scope = chronology.scope
    ids = [n.id for n in (*scope.cases, *scope.flows, *scope.courts)] or ["all"]
    since = f"-since-{utc_text(scope.since)[:10]}" if scope.since else ""
    return f"chronology-{'-'.join(ids)[:80].rstrip('-')}-{scope.as_of}{since}.{extension}"
