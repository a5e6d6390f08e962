"""The editor's schema: committed as made, accepting what the register holds, refusing what `check` would refuse."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tracker.register.jsonschema import json_schema, schema_text, write_schemas
from tracker.register.lines import read_yaml

REGISTER = ROOT / "data" / "register"
FILES = sorted(REGISTER.glob("*/*.yaml"))
TYPES: dict[str, Any] = {"string": str, "boolean": bool, "null": type(None), "array": list, "object": dict}
KNOWN = {
    "$schema", "$defs", "title", "description", "examples", "type", "enum", "const", "pattern", "minLength",
    "maxLength", "minItems", "items", "anyOf", "not", "$ref", "properties", "required", "additionalProperties",
}  # fmt: skip


def fits(value: Any, part: dict[str, Any], root: dict[str, Any]) -> bool:
    """Validation of the few keywords that the schemas use; any other makes this fail, so that none goes unheard."""
    assert set(part) <= KNOWN, set(part) - KNOWN
    if "$ref" in part and not fits(value, root["$defs"][part["$ref"].rsplit("/", 1)[1]], root):
        return False
    if "anyOf" in part and not any(fits(value, option, root) for option in part["anyOf"]):
        return False
    if "not" in part and fits(value, part["not"], root):
        return False
    if "type" in part and not isinstance(value, TYPES[part["type"]]):
        return False
    if value not in part.get("enum", [value]) or value != part.get("const", value):
        return False
    if isinstance(value, str):
        long_enough = part.get("minLength", 0) <= len(value) <= part.get("maxLength", 10**9)
        return long_enough and bool(re.search(part.get("pattern", ""), value))
    if isinstance(value, list):
        enough = len(value) >= part.get("minItems", 0)
        return enough and all(fits(item, part.get("items", {}), root) for item in value)
    if isinstance(value, dict) and "properties" in part:
        keys = set(value)
        return (
            keys >= set(part.get("required", []))
            and (part.get("additionalProperties", True) or keys <= set(part["properties"]))
            and all(fits(value[key], part["properties"].get(key, {}), root) for key in keys)
        )
    return True


@pytest.mark.parametrize("kind", ["case", "flow"])
def test_the_committed_schema_is_the_one_that_the_models_give(kind: str) -> None:
    committed = (REGISTER / f"{kind}.schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(kind), "make it anew: python -m tracker.register.jsonschema data/register"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_register_file_fits_the_schema_that_its_first_line_names(file: Path) -> None:
    kind = file.parent.name.removesuffix("s")
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema=../{kind}.schema.json"
    data, _ = read_yaml(file, file.name)
    root = json_schema(kind)
    # Part by part, so that a failure names the part.
    assert isinstance(data, dict)
    for key, value in data.items():
        assert fits(value, root["properties"][key], root), f"{file.name}: {key}"
    assert fits(data, root, root)


def test_an_editor_underlines_what_is_still_the_skeleton_s() -> None:
    root = json_schema("case")
    assert not fits("PLAINTIFF v. DEFENDANT", root["properties"]["name"], root)
    assert fits("Hikers v. Parks", root["properties"]["name"], root)


EVENT = {"key": "2026-01-05-filed", "date": "2026-01-05", "kind": "complaint", "title": "Filed", "unverified": True}


@pytest.mark.parametrize(
    ("change", "right"),
    [
        ({}, True),
        ({"date": None}, True),
        ({"date": "2026-01"}, True),
        ({"date": "5 Jan 2026"}, False),
        ({"kind": "pleading"}, False),
        ({"actions": ["dismissal granted"]}, True),
        ({"actions": [{"relief": "dismissal", "disposition": "granted"}]}, True),
        ({"actions": ["dismissal allowed"]}, False),
        ({"flows": ["parks-to-roads", {"flow": "parks-to-roads", "effect": "permits"}]}, True),
        ({"flows": [{"flow": "parks-to-roads", "effect": "bars"}]}, False),
        ({"acts": [{"do": "stays", "order": "a.2026-01-02", "until": "supreme_court_usual"}]}, True),
        ({"acts": [{"do": "stays", "order": "a.2026-01-02", "until": ["mandate"]}]}, True),
        ({"acts": [{"do": "stays", "order": "a.2026-01-02", "until": ["date"]}]}, False),
        ({"acts": [{"do": "stays", "order": "a.2026-01-02", "flows": "parks-to-roads"}]}, True),
        ({"acts": [{"do": "pauses", "order": "a.2026-01-02"}]}, False),
        ({"sources": ["ftp://example.org"]}, False),
        ({"tilte": "Filed"}, False),
    ],
)
def test_the_schema_takes_the_short_forms_and_refuses_slips(change: dict[str, Any], right: bool) -> None:
    root = json_schema("case")
    assert fits({**EVENT, **change}, root["$defs"]["Event"], root) is right


def test_no_other_kind_has_a_schema() -> None:
    with pytest.raises(KeyError):
        json_schema("order")


def test_writing_the_schemas_gives_the_two_committed_files(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    assert {f.name: f.read_bytes() for f in tmp_path.iterdir()} == {
        f.name: f.read_bytes() for f in REGISTER.glob("*.schema.json")
    }
