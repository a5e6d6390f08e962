"""Events as the tracker knew them at an earlier instant: register facts and readings from the facts kept between two
instants, docket entries from their revisions. What is withheld now is withheld of then, too."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from tracker.courts import Courts
from tracker.lawbook import Lawbook
from tracker.outputs.records import EventRecord, Source
from tracker.register.rows import event_row
from tracker.register.schema import Case, Event, event_id
from tracker.storage.chronology import EntryText, first_known, sights_at, texts_at
from tracker.storage.events import EventRow
from tracker.storage.store import Store
from tracker.text import one_line, plain


@dataclass(frozen=True, slots=True)
class Seen:
    """The present events in scope, and what is needed to tell how they read earlier. marks: (kind, id) to the reason
    for which it is withheld."""

    store: Store
    lawbook: Lawbook
    courts: Courts
    now: Mapping[str, EventRecord]
    marks: Mapping[tuple[str, str], str]


def records_at(seen: Seen, at: datetime) -> dict[str, EventRecord]:
    """Every event known at `at`, by id; docket entries only of those in `seen.now`.

    The labels of a machine are not kept through time: an entry whose words have not changed carries today's, one whose
    words have changed carries none.
    """
    page = seen.lawbook.page(seen.store, at)
    first = first_known(seen.store)
    found: dict[str, EventRecord] = {}
    for case in page.cases.values():
        for event in case.events:
            name = event_id(case.id, event.key)
            present = seen.now.get(name)
            # A reading of an entry that is private or out of scope now is no part of this.
            if not name.startswith("entry-") or present is not None:
                found[name] = _register(seen, case, event, name, first.get(name, at))
    entries = [e for i, e in seen.now.items() if i.startswith("entry-") and i not in found and e.first_seen_at <= at]
    texts = texts_at(seen.store, [e.event_id for e in entries], at)
    for record in entries:
        if text := texts.get(record.event_id):
            found[record.event_id] = _entry(record, text)
    return found | _with_sources_of_then(seen, found, at)


def _with_sources_of_then(seen: Seen, records: Mapping[str, EventRecord], at: datetime) -> dict[str, EventRecord]:
    """Those that have been seen again since, with the bytes from which they were known then: the later ones may hold
    other words."""
    again = {
        i: e for i, e in records.items() if any(s.retrieved_at is not None and s.retrieved_at > at for s in e.sources)
    }
    sights = sights_at(seen.store, again, at) if again else {}
    found = {}
    for name, record in again.items():
        # Only addresses that are shown now: one that is not may be a private notice's.
        shown = {s.url: s for s in record.sources}
        then = {url: Source(url, *sight) for url, sight in sights.get(name, {}).items() if url in shown}
        if record.origin == "docket" and not record.confirmed:
            sources = tuple(then.values()) or tuple(map(Source, shown))
        else:
            # What the register or a person named as a source then, whether or not it had been fetched.
            sources = tuple(
                then.get(s.url, s if s.retrieved_at is None or s.retrieved_at <= at else Source(s.url))
                for s in record.sources
            )
        found[name] = replace(record, sources=sources)
    return found


def _register(seen: Seen, case: Case, event: Event, name: str, since: datetime) -> EventRecord:
    present = seen.now.get(name)
    entry = name.startswith("entry-")
    page_flows = seen.lawbook.page(seen.store).flows
    row = event_row(
        case, event, page_flows, seen.courts, row_id=name, entry_id=int(name[6:]) if entry else None,
        confirmed_by=present.confirmed_by if present else None,
    )  # fmt: skip
    docket = next((d for d in case.dockets if d.id == row.docket_id), None)
    reason = (present.withheld if present else None) or _withheld(seen.marks, row)
    record = EventRecord(
        event_id=name, case_id=case.id, docket_id=row.docket_id, court_id=row.court_id, origin=row.origin,
        kind="other", title="Withheld", text="", day=date.fromisoformat(row.day) if row.day else None,
        precision=row.day_precision, entered_at=present.entered_at if present else None, document=None, judge=None,
        confirmed=row.confirmed, confirmed_by=row.confirmed_by, reported_only=row.reported_only,
        order_id=row.order_id, pending=False, routine=row.routine, outcome_unknown=False, first_seen_at=since,
        changed_at=since, docket_number=docket.number if docket else None, case_name=case.name, caption="",
        revision=1, withheld=reason,
    )  # fmt: skip
    if reason:
        return record
    retrieved = {s.url: s for s in present.sources} if present else {}
    return replace(
        record,
        kind=row.kind,
        title=one_line(row.title),
        text=plain(row.text),
        document=one_line(row.document) or None,
        judge=one_line(row.judge) or None,
        caption=one_line((docket.caption if docket else None) or case.caption),
        body=event.model_dump(mode="json"),
        actions=tuple(sorted(row.actions)),
        flows=tuple(sorted(row.flows, key=lambda f: (f[1], f[0]))),
        sources=tuple(retrieved.get(url, Source(url)) for url, _, _ in row.sources),
    )


def _withheld(marks: Mapping[tuple[str, str], str], row: EventRow) -> str | None:
    return next((one_line(marks[key]) for key in withheld_keys(row) if key in marks), None)


def withheld_keys(row: EventRow | EventRecord) -> list[tuple[str, str]]:
    """What, if withheld, takes this event out of sight: as `withheld_marks` has it."""
    keys = [("event", row.event_id), ("order", row.order_id or ""), ("case", row.case_id or "")]
    return [*keys, ("entry", row.event_id), ("entry", row.event_id.removeprefix("entry-"))]


def _entry(record: EventRecord, text: EntryText) -> EventRecord:
    """A docket entry as a machine had read it by then."""
    if record.withheld or (text.latest and not record.confirmed):
        return record
    return replace(
        record,
        title=one_line(text.short_description) or one_line(text.description)[:180],
        text=plain(text.description),
        document=one_line(text.document_number) or None,
        confirmed=False,
        confirmed_by=None,
        reported_only=False,
        order_id=None,
        pending=False,
        outcome_unknown=False,
        body={},
        actions=(),
        flows=tuple((flow_id, "") for flow_id, _ in record.flows),
        matches=(),
    )
