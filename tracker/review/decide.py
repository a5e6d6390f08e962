"""The small decisions of the desk: nothing changes, not public, no gap any more, this news item belongs there."""

from collections.abc import Iterable
from datetime import datetime

from tracker.courts import Courts
from tracker.dates import utc_text
from tracker.errors import NotFoundError, TrackerError
from tracker.register.schema import Event
from tracker.review.confirm import Reading, check_mark, confirm, plain_title, readable_event
from tracker.review.snapshot import take
from tracker.storage import coverage, gaps, reports
from tracker.storage.decisions import add_decision
from tracker.storage.desk import docket_words, make_public
from tracker.storage.due import take_back
from tracker.storage.events import event_row
from tracker.storage.facts import bump_version
from tracker.storage.owed import owe_event
from tracker.storage.retagged import open_changes
from tracker.storage.retie import Change, as_they_were, retie_changed
from tracker.storage.store import Store
from tracker.storage.withheld import reason_given, withhold


def reject(
    store: Store, event_id: str, person: str, why: str, courts: Courts, now: datetime, mark: str | None = None
) -> Event:
    """Somebody has read it and it changes nothing: no order, no act, no outcome is stored, and it waits no longer.

    Raises as `confirm` does.
    """
    row = readable_event(store, event_id)
    reading = Reading(
        person, title=plain_title(row) or "Docket entry", text=str(row["text"]), why=why or None, complete=True,
        is_order=False,
    )  # fmt: skip
    return confirm(store, event_id, reading, courts, now, action="reject", mark=mark)


def dismiss(
    store: Store, kind: str, target: str, person: str, why: str, now: datetime, mark: str | None = None
) -> None:
    """Looked at, and nothing to do: an order that restricts no tracked flow, a news item that is rightly linked.

    mark: of an event, as `confirm` takes it; raises StaleReadingError when it is no longer true.
    """
    with store.atomic():
        if kind == "event":
            readable_event(store, target)
            check_mark(store, target, mark)
        else:
            _item(store, target)
        add_decision(store, (kind, target), "dismiss", person, now, why=why)


def look_over(store: Store, change_ids: Iterable[int], person: str, now: datetime) -> list[int]:
    """Looked at, and nothing to do: entries that today's rules read otherwise, by the changes that the person saw.

    Each is a decision of its own, and taken back like any other. Returns them; a change that waits no longer, or after
    which the rules read yet something else, gets none.
    """
    with store.atomic():
        waiting = {change.change_id: change.event_id for change in open_changes(store)}
        seen = [waiting[i] for i in dict.fromkeys(change_ids) if i in waiting]
        return [add_decision(store, ("event", event_id), "dismiss", person, now) for event_id in seen]


def relink(store: Store, coverage_id: str, person: str, links: list[tuple[str, str]], why: str, now: datetime) -> None:
    """Set what a news item is about: cases, flows, events. An empty list takes it off every page."""
    with store.atomic():
        number = _item(store, coverage_id)
        before = coverage.links_of(store, number)
        coverage.set_links(store, number, links)
        action = "link" if links else "unlink"
        add_decision(store, ("coverage", str(number)), action, person, now, before=before, after=links, why=why)
        bump_version(store)


def _item(store: Store, coverage_id: str) -> int:
    number = int(coverage_id) if coverage_id.isdigit() else 0
    if coverage.coverage_row(store, number) is None:
        raise NotFoundError(f"no news item {coverage_id!r}")
    return number


def close_gap(store: Store, gap_id: int, person: str, why: str, now: datetime) -> None:
    """Somebody has compared the court's docket for that time, and says from what. Readers see the reason."""
    if len(why) < 3:
        raise TrackerError("say how the time was covered, for example: docket sheet of Nov 22 read, nothing missing")
    with store.atomic():
        if not gaps.close_gap(store, gap_id, why, now):
            raise NotFoundError(
                f"gap {gap_id} is not open: there is none with this number, or somebody has closed it meanwhile, and "
                "nothing of yours was stored"
            )
        add_decision(store, ("gap", str(gap_id)), "close", person, now, after={"closed": True}, why=why)


def close_report(store: Store, report_id: int, person: str, why: str, now: datetime) -> None:
    """Answered, mended, or no error. The reader's address is forgotten."""
    with store.atomic():
        found = reports.find_report(store, report_id)
        if found is None or found.closed_at is not None:
            raise NotFoundError(
                f"report {report_id} is not open: there is none with this number, or somebody has closed it meanwhile, "
                "and nothing of yours was stored"
            )
        reports.close_report(store, report_id, now)
        add_decision(store, ("report", str(report_id)), "close", person, now, after={"closed": True}, why=why)


def withhold_event(
    store: Store, event_id: str, person: str, reason: str, now: datetime, mark: str | None = None
) -> None:
    """Take an event out of public sight. The reason is shown in its place, so it must not say what is withheld.

    What it said is kept with the decision, out of every public door, so that an undo can put it back. Raises
    StaleReadingError when `mark` (see `confirm`) is no longer true.
    """
    if len(reason) < 3:
        raise TrackerError("give the reason; it is shown in place of the text, for example: sealed by the court")
    with store.atomic():
        if event_row(store, event_id) is None:
            raise NotFoundError(f"no event {event_id!r}")
        check_mark(store, event_id, mark)
        # Withheld twice, the second time only gives another reason: the words are with the first decision.
        earlier = reason_given(store, event_id)
        before = earlier or take(store, event_id).as_json()
        were = as_they_were(store, [event_id])
        withhold(store, event_id, reason, person, utc_text(now))
        # A digest that a relay is slow to take may name it, and must not leave as it is.
        take_back(store)
        retie_changed(store, [Change(case_id, event_id, paper.kind) for case_id, paper in were.values()], were)
        add_decision(
            store, ("event", event_id), "withhold", person, now, before=before, after={"reason": reason}, why=reason
        )


def release(store: Store, event_id: str, person: str, why: str, now: datetime, mark: str | None = None) -> None:
    """A public source shows what came here by a private notice. Raises NotFoundError where nothing is private,
    StaleReadingError when `mark` (see `confirm`) is no longer true."""
    with store.atomic():
        row = event_row(store, event_id)
        if row is None:
            raise NotFoundError(f"no event {event_id!r}")
        check_mark(store, event_id, mark)
        entry = docket_words(store, row["entry_id"])
        if entry is None or not entry["private"]:
            raise NotFoundError(
                f"event {event_id!r} is no private one: it came by no private notice, or is public by now"
            )
        readable_event(store, event_id)
        make_public(store, entry["entry_id"])
        owe_event(store, event_id, reason="new", now=now)
        add_decision(store, ("event", event_id), "release", person, now, after={"public": True}, why=why)
        bump_version(store)
