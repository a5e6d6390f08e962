"""What is asked next: the urgent first, everything within a day, and never more than the account may."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import NOW
from tracker.courtlistener.plan import GROUP_SIZE, Ask, Left, Limits, Watched, pace, plan

LIMITS = Limits()
ALL = Left(5, 50, 125)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def fresh(cl_id: int, **known: object) -> Watched:
    """A docket that was looked at an hour ago and that nobody has said anything about."""
    return replace(Watched(cl_id, looked_at=NOW - HOUR, covered_at=NOW - HOUR), **known)  # type: ignore[arg-type]


def asked(*dockets: Watched, left: Left = ALL, trusted: bool = True, unknown: tuple[str, ...] = ()) -> list[Ask]:
    return plan(NOW, dockets, unknown, left, LIMITS, trusted=trusted)


def test_nothing_is_asked_while_everything_is_fresh() -> None:
    assert asked(fresh(1), fresh(2)) == []


def test_a_changed_docket_with_a_pending_ruling_comes_first() -> None:
    changed = NOW - MINUTE
    found = asked(
        fresh(1, looked_at=NOW - 22 * HOUR), fresh(2, changed_at=changed), fresh(3, checked=False),
        fresh(4, changed_at=changed, pending=True), unknown=("a-docket",),
    )  # fmt: skip
    assert [(a.what, a.cl_ids) for a in found[:4]] == [
        ("pending", (4,)), ("changed", (2,)), ("check", (3,)), ("sweep", (1,)),
    ]  # fmt: skip
    assert found[4] == Ask("find", docket_id="a-docket")


def test_dockets_with_a_pending_ruling_are_looked_at_together_within_two_hours() -> None:
    waiting = [fresh(n, pending=True, covered_at=NOW - 85 * MINUTE) for n in range(6)]
    assert asked(*waiting) == [Ask("group_pending", (0, 1, 2, 3, 4, 5))]
    assert asked(*[replace(d, covered_at=NOW - 84 * MINUTE) for d in waiting]) == []


def test_where_the_search_cannot_be_trusted_they_are_asked_for_themselves() -> None:
    waiting = [fresh(n, pending=True, looked_at=NOW - 100 * MINUTE, covered_at=None) for n in range(3)]
    assert asked(*waiting, trusted=False) == [Ask("pending", (n,)) for n in range(3)]
    assert pace(waiting, LIMITS, trusted=False).pending < 2 * HOUR


def test_a_trusted_search_is_checked_by_asking_them_for_themselves_a_few_times_a_day() -> None:
    waiting = fresh(1, pending=True, looked_at=NOW - 12 * HOUR)
    assert asked(waiting) == [Ask("pending", (1,))]


def test_every_docket_is_asked_for_itself_once_a_day_whatever_the_search_says() -> None:
    assert asked(fresh(1, looked_at=NOW - 22 * HOUR)) == [Ask("sweep", (1,))]


def test_more_dockets_than_a_day_holds_come_round_less_often() -> None:
    assert pace([fresh(n) for n in range(60)], LIMITS, True).sweep == 22 * HOUR
    many = pace([fresh(n) for n in range(140)], LIMITS, True)
    assert 47 * HOUR < many.sweep < 49 * HOUR and many.needed <= LIMITS.day


def test_the_pages_of_new_dockets_are_read_before_their_entries() -> None:
    assert [a.what for a in asked(Watched(1, checked=False))] == ["check", "group"]


def test_one_search_names_no_more_dockets_than_it_can_hold() -> None:
    found = asked(*[fresh(n, covered_at=None) for n in range(90)])
    assert [len(a.cl_ids) for a in found] == [GROUP_SIZE, GROUP_SIZE, 10]


def test_a_text_that_is_missing_is_asked_for_with_growing_pauses() -> None:
    def due(age: timedelta, pause: timedelta) -> bool:
        return bool(asked(fresh(1, stub_since=NOW - age, looked_at=NOW - pause)))

    assert not due(HOUR, 119 * MINUTE) and due(HOUR, 120 * MINUTE)
    assert not due(20 * HOUR, 9 * HOUR) and due(20 * HOUR, 10 * HOUR)
    assert not due(9 * DAY, 21 * HOUR)


def test_a_docket_that_failed_is_left_alone_until_its_time() -> None:
    assert asked(fresh(1, looked_at=None, not_before=NOW + MINUTE)) == []
    assert asked(fresh(1, looked_at=None, not_before=NOW)) == [Ask("sweep", (1,))]


def test_what_may_wait_leaves_an_hour_room_for_what_may_not() -> None:
    old = [fresh(n, looked_at=NOW - 22 * HOUR) for n in range(20)]
    changed = fresh(99, changed_at=NOW, pending=True)
    assert asked(*old, left=Left(5, 5, 90)) == []
    assert [a.what for a in asked(*old, changed, left=Left(5, 5, 90))] == ["pending"]


def test_dockets_with_a_pending_ruling_have_a_part_of_every_day_to_themselves() -> None:
    others = [fresh(n, changed_at=NOW - HOUR) for n in range(54)]
    waiting = [fresh(100 + n, pending=True) for n in range(6)]
    own = pace([*others, *waiting], LIMITS, True)
    assert own.urgent == 17 + 15 + 12 and own.sweep == 22 * HOUR
    used = {"changed": LIMITS.day - own.urgent}
    left = Left(5, 50, own.urgent, used)
    assert asked(*others, *waiting, left=left) == []
    waiting[0] = replace(waiting[0], changed_at=NOW)
    assert asked(*others, *waiting, left=left) == [Ask("pending", (100,))]


def test_a_docket_that_is_late_comes_before_what_is_new_on_another() -> None:
    found = asked(fresh(1, changed_at=NOW), fresh(2, looked_at=NOW - 23 * HOUR), fresh(3, looked_at=NOW - 22 * HOUR))
    assert [(a.what, a.cl_ids) for a in found] == [("sweep", (2,)), ("changed", (1,)), ("sweep", (3,))]


def test_finding_and_waiting_for_texts_never_eat_up_the_day() -> None:
    dockets = [fresh(n, stub_since=NOW - 6 * HOUR, looked_at=NOW - 5 * HOUR) for n in range(60)]
    assert asked(*dockets, left=Left(5, 50, 100, {"stub": 47})) == []
    assert asked(*dockets, left=Left(5, 50, 100, {"stub": 2}), unknown=("x",))[0].what == "stub"


def test_nothing_is_asked_when_nothing_is_left() -> None:
    urgent = fresh(1, pending=True, changed_at=NOW)
    for left in (Left(0, 50, 125), Left(5, 0, 125), Left(5, 50, 0), Left(-3, 1, 1)):
        assert asked(urgent, left=left) == []


WATCHED = st.builds(
    Watched,
    cl_id=st.integers(1, 400),
    checked=st.booleans(),
    looked_at=st.none() | st.integers(0, 90).map(lambda h: NOW - h * HOUR),
    covered_at=st.none() | st.integers(0, 90).map(lambda h: NOW - h * HOUR),
    changed_at=st.none() | st.integers(0, 90).map(lambda h: NOW - h * HOUR),
    pending=st.booleans(),
    stub_since=st.none() | st.integers(0, 90).map(lambda h: NOW - h * HOUR),
    more=st.booleans(),
)


@given(
    st.lists(WATCHED, max_size=80, unique_by=lambda d: d.cl_id), st.integers(0, 6), st.integers(0, 60),
    st.integers(0, 130), st.booleans(),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_never_more_calls_than_are_left_and_no_docket_twice_for_itself(
    dockets: list[Watched], minute: int, hour: int, day: int, trusted: bool
) -> None:
    left = Left(minute, hour, day)
    found = plan(NOW, dockets, ["a", "b"], left, LIMITS, trusted=trusted)
    assert len(found) <= left.now
    single = [a.cl_ids[0] for a in found if a.cl_ids and not a.together]
    assert len(single) == len(set(single))


@pytest.mark.parametrize("count", [1, 10, 60])
def test_what_must_be_asked_in_a_day_fits_into_it(count: int) -> None:
    dockets = [fresh(n, pending=n < 6) for n in range(count)]
    for trusted in (True, False):
        assert pace(dockets, LIMITS, trusted).needed <= LIMITS.day - 4
