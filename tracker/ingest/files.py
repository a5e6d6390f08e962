"""A saved file as a paper: which kind it is, whose entries, and how much of the docket it shows."""

from datetime import datetime, timedelta
from typing import cast

from tracker.courts import Court
from tracker.ingest.papers import Paper
from tracker.papers.courtlistener import ClDocket, dockets_in, entry_dockets
from tracker.papers.detect import PaperKind, read_paper
from tracker.papers.docket_sheet import parse_docket_sheet, sheet_drafts
from tracker.papers.sheet_records import DocketSheet
from tracker.storage.courtlistener import watched_row
from tracker.storage.store import Store


def paper_of(store: Store, kind: PaperKind, body: bytes, court: Court, file_name: str = "") -> Paper:
    """The paper that a file holds; `kind` as `papers.detect.identify` says, no feed.

    CourtListener's entries name their docket by its number there: it is told by the file, where it carries the docket
    itself, else by what is known of dockets watched there. A notice is private and goes without its body. Raises
    ParseError, one sentence, for a file that cannot be read, or of another court.
    """
    if kind == "sheet":
        sheet = parse_docket_sheet(body, court)
        return Paper(kind, kind, court, sheet_drafts(sheet), None, body, False, whole_until=whole_until(sheet))
    dockets = _dockets(store, body) if kind == "courtlistener" else {}
    drafts = read_paper(body, court, file_name, dockets)
    private = kind == "notice"
    return Paper(kind, kind, court, drafts, None, None if private else body, private)


# A receipt does not say on whose clock it was printed: the court's or that of PACER's own office.
CLOCKS = timedelta(hours=3)


def whole_until(sheet: DocketSheet) -> datetime | None:
    """Until when a sheet shows every entry of its docket: one that begins with the docket, and whose receipt says when
    it was made and that all was asked for. None for any other."""
    if not sheet.all_asked or sheet.printed is None:
        return None
    days = [day for entry in sheet.entries if (day := entry.filed or entry.entered_on)]
    first = {(entry.number or "").strip() for entry in sheet.entries}
    begins = "1" in first or (bool(days) and sheet.filed is not None and min(days) <= sheet.filed)
    return sheet.printed - CLOCKS if begins else None


def _dockets(store: Store, body: bytes) -> dict[int, ClDocket]:
    found = dockets_in(body)
    for cl_id in entry_dockets(body) - set(found):
        row = watched_row(store, cl_id)
        if row is not None and row["state"] != "wrong" and row["docket_number"]:
            found[cl_id] = ClDocket(
                cl_id, cast(str, row["court_id"]), row["docket_number"], row["pacer_case_id"], row["caption"] or "",
                None, None, None, None, None, None, False,
            )  # fmt: skip
    return found
