"""A docket entry and its tagging as a timeline row. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from tracker.courts import Court
from tracker.dates import from_utc_text, utc_text
from tracker.models import EntryDraft, Tagging
from tracker.register.rows import searched
from tracker.review.pending import covered_by, may_touch_an_order, outcome_unknown
from tracker.storage.events import EventRow
from tracker.storage.facts import compact
from tracker.vocab import ROUTINE_KINDS

TITLE_LENGTH = 180


def event_id_of(entry_id: int) -> str:
    return f"entry-{entry_id}"


def court_day(draft: EntryDraft, court: Court) -> date | None:
    """The day on the court's own calendar: filed where known, else entered (23:30 in New York is not tomorrow)."""
    if draft.date_filed:
        return draft.date_filed
    return draft.date_entered.astimezone(ZoneInfo(court.zone)).date() if draft.date_entered else None


def tagged_text(draft: EntryDraft) -> str:
    """The words that the tagger reads: the full docket text where a source has it, else the event types."""
    return draft.description or " AND ".join(part.strip() for part in draft.short_descriptions)


def entry_title(draft: EntryDraft, unknown: bool) -> str:
    """unknown: a court acted, and the words do not say how."""
    text = " and ".join(part.strip() for part in draft.short_descriptions) or " ".join(draft.description.split())
    text = text or "Docket entry without text"
    if len(text) > TITLE_LENGTH:
        text = text[: TITLE_LENGTH - 1].rstrip() + "…"
    return f"{text}: outcome not yet known" if unknown else text


# Courts use a few hundred types over and over.
@lru_cache(maxsize=4096)
def _body(types: tuple[str, ...], rules_on: tuple[int, ...], told_by: str | None) -> str:
    return compact({"short": types, "rules_on": rules_on, "told_by": told_by})


def entry_event(
    entry_id: int,
    draft: EntryDraft,
    tagging: Tagging,
    court: Court,
    docket: Mapping[str, Any],
    flows: Sequence[str],
    told: Sequence[Mapping[str, Any]],
    source: tuple[str, str | None],
    now: datetime,
) -> EventRow:
    """The machine-read event of an entry.

    docket: its row with `case_id, docket_id, docket_number, caption, judge, case_name`; flows: those of its case;
    told: register events of the docket, which may already tell this entry; source: address and archive SHA-256.
    """
    day, entered = court_day(draft, court), draft.date_entered
    text = tagged_text(draft)
    own = event_id_of(entry_id)
    taken_over = (str(r["event_id"]) for r in told if r.get("adopted") == own)
    covered = next(taken_over, None) or covered_by(tagging, draft.document_number, day, told)
    routine, pending = tagging.kind in ROUTINE_KINDS, may_touch_an_order(tagging)
    # What the register tells is known, whatever the entry's own words leave out.
    unknown = covered is None and outcome_unknown(tagging)
    url, sha = source
    return EventRow(
        event_id=own,
        case_id=docket["case_id"],
        docket_id=docket["docket_id"],
        court_id=court.court_id,
        origin="docket",
        kind=tagging.kind,
        title=entry_title(draft, unknown),
        text=draft.description,
        names=_names(draft, tagging, court, docket),
        day=day.isoformat() if day else None,
        day_precision="day" if day else "none",
        entered_at=utc_text(entered) if entered else None,
        document=draft.document_number,
        judge=docket["judge"],
        confirmed=False,
        pending=covered is None and pending,
        routine=routine,
        outcome_unknown=unknown,
        entry_id=entry_id,
        body=_body(draft.short_descriptions, tagging.rules_on, covered),
        actions=tuple((a.relief, a.disposition or "") for a in tagging.actions),
        flows=() if routine else tuple((flow_id, "") for flow_id in flows),
        sources=((url, utc_text(now), sha),),
        matches=tuple((m.label, m.rule, m.start, m.end, text[m.start : m.end]) for m in tagging.matches),
    )  # fmt: skip


def _names(draft: EntryDraft, tagging: Tagging, court: Court, docket: Mapping[str, Any]) -> str:
    """What a search finds an entry by, beside its title and text."""
    names = (
        docket["case_name"], docket["caption"], docket["docket_number"], court.citation, docket["judge"],
        draft.document_number, *(searched(a.relief) for a in tagging.actions),
    )  # fmt: skip
    return " ".join(filter(None, names))


def draft_of(entry: Mapping[str, Any], docket: Mapping[str, Any]) -> EntryDraft:
    """A stored entry in the form in which a source once gave it."""
    entered = from_utc_text(entry["date_entered"]).astimezone(UTC) if entry["date_entered"] else None
    return EntryDraft(
        court_id=docket["court_id"], docket_number=docket["docket_number"] or "",
        pacer_case_id=docket["pacer_case_id"], caption=entry["caption"], date_entered=entered,
        document_number=entry["document_number"], pacer_doc_id=entry["pacer_doc_id"],
        pacer_seq_no=entry["pacer_seq_no"],
        short_descriptions=tuple(filter(None, entry["short_description"].split(" AND "))),
        description=entry["description"],
        date_filed=date.fromisoformat(entry["date_filed"]) if entry["date_filed"] else None,
    )  # fmt: skip
