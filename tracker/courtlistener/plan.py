"""What to ask CourtListener next, from what is known of each docket and the calls that are left. Pure.

The API has no filter for several dockets. Its search has: `docket_id:(1 OR 2 …)`. Such a look only ever brings a docket
forward, it never puts one off: every docket is asked for itself once a day, whatever the search says or keeps silent
about. Where the search cannot be trusted, dockets with a pending ruling are asked for themselves instead.

In this order: what changed on dockets with a pending ruling; a look at those; dockets that are late; what changed
elsewhere; pages of dockets never read; each docket once a day; a look at all others; the rest of long lists; entries
without text; ids to be found. Calls for dockets with a pending ruling have a part of every day to themselves.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A day less what it may take until the call is made; and when a docket is late.
SWEEP, LATE = timedelta(hours=22), timedelta(hours=1)
PENDING_GROUP = timedelta(minutes=85)
OTHERS_GROUP = timedelta(hours=8)
# Dockets with a pending ruling are asked for themselves besides, so that a search that misses things is found out.
PENDING_SWEEP = timedelta(hours=12)
PENDING_DIRECT = timedelta(minutes=100)
# Ids in one search: some 500 characters, which others have seen accepted.
GROUP_SIZE = 40
# The share of a day's calls for asking each docket for itself; with more dockets each comes round less often. What
# dockets with a pending ruling may take at most.
SWEEP_SHARE, PENDING_SHARE = 0.56, 0.7
# Calls a day for what is new on a docket with a pending ruling, and on all of them at most.
NEWS, ALL_NEWS = 3, 15
# Calls of a day for what is new on the others, besides their turn.
OTHER_NEWS = 6
# Calls of an hour that only what is urgent may take.
URGENT_AN_HOUR = 5
STUB_FIRST, STUB_GIVEN_UP = timedelta(hours=2), timedelta(days=28)
PENDING = frozenset({"group_pending", "pending"})
SPARE = frozenset({"check", "more", "stub", "find"})


@dataclass(frozen=True, slots=True)
class Watched:
    """One docket there. checked: its page was read and is the docket we mean. Times are when we did or heard it.

    changed_at: None once its entries were asked for since.
    stub_since: the oldest entry whose text is still awaited. not_before: it failed, or is not to be asked yet.
    more: a list of its entries is half read.
    """

    cl_id: int
    checked: bool = True
    looked_at: datetime | None = None
    covered_at: datetime | None = None
    changed_at: datetime | None = None
    pending: bool = False
    stub_since: datetime | None = None
    not_before: datetime | None = None
    more: bool = False

    @property
    def changed(self) -> bool:
        return self.changed_at is not None


@dataclass(frozen=True, slots=True)
class Limits:
    """Calls that the account may make."""

    minute: int = 5
    hour: int = 50
    day: int = 125


@dataclass(frozen=True, slots=True)
class Left:
    """Calls that may still be made now, and what those of the last day were for."""

    minute: int
    hour: int
    day: int
    spent: Mapping[str, int] = field(default_factory=dict)

    @property
    def now(self) -> int:
        return max(0, min(self.minute, self.hour, self.day))


@dataclass(frozen=True, slots=True)
class Ask:
    """One call. what: `check`, `changed`, `pending`, `sweep`, `more`, `stub` are about one docket; `group_pending` and
    `group` about several; `find` about `docket_id`, whose id there is not known."""

    what: str
    cl_ids: tuple[int, ...] = ()
    docket_id: str | None = None

    @property
    def together(self) -> bool:
        return self.what in ("group", "group_pending")


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a docket comes round, one with a pending ruling and another, with this many dockets. urgent: calls that
    a day keeps for those with a pending ruling; needed: all that must be made in a day."""

    sweep: timedelta
    pending: timedelta
    urgent: int
    needed: int


def pace(dockets: Sequence[Watched], limits: Limits, trusted: bool) -> Pace:
    """trusted: whether the search may be relied on to tell of dockets with a pending ruling."""
    pending = sum(d.pending and d.checked for d in dockets)
    others = sum(d.checked for d in dockets) - pending
    groups = _times(math.ceil((len(dockets) - pending) / GROUP_SIZE), OTHERS_GROUP) if trusted else 0
    pending_groups = _times(math.ceil(pending / GROUP_SIZE), PENDING_GROUP) if trusted else 0
    news, most = min(NEWS * pending, ALL_NEWS), math.floor(PENDING_SHARE * limits.day)
    room = max(1, most - news - pending_groups)
    between = max(PENDING_SWEEP if trusted else PENDING_DIRECT, DAY * (pending / room))
    urgent = min(most, pending_groups + news + _times(pending, between))
    left = max(1.0, min(SWEEP_SHARE * limits.day, limits.day - urgent - groups - OTHER_NEWS))
    sweep = max(SWEEP, DAY * (others / left))
    return Pace(sweep, between, urgent, urgent + groups + _times(others, sweep))


def _times(count: int, every: timedelta) -> int:
    """How many calls a day it takes to ask for `count` things this often."""
    return math.ceil(count * (DAY / every) - 1e-9)


def plan(
    now: datetime,
    dockets: Sequence[Watched],
    unknown: Iterable[str],
    left: Left,
    limits: Limits,
    *,
    trusted: bool = True,
) -> list[Ask]:
    """The calls to make now, most urgent first; never more than `left` allows.

    unknown: our dockets whose id there is to be found now.
    """
    own = pace(dockets, limits, trusted)
    ready = [d for d in dockets if d.not_before is None or d.not_before <= now]
    wanted = [
        *_pending(now, ready, own, trusted),
        *_sweeps(now, ready, own.sweep + LATE),
        *[Ask("changed", (d.cl_id,)) for d in _oldest_first(ready) if d.checked and d.changed and not d.pending],
        *[Ask("check", (d.cl_id,)) for d in sorted(ready, key=lambda d: not d.pending) if not d.checked],
        *_sweeps(now, ready, own.sweep),
        *(_groups("group", now, [d for d in dockets if not d.pending], OTHERS_GROUP) if trusted else []),
        *[Ask("more", (d.cl_id,)) for d in ready if d.checked and d.more],
        *[Ask("stub", (d.cl_id,)) for d in _oldest_first(ready) if d.checked and _stub_due(now, d)],
        *[Ask("find", docket_id=docket_id) for docket_id in unknown],
    ]
    return _within(wanted, left, limits, own)


def _pending(now: datetime, dockets: Sequence[Watched], own: Pace, trusted: bool) -> list[Ask]:
    waiting = [d for d in _oldest_first(dockets) if d.pending and d.checked]
    changed = [Ask("pending", (d.cl_id,)) for d in waiting if d.changed]
    group = _groups("group_pending", now, waiting, PENDING_GROUP) if trusted else []
    due = [d for d in waiting if not d.changed and (d.looked_at is None or now - d.looked_at >= own.pending)]
    return [*changed, *group, *[Ask("pending", (d.cl_id,)) for d in due]]


def _groups(what: str, now: datetime, dockets: Sequence[Watched], every: timedelta) -> list[Ask]:
    """Looks at many: those whose turn it is, filled up with those whose turn comes next."""
    never = datetime.min.replace(tzinfo=now.tzinfo)
    order = sorted(dockets, key=lambda d: (d.covered_at or never, d.cl_id))
    due = sum(d.covered_at is None or now - d.covered_at >= every for d in order)
    starts = range(0, due, GROUP_SIZE)
    return [Ask(what, tuple(d.cl_id for d in order[start : start + GROUP_SIZE])) for start in starts]


def _sweeps(now: datetime, dockets: Sequence[Watched], every: timedelta) -> list[Ask]:
    due = [d for d in _oldest_first(dockets) if d.checked and (d.looked_at is None or now - d.looked_at >= every)]
    return [Ask("sweep", (d.cl_id,)) for d in due]


def _stub_due(now: datetime, docket: Watched) -> bool:
    """Pauses grow with the age of the oldest text that is missing: half of it, between two hours and a day."""
    if docket.stub_since is None or docket.looked_at is None:
        return False
    pause = min(DAY, max(STUB_FIRST, (now - docket.stub_since) / 2))
    return now - docket.looked_at >= pause


def _oldest_first(dockets: Iterable[Watched]) -> list[Watched]:
    return sorted(dockets, key=lambda d: (d.looked_at is not None, d.looked_at, d.cl_id))


def _within(wanted: Sequence[Ask], left: Left, limits: Limits, own: Pace) -> list[Ask]:
    """As many as fit. What must be asked today is kept free of what may wait."""
    spent = dict(left.spent)
    minute, hour, day = left.minute, left.hour, left.day
    chosen: list[Ask] = []
    taken: set[int] = set()
    for ask in wanted:
        if min(minute, hour, day) <= 0:
            break
        # One docket is asked for itself for one reason at a time.
        if not ask.together and taken & set(ask.cl_ids):
            continue
        if ask.what not in PENDING and not _fits(ask.what, spent, hour, limits, own):
            continue
        chosen.append(ask)
        taken |= set() if ask.together else set(ask.cl_ids)
        spent[ask.what] = spent.get(ask.what, 0) + 1
        minute, hour, day = minute - 1, hour - 1, day - 1
    return chosen


def _fits(what: str, spent: Mapping[str, int], hour: int, limits: Limits, own: Pace) -> bool:
    """Whether a call that is not about a pending ruling leaves enough of the hour and the day to those that are."""
    if what != "changed" and hour <= min(URGENT_AN_HOUR, limits.hour // 2):
        return False
    if sum(count for name, count in spent.items() if name not in PENDING) >= max(1, limits.day - own.urgent):
        return False
    if what in SPARE:
        return sum(spent.get(name, 0) for name in SPARE) < max(4, limits.day - own.needed - OTHER_NEWS)
    return True
