"""Lists of events in memory: for each kind, court, case, flow, act and day, the numbers of its events.

The database stays the only record. The lists are read from its indexes once in a process (about five seconds for a
million events, some 30 MB), and every use first takes in what was written since, by the log `event_changes`. A list
is a compressed bitmap, so that any filters meet, and every choice of every filter is counted, in milliseconds.
"""

import json
import threading
from array import array
from bisect import insort
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pyroaring import BitMap

from tracker.storage.store import Store
from tracker.storage.traits import Term, Traits
from tracker.storage.word_lists import WordLists, numbers_of


def _group(name: str, value: str, rest: str) -> str:
    return f"select '{name}', {value}, json_group_array(e.event_no) from {rest}"


_LISTS = (
    _group("kind", "e.kind", "events e group by e.kind"),
    _group("court", "e.court_id", "events e where e.court_id is not null group by e.court_id"),
    _group("case", "e.case_id", "events e where e.case_id is not null group by e.case_id"),
    _group("day", "coalesce(e.day, '')", "events e group by e.day"),
    _group("seen", "substr(e.first_seen_at, 1, 10)", "events e group by substr(e.first_seen_at, 1, 10)"),
    _group("act", "printf('%s %s', a.relief, a.disposition)",
           "event_actions a join events e on e.event_id = a.event_id group by a.relief, a.disposition"),
    _group("flow", "f.flow_id", "event_flows f join events e on e.event_id = f.event_id group by f.flow_id"),
    _group("is", "'order'", "events e where e.is_order = 1"),
    _group("is", "'confirmed'", "events e where e.confirmed = 1"),
    _group("is", "'routine'", "events e where e.routine = 1"),
    _group("is", "'retracted'", "events e where e.retracted_at is not null"),
    _group("is", "'private'",
           "docket_entries n join events e on e.entry_id = n.entry_id where n.private <> 0"),
)  # fmt: skip
_ONE = (
    "select e.event_no, e.kind, e.court_id court, e.case_id \"case\", coalesce(e.day, '') day,"
    ' substr(e.first_seen_at, 1, 10) seen, e.is_order "order", e.confirmed, e.routine,'
    " e.retracted_at is not null retracted, coalesce(n.private, 0) private,"
    " (select json_group_array(printf('%s %s', relief, disposition)) from event_actions a"
    " where a.event_id = e.event_id) acts,"
    " (select json_group_array(distinct flow_id) from event_flows f where f.event_id = e.event_id) flows"
    " from events e left join docket_entries n on n.entry_id = e.entry_id"
    " where e.event_no in (select value from json_each(?))"
)
_WITHHELD = (
    "select e.event_no from withheld w join events e on e.event_id = w.target_id where w.target_kind = 'event'"
    " union select e.event_no from withheld w join events e on e.entry_id ="
    " cast(case when w.target_id like 'entry-%' then substr(w.target_id, 7) else w.target_id end as integer)"
    " where w.target_kind = 'entry'"
    " union select e.event_no from withheld w join events e on e.order_id = w.target_id where w.target_kind = 'order'"
    " union select e.event_no from withheld w join events e on e.case_id = w.target_id where w.target_kind = 'case'"
)
# A page counts beside some hundred choices that are unions; with fewer kept each page would make them all anew.
_UNIONS, COUNTS = 256, 200
_DATED_AT_ONCE = 65_536
_FLAGS = ("order", "confirmed", "routine", "retracted", "private")


class Postings:
    """The lists of one database. Use them only inside `postings(store)`, which holds the lock and brings them up to
    date; a list handed out may be combined with others, never changed."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.words = WordLists()
        # What was worked out and holds until an event is written: unions of lists, numbers beside choices.
        self._unions: OrderedDict[tuple[Term, ...], BitMap] = OrderedDict()
        self.counts: OrderedDict[object, Counted] = OrderedDict()
        self.change = -1
        self._clear()

    def _clear(self) -> None:
        self.lists: dict[str, dict[str, BitMap]] = {}
        self.months: dict[str, BitMap] = {}
        self.days: list[str] = []
        # The day of each event as a number (0: undated), for whoever has few events to put in order.
        self.day_of = array("i")
        self.traits = Traits()
        self.withheld = BitMap()
        self.known = BitMap()
        self.shown = BitMap()
        self._entries = self._last_entry = 0

    def of(self, name: str, value: str) -> BitMap:
        return self.lists.get(name, {}).get(value) or _NONE

    def any_of(self, terms: Iterable[Term]) -> BitMap:
        """Events on any of the lists. Unions asked for lately are kept; nobody may change what this gives."""
        asked = tuple(terms)
        if len(asked) == 1:
            return self.of(*asked[0])
        found = self._unions.pop(asked, None)
        if found is None:
            found = BitMap.union(*[self.of(*term) for term in asked], _NONE, _NONE)
        self._unions[asked] = found
        while len(self._unions) > _UNIONS:
            self._unions.popitem(last=False)
        return found

    def values(self, name: str) -> Iterable[str]:
        return self.lists.get(name, {})

    def entries(self, store: Store) -> int:
        """How many docket entries there are. None is ever deleted, so only those since the last time are counted."""
        more, last = store.execute(
            "select count(*), max(entry_id) from docket_entries where entry_id > ?", [self._last_entry]
        ).fetchone()
        self._entries += more
        self._last_entry = last or self._last_entry
        return self._entries

    def sync(self, store: Store) -> None:
        """Take in what was written since the last time. One read transaction, so that all of it is of one state."""
        own = not store.db.conn.in_transaction
        if own:
            store.execute("begin")
        try:
            low, high = store.db.execute(
                "select coalesce(min(change_no), 0), coalesce(max(change_no), 0) from event_changes"
            ).fetchone()
            if high == self.change:
                return
            if self.change < 0 or high < self.change or low > self.change + 1:
                self._read_all(store)
            else:
                self._read_changes(store)
            self.change = high
            self._unions.clear()
            self.counts.clear()
        finally:
            if own:
                store.execute("commit")

    def _read_all(self, store: Store) -> None:
        self._clear()
        self.change = -1
        for sql in _LISTS:
            for name, value, numbers in store.execute(sql):
                self._extend(name, value, numbers_of(numbers))
        self.days = sorted(value for value in self.values("day") if value)
        self.withheld = BitMap(number for (number,) in store.execute(_WITHHELD))
        self._settle()

    def _read_changes(self, store: Store) -> None:
        rows = store.execute("select distinct event_no from event_changes where change_no > ?", [self.change])
        changed = BitMap(number for (number,) in rows)
        if gone := changed & self.known:
            for lists in (*self.lists.values(), self.months):
                for held in lists.values():
                    held.difference_update(gone)
            self.traits.forget(gone)
        for row in store.rows(_ONE, [json.dumps(list(changed))]):
            self._add(row)
        if 0 in changed or store.value("select 1 from withheld limit 1"):
            self.withheld = BitMap(number for (number,) in store.execute(_WITHHELD))
        self._settle()

    def _add(self, row: dict[str, Any]) -> None:
        one = BitMap([row["event_no"]])
        for name in ("kind", "court", "case", "day", "seen"):
            if row[name] is not None:
                self._extend(name, row[name], one)
        for name, values in (("act", row["acts"]), ("flow", row["flows"])):
            for value in json.loads(values):
                self._extend(name, value, one)
        for flag in _FLAGS:
            if row[flag]:
                self._extend("is", flag, one)

    def _extend(self, name: str, value: str, numbers: BitMap) -> None:
        lists = self.lists.setdefault(name, {})
        held = lists.get(value)
        if held is None:
            lists[value] = BitMap(numbers)
            if name == "day" and value and self.change >= 0:
                insort(self.days, value)
        else:
            held.update(numbers)
        self.traits.add(name, value, numbers)
        if name == "day":
            self._date(value, numbers)
            if value:
                self.months.setdefault(value[:7], BitMap()).update(numbers)

    def _date(self, day: str, numbers: BitMap) -> None:
        number = day_number(day)
        if (more := numbers.max() + 1 - len(self.day_of)) > 0:
            self.day_of.frombytes(bytes((more + _DATED_AT_ONCE) * self.day_of.itemsize))
        dated = self.day_of
        for event_no in numbers:
            dated[event_no] = number

    def _settle(self) -> None:
        self.known = BitMap.union(*self.months.values(), self.of("day", ""), _NONE)
        self.shown = self.known - self.of("is", "retracted") - self.of("is", "private")


@dataclass(frozen=True, slots=True)
class Counted:
    """How many events fit a filter, and beside each choice of each filter how many it would show."""

    total: int
    choices: dict[str, dict[str, int]]


def day_number(day: str) -> int:
    """Greater for a later day; 0 for none, and for what is no day."""
    try:
        return date.fromisoformat(day).toordinal() if day else 0
    except ValueError:
        return 0


_NONE = BitMap()
_held: OrderedDict[Path, tuple[tuple[int, int], Postings]] = OrderedDict()
_held_lock = threading.Lock()
_MOST_HELD = 4


@contextmanager
def postings(store: Store) -> Iterator[Postings]:
    """The lists of this database, up to date and locked. Inside a write transaction they are read anew and thrown
    away: what may yet be rolled back must not stay."""
    found = Postings() if store.db.conn.in_transaction else _of(store)
    with found.lock:
        found.sync(store)
        yield found


def word_lists(store: Store) -> WordLists:
    """The lists of words of this database; they have a lock of their own, so that a long read holds up nobody."""
    return WordLists() if store.db.conn.in_transaction else _of(store).words


def _of(store: Store) -> Postings:
    stat = store.path.stat()
    mark = (stat.st_dev, stat.st_ino)
    with _held_lock:
        held = _held.get(store.path)
        found = held[1] if held and held[0] == mark else Postings()
        _held[store.path] = (mark, found)
        _held.move_to_end(store.path)
        while len(_held) > _MOST_HELD:
            _held.popitem(last=False)
    return found


def warm(store: Store) -> None:
    """Read the lists before anybody asks: seconds with a million events."""
    with postings(store) as lists:
        lists.entries(store)
    word_lists(store).warm(store)
