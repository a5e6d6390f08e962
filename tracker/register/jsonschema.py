"""The register's shape as JSON Schema, for editors that complete and check YAML while one types.

Made from the pydantic models, so that the two cannot drift apart; what pydantic accepts beside its declared types (one
word for a list, `relief disposition` in a line) is added here. `check` remains the judge: a schema cannot look up ids.
"""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from tracker.register.schema import CAPTION_TO_FILL, ID, NAME_TO_FILL, Case, Flow, StayEnd
from tracker.register.schema.orders import usual_stay
from tracker.register.schema.parts import as_list, check_date, check_day, check_filled, check_url
from tracker.vocab import DISPOSITIONS, RELIEFS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TITLES = {"case": "A case of the register", "flow": "A data flow of the register"}
# Models that a line of text may stand for, and what that line looks like.
_RELIEF_DISPOSITION = f"^({'|'.join(RELIEFS)}) ({'|'.join(DISPOSITIONS)})$"
_ENDS = list(StayEnd.model_json_schema()["properties"]["on"]["enum"])
_AS_TEXT: dict[str, JsonSchemaValue] = {
    "ActionWords": {"type": "string", "pattern": _RELIEF_DISPOSITION},
    "StayEnd": {"enum": [end for end in _ENDS if end != "date"]},
    "Touch": {"type": "string", "pattern": ID},
}
_FORMS: dict[Any, JsonSchemaValue] = {
    check_date: {"pattern": r"^\d{4}-\d{2}(-\d{2})?$", "examples": ["2026-02-05", "2026-02"]},
    check_day: {"pattern": r"^\d{4}-\d{2}-\d{2}$", "examples": ["2026-02-05"]},
    check_url: {"pattern": r"^https?://[^\s<>\"']+$"},
    check_filled: {"not": {"enum": [NAME_TO_FILL, CAPTION_TO_FILL]}},
}


class _Generator(GenerateJsonSchema):
    """Knows what the models' own validator functions accept and demand."""

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        inner = super().function_before_schema(schema)
        function = schema["function"]["function"]
        if function is as_list:
            return {"anyOf": [inner, inner["items"]]}
        if function is usual_stay:
            return {"anyOf": [inner, inner["items"], {"const": "supreme_court_usual"}]}
        return inner

    def function_after_schema(self, schema: core_schema.AfterValidatorFunctionSchema) -> JsonSchemaValue:
        return {**super().function_after_schema(schema), **_FORMS.get(schema["function"]["function"], {})}


def json_schema(kind: str) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a `case` or a `flow` file. Raises KeyError for another kind."""
    models: dict[str, type[BaseModel]] = {"case": Case, "flow": Flow}
    made = models[kind].model_json_schema(schema_generator=_Generator)
    for name, as_text in _AS_TEXT.items():
        if name in made.get("$defs", {}):
            full = made["$defs"][name]
            made["$defs"][name] = {"description": full.pop("description", name), "anyOf": [as_text, full]}
    return {"$schema": DIALECT, **_untitled(made), "title": TITLES[kind]}


def schema_text(kind: str) -> str:
    """What `data/register/<kind>.schema.json` holds."""
    return json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path) -> None:
    """Write both schemas into the register's folder."""
    for kind in TITLES:
        (folder / f"{kind}.schema.json").write_text(schema_text(kind), encoding="utf-8")


def _untitled(node: Any) -> Any:
    # pydantic titles every field after its name, which an editor shows as noise.
    if isinstance(node, dict):
        return {
            key: _untitled(value)
            for key, value in node.items()
            if not (key == "title" and isinstance(value, str)) and key != "default"
        }
    return [_untitled(item) for item in node] if isinstance(node, list) else node


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
