"""A store that tracks invented dockets of real courts, and papers on them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

from tests.conftest import NOW
from tests.digest_world import follow
from tests.papers_samples import cl_docket, cl_page
from tracker.config import Config
from tracker.courts import Courts, load_courts
from tracker.ingest.papers import Paper, take_paper
from tracker.ingest.run import ingest
from tracker.ingest.tools import Tools, make_tools
from tracker.models import EntryDraft, FeedRun, FeedSource, Fetched
from tracker.papers.courtlistener import parse_courtlistener
from tracker.papers.detect import PaperKind, identify, read_paper
from tracker.register.schema import Case
from tracker.storage import feeds as feed_store
from tracker.storage.catalogue import put_catalogue
from tracker.storage.store import Store

DOCKETS = {"dcd": "1:26-cv-00123", "cadc": "26-5181", "scotus": "25A1088", "ca9": "26-1234"}


def case_of(case_id: str, *dockets: tuple[str, str]) -> Case:
    rows: list[dict[str, Any]] = [
        {
            "id": f"{court}-{number.replace(':', '-').replace(' ', '-').rstrip('.').lower()}",
            "court": court,
            "number": number,
        }
        for court, number in dockets
    ]
    return Case.model_validate(
        {"id": case_id, "name": case_id, "caption": "Rivers v. Agency of Records", "dockets": rows, "events": [],
         "verified_through": None}
    )  # fmt: skip


def feed_item(
    kind: str = "Order on Motion for TRO", number: int | None = 39, doc: str = "04511234567", seq: int = 98,
    entered: datetime = datetime(2026, 3, 3, 4, 40, 17, tzinfo=UTC), docket: str = "1:26-cv-00123",
) -> str:  # fmt: skip
    """An item of the feed of D.D.C.; number None: without a paper. Entered on March 2 at 23:40 in Washington."""
    site = "https://ecf.dcd.uscourts.gov"
    paper = f' (<a href="{site}/doc1/{doc}?caseid=277123&de_seq_num={seq}" >{number}</a>)' if number else ""
    return (
        f"<item><title>{docket} Rivers et al v. Agency</title><link>{site}/cgi-bin/DktRpt.pl?277123</link>"
        f"<description>{escape(f'[{kind}]{paper}')}</description>"
        f'<guid isPermaLink="true">{site}/cgi-bin/DktRpt.pl?277123&amp;{seq}</guid>'
        f"<pubDate>{format_datetime(entered, usegmt=True)}</pubDate></item>"
    )


def feed_body(built: datetime, *items: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n<rss version="2.0"><channel><title>D.D.C.</title>'
        "<link>https://ecf.dcd.uscourts.gov</link><description>Docket entries of type: all</description>"
        f"<lastBuildDate>{format_datetime(built, usegmt=True)}</lastBuildDate>{''.join(items)}</channel></rss>"
    ).encode("iso-8859-1")


@dataclass
class World:
    store: Store
    tools: Tools
    courts: Courts
    folder: Path

    def take(
        self, body: bytes, court: str = "dcd", *, now: datetime = NOW, url: str | None = None, name: str = ""
    ) -> FeedRun:
        kind = identify(body, name)
        dockets = {d.cl_id: d for d in parse_courtlistener(cl_page(cl_docket())).dockets}
        return self.take_drafts(kind, court, read_paper(body, self.courts[court], name, dockets), body, now, url)

    def take_drafts(
        self, kind: PaperKind, court: str, drafts: tuple[EntryDraft, ...], body: bytes = b"-", now: datetime = NOW,
        url: str | None = None,
    ) -> FeedRun:  # fmt: skip
        private = kind == "notice"
        paper = Paper(kind, kind, self.courts[court], drafts, url, None if private else body, private)
        return take_paper(self.store, paper, self.tools, now)

    def feed(self, *items: str, now: datetime = NOW) -> FeedRun:
        source = FeedSource("dcd", "cmecf", "dcd", "https://ecf.dcd.example/rss", 300, "dcd")
        with self.store.atomic():
            feed_store.register_feeds(self.store, [source])
        body = feed_body(now, *items)
        return ingest(self.store, source, lambda: Fetched(source.url or "", 200, body, now), self.tools, now)

    def count(self, table: str) -> int:
        return int(self.store.value(f"select count(*) from {table}"))

    def entries(self) -> list[dict[str, Any]]:
        return self.store.rows("select * from docket_entries order by entry_id")

    def only(self) -> dict[str, Any]:
        (entry,) = self.entries()
        return entry

    def seen_in(self, entry_id: int = 1) -> list[str]:
        rows = self.store.rows("select feed_id from source_items where entry_id = ? order by item_id", [entry_id])
        return [row["feed_id"] for row in rows]

    def revisions(self, entry_id: int = 1) -> list[str]:
        rows = self.store.rows(
            "select short_description || '|' || description words from entry_revisions where entry_id = ?"
            " order by revision",
            [entry_id],
        )
        return [row["words"] for row in rows]

    def subscribe(self) -> None:
        """Somebody follows everything from now on."""
        follow(self.store, "reader@readers.example", now=NOW)

    def owed(self) -> list[tuple[str, str]]:
        rows = self.store.rows("select item_id, reason from owed_scope order by item_id, reason")
        return [(row["item_id"], row["reason"]) for row in rows]


def make_world(store: Store, folder: Path, *more: Case) -> World:
    courts = load_courts(Config().courts_file)
    cases = [case_of("rivers", *DOCKETS.items()), *more]
    with store.atomic():
        put_catalogue(store, {case.id: case for case in cases}, {})
    return World(store, make_tools(Config(data_dir=folder), courts, store), courts, folder)
