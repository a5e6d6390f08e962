"""A desk to test: the small invented register, staff, and forms filled in as a browser would send them."""

import re
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.website import NOW, load_small, read_by_machine, site_over
from tracker.config import Config
from tracker.storage import users
from tracker.storage.store import Store, open_store

# The same algorithm at its least cost: tests make hundreds of accounts.
users.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
BASE = "https://docket.example"
WORDS = "four plain words here"
FLOW = "bureau-to-office-files"
LISTS = "board-to-office-lists"
BLOCKS = {
    "o-0-relief": "preliminary_injunction", "o-0-disposition": "granted", "is_order": "on",
    "r-0-flow": LISTS, "r-0-effect": "bars", "r-0-extent": "whole", "r-0-text": "No list goes to the Office.",
    "title": "Court enjoins the lists",
}  # fmt: skip


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Desk:
    """A site over the small register with an editor Ada, an editor Grace and a reader Rosa; `as_` signs one in."""

    def __init__(self, folder: Path) -> None:
        self.config: Config = load_small(folder)
        self.clock = Clock()
        with_staff = open_store(self.config.db_path)
        for name, role in (("Ada", "editor"), ("Grace", "editor"), ("Rosa", "reader")):
            users.add_user(with_staff, name, role, WORDS, NOW)
        with_staff.close()
        self.app = site_over(self.config, self.clock)

    def store(self) -> Store:
        return open_store(self.config.db_path)

    def as_(self, name: str) -> "Browser":
        """Signed in without the wait of a password, as the sign-in page would leave the browser."""
        store = self.store()
        token = users.start_session(store, users.get_user(store, name), self.clock.now)
        store.close()
        client = self.app.test_client()
        client.set_cookie("__Host-desk", token, domain="docket.example")
        return Browser(client)

    def stranger(self) -> "Browser":
        return Browser(self.app.test_client())


class Browser:
    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, status: int = 200) -> str:
        response = self.client.get(path, base_url=BASE)
        assert response.status_code == status, (path, response.status_code, response.text[:400])
        return response.text

    def post(self, path: str, data: Any) -> TestResponse:
        return self.client.post(path, data=data, base_url=BASE, headers={"Referer": f"{BASE}/"})

    def form(self, path: str, **changes: Any) -> dict[str, Any]:
        """The fields of the page's reading form as a browser would send them, with changes (`__` stands for `-`)."""
        fields = fields_of(self.get(path))
        for name, value in changes.items():
            name = name.replace("__", "-")
            if value is None:
                fields.pop(name, None)
            else:
                fields[name] = value
        return fields


class _Fields(HTMLParser):
    def __init__(self, form: str) -> None:
        super().__init__()
        self.wanted, self.inside = form, False
        self.fields: dict[str, Any] = {}
        self.area = self.choice = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("id") == self.wanted
        if not self.inside:
            return
        name = given.get("name", "")
        if tag == "input" and given.get("type") == "checkbox":
            if "checked" in given:
                self.fields.setdefault(name, []).append(given.get("value", "on"))
        elif tag == "input":
            self.fields[name] = given.get("value", "")
        elif tag == "textarea":
            self.area, self.fields[name] = name, ""
        elif tag == "select":
            self.choice, self.fields[name] = name, ""
        elif tag == "option" and "selected" in given:
            self.fields[self.choice] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area] = data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif tag == "form":
            self.inside = False


def fields_of(html: str, form: str = "reading") -> dict[str, Any]:
    parser = _Fields(form)
    parser.feed(html)
    assert parser.fields, f"no form {form!r} on this page"
    return parser.fields


def token_in(html: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert found
    return found.group(1)


def mark_in(html: str) -> str:
    """What a page's form says that its reader saw."""
    found = re.search(r'name="mark" value="([^"]+)"', html)
    assert found
    return found.group(1)


def order_waiting(desk: Desk) -> str:
    """An order on a motion for a preliminary injunction against the lists, whose outcome the feed does not say."""
    store = desk.store()
    event = read_by_machine(
        store, 7, case_id="list-v-board", docket_id="list-v-board", court_id="mad", pending=True,
        title="Order on Motion for Preliminary Injunction: outcome not yet known",
        actions=(("preliminary_injunction", ""),), flows=((LISTS, ""),),
        matches=(("preliminary_injunction", "order-on-motion-pi", 9, 26, "Motion for Prelim"),),
    )  # fmt: skip
    store.execute(
        "update docket_entries set short_description = 'Order on Motion for Preliminary Injunction' where entry_id = 7"
    )
    store.close()
    return event


def board(desk: Desk, flow: str = LISTS) -> str:
    answer = desk.stranger().client.get(f"/api/v1/flows/{flow}").get_json()
    return str(answer["status"])


def one(store: Store, sql: str) -> object:
    return store.value(sql)
