"""A site over the small register with something of every kind in it, and the address of every kind of page.

`build` makes it with plain words, or with hostile ones in every place that a feed, a reader or a mail server can fill.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from flask import Flask
from playwright.sync_api import Page

from tests.desk import WORDS, token_in
from tests.disputes import dispute
from tests.website import LOADED, NOW, ORDER, SOURCE, read_by_machine, small_register
from tracker.config import Config
from tracker.courts import load_courts
from tracker.feeds.sources import load_sources
from tracker.ingest.register import load_into_store
from tracker.letters import leave_url, manage_url
from tracker.models import FeedRun
from tracker.storage import feeds, subscribers, users
from tracker.storage.bounces import add_bounce
from tracker.storage.gaps import add_gap
from tracker.storage.reports import add_report
from tracker.storage.store import Store, open_store
from tracker.storage.suggestions import Found, add_suggestions
from tracker.web import create_app

LISTS = "board-to-office-lists"


@dataclass(frozen=True)
class Words:
    """What others write: a title, a text, a short mark (a judge, a number), a name of somebody, an address."""

    title: str
    text: str
    short: str
    name: str
    link: str


PLAIN = Words(
    "Order on Motion for Preliminary Injunction",
    "ORDER granting 12 Motion for Preliminary Injunction. The Board shall not send its lists to the Office.",
    "41", "Tenants Union et al. v. Bureau of Tenancy", "https://news.example.com/a-story",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A kind of page: how it is reached, and the status that it answers with. `act` posts a form of the page."""

    name: str
    path: str
    status: int = 200
    act: Callable[[Page], None] | None = None
    # Much the same as the kind before it: one look is enough.
    twin: bool = False


@dataclass(frozen=True)
class Built:
    app: Flask
    desk_cookie: str
    kinds: tuple[Kind, ...]


def _press(button: str) -> Callable[[Page], None]:
    return lambda page: page.locator("main").get_by_role("button", name=button, exact=True).first.click()


def _leave_unsigned(page: Page) -> None:
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password").fill("not her password")
    _press("Sign in")(page)


PUBLIC = (
    Kind("board", "/"), Kind("board of a past day", "/?as_of=2026-01-15"), Kind("board ahead", "/?as_of=2027-03-01", twin=True),
    Kind("board as known then", "/?known_at=2026-04-01", twin=True), Kind("timeline", "/timeline"),
    Kind("timeline filtered", "/timeline?court=dcd&kind=order", twin=True),
    Kind("timeline searched", "/timeline?q=order"), Kind("timeline empty", "/timeline?q=zyzzyva", twin=True),
    Kind("cases", "/cases"), Kind("case", "/cases/tenants-v-bureau"), Kind("a quiet case", "/cases/list-v-board", twin=True),
    Kind("case of a past day", "/cases/tenants-v-bureau?as_of=2026-01-15", twin=True),
    Kind("order", f"/orders/{ORDER}"), Kind("flows", "/flows"), Kind("flow", "/flows/bureau-to-office-files"),
    Kind("an open flow", f"/flows/{LISTS}", twin=True), Kind("event", "/events/tenants-v-bureau.2025-12-01-stay"),
    Kind("event read by machine", "/events/entry-7"), Kind("event with ties", "/events/entry-20", twin=True),
    Kind("map", "/map"), Kind("map of a past day", "/map?as_of=2026-01-15", twin=True), Kind("calendar", "/calendar"),
    Kind("calendar of a past day", "/calendar?as_of=2026-01-12", twin=True), Kind("sources", "/sources"),
    Kind("a feed", "/sources/dcd"), Kind("about", "/about"), Kind("corrections", "/corrections"),
    Kind("subscribe", "/subscribe"), Kind("subscribe to a case", "/subscribe?case=tenants-v-bureau", twin=True),
    Kind("subscribe with errors", "/subscribe", 400, _press("Subscribe")), Kind("subscribed", "/subscribe/sent"),
    Kind("sample", "/subscribe", 200, _press("See a sample of the last 30 days")),
    Kind("a dead link", "/subscribe/manage/nobody", 404), Kind("report", "/report?page=/cases/tenants-v-bureau"),
    Kind("report with errors", "/report", 400, _press("Send")), Kind("reported", "/report/sent"),
    Kind("sign-in", "/signin"), Kind("sign-in refused", "/signin", 403, _leave_unsigned),
    Kind("not found", "/cases/tenants-v-burau", 404), Kind("bad request", "/timeline?kind=memo", 400),
)  # fmt: skip
DESK = (
    Kind("desk", "/review"), Kind("reading", "/review/entry-7"),
    Kind("reading with errors", "/review/entry-7", 422, _press("Accept: show what the board would say")),
    Kind("a register's event", "/review/tenants-v-bureau.2025-12-01-stay"),
    Kind("what the board would say", "/review/tenants-v-bureau.2025-12-01-stay", 200,
         _press("Accept: show what the board would say")),
    Kind("an event of no case", "/review/entry-9"), Kind("decisions", "/review/decisions"), Kind("gap", "/review/gap/1"),
    Kind("report on the desk", "/review/report/1"), Kind("news", "/review/coverage/1"),
    Kind("suggested docket", "/review/suggestion/1"), Kind("suggested notice", "/review/suggestion/2"),
    Kind("mail", "/review/mail"), Kind("nothing to read", "/review/entry-999", 404),
)  # fmt: skip


def build(folder: Path, words: Words = PLAIN) -> Built:
    config = Config(data_dir=folder)
    courts = load_courts(config.courts_file)
    store = open_store(config.db_path)
    load_into_store(store, small_register(), courts, LOADED)
    _read(store, words)
    _heard(store, words, config)
    cookie = users.start_session(store, users.add_user(store, "Ada", "editor", WORDS, NOW), NOW)
    app = create_app(config, clock=lambda: NOW)
    app.testing = True
    kinds = (*PUBLIC, *DESK, *_letters(app, store, config))
    store.close()
    _decide(app, cookie)
    return Built(app, cookie, kinds)


def _read(store: Store, w: Words) -> None:
    """Docket entries: one that waits for a person, one whose outcome is unknown, a motion with its papers, a hearing."""
    cut = w.text[:40]
    read_by_machine(
        store, 7, case_id="list-v-board", docket_id="list-v-board", court_id="mad", pending=True, title=w.title,
        text=w.text, judge=w.short, document=w.short, outcome_unknown=False, names=w.name, flows=((LISTS, ""),),
        actions=(("preliminary_injunction", "granted"),), sources=((w.link, None, None), (SOURCE, None, None)),
        matches=(("preliminary_injunction granted", "order-granting", 0, len(cut), cut),),
    )  # fmt: skip
    read_by_machine(store, 8, title=w.title, text=w.text, pending=True)
    read_by_machine(store, 9, title=w.title, text=w.text, case_id=None)
    read_by_machine(
        store, 10, kind="hearing", title=w.title, text=w.text, day="2026-12-04", actions=(), matches=(), pending=False
    )
    dispute(store)
    with store.atomic():
        store.execute("update docket_entries set caption = ?, short_description = ?", [w.name, w.title])


def _heard(store: Store, w: Words, config: Config) -> None:
    """What else comes in: news, feeds that fail, gaps, suggestions, reports, letters that came back."""
    with store.atomic():
        store.execute(
            "insert into coverage (url, outlet, title, summary, published_at, first_seen_at, content_sha, event_body,"
            " score) values (?, ?, ?, ?, '2026-11-20', '2026-11-20T00:00:00Z', '0', ?, 0.9)",
            [w.link, w.short, w.title, w.text,
             '{"kind":"order","relief":"preliminary_injunction","disposition":"granted","date":"2026-11-19"}'],
        )  # fmt: skip
        for kind, target in (("case", "list-v-board"), ("flow", LISTS), ("event", "entry-7")):
            store.execute("insert into coverage_links values (1, ?, ?)", [kind, target])
        feeds.register_feeds(store, load_sources(config.feeds_file, load_courts(config.courts_file)))
        for n, run in enumerate((
            FeedRun("dcd", "ok", new=3, changed=1, bytes=120_000, http_status=200, gap=True),
            FeedRun("dcd", "partial", notes=(w.title, w.text), error=w.text, http_status=200),
            FeedRun("dcd", "failed", error=w.text, http_status=503),
        )):  # fmt: skip
            feeds.close_run(store, feeds.open_run(store, "dcd", NOW), run, NOW)
            if n == 2:
                feeds.note_failure(store, "dcd", NOW, run)
        add_gap(store, "dcd", "dcd", "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", NOW)
        because = ("an organization against the Bureau", w.title)
        add_suggestions(store, [
            Found("docket", "docket:dcd:1:26-cv-00777", w.title, "dcd", "1:26-cv-00777", w.name, w.link, "2026-11-20",
                  0.9, because),
            Found("notice", "mail:aa", w.title, "dcd", None, w.name, None, "2026-11-22", 1.0, because),
        ], NOW)  # fmt: skip
        add_report(store, "/cases/tenants-v-bureau", w.text[:4000], w.link, "ada@example.org", NOW)
        add_bounce(store, "0", "hard", None, w.text, NOW)


def _letters(app: Flask, store: Store, config: Config) -> list[Kind]:
    """The pages that letters lead to; somebody asks to be subscribed, and confirms."""
    client = app.test_client()
    token = token_in(client.get("/subscribe").text)
    asked = {"csrf_token": token, "email": "ada@example.org", "what": "some", "case": "list-v-board", "period": "daily"}
    assert client.post("/subscribe", data=asked).status_code == 303
    raw = bytes(store.value("select message from outbox where kind = 'confirm'"))
    letter = message_from_bytes(raw, policy=policy.SMTP).get_body(("plain",))  # type: ignore[attr-defined]
    link = re.search(r"/subscribe/confirm/\S+", letter.get_content())
    assert link
    person = subscribers.get_subscriber(store, 1)
    assert person
    manage, leave = (made(config, person).removeprefix(config.public_url) for made in (manage_url, leave_url))
    first = store.value("select requested from subscribers")
    with store.atomic():
        subscribers.confirm_subscription(store, 1, first, NOW)
        store.execute("update subscribers set requested = ?", [first])
    return [
        Kind("confirm", link[0]), Kind("manage", manage), Kind("saved", manage, 200, _press("Save"), twin=True),
        Kind("leave", leave),
    ]  # fmt: skip


def _decide(app: Flask, cookie: str) -> None:
    """A report is closed on the desk, so that a decision stands in the list."""
    client = app.test_client()
    client.set_cookie("desk", cookie)
    page = client.get("/review/suggestion/2")
    sent = {"csrf_token": token_in(page.text), "do": "dismiss", "why": "Not ours."}
    assert client.post("/review/suggestion/2", data=sent).status_code == 303
