"""Register files: every mistake is named with its file and line."""

from datetime import date
from pathlib import Path

import pytest

from tests.register_samples import CASE, COURTS, FLOW, changed, problems, write
from tracker.errors import RegisterError
from tracker.register.files import load_register, refuse_days_to_come

HINT = "(look at the indentation of this line and of the one above; text that holds `: ` needs quotes)"
EFFECTS = "'bars', 'limits', 'shields', 'requires', 'permits', 'declares' or 'declines'"
UNSOURCED = "order hikers-v-parks.2026-02-02 has no source: an order must be sourced, or written as a plain event"


def test_a_mistyped_key_is_named_with_its_line_and_the_likely_word(tmp_path: Path) -> None:
    [line] = problems(write(tmp_path, changed("    judge: null", "    jugde: null")))
    assert line.startswith("cases/hikers-v-parks.yaml:8: `jugde` is no key here; did you mean `judge`? Allowed: id, co")


def test_a_mistyped_key_that_must_be_there_gives_one_message(tmp_path: Path) -> None:
    [line] = problems(write(tmp_path, changed("    kind: complaint", "    kidn: complaint")))
    assert line.startswith("cases/hikers-v-parks.yaml:13: `kidn` is no key here; did you mean `kind`? Allowed: key")


def test_a_mistyped_key_deep_inside_an_order_is_named_with_the_keys_allowed_there(tmp_path: Path) -> None:
    [line] = problems(write(tmp_path, changed("          whole: true", "          hole: true")))
    assert line.startswith("cases/hikers-v-parks.yaml:27: `hole` is no key here; did you mean `whole`? Allowed: flow")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "    filed: 2026-01-05",
            "    filed: 5 January 2026",
            "9: `filed`: '5 January 2026' is not a date; write 2026-02-05, or 2026-02 when only the month is known",
        ),
        (
            "    date: 2026-02-02",
            "    date: 2026-02-30",
            "17: `date`: '2026-02-30' is no day of the calendar: day is out of range for month",
        ),
        (
            "        - flow: parks-to-roads",
            "        - flow: parks-to-rodes",
            "25: flow 'parks-to-rodes' is not in the register",
        ),
        (
            "    court: dcd",
            "    court: ddc",
            "6: court 'ddc' is neither a courts-db id nor in data/courts.toml",
        ),
        (
            "    sources:\n      - https://example.org/order\n",
            "    unverified: true\n",
            f"21: {UNSOURCED}",
        ),
        (
            "    sources:\n      - https://example.org/order\n",
            "",
            "16: `events`: an event without sources must say `unverified: true`",
        ),
        (
            "      - https://example.org/order",
            "      - javascript:alert(1)",
            "30: `sources`: 'javascript:alert(1)' is not an http or https address",
        ),
        (
            "    title: The union sues",
            "    title: The union sues\n    title: The hikers sue",
            "15: `title` stands twice; keep one",
        ),
        (
            "  - key: 2026-02-02-sharing-barred",
            "  - key: 2026-01-05-suit-filed",
            "16: event key '2026-01-05-suit-filed' is used twice in this case",
        ),
        (
            "    title: The court bars the sharing of permits\n",
            "",
            "16: `title` is missing",
        ),
        (
            "          effect: bars",
            "          effect: bar",
            f"26: `effect`: 'bar' is not one of {EFFECTS}; did you mean 'bars'?",
        ),
        (
            "          whole: true",
            "          whole: perhaps",
            "27: `whole` must be true or false, not 'perhaps'",
        ),
        (
            "    actions: [preliminary_injunction granted]",
            "    actions: [injunction]",
            "20: `actions`: 'injunction': write a relief and a disposition, e.g. 'preliminary_injunction granted'",
        ),
        (
            "      id: hikers-v-parks.2026-02-02",
            "      id: hikers-v-parks.2026-02-03",
            "22: order id must be hikers-v-parks.2026-02-02 (with .2, .3 for further ones of that day)",
        ),
        (
            "id: hikers-v-parks\nname",
            "id: hikers-v-park\nname",
            "1: id is 'hikers-v-park' and the file is named 'hikers-v-parks': make them equal",
        ),
        (
            "    kind: complaint\n",
            "   kind: complaint\n",
            f"13: not valid YAML: expected <block end>, but found '<block mapping start>' {HINT}",
        ),
        (
            "    kind: complaint\n",
            "\tkind: complaint\n",
            "13: not valid YAML: a tab stands here; indent with spaces",
        ),
        (
            "    title: The union sues",
            "    title: The union sues: a beginning",
            f"14: not valid YAML: mapping values are not allowed here {HINT}",
        ),
        (
            "    title: The union sues",
            "    title: The union \x07 sues",
            "14: a control character stands here; delete it",
        ),
        (
            "    kind: complaint\n",
            "    [kind, sort]: complaint\n",
            "13: a key must be one word",
        ),
        (
            "events:\n",
            "events: &all\n  - *all\n",
            "11: a part is repeated by `*`; the register uses no `&` and `*`, write it out",
        ),
        (
            '    sources: ["https://example.org/complaint"]',
            "    sources: {}",
            "15: `sources` must be a list: `- one` below each other, or [one, two], not a block",
        ),
    ],
)  # fmt: skip
def test_one_mistake_gives_one_message_at_its_line(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert problems(write(tmp_path, changed(old, new))) == [f"cases/hikers-v-parks.yaml:{expected}"]


def test_an_outdented_key_is_named_where_it_stands(tmp_path: Path) -> None:
    found = problems(write(tmp_path, changed("    kind: order", "kind: order")))
    # From there the file means something else, so YAML itself stops reading.
    assert [line.split(": ")[0] for line in found] == ["cases/hikers-v-parks.yaml:19"]


def test_text_that_is_not_utf8_is_named_with_the_line_of_the_first_bad_byte(tmp_path: Path) -> None:
    body = changed("The union sues", "L'union d\xe9pose").encode("latin-1")
    assert problems(write(tmp_path, body)) == ["cases/hikers-v-parks.yaml:14: not UTF-8 text; save the file as UTF-8"]


@pytest.mark.parametrize("body", ["", "# only a remark\n", "\n\n"])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, body: str) -> None:
    assert problems(write(tmp_path, body)) == ["cases/hikers-v-parks.yaml:1: the file is empty"]


def test_a_list_where_a_case_should_be_is_said_to_be_no_block(tmp_path: Path) -> None:
    assert problems(write(tmp_path, "- id: hikers-v-parks\n")) == [
        "cases/hikers-v-parks.yaml:1: the file must be a block of `key: value` lines"
    ]


def test_a_second_document_in_a_file_is_refused(tmp_path: Path) -> None:
    [line] = problems(write(tmp_path, CASE + "---\nid: other\n"))
    assert line.startswith("cases/hikers-v-parks.yaml:31: not valid YAML: but found another document")


def test_a_file_with_another_ending_is_not_silently_left_out(tmp_path: Path) -> None:
    assert problems(write(tmp_path, name="hikers-v-parks.yml")) == [
        "cases/hikers-v-parks.yml:1: the file must be named hikers-v-parks.yaml"
    ]


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    assert problems(tmp_path) == [
        "cases:1: no such folder; the register keeps one file a case there",
        "flows:1: no such folder; the register keeps one file a flow there",
    ]


def test_all_problems_of_all_files_come_at_once_in_the_order_of_their_lines(tmp_path: Path) -> None:
    case = CASE
    for old, new in (("court: dcd", "court: x"), ("judge: null", "juge: null"), ("kind: complaint", "kind: plea")):
        case = changed(old, new, case)
    found = problems(write(tmp_path, case, FLOW.replace("data:", "contents:")))
    # The court is looked up only once the file has its shape.
    assert [line.split(": ")[0] for line in found] == [
        "cases/hikers-v-parks.yaml:8",
        "cases/hikers-v-parks.yaml:13",
        "flows/parks-to-roads.yaml:1",
        "flows/parks-to-roads.yaml:5",
    ]


def test_lines_sort_as_numbers(tmp_path: Path) -> None:
    case = changed("    judge: null", "    jugde: null")
    case = changed("          whole: true", "          hole: true", case)
    assert [line.split(":")[1] for line in problems(write(tmp_path, case))] == ["8", "27"]


def test_a_broken_file_does_not_make_its_readers_look_wrong(tmp_path: Path) -> None:
    write(tmp_path, CASE + "related: [drivers-v-roads]\n", FLOW.replace("data:", "date:"))
    other = CASE.replace("hikers-v-parks", "drivers-v-roads").replace("judge: null", "jugde: null")
    (tmp_path / "cases" / "drivers-v-roads.yaml").write_text(other)
    assert {line.split(":")[0] for line in problems(tmp_path)} == {
        "cases/drivers-v-roads.yaml",
        "flows/parks-to-roads.yaml",
    }


def test_the_same_id_for_a_case_and_a_flow_is_refused(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "flows" / "hikers-v-parks.yaml").write_text(FLOW.replace("id: parks-to-roads", "id: hikers-v-parks"))
    assert problems(tmp_path) == [
        "flows/hikers-v-parks.yaml:1: id 'hikers-v-parks' is already used by cases/hikers-v-parks.yaml"
    ]


def test_paths_are_shown_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data" / "register"
    folder.mkdir(parents=True)
    write(folder, changed("court: dcd", "court: ddc"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RegisterError, match=r"^data/register/cases/hikers-v-parks\.yaml:6: court 'ddc'"):
        load_register(folder, COURTS)


def test_a_key_that_docket_entries_use_is_refused(tmp_path: Path) -> None:
    assert problems(write(tmp_path, changed("  - key: 2026-01-05-suit-filed", "  - key: entry-12"))) == [
        "cases/hikers-v-parks.yaml:11: keys `entry-1`, `entry-2` … are kept for docket entries"
    ]


@pytest.mark.parametrize("slip", ["hikers-v-parks.YAML", "hikers-v-parks.yaml.txt", "hikers-v-parks.yml"])
def test_a_file_whose_name_ends_wrongly_is_named_and_not_passed_over_in_silence(tmp_path: Path, slip: str) -> None:
    [line] = problems(write(tmp_path, name=slip))
    assert line == f"cases/{slip}:1: the file must be named hikers-v-parks.yaml"


def test_a_file_in_a_folder_below_is_named(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "cases" / "old").mkdir()
    (tmp_path / "cases" / "hikers-v-parks.yaml").rename(tmp_path / "cases" / "old" / "hikers-v-parks.yaml")
    [line] = problems(tmp_path)
    assert line.startswith("cases/old/hikers-v-parks.yaml:1: files stand in cases/ itself")


def test_what_an_editor_leaves_beside_a_file_is_no_mistake(tmp_path: Path) -> None:
    write(tmp_path)
    for name in ("hikers-v-parks.yaml~", ".hikers-v-parks.yaml.swp", "hikers-v-parks.yaml.bak", "README.md"):
        (tmp_path / "cases" / name).write_text("id: [")
    assert list(load_register(tmp_path, COURTS).cases) == ["hikers-v-parks"]


@pytest.mark.parametrize(
    "title",
    ["!!int abc", "!!float abc", "!!timestamp abc", "!!bool abc", "!!binary aGVsbG8=", '"\\0 The union"',
     '"\\ud800 The union"', '"\\u202eThe union"', '"\\UFFFFFFFF The union"'],
)  # fmt: skip
def test_tags_and_escapes_that_no_page_can_carry_are_a_mistake_with_a_line(tmp_path: Path, title: str) -> None:
    [line] = problems(write(tmp_path, changed("title: The union sues", f"title: {title}")))
    assert line.startswith("cases/hikers-v-parks.yaml:") and "Traceback" not in line


def test_parts_that_repeat_parts_are_refused_before_they_grow(tmp_path: Path) -> None:
    rows = ["topics: &a0 [x, x]", *(f"n{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12))]
    [line] = problems(write(tmp_path, changed("events:\n", "\n".join([*rows, "events:\n"]))))
    assert line.startswith("cases/hikers-v-parks.yaml:11: a part is repeated by `*`")


def test_a_list_of_one_may_be_written_as_the_one_word(tmp_path: Path) -> None:
    text = changed('    sources: ["https://example.org/complaint"]', "    sources: https://example.org/complaint\n"
                   "    flows: parks-to-roads\n    actions: preliminary_injunction sought\n"
                   "    ties: concerns 2026-02-02-sharing-barred\n    from_facts: hikers-v-parks/0")  # fmt: skip
    event = load_register(write(tmp_path, text), COURTS).cases["hikers-v-parks"].events[0]
    assert event.sources == ["https://example.org/complaint"] and event.flows[0].flow == "parks-to-roads"
    assert event.actions[0].relief == "preliminary_injunction" and len(event.ties) == len(event.from_facts) == 1


@pytest.mark.parametrize(
    "address",
    ["https:///order", "https://user:word@example.org/order", '"https://[::1"', "https://example.org:999999/"],
)
def test_an_address_that_leads_nowhere_or_holds_a_password_is_no_source(tmp_path: Path, address: str) -> None:
    [line] = problems(write(tmp_path, changed("https://example.org/order", address)))
    assert "is not an http or https address" in line


def test_a_year_that_is_a_slip_is_named(tmp_path: Path) -> None:
    [line] = problems(write(tmp_path, changed("filed: 2026-01-05", "filed: 0226-01-05")))
    assert line.startswith("cases/hikers-v-parks.yaml:9:") and "between 1900 and 2199" in line


def test_days_that_no_source_can_have_told_of_are_named_save_hearings(tmp_path: Path) -> None:
    text = CASE.replace("    date: 2026-01-05", "    date: 2062-01-05").replace("kind: complaint", "kind: hearing")
    text = changed("filed: 2026-01-05", "filed: 2062-01-05", text)
    register = load_register(write(tmp_path, text), COURTS)
    with pytest.raises(RegisterError) as caught:
        refuse_days_to_come(register, tmp_path, date(2026, 2, 1))
    lines = [line.removeprefix(f"{tmp_path}/") for line in caught.value.problems]
    assert lines == [
        "cases/hikers-v-parks.yaml:9: 2062-01-05 is still to come (today is 2026-02-01)",
        "cases/hikers-v-parks.yaml:17: 2026-02-02 is still to come (today is 2026-02-01)",
    ]
