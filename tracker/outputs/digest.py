"""What a digest says: subject, sections and lines, the same for its text and its HTML. Pure.

A subject and the first section speak of confirmed changes only. What only a machine has read is "a ruling was
entered", whatever the machine made of its words.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tracker.outputs import words
from tracker.outputs.digest_lines import Maker, case_of
from tracker.outputs.digest_model import Change, Digest, Line, Material, Told
from tracker.outputs.records import EventRecord
from tracker.text import clip, one_line
from tracker.vocab import CONSEQUENTIAL_RELIEFS, COURT_ACT_KINDS

# What a reader most needs to know first.
STATUS_RANK = ("blocked", "open", "unknown", "limited", "ended", "proposed")
STATUS_LEAD = {**words.STATUS, "unknown": "No longer certain"}
SUBJECT_LENGTH = 150


def build_digest(material: Material, public_url: str, as_of: date, made: dict[Any, Line] | None = None) -> Digest:
    """Everything in `material` in the order of a reader's need, each line with its link and its sources.

    made: lines of other digests of the same day and the same reading of the store, to be used again and added to.
    """
    maker = Maker(material, public_url, as_of, {} if made is None else made)
    piles = _sort(material)
    sections = [
        maker.section("status", "What changed in status", "", [maker.change(c) for c in _ranked(material.changes)]),
        maker.section("orders", "Orders and rulings", "", [maker.told(maker.order, t) for t in piles["orders"]]),
        maker.section(
            "pending", "Rulings not yet read", "A ruling was entered; its outcome is not yet known here.",
            [maker.told(maker.pending, t) for t in piles["pending"]],
        ),
        maker.bycase_of("filings", "Filings by case", piles["filings"]),
        maker.section("news", "In the news", "Reports are not orders.", [maker.news(c) for c in material.news]),
        maker.section(
            "corrections", "Corrections and changed entries", "",
            [maker.told(maker.corrected, t) for t in piles["corrections"]]
            + [maker.removed(r) for r in material.removed],
        ),
        maker.section(
            "late", "Added to the record", "These happened earlier and are new here.",
            [maker.told(maker.late, t) for t in piles["late"]],
        ),
    ]  # fmt: skip
    updates = sum(len(section.lines) for section in sections)
    ahead = [maker.ahead(e) for e in sorted(material.expected, key=lambda e: (e.day, e.text))]
    sections.append(maker.section("expected", "What to expect", "", ahead))
    subject = _subject(material, piles, updates)
    # What a list of messages shows beside the subject must be as careful as the subject.
    preview = [_said(line) for section in sections[:3] for line in section.lines[:2]]
    preview += [f"{s.title}: {len(s.lines)}" for s in sections[3:-1] if s.groups]
    return Digest(subject, clip(" · ".join(preview), 140), tuple(s for s in sections if s.groups), updates)


def _sort(material: Material) -> dict[str, list[Told]]:
    """Each event into the one section where it is told. New beats changed: what was never told is not corrected."""
    piles: dict[str, list[Told]] = {k: [] for k in ("orders", "pending", "filings", "corrections", "late")}
    for told in sorted(material.told, key=lambda t: (t.event.day or date.min, t.event.event_id), reverse=True):
        event, first = told.event, {"new", "late", "confirmed"} & set(told.reasons)
        if not first:
            piles["corrections"].append(told)
        elif first == {"late"}:
            piles["late"].append(told)
        elif event.confirmed and (event.order_id or event.kind in COURT_ACT_KINDS):
            piles["orders"].append(told)
        elif _unread_ruling(event):
            piles["pending"].append(told)
        else:
            piles["filings"].append(told)
    return piles


def _unread_ruling(event: EventRecord) -> bool:
    """A court acted on something that matters and no person has read how."""
    if event.confirmed or event.reported_only or event.kind not in COURT_ACT_KINDS:
        return False
    return event.pending or any(relief in CONSEQUENTIAL_RELIEFS for relief, _ in event.actions)


def _ranked(changes: Sequence[Change]) -> list[Change]:
    return sorted(changes, key=lambda c: (c.before == c.after, STATUS_RANK.index(c.after), c.flow_name))


def _subject(material: Material, piles: Mapping[str, list[Told]], updates: int) -> str:
    """The most important confirmed change; with none, what there is, without its outcome."""
    more = f" — and {words.counted(updates - 1, 'more update')}" if updates > 1 else ""
    return clip(one_line(_first(material, piles)), SUBJECT_LENGTH - len(more)) + more


def _first(material: Material, piles: Mapping[str, list[Told]]) -> str:
    for change in _ranked(material.changes):
        if change.before != change.after:
            return f"{STATUS_LEAD[change.after]}: {change.flow_name}"
    for told in piles["orders"]:
        return f"{told.event.title} ({case_of(told.event)})"
    for told in piles["pending"]:
        return f"A ruling was entered in {case_of(told.event)}"
    for told in piles["filings"]:
        # The docket's own words may name an outcome that nobody has checked, so an unread act is only counted.
        what = words.label(words.KIND, told.event.kind)
        return f"{'A ruling was entered' if told.event.kind in COURT_ACT_KINDS else what} in {case_of(told.event)}"
    for change in material.changes:
        return f"{change.flow_name}: changed and back"
    if material.news:
        # A headline may say "blocked"; in a subject that would read as ours.
        return f"In the news: {words.counted(len(material.news), 'report')}"
    for told in piles["corrections"]:
        return f"An entry changed in {case_of(told.event)}"
    for gone in material.removed:
        return f"Taken off the record in {gone.case_name or 'a case'}"
    return f"Added to the record of {case_of(piles['late'][0].event)}" if piles["late"] else "Nothing new"


def _said(line: Line) -> str:
    return f"{line.lead}: {line.text}" if line.lead else line.text
