"""A day of 60 tracked dockets at a CourtListener of our own on the loopback address, with its real limits, on a clock
that jumps two minutes at a time: how many calls it takes, and how late a docket's new entry is here.

Before the day that is measured a day passes, in which every docket is read. Six dockets have a ruling
that waits for a person. Entries come at random times, on two dockets in three, and some of them as stubs.
"""

import random
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from tests.clworld import FIRST, World, cl_world

DOCKETS, PENDING, FILED = 60, 6, 55
RULING = "ORDER granting Motion for Preliminary Injunction as to paper {}. Signed by Judge Example."
PLAIN = "NOTICE of Appearance number {} by Counsel Example on behalf of the Bureau of Weather Permits."
STEP, DAY = 2, 24 * 60


@dataclass
class _Day:
    """waiting: text of an entry -> (docket number, when it was filed); late: hours until it was here."""

    waiting: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    late: dict[str, tuple[int, float]] = field(default_factory=dict)
    most: int = 0


def run() -> dict[str, float]:
    """`courtlistener_calls_per_day`: the most in any 24 hours of the measured time. `pending_ruling_delay_h`,
    `changed_docket_delay_h`: the longest that a new entry took. `courtlistener_refused`: calls over the limit."""
    with tempfile.TemporaryDirectory() as folder, cl_world(Path(folder)) as world:
        chance = random.Random(7)
        world.track(*range(DOCKETS))
        for number in range(PENDING):
            world.server.file(FIRST + number, RULING.format(number), 1)
        _pass(world, DAY, {}, _Day())
        day = _Day()
        plan = {STEP * chance.randrange(DAY // STEP): n for n in range(FILED)}
        _pass(world, DAY, plan, day)
        # What was filed late in the day has a day of its own to arrive.
        _pass(world, DAY, {}, day)
        if day.waiting:
            raise AssertionError(f"{len(day.waiting)} entries never arrived")
        pending = [hours for number, hours in day.late.values() if number < PENDING]
        return {
            "courtlistener_calls_per_day": day.most,
            "courtlistener_refused": world.server.refused,
            "pending_ruling_delay_h": round(max(pending), 2),
            "changed_docket_delay_h": round(max(hours for _, hours in day.late.values()), 2),
            "changed_docket_delay_median_h": round(sorted(h for _, h in day.late.values())[len(day.late) // 2], 2),
        }


def _pass(world: World, minutes: int, plan: dict[int, int], day: _Day) -> None:
    """Let time pass; file what `plan` says at each minute (minute -> which paper)."""
    chance = random.Random(len(plan))
    for minute in range(0, minutes, STEP):
        if not plan and day.late and not day.waiting:
            return
        if (paper := plan.get(minute)) is not None:
            # A third of the papers are on dockets with a pending ruling, the rest on any of two in three.
            number = chance.randrange(PENDING) if paper % 3 == 0 else PENDING + chance.randrange(DOCKETS * 2 // 3)
            text = PLAIN.format(1_000 + paper)
            world.server.file(FIRST + number, "" if paper % 10 == 9 else text, 1_000 + paper)
            day.waiting[str(1_000 + paper)] = (number, world.now)
        if world.spend():
            _arrived(world, day)
        world.later(minutes=STEP)
        recent = sum(at > world.now - timedelta(days=1) for at in world.server.calls)
        day.most = max(day.most, recent)


def _arrived(world: World, day: _Day) -> None:
    if not day.waiting:
        return
    rows = world.store.rows("select document_number from docket_entries where document_number is not null")
    for found in {row["document_number"] for row in rows} & set(day.waiting):
        number, filed = day.waiting.pop(found)
        day.late[found] = (number, (world.now - filed).total_seconds() / 3600)
