"""What only the whole register can tell: ids that resolve, orders that are sourced, acts that can be followed."""

from copy import deepcopy
from typing import Any

import pytest

from tracker.register.check import cross_check
from tracker.register.schema import Case, Flow

FLOW = Flow.model_validate(
    {
        "id": "parks-to-roads",
        "name": "Parks → Roads permits",
        "source": {"name": "Parks Office", "short": "Parks"},
        "recipient": {"name": "Roads Office", "short": "Roads"},
        "data": ["permit numbers"],
    }
)
BAR = {"flow": "parks-to-roads", "effect": "bars", "whole": True, "text": "No permit numbers may go to Roads."}
ORDER = {"id": "hikers-v-parks.2026-02-02", "relief": "preliminary_injunction", "restrictions": [BAR]}
WEB = ["https://example.org/a"]
GOOD: dict[str, Any] = {
    "id": "hikers-v-parks",
    "name": "Hikers v. Parks",
    "caption": "Hikers' Union v. Parks Office",
    "dockets": [
        {"id": "hikers-v-parks", "court": "dcd", "number": "1:26-cv-00001"},
        {"id": "hikers-v-parks-cadc", "court": "cadc", "number": None, "reviews": "hikers-v-parks"},
    ],
    "events": [
        {"key": "2026-02-02-barred", "date": "2026-02-02", "kind": "order", "title": "Sharing barred", "sources": WEB,
         "order": ORDER},
        {"key": "2026-02-10-stayed", "date": "2026-02-10", "kind": "order", "title": "Order stayed", "sources": WEB,
         "docket": "hikers-v-parks-cadc",
         "acts": [{"do": "stays", "order": "hikers-v-parks.2026-02-02", "stay_kind": "administrative"}]},
        {"key": "2026-02-20-stay-lifted", "date": "2026-02-20", "kind": "order", "title": "Stay lifted",
         "sources": WEB, "docket": "hikers-v-parks-cadc",
         "acts": [{"do": "lifts_stay", "stay": "hikers-v-parks.2026-02-10-stayed"}]},
    ],
}  # fmt: skip


def found(*cases: dict[str, Any], broken: frozenset[str] = frozenset()) -> list[tuple[tuple[str | int, ...], str]]:
    read = [Case.model_validate(case) for case in cases]
    problems = cross_check({c.id: c for c in read}, {FLOW.id: FLOW}, frozenset({"dcd", "cadc"}), broken)
    return [(path, message) for _, path, message in problems]


def changed(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    case = deepcopy(GOOD)
    part: Any = case
    for step in path[:-1]:
        part = part[step]
    if isinstance(part, list) and path[-1] == len(part):
        part.append(value)
    else:
        part[path[-1]] = value
    return case


@pytest.mark.parametrize(
    ("former", "said"),
    [(["hikers-v-parks"], "is the id of a case or flow"), (["parks-to-roads"], "is the id of a case or flow"),
     (["walkers-v-parks", "walkers-v-parks"], "stands twice"), (["riders-v-parks-cadc"], "a docket of another case"),
     (["drivers-v-parks"], "riders-v-parks has it too")],
)  # fmt: skip
def test_an_id_that_a_case_had_before_is_nobody_else_s(former: list[str], said: str) -> None:
    other = {**deepcopy(GOOD), "id": "riders-v-parks", "events": [], "formerly": ["drivers-v-parks"]}
    for docket in other["dockets"]:
        docket["id"] = docket["id"].replace("hikers", "riders")
    other["dockets"][1]["reviews"] = "riders-v-parks"
    ((path, message),) = found(other, changed(("formerly",), former))
    assert path[0] == "formerly" and said in message
    assert not found(other, changed(("formerly",), ["walkers-v-parks", "hikers-v-parks-cadc"]))


def test_a_register_that_holds_together_has_no_problems() -> None:
    assert found(GOOD) == []


@pytest.mark.parametrize(
    ("path", "value", "at", "words"),
    [
        (("related",), ["drivers-v-roads"], ("related", 0), "related case 'drivers-v-roads' is not in the register"),
        (("related",), ["hikers-v-parks"], ("related", 0), "a case is not related to itself"),
        (("dockets", 0, "court"), "xyz", ("dockets", 0, "court"), "neither a courts-db id nor in data/courts.toml"),
        (("dockets", 1, "id"), "hikers-v-parks", ("dockets", 1, "id"), "docket id 'hikers-v-parks' is used twice"),
        (("dockets", 1, "reviews"), "hikers", ("dockets", 1, "reviews"), "docket 'hikers' is not in the register"),
        (("dockets", 0, "reviews"), "hikers-v-parks-cadc", ("dockets", 0, "reviews"), "review each other in a circle"),
        (("events", 1, "docket"), "nowhere", ("events", 1, "docket"), "docket 'nowhere' is not a docket of this case"),
        (("events", 1, "key"), "2026-02-02-barred", ("events", 1, "key"), "is used twice in this case"),
        (("events", 1, "after"), "2026-01-01-no", ("events", 1, "after"), "'2026-01-01-no' is no event of this case"),
        (("events", 1, "after"), "2026-02-02-barred", ("events", 1, "after"), "not another event of 2026-02-10"),
        (("events", 1, "after"), "2026-02-10-stayed", ("events", 1, "after"), "not another event of 2026-02-10"),
        (("events", 1, "time"), "99:99", ("events", 1, "time"), "'99:99' is no time of day; write it by the court's"),
        (("events", 1, "time"), "24:00", ("events", 1, "time"), "from 00:00 to 23:59"),
        (("events", 1, "time"), "12:60", ("events", 1, "time"), "from 00:00 to 23:59"),
        (("events", 1, "out_of_court"), True, ("events", 1, "docket"), "an act out of court has no docket"),
        (("events", 0, "out_of_court"), True, ("events", 0, "order"), "cannot be `out_of_court`"),
        (("events", 1, "flows"), ["roads-to-parks"], ("events", 1, "flows", 0, "flow"), "flow 'roads-to-parks' is not"),
        (("events", 1, "sources"), [*WEB, *WEB], ("events", 1, "sources", 1), "'https://example.org/a' stands twice"),
        (("events", 1, "actions"), ["seal granted"] * 2, ("events", 1, "actions", 1), "'seal granted' stands twice"),
        (("events", 0, "order", "id"), "hikers-v-parks.2026-02-03", ("events", 0, "order", "id"), "2026-02-02 (with"),
        (("events", 0, "order", "id"), "hikers-v-park.2026-02-02", ("events", 0, "order", "id"), "2026-02-02 (with"),
        (("events", 0, "order", "ends_on"), "2026-02-01", ("events", 0, "order", "ends_on"), "before the order was"),
        (("events", 0, "order", "effective"), "2026-01-31", ("events", 0, "order", "effective"), "before the order"),
        (("events", 0, "order", "replaces"), ["x.2026-01-01"], ("events", 0, "order", "replaces", 0), "'x.2026-01-01'"),
        (("events", 0, "order", "replaces"), [ORDER["id"]], ("events", 0, "order", "replaces", 0), "replace itself"),
        (("events", 0, "order", "restrictions", 0, "flow"), "p", ("events", 0, "order", "restrictions", 0, "flow"),
         "flow 'p' is not in the register"),
        (("events", 1, "acts", 0, "order"), "x.2026-01-01", ("events", 1, "acts", 0, "order"), "is not in the regis"),
        (("events", 1, "acts", 0, "flows"), ["p"], ("events", 1, "acts", 0, "flows", 0, "flow"), "flow 'p' is not"),
        (("events", 1, "date"), "2026-02-01", ("events", 1, "acts", 0, "order"), "entered on 2026-02-02, after this"),
        (("events", 2, "acts", 0, "stay"), "hikers-v-parks.no", ("events", 2, "acts", 0, "stay"), "<case>.<key>"),
        (("events", 2, "acts", 0, "stay"), "hikers-v-parks.2026-02-02-barred", ("events", 2, "acts", 0, "stay"),
         "stays no order"),
        (("events", 2, "acts", 0), {"do": "mandate", "judgment": "hikers-v-parks.no"},
         ("events", 2, "acts", 0, "judgment"), "is not in the register"),
        (("events", 2, "acts", 0), {"do": "closes", "docket": "no"}, ("events", 2, "acts", 0, "docket"), "docket 'no'"),
    ],
)  # fmt: skip
def test_a_slip_is_reported_once_at_its_place(
    path: tuple[str | int, ...], value: Any, at: tuple[str | int, ...], words: str
) -> None:
    case = changed(path, value)
    problems = [p for p in found(case) if p[0] == at]
    assert len(problems) == 1 and words in problems[0][1], found(case)


@pytest.mark.parametrize("time", ["00:00", "09:05", "23:59"])
def test_every_minute_of_the_day_is_a_time(time: str) -> None:
    assert found(changed(("events", 1, "time"), time)) == []


def test_an_order_without_a_source_is_refused() -> None:
    case = changed(("events", 0, "sources"), [])
    case["events"][0]["unverified"] = True
    assert [path for path, _ in found(case)] == [("events", 0, "order")]


def test_an_order_of_which_only_the_month_is_known_takes_a_day_of_that_month() -> None:
    case = changed(("events", 0, "date"), "2026-01")
    for order_id, right in (("2026-01-31", True), ("2026-02-02", False)):
        case["events"][0]["order"] = {**ORDER, "id": f"hikers-v-parks.{order_id}"}
        case["events"][1]["acts"][0]["order"] = f"hikers-v-parks.{order_id}"
        messages = [message for path, message in found(case) if path == ("events", 0, "order", "id")]
        assert (messages == []) is right
        assert right or "hikers-v-parks.2026-01-31" in messages[0]


def test_a_second_order_of_a_day_is_numbered_and_the_same_id_twice_refused() -> None:
    second = {**GOOD["events"][0], "key": "2026-02-02-again", "order": {**ORDER, "id": f"{ORDER['id']}.2"}}
    assert found(changed(("events", 3), second)) == []
    second["order"] = ORDER
    assert [path for path, _ in found(changed(("events", 3), second))] == [("events", 3, "order", "id")]


def test_an_act_dated_to_the_month_may_touch_an_order_of_that_month() -> None:
    assert found(changed(("events", 1, "date"), "2026-02")) == []


def test_an_order_may_touch_an_order_of_another_case() -> None:
    other = changed(("id",), "drivers-v-roads")
    other["dockets"] = [{"id": "drivers-v-roads", "court": "dcd", "number": None}]
    other["events"] = [{**GOOD["events"][1], "docket": None}]
    assert found(GOOD, other) == []


def test_references_into_a_file_that_could_not_be_read_are_not_called_wrong() -> None:
    case = changed(("related",), ["drivers-v-roads"])
    case["events"][1]["acts"][0]["order"] = "drivers-v-roads.2026-01-02"
    case["events"][1]["flows"] = ["roads-to-parks"]
    assert len(found(case)) == 3
    assert found(case, broken=frozenset({"drivers-v-roads", "roads-to-parks"})) == []


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("events", 1, "acts", 0, "until"), [{"on": "date", "date": "2026-02-09"}], "the stay would end on 2026-02-09"),
        (("events", 1, "acts", 0), {"do": "extends", "order": "hikers-v-parks.2026-02-02", "to": "2026-02-01"},
         "to 2026-02-01 is before the order was entered"),
        (("events", 1, "acts", 0),
         {"do": "ends", "how": "vacated", "order": "hikers-v-parks.2026-02-02", "effective": "2025-02-12"},
         "effective 2025-02-12 is before the order was entered"),
        (("events", 2, "date"), "2026-02-09", "is of 2026-02-10, after this one of 2026-02-09"),
        (("events", 0, "order"), {**ORDER, "effective": "2026-03-01", "ends_on": "2026-02-20"},
         "ends_on 2026-02-20 is before the order takes effect (2026-03-01)"),
        (("events", 1, "order"),
         {**ORDER, "id": "hikers-v-parks.2026-02-10", "replaces": ["hikers-v-parks.2026-02-20"]}, "was entered on"),
    ],
)  # fmt: skip
def test_what_comes_before_that_to_which_it_belongs_is_named(path: Any, value: Any, told: str) -> None:
    case = changed(path, value)
    if path[-1] == "order" and path[1] == 1:
        case["events"][2]["order"] = {**ORDER, "id": "hikers-v-parks.2026-02-20"}
    messages = [message for _, message in found(case)]
    assert any(told in message for message in messages), messages


def test_events_that_come_after_each_other_in_a_circle_are_named() -> None:
    case = changed(("events", 1, "date"), "2026-02-20")
    case["events"][1]["after"] = "2026-02-20-stay-lifted"
    case["events"][2]["after"] = "2026-02-10-stayed"
    assert len([m for _, m in found(case) if "in a circle" in m]) == 2


@pytest.mark.parametrize("order_id", ["2026-02-02.0", "2026-02-02.1", "2026-02-02.02"])
def test_the_number_of_a_further_order_of_a_day_begins_at_two(order_id: str) -> None:
    [(_, message)] = found(changed(("events", 0, "order", "id"), f"hikers-v-parks.{order_id}"))[:1]
    assert "order id must be hikers-v-parks.2026-02-02 (with .2, .3" in message


def test_an_order_known_to_the_month_takes_the_month_s_last_day_in_its_id() -> None:
    case = changed(("events", 0, "date"), "2026-02")
    assert any("must be hikers-v-parks.2026-02-28" in m for _, m in found(case))
