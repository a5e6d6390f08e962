"""What is true about an order besides its state: judgments without a mandate, conflicts, changes, mere reports."""

from datetime import date

from tracker.law import wording
from tracker.law.answers import DatedNote, NoteKind
from tracker.law.docketing import Index, has_authority
from tracker.law.parts import stay
from tracker.law.sheet import Sheet, mandate_of
from tracker.law.steps import STAY_ENDERS, Step


def write_notes(sheet: Sheet) -> None:
    """Fill in the sentences about what each act did, or why it did nothing."""
    index = sheet.index
    for step in sheet.steps:
        if not step.standing:
            if step.do not in STAY_ENDERS and step.do != "cert_granted":
                _note(sheet, step.last, None, wording.not_amended(index, step, sheet.placed), step.cause, "conflict")
        elif step.do in ("extends", "modifies", "affirms"):
            _note(sheet, step.last, None, _changed(index, step), step.cause, "changed")
        elif step.do == "stays":
            window = stay(sheet, step, [s for s in sheet.steps if s.standing])
            end = window.ended()
            _note(sheet, step.first, end.last if end else None, window.begin.reason, step.cause, "stay")
    for by in sheet.bearing.replaced_by:
        if by.event.confirmed and by.last and not has_authority(index, by, sheet.placed):
            text = f"{wording.court_of(index, by)} called its own order a replacement; it cannot end this one."
            _note(sheet, by.last, None, text, by.id, "conflict")
    for act, judgment in sheet.bearing.waiting:
        mandate = mandate_of(sheet, judgment)
        if judgment.last and has_authority(index, judgment, sheet.placed):
            until = mandate.first if mandate else None
            _note(sheet, judgment.last, until, wording.waiting(index, act, judgment), judgment.id, "mandate")
    reports = [*sheet.bearing.reports, *(by for by in sheet.bearing.replaced_by if not by.event.confirmed)]
    for report in reports:
        if report.last:
            _note(sheet, report.last, None, f"Reported, not confirmed: {report.event.title}.", report.id, "report")


def _changed(index: Index, step: Step) -> str:
    why = f". {step.act.why}" if step.act.why else ""
    return wording.sentence(wording.changed(index, step) + why)


def _note(sheet: Sheet, day: date, until: date | None, text: str, event_id: str, kind: NoteKind) -> None:
    sheet.notes.append(DatedNote(day, until, text, event_id, kind))
