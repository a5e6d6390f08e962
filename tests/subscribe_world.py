"""The site with its subscribe pages, a clock that can be moved, and a box for what they mail."""

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.digest_world import DAY, START, Box, lawbook, load
from tests.website import site_over
from tracker.config import Config
from tracker.deliver import compose_due, send_due
from tracker.storage import subscribers
from tracker.storage.store import Store, open_store
from tracker.storage.subscribers import Subscriber


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class World:
    """The site over a store with digests to come, a clock that can be moved, and a box for mail."""

    def __init__(self, folder: Path):
        self.config = Config(data_dir=folder, public_url="http://localhost")
        self.store: Store = open_store(self.config.db_path)
        load(self.store, START - DAY)
        compose_due(self.store, lawbook(), self.config, START - DAY)
        self.clock, self.box = Clock(), Box()
        app = site_over(self.config, self.clock)
        self.app = app
        self.client: FlaskClient = app.test_client()

    def post(self, path: str, page: str | None = None, client: FlaskClient | None = None, **data: object):  # type: ignore[no-untyped-def]
        """Open `page` (default: the same address) for its token, then post to `path`."""
        client = client or self.client
        found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page or path).text)
        assert found
        return client.post(path, data={"csrf_token": found[1], **data})

    def ask(self, email: str = "Ada@Example.org", **data: object):  # type: ignore[no-untyped-def]
        return self.post("/subscribe", **{"email": email, "what": "all", "period": "daily", **data})

    def mail(self) -> list[tuple[str, str]]:
        """Send what waits; (recipient, plain text) of each."""
        start = len(self.box.taken)
        send_due(self.store, self.config, self.clock(), transport=self.box)
        found = []
        for _, to, raw in self.box.taken[start:]:
            body = message_from_bytes(raw, policy=policy.SMTP).get_body(("plain",))  # type: ignore[attr-defined]
            found.append((to, body.get_content()))
        return found

    def person(self, email: str = "ada@example.org") -> Subscriber | None:
        row = self.store.row("select subscriber_id from subscribers where email = ?", [email])
        return subscribers.get_subscriber(self.store, row["subscriber_id"]) if row else None


def link(text: str, purpose: str) -> str:
    found = re.search(rf"http://localhost(/subscribe/{purpose}/\S+)", text)
    assert found, text
    return found[1]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.store.close()
