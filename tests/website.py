"""A small invented register, and a site over it: two agencies, two cases, every state that a page must show."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from tests.kept import TEMPLATES, put_database
from tracker.config import Config
from tracker.courts import load_courts
from tracker.ingest.register import load_into_store
from tracker.register.files import Register
from tracker.register.lines import Sourced
from tracker.register.schema import Case, Flow
from tracker.storage.events import EventRow, put_event
from tracker.storage.facts import bump_version
from tracker.storage.store import Store, open_store
from tracker.web import create_app

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
LOADED = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOSTILE = '<script>alert(1)</script>" onclick="x()\u202egnp.exe\u0007'
ORDER = "tenants-v-bureau.2025-12-01"
SOURCE = "https://www.example.org/order"

FLOWS: list[dict[str, Any]] = [
    {
        "id": "bureau-to-office-files", "name": "Bureau → Office files",
        "source": {"name": "Bureau of Tenancy", "short": "Bureau", "part_of": "Housing"},
        "recipient": {"name": "Office of Removals", "short": "Office", "part_of": "Interior"},
        "data": ["names", "addresses"], "first_known": "2025-06-01", "instrument": "Memorandum of June 1, 2025",
        "life": [{"date": "2025-06-01", "state": "exists", "text": "The memorandum is signed.", "sources": [SOURCE]}],
        "operating": [{"date": "2025-07-01", "value": "yes", "text": "Files moved.", "sources": [SOURCE]}],
        "volumes": [
            {"figure": "47,289", "text": "matches", "by": "the Bureau", "date": "2025-08-07", "sources": [SOURCE]},
            {"figure": "47,489", "text": "matches", "unverified": True, "date": None},
        ],
        "reports": [{"date": "2026-01", "word": "active", "text": "A paper says so.", "unverified": True}],
        "verified_through": "2026-07-28", "sources": [SOURCE],
    },
    {
        "id": "board-to-office-lists", "name": "Board → Office lists",
        "source": {"name": "Board of Lists", "short": "Board"}, "recipient": {"name": "Office", "short": "Office"},
        "data": ["names"], "first_known": "2025-05-01",
        "life": [{"date": "2025-05-01", "state": "exists", "text": "It exists.", "sources": [SOURCE]}],
        "verified_through": "2026-11-20", "sources": [SOURCE],
    },
]  # fmt: skip

_RESTRICTION = {
    "flow": "bureau-to-office-files", "effect": "bars", "whole": True, "data": "tenancy files",
    "people": {"kind": "agency_action", "who": ["every tenant"]}, "exceptions": ["as the statute allows"],
    "text": "The Bureau may not give tenancy files to the Office.",
}  # fmt: skip

CASES: list[dict[str, Any]] = [
    {
        "id": "tenants-v-bureau", "name": "Tenants v. Bureau", "caption": "Tenants Union et al. v. Bureau of Tenancy",
        "plaintiffs": ["Tenants Union"], "claims": ["Privacy Act"], "verified_through": "2026-07-28",
        "state": {"text": "The stay stands.", "as_of": "2026-07-28", "sources": [SOURCE]},
        "dockets": [
            {"id": "tenants-v-bureau", "court": "dcd", "number": "1:25-cv-01234", "filed": "2025-06-10"},
            {"id": "tenants-v-bureau-cadc", "court": "cadc", "number": None, "filed": "2026-01-05",
             "reviews": "tenants-v-bureau"},
        ],
        "events": [
            {"key": "2025-06-10-complaint", "date": "2025-06-10", "kind": "complaint", "title": "Tenants sue",
             "flows": ["bureau-to-office-files"], "sources": [SOURCE]},
            {"key": "2025-06-11-appearance", "date": "2025-06-11", "kind": "appearance", "title": "Counsel appears",
             "sources": [SOURCE]},
            {"key": "2025-07-sent", "date": "2025-07", "docket": None, "out_of_court": True, "kind": "disclosure",
             "title": "The Bureau sends files", "flows": ["bureau-to-office-files"], "sources": [SOURCE],
             "conflict": "Two figures are reported."},
            {"key": "2025-12-01-stay", "date": "2025-12-01", "kind": "order", "title": "Court stays the memorandum",
             "document": "53", "judge": None, "actions": ["stay_of_agency_action granted"],
             "order": {"id": ORDER, "title": "Stay of the memorandum", "relief": "stay_of_agency_action",
                       "restrictions": [_RESTRICTION]},
             "sources": [SOURCE, "https://news.example.com/a"]},
            {"key": "2026-01-10-admin-stay", "date": "2026-01-10", "docket": "tenants-v-bureau-cadc", "kind": "order",
             "title": "Court of appeals stays the order for now", "actions": ["administrative_stay entered"],
             "acts": [{"do": "stays", "order": ORDER, "stay_kind": "administrative", "until": ["further_order"]}],
             "sources": [SOURCE]},
            {"key": "2026-01-20-stay-lifted", "date": "2026-01-20", "docket": "tenants-v-bureau-cadc", "kind": "order",
             "title": "Court of appeals dissolves its stay", "actions": ["administrative_stay dissolved"],
             "flows": ["bureau-to-office-files"],
             "acts": [{"do": "lifts_stay", "stay": "tenants-v-bureau.2026-01-10-admin-stay"}], "sources": [SOURCE]},
            {"key": "rumour", "date": None, "kind": "order", "title": "The order is said to have ended",
             "unverified": True, "acts": [{"do": "ends", "order": ORDER, "how": "vacated"}]},
        ],
    },
    {
        "id": "list-v-board", "name": "List v. Board", "caption": "List v. Board of Lists",
        "dockets": [{"id": "list-v-board", "court": "mad", "number": "1:26-cv-10001", "filed": "2026-02-02"}],
        "events": [
            {"key": "2026-02-02-complaint", "date": "2026-02-02", "kind": "complaint", "title": "A resident sues",
             "flows": ["board-to-office-lists"], "sources": [SOURCE]},
        ],
    },
]  # fmt: skip


def small_register() -> Register:
    cases = {c["id"]: Case.model_validate(c) for c in CASES}
    flows = {f["id"]: Flow.model_validate(f) for f in FLOWS}
    return Register(cases, flows, {i: Sourced(f"{i}.yaml", {}) for i in (*cases, *flows)})


def load_small(data_dir: Path) -> Config:
    """A store with the small register, loaded on LOADED."""
    config = Config(data_dir=data_dir, public_url="https://docket.example")
    put_database(config.db_path, _small)
    return config


def _small(path: Path) -> None:
    store = open_store(path)
    load_into_store(store, small_register(), load_courts(Config().courts_file), LOADED)
    store.close()


def site_over(config: Config, clock: Callable[[], datetime] = lambda: NOW) -> Flask:
    app = create_app(config, clock=clock)
    app.testing = True
    app.jinja_env.bytecode_cache = TEMPLATES
    return app


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code, response.text[:300])
    return response.text


def read_by_machine(store: Store, entry_id: int, **changes: Any) -> str:
    """Store a docket entry and its machine-read event; returns the event's id. Defaults: a plain order in D.D.C."""
    private = changes.pop("private", 0)
    values: dict[str, Any] = {
        "event_id": f"entry-{entry_id}", "case_id": "tenants-v-bureau", "docket_id": "tenants-v-bureau",
        "court_id": "dcd", "origin": "docket", "kind": "order", "title": "Order on Motion for TRO", "text": "",
        "names": "Tenants v. Bureau", "day": "2026-11-20", "day_precision": "day",
        "entered_at": "2026-11-20T18:00:00Z", "document": "90", "judge": None, "confirmed": False,
        "outcome_unknown": True, "entry_id": entry_id,
        "actions": (("temporary_restraining_order", ""),), "sources": (("https://ecf.example.gov/1", None, None),),
        "matches": (("temporary_restraining_order", "order-on-motion-tro", 0, 23, "Order on Motion for TRO"),),
    } | changes  # fmt: skip
    at = "2026-11-20T18:05:00Z"
    with store.atomic():
        store.execute(
            "insert into docket_entries (entry_id, docket_id, identity_key, date_entered, short_description,"
            " description, caption, content_sha, first_seen_at, last_changed_at, private)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [entry_id, values["docket_id"], f"k{entry_id}", values["entered_at"], values["title"], values["text"],
             "Tenants Union et al. v. Bureau", "0", at, at, private],
        )  # fmt: skip
        put_event(store, EventRow(**values), at)
        bump_version(store)
    return str(values["event_id"])


def row_of(text: str, flow_id: str) -> str:
    """The words of the table's row of this id."""
    whole: Any = html.fromstring(text)
    return " ".join(whole.get_element_by_id(flow_id).text_content().split())
