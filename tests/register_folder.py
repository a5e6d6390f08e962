"""The small register as an editor has it, in files whose ids can change, and the store that it is loaded into."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.website import CASES, FLOWS, NOW, read_by_machine
from tracker.config import Config
from tracker.courts import Courts, load_courts
from tracker.ingest.register import load_files
from tracker.storage.facts import Changes
from tracker.storage.store import Store, open_store
from tracker.storage.subscribers import confirm_subscription, request_subscription
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
