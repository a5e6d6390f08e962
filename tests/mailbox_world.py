"""The small register, a mail server with notices in it, and looks into it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import NOW
from tests.imapserver import ImapServer
from tests.papers_samples import case_table, docket_text, notice_html, notice_mail
from tests.website import load_small
from tracker.config import Config
from tracker.courts import load_courts
from tracker.ingest.mailbox import boxes, look
from tracker.ingest.tools import make_tools
from tracker.models import FeedRun
from tracker.review.suggested import decide
from tracker.storage.store import Store, open_store

ORDER = "ORDER granting [12] Motion to Stay. The Bureau shall not give tenancy files to the Office. (jrt)"


def notice(text: str = ORDER, number: str = "1:25-cv-01234-ABC", sender: str = "", extra: str = "") -> bytes:
    """A notice on the small register's docket; sender: another From line; extra: header lines on top."""
    raw = notice_mail(notice_html(tables=case_table(number=number) + docket_text(text)), "Activity in Case x Order")
    if sender:
        raw = raw.replace(b"From: DCD_ECFNotice@dcd.uscourts.gov", f"From: {sender}".encode())
    return extra.encode() + raw


class World:
    """The small register, a mail server, and looks into it."""

    def __init__(self, folder: Path, server: ImapServer):
        small = load_small(folder / "var")
        self.server = server
        self.config = Config(
            data_dir=small.data_dir, public_url=small.public_url, imap_host="localhost", imap_port=server.port,
            imap_user=server.user, imap_password=server.password, imap_ca_file=str(server.authority),
        )  # fmt: skip
        self.store: Store = open_store(small.db_path)
        self.courts = load_courts(small.courts_file)
        self.now = NOW

    def look(self, **changes: object) -> FeedRun:
        config = Config(**{**{n: getattr(self.config, n) for n in Config.__dataclass_fields__}, **changes})  # type: ignore[arg-type]
        (opened,) = boxes(config)
        return look(self.store, config, make_tools(config, self.courts, self.store), self.now, opened)

    def count(self, table: str) -> int:
        return int(self.store.value(f"select count(*) from {table}"))


def vouch(world: World, number: int, action: str = "accept") -> None:
    decide(world.store, number, action, "Ada", "counsel sent it on", world.now)


@contextmanager
def mailbox_world(folder: Path) -> Iterator[World]:
    with ImapServer(folder) as server:
        made = World(folder, server)
        yield made
        made.store.close()
