"""Drafts, feeds and a small invented register for tests."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tracker.courts import Courts, load_courts
from tracker.demo.feed import Item
from tracker.models import EntryDraft
from tracker.register.files import Register, load_register

DEMO = Path(__file__).resolve().parent.parent / "tracker" / "demo" / "data"
ENTERED = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
CASE = "reading-circle-v-weather-permits"
FLOW = "permits-to-lighthouses"


def demo_courts() -> Courts:
    return load_courts(DEMO / "courts.toml")


def demo_register() -> Register:
    return load_register(DEMO / "register", frozenset(demo_courts()))


def draft(
    *shorts: str,
    doc: str | None = "09900042044",
    seq: str | None = None,
    number: str | None = "17",
    entered: datetime | None = ENTERED,
    text: str = "",
    docket: str = "1:26-cv-00042",
) -> EntryDraft:
    return EntryDraft(
        court_id="demod",
        docket_number=docket,
        pacer_case_id="42",
        caption="Harbor Reading Circle v. Bureau of Weather Permits",
        date_entered=entered,
        document_number=number,
        pacer_doc_id=doc,
        pacer_seq_no=seq,
        short_descriptions=shorts or ("Order",),
        description=text,
    )


def item(kind: str, sequence: int, number: int | None = 17, minutes: int = 5, docket: str = "1:26-cv-00042") -> Item:
    return Item("Harbor Reading Circle v. Permits", docket, 42, kind, sequence, number, timedelta(minutes=minutes))
