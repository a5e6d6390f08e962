"""Which events hold a word: lists kept in memory and brought up to date, the commonest words' from the start on.

A common word stands in half of all events, and reading them all from the index of words takes longer than anything
else a page does. So a list once read is kept, and when events are written only the days they stand on are asked again.
Who cannot wait for a long list goes without, and it is read beside for the next who asks.
"""

import json
import re
import threading
from collections import Counter, OrderedDict
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyroaring import BitMap

from tracker.errors import StorageError
from tracker.outputs.search import fold
from tracker.storage.beginnings import spread_out
from tracker.storage.store import Store, open_store

# As the migration m0007_postings writes them: the place of an event's words is its day before its number.
SHIFT = 1 << 32
# The first day of SQLite's julianday() is this many days before the first day of Python's calendar.
_JULIAN = 1_721_424

# A list of more events than these takes longer to read than a page may. So many are also the most that a page counts
# exactly.
LONG = 10_000
_KEPT, _MOST_BESIDE = 64, 8
_MOST_DAYS = 40
_LETTERS_AT_ONCE = 100_000
_SAMPLE, _MOST_COMMON, _COMMON_FROM = 1_500, 96, 0.03


def place(day: str, number: int) -> int:
    return (date.fromisoformat(day).toordinal() + _JULIAN if day else 0) * SHIFT + number


@dataclass(frozen=True, slots=True)
class _Held:
    numbers: BitMap
    change: int  # of event_changes, up to which it is true


class _LongError(Exception):
    """A list is longer than its reader will wait for."""


class WordLists:
    """One term of a search, as FTS5 writes it, to the events that hold it. Used by several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._common: dict[str, _Held] = {}
        self._beside: set[str] = set()
        self._one_by_one = threading.Lock()

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self._common.clear()

    def has(self, term: str) -> bool:
        return term in self._common or term in self._held

    def of(self, store: Store, term: str) -> BitMap:
        """All events that hold the term, withheld and private ones among them."""
        with self._lock:
            held = self._common.get(term) or self._held.get(term)
        fresh = _read(store, term, held)
        self._keep(term, fresh)
        return fresh.numbers

    def soon(self, store: Store, term: str, *, read: bool = True) -> BitMap | None:
        """The same; None where that would take long, or without `read` for any list that is not in memory. It is then
        there a moment later."""
        if self.has(term) or store.db.conn.in_transaction:
            return self.of(store, term)
        try:
            if not read or self._common_alone(term):
                raise _LongError
            fresh = _read(store, term, None, LONG)
        except _LongError:
            self._read_beside(store.path, term)
            return None
        self._keep(term, fresh)
        return fresh.numbers

    def _common_alone(self, term: str) -> bool:
        """Whether it is a phrase of words that each stand in very many events: where they stand side by side is only
        found by reading every place of all of them."""
        words = term.strip('"').split(" ") if '"' not in term[1:-1] and term[-1] == '"' else []
        lists = [self._common.get(f'"{word}"') for word in words]
        return len(words) > 1 and all(held and len(held.numbers) > LONG for held in lists)

    def _keep(self, term: str, fresh: _Held) -> None:
        with self._lock:
            if term in self._common:
                self._common[term] = fresh
            else:
                self._held[term] = fresh
                self._held.move_to_end(term)
                while len(self._held) > _KEPT:
                    self._held.popitem(last=False)

    def _read_beside(self, path: Path, term: str) -> None:
        with self._lock:
            if term in self._beside or len(self._beside) >= _MOST_BESIDE:
                return
            self._beside.add(term)

        def read() -> None:
            try:
                with self._one_by_one, closing(open_store(path, readonly=True)) as own:
                    self.of(own, term)
            except StorageError:
                pass  # the file is gone or being replaced; the next who asks will see
            finally:
                with self._lock:
                    self._beside.discard(term)

        threading.Thread(target=read, name="word-list", daemon=True).start()

    def warm(self, store: Store) -> int:
        """Read the lists of the commonest words, and keep them for good. How many there are."""
        for word in _commonest(store):
            term = f'"{word}"'
            fresh = _read(store, term, None)
            with self._lock:
                self._common[term] = fresh
        return len(self._common)


def _read(store: Store, term: str, held: _Held | None, most: int = -1) -> _Held:
    """One read transaction, so that words and the number of the last change are of one state. Raises _LongError for a
    list that is read whole and longer than `most`, if that is not negative."""
    own = not store.db.conn.in_transaction
    if own:
        store.execute("begin")
    try:
        low, high = store.execute(
            "select coalesce(min(change_no), 0), coalesce(max(change_no), 0) from event_changes"
        ).fetchone()
        if held and held.change == high:
            return held
        if held and low <= held.change + 1 <= high:
            rows = store.execute(
                "select distinct x.event_no, coalesce(e.day, '') from event_changes x"
                " join events e on e.event_no = x.event_no where x.change_no > ?",
                [held.change],
            ).fetchall()
            days = {day for _, day in rows}
            if len(days) <= _MOST_DAYS:
                changed = BitMap(number for number, _ in rows)
                return _Held(held.numbers - changed | _on_days(store, term, days) & changed, high)
        return _Held(_all(store, term, most), high)
    finally:
        if own:
            store.execute("commit")


def _all(store: Store, term: str, most: int) -> BitMap:
    """Many words side by side are read one after the other: the index of words would look at all of them for each
    event that it gives."""
    found = BitMap()
    for word in spread_out(store, term).strip("()").split(" OR "):
        found |= _of_word(store, word, most)
        if 0 <= most < len(found):
            raise _LongError
    return found


def _of_word(store: Store, word: str, most: int) -> BitMap:
    # In one step of the database: rows handed over one by one would wait for the interpreter each time.
    sql = (
        f"select count(*), json_group_array(number) from (select rowid % {SHIFT} number from events_fts"
        " where events_fts match ? limit ?)"
    )
    count, numbers = store.execute(sql, [word, most + 1 if most >= 0 else -1]).fetchone()
    if 0 <= most < count:
        raise _LongError
    return numbers_of(numbers)


def numbers_of(listed: str) -> BitMap:
    """A JSON list of numbers as a bitmap, some thousand at a time: a million at once would be forty megabytes of
    Python's, of which the machine gets back what nothing else has settled between."""
    found, at, end = BitMap(), 1, len(listed) - 1
    while at < end:
        comma = listed.find(",", at + _LETTERS_AT_ONCE)
        until = comma if comma >= 0 else end
        found.update(json.loads(f"[{listed[at:until]}]"))
        at = until + 1
    found.shrink_to_fit()
    return found


def _on_days(store: Store, term: str, days: set[str]) -> BitMap:
    found, term = BitMap(), spread_out(store, term)
    for day in days:
        first = place(day, 0)
        rows = store.execute(
            f"select rowid % {SHIFT} from events_fts where events_fts match ? and rowid between ? and ?",
            [term, first, first + SHIFT - 1],
        )
        found.update(number for (number,) in rows)
    return found


def _commonest(store: Store) -> list[str]:
    """Words that stand in at least three of a hundred events, judged by events spread over all of them."""
    last = store.value("select max(event_no) from events") or 0
    numbers = list(range(last, 0, -max(last // _SAMPLE, 1)))
    rows = store.execute(
        "select title, text, names from events where event_no in (select value from json_each(?))",
        [json.dumps(numbers)],
    )
    seen = Counter(word for row in rows for word in set(re.findall(r"\w+", fold(" ".join(row)))))
    least = max(_COMMON_FROM * len(numbers), 2)
    return [word for word, times in seen.most_common(_MOST_COMMON) if times >= least]
