"""`publish`: the whole public site into a folder; a second run makes only what may have changed."""

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from tracker.config import ROOT, Config
from tracker.courts import load_courts
from tracker.dates import today_eastern, utc_text
from tracker.documents import FORMS
from tracker.errors import PublishError
from tracker.fingerprint import fingerprint
from tracker.ingest.standing import feed_states, listed_sources
from tracker.law.engine import flow_answer
from tracker.lawbook import Lawbook, Page
from tracker.memory import few_collections, settle_to_write
from tracker.outputs.addresses import Addresses
from tracker.outputs.feed_state import FeedState
from tracker.publish.items import Item, items
from tracker.publish.marks import Marks
from tracker.publish.render import Renderer
from tracker.publish.tree import Listing, Tree, has, listing, media, put
from tracker.storage.backup import copy_to
from tracker.storage.datafile import data_mark
from tracker.storage.published import ShownEvent, catalogue_marks, shown_events
from tracker.storage.store import Store, must_be_there, open_store
from tracker.storage.timeline import withheld_cases

# Below this, a second process costs more than it saves.
_FEW = 800
_CHUNK = 25
# Without the PDF, which costs as much as all others together: the link to it leads to the server.
CHRONOLOGIES = ("csv", "xlsx", "docx", "json", "md", "ics", "timelinejs.json", "casemap.csv")


@dataclass(frozen=True, slots=True)
class Published:
    """What a run did. bytes: of all files together; made: how many items were rendered."""

    files: int
    bytes: int
    written: int
    deleted: int
    made: int
    days: int


@dataclass(frozen=True, slots=True)
class _Job:
    """What a process needs to make items."""

    config: Config
    snapshot: Path
    scratch: Path
    addresses: Addresses
    now: datetime
    target: Path
    seen: Path | None


Made = tuple[str, dict[str, tuple[str, int]]]


def publish(
    config: Config, out: Path, now: datetime, *, everything: bool = False, forms: Sequence[str] = CHRONOLOGIES,
    workers: int | None = None, say: Callable[[str], None] = lambda line: None,
) -> Published:  # fmt: skip
    """Write the site to `out`. everything: make each file anew. forms: extensions of chronologies to publish.

    Raises PublishError when a page fails or `out` cannot be used; what was published before then stays as it was.
    """
    _check(config, forms)
    tree = Tree(out)
    scratch_folder = partial(tempfile.TemporaryDirectory, prefix="publish-", dir=_data_dir(config))
    with few_collections(), tree.locked(), scratch_folder() as scratch:
        snapshot = Path(scratch) / config.db_path.name
        store = open_store(config.db_path)
        try:
            copy_to(store, snapshot)
        finally:
            store.close()
        addresses, todo = _plan(config, snapshot, now, forms)
        before = tree.read_state(tree.live)
        known = {} if everything else _usable(tree, before)
        held = tree.begin()
        fresh = [i for i in todo if i.mark is None or known.get(i.name, {}).get("mark") != i.mark]
        again = {i.name for i in fresh}
        kept = {i.name: known[i.name] for i in todo if i.name not in again}
        shared = listing({"items": kept})
        if shared:
            tree.share(shared, held)
        held |= shared
        say(f"{len(todo):,} parts, {len(fresh):,} to make")
        job = _Job(config, snapshot, Path(scratch), addresses, now, tree.path(tree.next),
                   tree.path(tree.live) if tree.live else None)  # fmt: skip
        made = dict(_make(job, fresh, workers))
        parts = {i.name: kept.get(i.name) or {"mark": i.mark, "files": made[i.name]} for i in todo}
        return _finish(tree, before, parts, held, now, len(fresh), len(addresses.days))


def _finish(
    tree: Tree, before: dict[str, Any], parts: dict[str, Any], held: Listing, now: datetime, made: int, days: int
) -> Published:
    old, new = listing(before), listing({"items": parts})
    tree.drop(set(held) - set(new))
    put_, gone = [f for f in sorted(new) if old.get(f) != new[f]], sorted(set(old) - set(new))
    changes = {
        "at": utc_text(now), "from": before.get("version"), "version": fingerprint(sorted(new.items())),
        "put": [{"file": f, "sha256": new[f][0], "bytes": new[f][1], "type": media(f)} for f in put_], "delete": gone,
    }  # fmt: skip
    tree.finish({"version": changes["version"], "at": utc_text(now), "items": parts}, changes)
    return Published(len(new), sum(size for _, size in new.values()), len(put_), len(gone), made, days)


def _check(config: Config, forms: Sequence[str]) -> None:
    known = {form.extension for form in FORMS.values()}
    if wrong := [f for f in forms if f not in known]:
        raise PublishError(f"no chronology comes as {', '.join(wrong)}; known are: {', '.join(sorted(known))}")
    parts = urlsplit(config.site_url)
    if parts.path or parts.query:
        raise PublishError(f"the published files stand at the top of a host; {config.site_url} has a path")


def _data_dir(config: Config) -> Path:
    must_be_there(config.db_path)
    return config.data_dir


def _usable(tree: Tree, state: dict[str, Any]) -> dict[str, Any]:
    """Items of the live version whose files are all still there."""
    if tree.live is None:
        return {}
    folder = tree.path(tree.live)
    return {
        name: item
        for name, item in state.get("items", {}).items()
        if all(has(folder, file, size) for file, (_, size) in item["files"].items())
    }


def _plan(config: Config, snapshot: Path, now: datetime, forms: Sequence[str]) -> tuple[Addresses, list[Item]]:
    store = open_store(snapshot, readonly=True)
    try:
        courts = load_courts(config.courts_file)
        page = Lawbook(courts).page(store)
        events = shown_events(store)
        hidden = withheld_cases(store)
        addresses = _addresses(config, page, events, now, forms, hidden)
        frame = fingerprint(_program(), config.site_name, config.contact, config.demo, addresses.site, addresses.server,
                            tuple(forms), sorted(addresses.cases), sorted(addresses.flows))  # fmt: skip
        states = feed_states(store, listed_sources(config, courts), courts, now)
        marks = Marks(frame, today_eastern(now), page.law, page.cases, page.flows, tuple(events),
                      catalogue_marks(store), _watched(states))  # fmt: skip
        subjects = [("case", c) for c in sorted(addresses.cases)] + [("flow", f) for f in sorted(addresses.flows)]
        return addresses, items(
            marks, addresses, subjects, _data(store, frame), [s.feed_id for s in states if s.public]
        )
    finally:
        store.close()


def _watched(states: Iterable[FeedState]) -> dict[str, str]:
    """Of what a court's feeds carry, and what is wrong with them; not of when they were last read."""
    found: dict[str, list[Any]] = {}
    for s in states:
        bad = [r for r in s.remarks if r.bad]
        found.setdefault(s.court_id or "", []).append(
            (s.feed_id, s.url, s.carries, s.carries_text, s.carried, bad, s.gaps)
        )
    return {court_id: fingerprint(own) for court_id, own in found.items()}


def _data(store: Store, frame: str) -> str:
    return fingerprint(frame, data_mark(store))


def _addresses(
    config: Config, page: Page, events: Sequence[ShownEvent], now: datetime, forms: Sequence[str], hidden: Iterable[str]
) -> Addresses:
    today = today_eastern(now)
    months: dict[str, list[tuple[str, str]]] = {}
    dated = ((e.day, e.event_no, e.event_id) for e in events if e.day)
    # As the timeline has them: the newest day first, of one day the later stored first.
    for day, _, event_id in sorted(dated, reverse=True):
        months.setdefault(day[:7], []).append((day, event_id))
    return Addresses(
        site=config.site_url, server=config.public_url, days=[d.isoformat() for d in change_days(page, today)],
        months=dict(sorted(months.items())), forms=tuple(forms),
        cases=frozenset(page.cases) - frozenset(hidden),
        former=frozenset(old for c in page.cases.values() if c.id not in hidden for old in c.formerly),
        flows=frozenset(page.flows),
    )  # fmt: skip


def change_days(page: Page, today: date) -> list[date]:
    """The days, up to today, from which the status of some data flow was another than before."""
    answers = (flow_answer(page.law, flow_id, today) for flow_id in page.flows)
    return sorted({span.from_ for answer in answers for span in answer.history if span.from_ <= today})


@lru_cache
def _program() -> str:
    """A mark of the code, the templates and the style: a new version of the program makes every file anew."""
    found = []
    for folder, pattern in (("tracker", "*.py"), ("templates", "*"), ("static", "*"), ("data", "*.toml")):
        for path in sorted((ROOT / folder).rglob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                found.append((str(path.relative_to(ROOT)), path.read_bytes()))
    return fingerprint(found)


_renderer: tuple[_Job, Renderer] | None = None


def _start(job: _Job) -> None:
    global _renderer
    settle_to_write()
    Thread(target=end_with_parent, name="end-with-parent", daemon=True).start()
    _renderer = (job, _open(job))


def end_with_parent() -> None:
    """End this process when the one that started it ends: killed, it cannot tell its workers to stop."""
    parent = parent_process()
    if parent is not None:
        # The sentinel is the reading end of a pipe that only the parent holds open.
        wait([parent.sentinel])
        os._exit(1)


def _open(job: _Job) -> Renderer:
    return Renderer(job.config, job.snapshot, job.scratch, job.addresses, job.now)


def _make(job: _Job, todo: Sequence[Item], workers: int | None) -> Iterable[Made]:
    count = min(workers or os.cpu_count() or 1, 4)
    if count < 2 or len(todo) < _FEW:
        renderer = _open(job)
        try:
            for at in range(0, len(todo), _CHUNK):
                yield from _together(job, renderer, todo[at : at + _CHUNK])
        finally:
            renderer.close()
        return
    # The long ones first, so that no process is left with one of them at the end.
    ordered = sorted(todo, key=lambda i: i.make not in ("chronologies", "data"))
    slow = [[i] for i in ordered if i.make in ("chronologies", "data")]
    rest = [i for i in ordered if i.make not in ("chronologies", "data")]
    chunks = slow + [rest[at : at + _CHUNK] for at in range(0, len(rest), _CHUNK)]
    with ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_start, initargs=(job,)) as pool:
        for found in pool.map(_some, chunks):
            yield from found


def _some(chunk: Sequence[Item]) -> list[Made]:
    assert _renderer is not None
    return _together(*_renderer, chunk)


def _together(job: _Job, renderer: Renderer, chunk: Sequence[Item]) -> list[Made]:
    renderer.read_ahead(chunk)
    return [_one(job, renderer, item) for item in chunk]


def _one(job: _Job, renderer: Renderer, item: Item) -> Made:
    made = renderer.make(item)
    return item.name, {file: put(job.target, job.seen, file, body) for file, body in made.items()}
