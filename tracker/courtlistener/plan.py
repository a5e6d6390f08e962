"""What to ask CourtListener next, from what is known of each docket and the calls that are left. Pure.

The API has no filter for several dockets. Its search has: `docket_id:(1 OR 2 …)`. Such a look only ever brings a docket
forward, it never puts one off: every docket is asked for itself once a day, whatever the search says or keeps silent
about. Where the search cannot be trusted, dockets with a pending ruling are asked for themselves instead.

In this order: what changed on dockets with a pending ruling; a look at those; what changed elsewhere; pages of dockets
never read; each docket once a day; a look at all others; the rest of long lists; entries without text; ids to be found.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A day less what it may take until the call is made.
SWEEP = timedelta(hours=22)
PENDING_GROUP = timedelta(minutes=85)
OTHERS_GROUP = timedelta(hours=8)
# Dockets with a pending ruling are asked for themselves besides, so that a search that misses things is found out.
PENDING_SWEEP = timedelta(hours=8)
PENDING_DIRECT = timedelta(minutes=100)
# Ids in one search: some 500 characters, which others have seen accepted.
GROUP_SIZE = 40
# The share of a day's calls for asking each docket for itself; with more dockets each comes round less often.
SWEEP_SHARE = 0.56
# Calls of a day that are left for what looks find.
NEWS = 15
# Calls of an hour that only what is urgent may take.
URGENT_AN_HOUR = 5
STUB_FIRST, STUB_GIVEN_UP = timedelta(hours=2), timedelta(days=28)
URGENT = frozenset({"group_pending", "pending", "changed"})
SPARE = frozenset({"check", "more", "stub", "find"})


@dataclass(frozen=True, slots=True)
class Watched:
    """One docket there. checked: its page was read and is the docket we mean. Times are when we did or heard it.

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
        return self.changed_at is not None and (self.looked_at is None or self.changed_at >= self.looked_at)


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
    """How often each kind of look comes round with this many dockets, and the calls that takes a day."""

    sweep: timedelta
    pending: timedelta
    groups_a_day: int
    pending_groups_a_day: int
    needed: int


def pace(dockets: Sequence[Watched], limits: Limits, trusted: bool) -> Pace:
    """trusted: whether the search may be relied on to tell of dockets with a pending ruling."""
    checked, pending = sum(d.checked for d in dockets), sum(d.pending and d.checked for d in dockets)
    room = max(1.0, SWEEP_SHARE * limits.day)
    sweep = max(SWEEP, DAY * (checked / room))
    sweeps = math.ceil(checked * (DAY / sweep))
    others = math.ceil((len(dockets) - pending) / GROUP_SIZE) if trusted else 0
    groups = math.ceil(others * (DAY / OTHERS_GROUP))
    pending_groups = math.ceil(math.ceil(pending / GROUP_SIZE) * (DAY / PENDING_GROUP)) if trusted else 0
    left = max(1.0, limits.day - sweeps - groups - pending_groups - NEWS)
    between = max(PENDING_DIRECT, DAY * (pending / left))
    if trusted:
        between = min(sweep, max(PENDING_SWEEP, DAY * (3 * pending / left)))
    own = math.ceil(pending * (DAY / between)) if pending else 0
    return Pace(sweep, between, groups, pending_groups, sweeps + groups + pending_groups + own)


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
        *[Ask("changed", (d.cl_id,)) for d in _oldest_first(ready) if d.checked and d.changed and not d.pending],
        *[Ask("check", (d.cl_id,)) for d in sorted(ready, key=lambda d: not d.pending) if not d.checked],
        *_sweeps(now, ready, own),
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


def _sweeps(now: datetime, dockets: Sequence[Watched], own: Pace) -> list[Ask]:
    due = [
        d for d in _oldest_first(dockets)
        if d.checked and not d.changed and (d.looked_at is None or now - d.looked_at >= own.sweep)
    ]  # fmt: skip
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
        if ask.what not in URGENT and not _may_wait_fits(ask.what, spent, hour, day, limits, own):
            continue
        chosen.append(ask)
        taken |= set() if ask.together else set(ask.cl_ids)
        spent[ask.what] = spent.get(ask.what, 0) + 1
        minute, hour, day = minute - 1, hour - 1, day - 1
    return chosen


def _may_wait_fits(what: str, spent: Mapping[str, int], hour: int, day: int, limits: Limits, own: Pace) -> bool:
    if hour <= min(URGENT_AN_HOUR, limits.hour // 2):
        return False
    # Looks at dockets with a pending ruling that this day still owes, and something for what they find.
    owed = max(0, own.pending_groups_a_day - spent.get("group_pending", 0))
    news = max(0, NEWS // 3 - spent.get("pending", 0))
    if day <= min(owed + news, limits.day - 1):
        return False
    if what in SPARE:
        room = max(4, limits.day - own.needed - NEWS)
        return sum(spent.get(name, 0) for name in SPARE) < room
    return True
