"""A small register, subscribers and a transport that digest tests share. Nothing here is a real case.

A test module that wants the world set up imports the fixtures `digest_config` and `digest_store`.
"""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tracker.compose import compose_due
from tracker.config import Config
from tracker.courts import load_courts
from tracker.deliver import run_digest, send_due
from tracker.ingest.register import load_into_store
from tracker.lawbook import Lawbook
from tracker.mail import addressed
from tracker.register.files import Register
from tracker.register.lines import Sourced
from tracker.register.schema import Case, Flow
from tracker.storage import subscribers
from tracker.storage.store import Store, open_store
from tracker.storage.subscribers import Subscriber
from tracker.subscriptions import Scope, Settings

# Monday, 07:00 in New York.
START = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOURS = timedelta(hours=1)
COURTS = load_courts(Config().courts_file)
SOURCE = "https://www.example.org/docket/1"

COMPLAINT: dict[str, Any] = {
    "key": "complaint", "date": "2026-10-01", "kind": "complaint", "title": "Complaint", "document": "1",
    "sources": [SOURCE],
}  # fmt: skip
BAN: dict[str, Any] = {
    "key": "ban", "date": "2026-11-17", "kind": "order", "title": "Order barring the transfer of addresses",
    "document": "30", "sources": [SOURCE], "actions": ["preliminary_injunction granted"],
    "order": {
        "id": "lake-v-shore.2026-11-17", "relief": "preliminary_injunction", "title": "Preliminary injunction",
        "restrictions": [
            {"flow": "lake-shore", "effect": "bars", "whole": True, "text": "No address may be handed over."}
        ],
    },
}  # fmt: skip
LIFT: dict[str, Any] = {
    "key": "lift", "date": "2026-11-19", "kind": "order", "title": "Order dissolving the injunction", "document": "41",
    "sources": [SOURCE], "actions": ["preliminary_injunction dissolved"],
    "acts": [{"do": "ends", "order": "lake-v-shore.2026-11-17", "how": "dissolved"}],
}  # fmt: skip
MOTION: dict[str, Any] = {
    "key": "motion", "date": "2026-11-16", "kind": "motion", "title": "Motion for a preliminary injunction",
    "document": "12", "sources": [SOURCE], "actions": ["preliminary_injunction sought"], "flows": ["lake-shore"],
}  # fmt: skip


def _case(case_id: str, events: list[dict[str, Any]], number: str) -> Case:
    docket = {"id": case_id, "court": "dcd", "number": number, "judge": None}
    return Case.model_validate(
        {"id": case_id, "name": case_id.replace("-", " ").title().replace(" V ", " v. "), "caption": "A v. B",
         "dockets": [docket], "events": events, "verified_through": "2026-11-22"}
    )  # fmt: skip


def _flow(flow_id: str, name: str, source: str, recipient: str) -> Flow:
    return Flow.model_validate(
        {
            "id": flow_id, "name": name, "data": ["addresses"], "verified_through": "2026-11-22",
            "source": {"name": source, "short": source, "part_of": "Treasury"},
            "recipient": {"name": recipient, "short": recipient, "part_of": "Coast" if recipient == "SHORE" else None},
            "first_known": "2026-01-05",
            "life": [{"date": "2026-01-05", "state": "exists", "text": "Agreement signed.", "sources": [SOURCE]}],
            "sources": [SOURCE],
        }
    )  # fmt: skip


FLOWS = {
    "lake-shore": _flow("lake-shore", "LAKE → SHORE addresses", "LAKE", "SHORE"),
    "hill-dale": _flow("hill-dale", "HILL → DALE wages", "HILL", "DALE"),
}


def register(*events: dict[str, Any], other: tuple[dict[str, Any], ...] = ()) -> Register:
    cases = {
        "lake-v-shore": _case("lake-v-shore", [COMPLAINT, *events], "1:26-cv-00101"),
        "hill-v-dale": _case("hill-v-dale", [COMPLAINT, *other], "1:26-cv-00202"),
    }
    return Register(cases, FLOWS, {i: Sourced(f"{i}.yaml", {(): 1}) for i in (*cases, *FLOWS)})


def load(store: Store, now: datetime, *events: dict[str, Any], other: tuple[dict[str, Any], ...] = ()) -> None:
    load_into_store(store, register(*events, other=other), COURTS, now)


def lawbook() -> Lawbook:
    return Lawbook(COURTS)


def follow(
    store: Store, email: str = "ada@example.org", settings: Settings | None = None, now: datetime = START
) -> Subscriber:
    """A confirmed subscriber."""
    with store.atomic():
        person = subscribers.request_subscription(store, email, settings or Settings(Scope(all=True)), now)
        assert person is not None and person.requested is not None
        subscribers.confirm_subscription(store, person.subscriber_id, person.requested, now)
    found = subscribers.get_subscriber(store, person.subscriber_id)
    assert found is not None
    return found


class Box:
    """A transport that keeps what it took; `trouble` is raised in place of, or after, taking a message."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, bytes]] = []
        self.before: list[BaseException | None] = []
        self.after: list[BaseException | None] = []

    def send(self, ident: str, recipient: str, message: bytes) -> None:
        if self.before and (error := self.before.pop(0)):
            raise error
        self.taken.append((ident, recipient, addressed(message, recipient)))
        if self.after and (error := self.after.pop(0)):
            raise error


@pytest.fixture(name="config")
def digest_config(tmp_path: Path) -> Config:
    return Config(data_dir=tmp_path, public_url="https://docket.example.org")


@pytest.fixture(name="store")
def digest_store(config: Config) -> Iterator[Store]:
    """The register as it was a day before START, its statuses noted, nobody subscribed."""
    opened = open_store(config.db_path)
    load(opened, START - DAY)
    run_digest(opened, lawbook(), config, START - DAY, False, io.StringIO())
    yield opened
    opened.close()


def deliver(store: Store, config: Config, now: datetime, box: Box | None = None) -> list[EmailMessage]:
    """Compose and send at `now`; the messages that a box took."""
    box = box or Box()
    before = len(box.taken)
    compose_due(store, lawbook(), config, now)
    send_due(store, config, now, transport=box)
    return [parse(raw) for _, _, raw in box.taken[before:]]


def parse(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())
