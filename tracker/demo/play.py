"""The demo: a site of its own on a free port, a loopback server that plays the invented court's feed, the same
pipeline as for real courts, and a reader who subscribes, waits, and gets one mail."""

import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import waitress

from tracker.chronicle import Ask, build_chronology
from tracker.clock import utc_now
from tracker.config import Config
from tracker.courts import load_courts
from tracker.dates import today_eastern
from tracker.deliver import run_digest
from tracker.demo.feed import APPEARANCE, ORDER, OTHERS, feed
from tracker.documents import render
from tracker.errors import TrackerError
from tracker.feeds.sources import load_sources
from tracker.ingest.poll import choose, poll
from tracker.ingest.register import load_into_store
from tracker.ingest.tools import make_tools
from tracker.jobs import poll_line
from tracker.lawbook import Lawbook
from tracker.register.files import load_register
from tracker.review.confirm import Reading, confirm
from tracker.storage import feeds as feed_store
from tracker.storage.store import Store, open_store
from tracker.web import create_app

DATA = Path(__file__).resolve().parent / "data"
CASE = "reading-circle-v-weather-permits"
FLOW = "permits-to-lighthouses"
READER = "reader@demo.example"
Say = Callable[[str], None]


class Court:
    """The invented court's web server: what `body` holds is what the next reader gets."""

    def __init__(self) -> None:
        court = self
        self.body = b""

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(court.body)))
                self.end_headers()
                self.wfile.write(court.body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = int(self.server.server_address[1])
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@dataclass
class Scene:
    """What the demo plays on: settings, the store, the court's server and the running site."""

    config: Config
    store: Store
    court: Court
    say: Say

    def now(self) -> datetime:
        return utc_now()

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.config.public_url + path, timeout=20).raise_for_status()

    def status(self) -> str:
        answer = self.get(f"/api/v1/flows/{FLOW}").json()
        waiting = "; a ruling is pending" if answer["pending"] else ""
        orders = ", ".join(order["order_id"] for order in answer["orders_in_force"])
        return f"{answer['status'].upper()}{f' by {orders}' if orders else ''}{waiting}"


def play(say: Say, *, keep: Path | None, port: int, stay: bool) -> None:
    """Play the demo, telling each step through `say`; cleans up after itself unless `keep` names a folder.

    Raises TrackerError when a step does not come out as told: a demo that fails must not look like one that works.
    """
    with _scene(say, keep, port) as scene:
        say(f"DEMO site with invented agencies: {scene.config.public_url}")
        say(f"  board: the flow is {scene.status()}")
        _subscribe(scene)
        _quiet_poll(scene)
        event_id = _order_arrives(scene)
        order_id = _person_reads(scene, event_id)
        _digest_lands(scene, order_id)
        _chronology_written(scene)
        if stay:
            say("The site stays up until Ctrl-C.")
            _wait()
    say(f"Kept in {keep}" if keep else "Cleaned up: the demo's folder is gone.")


@contextmanager
def _scene(say: Say, keep: Path | None, port: int) -> Iterator[Scene]:
    folder = keep or Path(tempfile.mkdtemp(prefix="tracker-demo-"))
    court = Court()
    site = waitress.create_server(lambda e, s: [], host="127.0.0.1", port=port)
    config = _config(folder, court.port, int(site.effective_port))
    store = open_store(config.db_path)
    try:
        courts = load_courts(config.courts_file)
        with store.atomic():
            feed_store.register_feeds(store, load_sources(config.feeds_file, courts))
        register = load_register(config.register_dir, frozenset(courts))
        load_into_store(store, register, courts, utc_now() - timedelta(days=1))
        site.application = create_app(config)
        threading.Thread(target=site.run, daemon=True).start()
        yield Scene(config, store, court, say)
    finally:
        site.close()
        court.close()
        store.close()
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _config(folder: Path, court_port: int, site_port: int) -> Config:
    folder.mkdir(parents=True, exist_ok=True)
    feeds = folder / "feeds.toml"
    feeds.write_text(
        f'[demod]\nkind = "cmecf"\ncourt = "demod"\ntitle = "District of Example (DEMO)"\n'
        f'feed = "http://127.0.0.1:{court_port}/rss"\ninterval = 300\nverified = true\n',
        encoding="utf-8",
    )
    return Config(
        data_dir=folder, register_dir=DATA / "register", courts_file=DATA / "courts.toml", feeds_file=feeds,
        port=site_port, public_url=f"http://127.0.0.1:{site_port}", site_name="The Data-Sharing Docket (DEMO)",
        allow_hosts=(f"127.0.0.1:{court_port}",), mail_from="demo@demo.example", demo=True,
    )  # fmt: skip


def _subscribe(scene: Scene) -> None:
    """A reader fills the form, and follows the link in the confirmation mail, as a person would."""
    with httpx.Client(base_url=scene.config.public_url, timeout=20, follow_redirects=True) as browser:
        page = browser.get(f"/subscribe?flow={FLOW}").text
        browser.post(
            "/subscribe",
            data={"csrf_token": _token(page), "email": READER, "what": "some", "flow": FLOW, "period": "instant"},
        ).raise_for_status()
        _send(scene)
        (letter,) = _letters(scene)
        link = re.search(r"/subscribe/confirm/\S+", _text(letter))
        if link is None:
            raise TrackerError("demo: the confirmation mail has no link")
        page = browser.get(link.group(0)).text
        browser.post(link.group(0), data={"csrf_token": _token(page)}).raise_for_status()
    scene.say(f"  {READER} subscribed by form and confirmed by mail")


def _quiet_poll(scene: Scene) -> None:
    scene.court.body = feed(scene.now(), *OTHERS, APPEARANCE)
    scene.say(f"  poll: {_poll(scene)}")


def _order_arrives(scene: Scene) -> str:
    scene.court.body = feed(scene.now(), *OTHERS, APPEARANCE, ORDER)
    scene.say(f"  poll: {_poll(scene)}")
    pending = scene.get(f"/api/v1/flows/{FLOW}").json()["pending"]
    if len(pending) != 1:
        raise TrackerError("demo: the order's docket entry did not arrive as pending")
    scene.say(f"  '{ORDER.kind}' arrived; its outcome is not known from the feed")
    scene.say(f"  board: the flow is {scene.status()}")
    return str(pending[0]["event_id"])


def _person_reads(scene: Scene, event_id: str) -> str:
    event = confirm(
        scene.store,
        event_id,
        Reading(
            person="Demo Editor",
            outcomes=("preliminary_injunction granted",),
            title="Preliminary injunction against the lighthouse files (DEMO)",
            restrictions=({
                "flow": FLOW, "effect": "bars", "whole": True, "people": {"kind": "everyone", "who": []},
                "text": "The Bureau may not hand permit holders' data to the Office.",
            },),
            why="the order was read",
        ),
        load_courts(scene.config.courts_file),
        scene.now(),
    )  # fmt: skip
    scene.say(f"  confirm {event_id}: granted, bars the whole flow")
    scene.say(f"  board: the flow is {scene.status()}")
    if event.order is None or not scene.status().startswith("BLOCKED"):
        raise TrackerError("demo: the confirmed order does not block the flow")
    return event.order.id


def _digest_lands(scene: Scene, order_id: str) -> None:
    # "As it happens" gathers for a quarter of an hour; the demo does not wait for it.
    _send(scene, later=timedelta(minutes=20))
    digests = [letter for letter in _letters(scene) if letter["List-Unsubscribe"]]
    if len(digests) != 1:
        raise TrackerError(f"demo: {len(digests)} digests landed instead of one")
    scene.say(f"  digest: {digests[0]['Subject']}")
    if not str(digests[0]["Subject"]).startswith("[DEMO] Blocked"):
        raise TrackerError(f"demo: the digest does not say that {order_id} blocks the flow")


def _chronology_written(scene: Scene) -> None:
    courts = load_courts(scene.config.courts_file)
    ask = Ask(as_of=today_eastern(scene.now()), case_ids=[CASE], flow_ids=[FLOW])
    chronology = build_chronology(
        scene.store, Lawbook(courts), courts, ask, site=scene.config.site_name, names=scene.config.show_names
    )
    for form in ("csv", "docx", "pdf"):
        path = scene.config.data_dir / f"chronology.{form}"
        path.write_bytes(render(chronology, form))
    scene.say(f"  chronology: {len(chronology.rows)} events in chronology.csv, .docx and .pdf")


def _poll(scene: Scene) -> str:
    courts = load_courts(scene.config.courts_file)
    sources = load_sources(scene.config.feeds_file, courts)
    chosen = choose(scene.store, sources, None, True, scene.now())
    tools = make_tools(scene.config, courts, scene.store)
    (done,) = poll(scene.store, chosen, scene.config, tools, scene.now)
    if done.run.status == "failed":
        raise TrackerError(f"demo: {done.run.error}")
    return poll_line(done)


def _send(scene: Scene, later: timedelta = timedelta()) -> None:
    lawbook = Lawbook(load_courts(scene.config.courts_file))
    if run_digest(scene.store, lawbook, scene.config, scene.now() + later, False, _Nowhere()):
        raise TrackerError("demo: a mail could not be written")


class _Nowhere:
    def write(self, text: str) -> int:
        return len(text)


def _letters(scene: Scene) -> list[EmailMessage]:
    files = sorted(scene.config.outbox_dir.glob("*.eml"))
    return [message_from_bytes(f.read_bytes(), policy=policy.default) for f in files]


def _text(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    return part.get_content() if part else ""


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    return found.group(1) if found else ""


def _wait() -> None:
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return
