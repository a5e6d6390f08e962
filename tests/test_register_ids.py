"""Files of the register whose ids change: back to an id of before, two at once, half said, cut off, with mail under way."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.test_publish import files
from tests.website import CASES, FLOWS, NOW, ORDER, read_by_machine, site_over
from tracker.config import Config
from tracker.courts import Courts, load_courts
from tracker.deliver import compose_due, send_due
from tracker.errors import RegisterError
from tracker.ingest.register import load_files
from tracker.lawbook import Lawbook
from tracker.publish.run import publish
from tracker.storage.facts import Changes, cases_at
from tracker.storage.owed import owe_event
from tracker.storage.store import Store, open_store
from tracker.storage.subscribers import confirm_subscription, followed_scopes, request_subscription
from tracker.storage.suggestions import Found, add_suggestions, is_private, open_suggestions
from tracker.subscriptions import Scope, Settings

A, B, C, OTHER = "tenants-v-bureau", "renters-v-bureau", "lodgers-v-bureau", "list-v-board"
HOUR = timedelta(hours=1)


class Folder:
    """A register in files, as an editor has it."""

    def __init__(self, folder: Path, config: Config):
        self.folder = folder
        self.config = Config(data_dir=config.data_dir, public_url=config.public_url, register_dir=folder)
        self.hours = 0
        for flow in FLOWS:
            self.write("flows", flow)
        for case in CASES:
            self.write("cases", case)

    def write(self, kind: str, body: dict[str, Any]) -> None:
        (self.folder / kind).mkdir(parents=True, exist_ok=True)
        (self.folder / kind / f"{body['id']}.yaml").write_text(yaml.safe_dump(body, sort_keys=False), encoding="utf-8")

    def read(self, case: str) -> dict[str, Any]:
        found: dict[str, Any] = yaml.safe_load((self.folder / "cases" / f"{case}.yaml").read_text(encoding="utf-8"))
        return found

    def rename(self, old: str, new: str, formerly: list[str], **more: Any) -> None:
        body = self.read(old)
        (self.folder / "cases" / f"{old}.yaml").unlink()
        body.pop("formerly", None)
        self.write("cases", {**json.loads(json.dumps(body).replace(old, new)), "formerly": formerly, **more})

    def load(self, store: Store, courts: Courts) -> Changes:
        self.hours += 1
        return load_files(store, self.config, courts, NOW + self.hours * HOUR)[1]


@pytest.fixture
def courts() -> Courts:
    return load_courts(Config().courts_file)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "register", Config(data_dir=tmp_path, public_url="https://docket.example"))


@pytest.fixture
def store(folder: Folder, courts: Courts) -> Iterator[Store]:
    opened = open_store(folder.config.db_path)
    folder.load(opened, courts)
    read_by_machine(opened, 7)
    yield opened
    opened.close()


def follow(store: Store, email: str, *cases: str) -> int:
    with store.atomic():
        person = request_subscription(store, email, Settings(Scope(case_ids=cases), "instant"), NOW)
        assert person and person.requested
        confirm_subscription(store, person.subscriber_id, person.requested, NOW)
    return person.subscriber_id


def feed_ids(folder: Folder, case: str) -> list[str]:
    client = site_over(folder.config).test_client()
    atom = client.get(f"/timeline.atom?case={case}").text
    calendar = client.get(f"/timeline.ics?case={case}").text
    return re.findall("<id>(.*?)</id>", atom) + re.findall(r"^UID:.*(?:\r\n .*)*", calendar, re.M)


def test_a_case_that_returns_to_an_id_of_before_keeps_its_feeds_its_addresses_and_its_followers(
    store: Store, folder: Folder, courts: Courts
) -> None:
    follow(store, "ada@example.org", A)
    before, count = feed_ids(folder, A), store.value("select count(*) from events")
    a, b = f"{A}-cadc", f"{B}-cadc"
    for old, new, formerly in ((A, B, [A, a]), (B, A, [A, B, a, b]), (A, C, [A, B, a, b])):
        folder.rename(old, new, formerly)
        changes = folder.load(store, courts)
        assert changes.renamed == ((old, new),) and not changes.retracted and not changes.new
        client = site_over(folder.config).test_client()
        for name in formerly[:2] if new != B else (A,):
            assert feed_ids(folder, name) == before
            for path in ("/cases/{}", "/orders/{}.2025-12-01", "/events/{}.2025-12-01-stay", "/cases/{}-cadc"):
                answer = client.get(path.format(name))
                assert answer.status_code == (200 if name == new and "-cadc" not in path else 301), (path, name, new)
                assert client.get(path.format(name), follow_redirects=True).status_code == 200
        ((_, scope),) = followed_scopes(store)
        assert scope.case_ids == (new,)
    assert store.value("select count(*) from events") == count and not store.value("select count(*) from owed_scope")
    # What was known before each of them is told, by the id of today.
    assert cases_at(store, NOW + timedelta(minutes=90)).keys() == {C, OTHER}


def test_its_own_id_is_no_former_one_of_a_case_that_never_had_another(
    store: Store, folder: Folder, courts: Courts
) -> None:
    folder.write("cases", {**folder.read(A), "formerly": [A]})
    with pytest.raises(RegisterError, match="an id is given once"):
        folder.load(store, courts)


def test_what_it_was_called_first_stays_first_and_none_is_dropped(store: Store, folder: Folder, courts: Courts) -> None:
    folder.write("cases", {**folder.read(A), "formerly": [f"{A}-old"]})
    with pytest.raises(RegisterError, match=rf"{A}\.yaml:\d+: `formerly` must begin with {A} and"):
        folder.load(store, courts)
    folder.write("cases", {**folder.read(A), "formerly": [A, f"{A}-old"]})
    before = feed_ids(folder, A)
    folder.load(store, courts)
    assert feed_ids(folder, A) == before
    folder.rename(A, B, [A])
    with pytest.raises(RegisterError, match=rf"and keep \[{A}, {A}-old\]"):
        folder.load(store, courts)
    folder.rename(B, B, [A, f"{A}-old"])
    with pytest.raises(RegisterError, match=f"put the docket id '{A}-cadc' into `formerly`"):
        folder.load(store, courts)
    folder.rename(B, B, [A, f"{A}-old", f"{A}-cadc"])
    assert folder.load(store, courts).renamed == ((A, B),)
    folder.write("cases", {k: v for k, v in folder.read(B).items() if k != "formerly"})
    with pytest.raises(RegisterError, match="each leads here"):
        folder.load(store, courts)


def test_two_cases_do_not_exchange_their_ids(store: Store, folder: Folder, courts: Courts) -> None:
    """Who follows the one would hear of the other."""
    follow(store, "ada@example.org", A)
    first, second = folder.read(A), folder.read(OTHER)
    folder.write("cases", {**json.loads(json.dumps(second).replace(OTHER, A))})
    folder.write("cases", {**json.loads(json.dumps(first).replace(A, OTHER))})
    with pytest.raises(RegisterError, match=f"this case was loaded as '{A}', and 1 docket entries and 1 subscr") as why:
        folder.load(store, courts)
    assert "formerly" not in str(why.value)
    folder.write("cases", {**folder.read(A), "formerly": OTHER})
    folder.write("cases", {**folder.read(OTHER), "formerly": A})
    with pytest.raises(RegisterError, match="an id is given once"):
        folder.load(store, courts)


def test_a_new_case_takes_no_id_that_another_has_left(store: Store, folder: Folder, courts: Courts) -> None:
    new = deepcopy(CASES[1]) | {"id": A, "events": [], "dockets": [{"id": "x", "court": "mdd", "number": "1:26-cv-7"}]}
    folder.rename(A, B, [A, f"{A}-cadc"])
    folder.write("cases", new)
    with pytest.raises(RegisterError, match="an id is given once"):
        folder.load(store, courts)
    folder.rename(B, B, [])
    with pytest.raises(RegisterError, match=f"this case was loaded as '{A}', and 1 docket entries"):
        folder.load(store, courts)
    assert store.value("select case_id from events where event_id = 'entry-7'") == A


def test_an_id_of_which_something_was_known_or_that_somebody_follows_is_not_taken(
    store: Store, folder: Folder, courts: Courts
) -> None:
    gone = deepcopy(CASES[1]) | {"id": B, "events": [], "dockets": [{"id": B, "court": "mdd", "number": "1:26-cv-7"}]}
    folder.write("cases", gone)
    folder.load(store, courts)
    (folder.folder / "cases" / f"{B}.yaml").unlink()
    folder.load(store, courts)
    folder.rename(A, B, [A, f"{A}-cadc"])
    with pytest.raises(RegisterError, match=f"'{B}' was the id of another case"):
        folder.load(store, courts)
    follow(store, "ada@example.org", A)
    follow(store, "bob@example.org", C)
    folder.rename(B, C, [A, f"{A}-cadc"])
    with pytest.raises(RegisterError, match=f"'{C}' was the id of another case"):
        folder.load(store, courts)


def test_a_docket_takes_no_id_that_is_kept_for_another_case_s(store: Store, folder: Folder, courts: Courts) -> None:
    """A docket that left the register stays with its entries."""
    read_by_machine(store, 8, case_id=OTHER, docket_id=OTHER, court_id="mad")
    other = folder.read(OTHER)
    folder.write("cases", other | {"dockets": [{"id": "elsewhere", "court": "mad", "number": "1:26-cv-10002"}]})
    folder.load(store, courts)
    folder.rename(A, B, [A, f"{A}-cadc"])
    folder.rename(
        B,
        B,
        [A, f"{A}-cadc"],
        dockets=json.loads(json.dumps(folder.read(B)["dockets"]).replace(f'"{B}-cadc"', f'"{OTHER}"')),
        events=json.loads(json.dumps(folder.read(B)["events"]).replace(f'"{B}-cadc"', f'"{OTHER}"')),
    )
    with pytest.raises(RegisterError, match=f"'{OTHER}' is kept as the id of a docket of '{OTHER}'"):
        folder.load(store, courts)


def test_words_that_read_like_the_id_stay_words_and_nobody_is_told_of_them(
    store: Store, folder: Folder, courts: Courts
) -> None:
    folder.write("cases", {**folder.read(A), "plaintiffs": [A], "claims": [A]})
    folder.load(store, courts)
    follow(store, "ada@example.org", A)
    body = {**folder.read(A), "formerly": [A, f"{A}-cadc"]}
    (folder.folder / "cases" / f"{A}.yaml").unlink()
    folder.write("cases", {**json.loads(json.dumps(body).replace(A, B)), "plaintiffs": [A], "claims": [A],
                           "formerly": [A, f"{A}-cadc"]})  # fmt: skip
    folder.load(store, courts)
    then = cases_at(store, NOW + timedelta(hours=2, minutes=30))[B]
    assert (then.plaintiffs, then.claims) == ([A], [A])


@pytest.mark.parametrize("docket", [A, f"{A}-cadc"])
def test_what_a_private_notice_named_stays_private_when_dockets_have_other_ids(
    store: Store, folder: Folder, courts: Courts, docket: str
) -> None:
    store.execute("update docket_entries set private = 1, docket_id = ?, document_number = '5'", [docket])
    body = {"cases": [A], "private": [docket, "5"]}
    add_suggestions(store, [Found("appeal", "docket:ca1:26-1", "x", body=body)], NOW)
    assert is_private(store, open_suggestions(store)[0])
    folder.rename(A, B, [A, f"{A}-cadc"])
    folder.load(store, courts)
    (found,) = open_suggestions(store)
    assert found.body["cases"] == [B] and is_private(store, found)


def test_a_list_read_on_with_a_cursor_of_before_passes_nothing_over(
    store: Store, folder: Folder, courts: Courts
) -> None:
    client = site_over(folder.config).test_client()
    ids, url = [], f"/api/v1/events?case={A}&limit=1"
    while url:
        answer = client.get(url).json
        ids += [row["id"] for row in answer["results"]]
        url = (answer["next"] or "").removeprefix("http://localhost")
        if len(ids) == 2:
            folder.rename(A, B, [A, f"{A}-cadc"])
            folder.load(store, courts)
            client = site_over(folder.config).test_client()
    assert [i.replace(A, B) for i in ids] == [
        row["id"] for row in client.get(f"/api/v1/events?case={B}").json["results"]
    ]


def test_a_form_opened_before_still_means_the_case(store: Store, folder: Folder, courts: Courts) -> None:
    folder.rename(A, B, [A, f"{A}-cadc"])
    folder.load(store, courts)
    text = site_over(folder.config).test_client().get(f"/subscribe?case={A}").text
    assert re.search(rf'value="{B}"[^>]*checked', text)


@pytest.mark.parametrize("path", ["/calendar", "/timeline"])
def test_a_filter_of_before_holds_on_a_page_of_what_was_known_before(
    store: Store, folder: Folder, courts: Courts, path: str
) -> None:
    folder.rename(A, B, [A, f"{A}-cadc"])
    folder.load(store, courts)
    client = site_over(folder.config, lambda: NOW + 9 * HOUR).test_client()
    for query in ("", "&known_at=2026-11-22T16:30:00Z"):
        assert client.get(f"{path}?case={A}{query}").status_code == 200


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
