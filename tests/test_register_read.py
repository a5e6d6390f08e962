"""Register files: what is read from them, and by which loader."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

from tests.conftest import ROOT
from tests.register_samples import CASE, COURTS, FLOW, line_of, write
from tracker.courts import load_courts
from tracker.law import build_model
from tracker.register import lines
from tracker.register.files import Register, load_register


def test_a_good_register_loads_with_the_line_of_each_part(tmp_path: Path) -> None:
    register = load_register(write(tmp_path), COURTS)
    assert isinstance(register, Register)
    assert list(register.cases) == ["hikers-v-parks"] and list(register.flows) == ["parks-to-roads"]
    origin = register.origins["hikers-v-parks"]
    assert origin.at(("events", 1, "order", "id")) == f"cases/hikers-v-parks.yaml:{line_of(CASE, '.2026-02-02')}"
    assert origin.line(("events", 1, "order", "no", "such", "part")) == line_of(CASE, "    order:")


def test_words_that_old_yaml_would_turn_into_something_else_stay_text(tmp_path: Path) -> None:
    case = dedent("""\
        id: hikers-v-parks
        name: "1234"
        caption: 12:30:45
        topics: [yes, on, 1e3, 0x10, 007, 2026-01-05]
        dockets:
          - {id: hikers-v-parks, court: dcd, number: 26-1232, courtlistener: 71452580, filed: 2026-01}
        events:
          - key: 2026-01-05-suit-filed
            date: 2026-01-05
            time: 09:05
            kind: complaint
            title: null and void
            document: 12
            sources: [https://example.org/complaint]
        """)
    read = load_register(write(tmp_path, case), COURTS).cases["hikers-v-parks"]
    assert read.caption == "12:30:45"
    assert read.topics == ["yes", "on", "1e3", "0x10", "007", "2026-01-05"]
    assert (read.dockets[0].number, read.dockets[0].courtlistener, read.dockets[0].filed) == (
        "26-1232", "71452580", "2026-01",
    )  # fmt: skip
    event = read.events[0]
    assert (event.date, event.time, event.title, event.document) == ("2026-01-05", "09:05", "null and void", "12")


def test_a_flow_that_operates_says_yes_as_a_word(tmp_path: Path) -> None:
    flow = FLOW + "operating:\n  - {date: 2026-02, value: yes, text: Permits move.}\n"
    register = load_register(write(tmp_path, flow=flow), COURTS)
    assert register.flows["parks-to-roads"].operating[0].value == "yes"


def test_a_single_word_stands_for_a_list_of_one(tmp_path: Path) -> None:
    case = CASE + "topics: permits\n"
    assert load_register(write(tmp_path, case), COURTS).cases["hikers-v-parks"].topics == ["permits"]


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    plain = load_register(write(tmp_path), COURTS)
    body = b"\xef\xbb\xbf" + CASE.replace("\n", "\r\n").encode()
    again = load_register(write(tmp_path, body), COURTS)
    assert again.cases == plain.cases and again.origins == plain.origins


def test_the_worked_example_of_the_guide_is_a_good_register(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "register.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", guide, flags=re.DOTALL)
    names = re.findall(r"`data/register/((?:cases|flows)/[\w-]+\.yaml)`:", guide)
    assert len(blocks) == len(names) == 2
    for name, block in zip(names, blocks, strict=True):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(block, encoding="utf-8")
    register = load_register(tmp_path, COURTS)
    case = register.cases["keepers-v-lighthouses"]
    orders = [event.order.id for event in case.events if event.order]
    assert orders == ["keepers-v-lighthouses.2026-04-03", "keepers-v-lighthouses.2026-04-20"]
    model = build_model(register.cases, register.flows, load_courts(ROOT / "data" / "courts.toml"))
    states = [(i.from_.isoformat(), i.state) for i in model.orders["keepers-v-lighthouses.2026-04-20"].intervals]
    assert states == [("2026-04-20", "in_force"), ("2026-05-04", "suspended"), ("2026-07-15", "in_force")]


# Two loaders, one reading ---------------------------------------------------------------------------------------------


def test_libyaml_reads_every_part_and_line_as_the_slow_loader_does(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = sorted((ROOT / "data" / "register").rglob("*.yaml"))[::9]
    quick = [lines.read_yaml(file, file.name) for file in chosen]
    monkeypatch.setattr(lines, "_quick_node", lambda text: None)
    assert len(chosen) > 5 and quick == [lines.read_yaml(file, file.name) for file in chosen]


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 50_000, "a: " + "{a: " * 3000])
def test_a_text_nested_without_end_never_reaches_the_loader_that_would_die_of_it(tmp_path: Path, text: str) -> None:
    file = tmp_path / "deep.yaml"
    file.write_text(text)
    with pytest.raises(lines.BadYamlError):
        lines.read_yaml(file, file.name)
