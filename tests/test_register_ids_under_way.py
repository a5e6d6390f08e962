"""Files of the register whose ids change while mail is under way, a load is cut off, or the site is published."""
# ruff: noqa: F811  (fixtures are taken over by name)

import re
import subprocess
import sys
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.register_folder import HOUR, OTHER, A, B, Folder, courts, folder, follow, store  # noqa: F401  (fixtures)
from tests.test_publish import files
from tests.website import NOW, ORDER, read_by_machine, site_over
from tracker.courts import Courts
from tracker.deliver import compose_due, send_due
from tracker.lawbook import Lawbook
from tracker.publish.run import publish
from tracker.storage.facts import cases_at
from tracker.storage.owed import owe_event
from tracker.storage.store import Store, open_store


def mails(folder: Folder) -> list[Any]:
    return [message_from_bytes(f.read_bytes(), policy=default) for f in sorted(folder.config.outbox_dir.glob("*.eml"))]


@pytest.mark.parametrize("composed", [False, True])
def test_mail_that_was_owed_or_half_sent_goes_once_to_whom_it_was_meant_for(
    store: Store, folder: Folder, courts: Courts, composed: bool
) -> None:
    for name in ("ada", "bob", "cyd"):
        follow(store, f"{name}@example.org", A)
    follow(store, "dan@example.org", OTHER)
    with store.atomic():
        owe_event(store, "entry-7", reason="new", now=NOW)
        owe_event(store, f"{A}.2025-12-01-stay", reason="corrected", now=NOW)
    if composed:
        compose_due(store, Lawbook(courts), folder.config, NOW + HOUR)
        # One of three is out when the register is loaded.
        first = store.value("select min(outbox_id) from outbox where kind = 'digest'")
        store.execute("update outbox set next_try_at = '2027-01-01T00:00:00Z' where outbox_id <> ?", [first])
        send_due(store, folder.config, NOW + HOUR)
        assert len(mails(folder)) == 1
    folder.rename(A, B, [A, f"{A}-cadc"])
    folder.load(store, courts)
    store.execute("update outbox set next_try_at = null")
    for hours in (2, 3, 30):
        compose_due(store, Lawbook(courts), folder.config, NOW + hours * HOUR)
        send_due(store, folder.config, NOW + hours * HOUR)
    assert sorted(m["To"] for m in mails(folder)) == [f"{n}@example.org" for n in ("ada", "bob", "cyd")]
    text = mails(folder)[-1].get_body(("plain",)).get_content()
    links = set(re.findall(r"https://docket.example(/(?:cases|events|orders)/\S+)", text))
    client = site_over(folder.config).test_client()
    assert links and all(client.get(link, follow_redirects=True).status_code == 200 for link in links)


def test_an_order_told_before_is_not_told_again_because_its_case_has_another_id(
    store: Store, folder: Folder, courts: Courts
) -> None:
    follow(store, "ada@example.org", A)
    read_by_machine(store, 9, order_id=ORDER)
    for event in ("entry-9", f"{A}.2025-12-01-stay"):
        owe_event(store, event, reason="corrected", now=NOW)
    assert store.value("select count(*) from owed_scope") == 2
    folder.rename(A, B, [A, f"{A}-cadc"])
    folder.load(store, courts)
    for event in ("entry-9", f"{B}.2025-12-01-stay"):
        owe_event(store, event, reason="corrected", now=NOW + HOUR)
    assert store.value("select count(*) from owed_scope") == 2


_KILLED = """
import os, signal, sys
from pathlib import Path
from tracker.config import Config
from tracker.courts import load_courts
from tracker.ingest import register
from tracker.storage.store import open_store
from datetime import datetime, UTC
after = sys.argv[3]
def stop(*given, _real=getattr(register, after), **named):
    _real(*given, **named)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(register, after, stop)
config = Config(data_dir=Path(sys.argv[1]), register_dir=Path(sys.argv[2]))
register.load_files(open_store(config.db_path), config, load_courts(config.courts_file), datetime(2026, 11, 22, 20, tzinfo=UTC))
"""


@pytest.mark.parametrize("after", ["rename_case", "replace_register", "put_catalogue", "retie"])
def test_a_load_killed_in_the_middle_leaves_all_under_the_old_id_and_the_next_one_moves_it(
    store: Store, folder: Folder, courts: Courts, after: str
) -> None:
    follow(store, "ada@example.org", A)
    folder.rename(A, B, [A, f"{A}-cadc"], note="x")
    store.close()
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(folder.config.data_dir), str(folder.folder), after], check=False
    )
    assert done.returncode == -9
    again = open_store(folder.config.db_path)
    assert A in cases_at(again) and B not in cases_at(again)
    assert again.value("select count(*) from events where event_id glob ?", [f"{B}.*"]) == 0
    assert folder.load(again, courts).renamed == ((A, B),)
    assert again.value("select case_id from events where event_id = 'entry-7'") == B
    assert [row[0] for row in again.execute("pragma foreign_key_check").fetchall()] == []
    again.close()


def test_every_address_that_was_published_leads_somewhere_after_a_rename(
    folder: Folder, courts: Courts, tmp_path: Path
) -> None:
    config = replace(folder.config, public_url="https://desk.example", static_url="https://docket.example")
    store = open_store(config.db_path)
    folder.load(store, courts)
    read_by_machine(store, 7)
    store.close()
    forms = ("csv", "docx")
    publish(config, tmp_path / "site", NOW, forms=forms, workers=1)
    before = files(tmp_path / "site")
    store = open_store(config.db_path)
    folder.rename(A, B, [A, f"{A}-cadc"])
    folder.load(store, courts)
    store.close()
    publish(config, tmp_path / "site", NOW + HOUR, forms=forms, workers=1)
    after = files(tmp_path / "site")
    assert not [path for path in before.keys() - after.keys() if A in path]

    def ids(body: bytes) -> list[str]:
        return re.findall("<id>(.*?)</id>", body.decode())

    assert ids(before[f"cases/{A}/feed.atom"]) == ids(after[f"cases/{A}/feed.atom"])
    assert B in after[f"api/v1/cases/{A}.json"].decode()
    store = open_store(config.db_path)
    folder.rename(B, A, [A, B, f"{A}-cadc", f"{B}-cadc"])
    folder.load(store, courts)
    store.close()
    publish(config, tmp_path / "site", NOW + 2 * HOUR, forms=forms, workers=1)
    again = files(tmp_path / "site")
    assert not [path for path in after.keys() - again.keys() if A in path or B in path]
    assert ids(before[f"cases/{A}/feed.atom"]) == ids(again[f"cases/{A}/feed.atom"])
    assert b"refresh" not in again[f"cases/{A}/index.html"]
