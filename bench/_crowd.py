"""A store of any size for the site's bench: the register, and invented docket entries on its dockets.

Cases, courts, kinds and days are spread as on real dockets: a few cases hold most entries, weekends are quiet, motions
and orders lead. Every word is invented; a word's rank decides how often it stands in a text. Made once for each size,
kept below build/bench/.
"""

import bisect
import contextlib
import itertools
import random
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tracker.config import ROOT, Config
from tracker.courts import load_courts
from tracker.ingest.register import load_into_store
from tracker.register.files import load_register
from tracker.storage.store import Store, open_store

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
_FIRST, _LAST = date(2017, 1, 20), date(2026, 11, 20)
_BATCH = 50_000
# Another number makes the stores anew; to be raised when what stands in them changes.
_MADE = 1
# Kind: how many of a thousand; what its entries concern; what courts did.
_KINDS: tuple[tuple[str, int, tuple[str, ...], tuple[str, ...]], ...] = (
    ("motion", 190, ("extension_of_time", "discovery", "seal", "dismissal", "summary_judgment",
                     "preliminary_injunction", "temporary_restraining_order", "intervention"), ("sought",)),
    ("order", 230, ("scheduling", "extension_of_time", "discovery", "seal", "leave_to_file", "dismissal",
                    "preliminary_injunction", "stay_of_proceedings", "administrative_stay"),
     ("granted", "denied", "granted_in_part", "moot", "entered", "")),
    ("notice", 130, (), ()), ("response", 90, (), ()), ("reply", 50, (), ()), ("declaration", 50, (), ()),
    ("appearance", 70, (), ()), ("clerk", 50, (), ()), ("minute_entry", 40, ("scheduling",), ("entered", "")),
    ("stipulation", 25, ("extension_of_time",), ("sought",)), ("status_report", 20, (), ()),
    ("hearing", 12, ("scheduling",), ("entered",)), ("transcript", 12, (), ()), ("opinion", 8, ("dismissal",),
                                                                                 ("granted", "denied")),
    ("complaint", 6, (), ()), ("judgment", 5, ("dismissal",), ("entered",)), ("mandate", 2, (), ()),
    ("notice_of_appeal", 4, ("appeal",), ("sought",)), ("brief", 6, (), ()),
)  # fmt: skip
_TITLES = {
    "motion": "Motion for {r}", "order": "Order on motion for {r}", "notice": "Notice of {w} {w}",
    "response": "Response in opposition to motion", "reply": "Reply in support of motion",
    "appearance": "Notice of appearance by counsel", "clerk": "Clerk's {w} entered",
}  # fmt: skip
_COMMON = (
    "the", "of", "and", "to", "by", "for", "on", "in", "motion", "court", "order", "plaintiff", "defendant", "filed",
    "document", "attachment", "exhibit", "counsel", "hearing", "response", "government", "agency", "data", "records",
    "injunction", "stay", "judge", "district", "entered", "deadline", "due",
)  # fmt: skip
ALWAYS, RARE = "docketed", "quillfeather"
ROUTINE = frozenset({"appearance", "summons", "clerk", "transcript"})


def crowded(events: int, folder: Path = ROOT / "build" / "bench") -> Config:
    """The settings of a site over a store with that many invented events, made now if there is none."""
    config = Config(data_dir=folder / f"crowd-{events}-{_MADE}")
    if not config.data_dir.exists():
        # Made beside its place, so that one broken off half way, or two at once, leave nothing wrong there.
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix="making-") as made:
            fill(Config(data_dir=Path(made) / "crowd"), events)
            with contextlib.suppress(OSError):  # another was quicker
                (Path(made) / "crowd").rename(config.data_dir)
    open_store(config.db_path).close()  # takes the steps of the schema that came since
    return config


def fill(config: Config, events: int) -> None:
    courts = load_courts(config.courts_file)
    store = open_store(config.db_path)
    load_into_store(
        store, load_register(config.register_dir, frozenset(courts)), courts, datetime(2026, 8, 1, tzinfo=UTC)
    )
    # Thrown away when it breaks off half way, so nothing is gained by syncing. Indexes and words come at the end, in
    # one go each.
    for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -300000"):
        store.execute(f"pragma {pragma}")
    held = store.rows(
        "select type, name, sql from sqlite_master where type = 'trigger' or (type = 'index' and sql is not null"
        " and tbl_name in ('docket_entries', 'events', 'event_actions', 'event_flows'))"
    )
    for row in held:
        store.execute(f"drop {row['type']} {row['name']}")
    first = store.value("select max(event_no) from events") + 1
    made = _entries(store, events)
    while batch := list(itertools.islice(made, _BATCH)):
        _write(store, batch)
    _index_words(store, first, next(row["sql"] for row in held if row["name"] == "events_fts_ai"))
    for row in held:
        store.execute(row["sql"])
    _tie(store, first)
    store.execute("update marks set n = n + 1")
    store.execute("insert into event_changes (event_no) values (0)")
    store.execute("analyze")
    store.execute("pragma journal_mode = wal")
    store.close()


def _tie(store: Store, first: int) -> None:
    """Every second order decides the motion before it on its docket."""
    store.execute(
        "insert into ties (case_id, from_event, to_event, what, certainty, because)"
        " select case_id, event_id, motion, 'decides', 'likely', 'crowd' from (select event_no, case_id, event_id,"
        " kind, max(case when kind = 'motion' then event_id end) over (partition by docket_id order by event_no"
        " rows between 8 preceding and 1 preceding) motion from events where event_no >= ?)"
        " where kind = 'order' and motion is not null and event_no % 2 = 0",
        [first],
    )


def _index_words(store: Store, first: int, trigger: str) -> None:
    """The same words as the trigger would index, in the order of days."""
    values = trigger[trigger.index("values (") + len("values (") : trigger.rindex(")")]
    store.execute("insert into events_fts (events_fts, rank) values ('hashsize', 67108864)")
    store.execute(
        f"insert into events_fts (rowid, title, text, names) select {values.replace('new.', 'e.')}"
        " from events e where e.event_no >= ? order by e.day, e.event_no",
        [first],
    )
    store.execute("insert into events_fts (events_fts, rank) values ('hashsize', 1048576)")


def _entries(store: Store, events: int) -> Iterator[dict[str, Any]]:
    rng = random.Random(20_261_122)
    dockets = store.rows(
        "select d.docket_id, d.case_id, d.court_id, d.docket_number, d.caption, c.name, (select group_concat(f)"
        " from (select distinct flow_id f from event_flows where event_id glob d.case_id || '.*')) flows"
        " from dockets d join cases c on c.case_id = d.case_id order by d.docket_id"
    )
    rng.shuffle(dockets)
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(dockets))))
    kinds = list(itertools.accumulate(k[1] for k in _KINDS))
    words = _Words(rng)
    for number, day in enumerate(_days(events), 1):
        docket = dockets[bisect.bisect(weights, rng.random() * weights[-1])]
        kind, _, reliefs, outcomes = _KINDS[bisect.bisect(kinds, rng.randrange(kinds[-1]))]
        relief = rng.choice(reliefs) if reliefs else ""
        yield {
            "number": number, "docket": docket, "kind": kind, "day": day.isoformat(), "relief": relief,
            "disposition": rng.choice(outcomes) if outcomes else "", "flows": (docket["flows"] or "").split(",")[:2],
            "title": _TITLES.get(kind, kind.replace("_", " ").capitalize()).format(r=relief.replace("_", " "),
                                                                                 w=words.one()),
            "text": words.sentence(number), "pending": kind == "order" and number % max(events // 200, 1) == 0,
        }  # fmt: skip


def _days(events: int) -> Iterator[date]:
    """Days in order, more each year, few at weekends; one entry in two hundred is read late, out of order."""
    rng = random.Random(7)
    span = (_LAST - _FIRST).days
    weights = [(0.4 + i / span) * (0.05 if (_FIRST + timedelta(i)).weekday() > 4 else 1) for i in range(span + 1)]
    sums = list(itertools.accumulate(weights))
    for number in range(events):
        at = rng.random() if number % 200 == 0 else (number + 0.5) / events
        yield _FIRST + timedelta(bisect.bisect(sums, at * sums[-1]))


class _Words:
    """Zipf's law over 20,000 invented words, after the few that stand in nearly every text."""

    def __init__(self, rng: random.Random):
        parts = re.findall("..", "bacedifoguhajekilomunapequrosutavewixoza")
        self._all = [*_COMMON, *("".join(p) for p in itertools.islice(itertools.product(parts, repeat=4), 20_000))]
        self._sums = list(itertools.accumulate(1 / (rank + 2) for rank in range(len(self._all))))
        self._rng = rng
        # Many papers of a court say the same; made once, they also cost the bench less time.
        self._said = [self._sentence() for _ in range(40_000)]

    def one(self) -> str:
        return self._all[bisect.bisect(self._sums, self._rng.random() * self._sums[-1])]

    def _sentence(self) -> str:
        found = self._rng.choices(self._all, cum_weights=self._sums, k=self._rng.randrange(5, 31))
        return " ".join((ALWAYS, *found))

    def sentence(self, number: int) -> str:
        said = self._said[self._rng.randrange(len(self._said))]
        return f"{said} {RARE}" if number % 10_007 == 1 else said


def _write(store: Store, batch: list[dict[str, Any]]) -> None:
    with store.atomic():
        store.many(
            "insert into docket_entries (docket_id, identity_key, date_filed, date_entered, document_number,"
            " short_description, description, caption, content_sha, first_seen_at, last_changed_at)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?)",
            [(e["docket"]["docket_id"], f"crowd-{e['number']}", e["day"], _instant(e), str(e["number"] % 400),
              e["title"], e["text"], e["docket"]["name"], _instant(e), _instant(e)) for e in batch],
        )  # fmt: skip
        last = store.value("select max(entry_id) from docket_entries")
        ids = range(last - len(batch) + 1, last + 1)
        store.many(
            "insert into events (event_id, case_id, docket_id, court_id, origin, kind, title, text, names, day,"
            " day_precision, entered_at, document, judge, confirmed, confirmed_by, is_order, pending, routine,"
            " outcome_unknown, entry_id, first_seen_at, changed_at)"
            " values (?, ?, ?, ?, 'docket', ?, ?, ?, ?, ?, 'day', ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)",
            [_event(e, entry_id) for e, entry_id in zip(batch, ids, strict=True)],
        )
        parts = [(f"entry-{i}", e) for e, i in zip(batch, ids, strict=True)]
        store.many("insert into event_actions values (?, ?, ?)",
                   [(i, e["relief"], e["disposition"]) for i, e in parts if e["relief"]])  # fmt: skip
        store.many("insert into event_flows values (?, ?, '')",
                   [(i, f) for i, e in parts if e["kind"] not in ROUTINE for f in e["flows"] if f])  # fmt: skip
        store.many("insert into event_sources values (?, 0, ?, ?, null)",
                   [(i, f"https://ecf.example.gov/doc1/{i[6:]}", _instant(e)) for i, e in parts])  # fmt: skip
        store.many("insert into tag_matches values (?, 0, ?, 'crowd', 0, ?, ?)",
                   [(i, f"kind:{e['kind']}", len(e["title"]), e["title"]) for i, e in parts])  # fmt: skip


def _instant(entry: dict[str, Any]) -> str:
    return f"{entry['day']}T{14 + entry['number'] % 8:02d}:{entry['number'] % 60:02d}:00Z"


def _event(e: dict[str, Any], entry_id: int) -> tuple[Any, ...]:
    docket, person = e["docket"], e["number"] % 50 == 0
    return (
        f"entry-{entry_id}", docket["case_id"], docket["docket_id"], docket["court_id"], e["kind"], e["title"],
        e["text"], f"{docket['name']} {docket['docket_number'] or ''} {docket['court_id']}", e["day"], _instant(e),
        str(e["number"] % 400), None, int(person), "crowd" if person else None, int(e["pending"]),
        int(e["kind"] in ROUTINE), int(e["kind"] == "order" and not e["disposition"]), entry_id, _instant(e),
        _instant(e),
    )  # fmt: skip
