"""An event that so far only the news tells: put on the timeline as reported, for a person to read in full.

It rests on the news item alone, so it is unverified: no interval of an order and no status follows from it. What the
court did is then read on its own page of the desk, and stored as every reading is.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from tracker.courts import Courts
from tracker.dates import utc_text
from tracker.errors import NotFoundError, TrackerError
from tracker.linking.places import forum
from tracker.linking.words import Phrases, tokens
from tracker.register.rows import event_row as register_row
from tracker.register.schema import Case, Event
from tracker.review.yamltext import key_of
from tracker.storage import coverage
from tracker.storage.decisions import add_decision
from tracker.storage.events import put_event
from tracker.storage.facts import bump_version, cases_at, flows_at
from tracker.storage.retie import retie
from tracker.storage.store import Store
from tracker.text import one_line, plain


def docket_told(cases: Sequence[Case], courts: Courts, text: str, told: Mapping[str, Any] | None = None) -> str | None:
    """The id of the docket on which the news seems to have happened: of the courts of these cases the one that the
    words name first; else, where only an appeals court does what is told, the first above; else the first docket."""
    line, places = tokens(text), {}
    for case in cases:
        for docket in case.dockets:
            if docket.court in courts:
                hit = next(Phrases({docket.id: forum(courts[docket.court]).phrases}).find(line), None)
                if hit:
                    places[docket.id] = hit.start
    if places:
        return min(places, key=lambda docket_id: places[docket_id])
    dockets = [docket for case in cases[:1] for docket in case.dockets]
    above = [docket for docket in dockets if docket.reviews]
    if above and (told or {}).get("relief") in ("appeal", "stay_pending_appeal"):
        return above[0].id
    return dockets[0].id if dockets else None


def report_event(
    store: Store, coverage_id: int, docket_id: str, day: str, title: str, kind: str, person: str, courts: Courts,
    now: datetime,
) -> str:  # fmt: skip
    """Make the event on this docket, link the item to it, and return the event's id.

    kind: as the item tells it, which the reader may correct later. Raises NotFoundError, or TrackerError saying what
    is missing.
    """
    with store.atomic():
        item = coverage.coverage_row(store, coverage_id)
        if item is None:
            raise NotFoundError(f"no news item {coverage_id}")
        cases = cases_at(store)
        case = next((c for c in cases.values() if any(d.id == docket_id for d in c.dockets)), None)
        if case is None:
            raise TrackerError("choose the docket of the court that acted")
        event = _event(case, docket_id, _day(day, now), one_line(title), kind, str(item["url"]), plain(item["summary"]))
        event = event.model_copy(update={"key": _free(store, case, event.key)})
        event_id = f"{case.id}.{event.key}"
        row = register_row(case, event, flows_at(store), courts, row_id=event_id)
        put_event(store, row, utc_text(now))
        retie(store, [case.id])
        before = coverage.links_of(store, coverage_id)
        wanted = [*before, ("case", case.id), ("event", event_id)]
        coverage.set_links(store, coverage_id, wanted)
        after = {"event": event.model_dump(mode="json", exclude_defaults=True), "coverage": coverage_id}
        add_decision(store, ("coverage", str(coverage_id)), "link", person, now, before=before, after=wanted)
        add_decision(store, ("event", event_id), "report", person, now, after=after, why=f"first told by {item['url']}")
        bump_version(store)
    return event_id


def _day(text: str, now: datetime) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise TrackerError("give the day on which it happened, such as 2026-02-05, as the item says it") from None
    if day > now.date():
        raise TrackerError(f"{text} lies ahead; an event has happened")
    return text


def _event(case: Case, docket_id: str, day: str, title: str, kind: str, url: str, summary: str) -> Event:
    try:
        return Event.model_validate({
            "key": key_of(day, title), "date": day, "docket": docket_id, "kind": kind, "title": title, "text": summary,
            "sources": [url], "unverified": True,
        })  # fmt: skip
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise TrackerError(f"this event cannot be made: {where}: {first['msg']}") from error


def _free(store: Store, case: Case, key: str) -> str:
    found, number = key, 1
    while store.value("select 1 from events where event_id = ?", [f"{case.id}.{found}"]):
        number += 1
        found = f"{key}-{number}"
    return found
