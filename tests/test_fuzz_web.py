"""Any parameters to any page: an answer, a plain refusal, never a fault of ours, never late, never somebody else's."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests import fuzz_world
from tests.desk import BASE, Desk
from tests.fuzz_world import SOUND, VALUES, Asked, addresses, ask, readable

# That a cursor or an instant is one of ours is more than a schema can say; the tests below look at what is refused.
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
QUICK = settings(
    max_examples=350, deadline=None, derandomize=True, database=None, phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    yield fuzz_world.world(tmp_path_factory.mktemp("fuzz"))


def explore(desk: Desk, examples: int, begin: int | None = None) -> None:
    """Ask `examples` made-up addresses as a stranger and as an editor. begin: a seed; None: always the same ones."""
    clients = {"stranger": desk.stranger().client, "editor": desk.as_("Ada").client}
    staff = [r for r in readable(desk) if r.rule.startswith("/review")]

    def one(asked: Asked, who: str) -> None:
        ask(clients[who], asked)

    for rules, who, share in ((readable(desk), "stranger", 1.0), (staff, "editor", 0.4)):
        test = given(asked=addresses(rules), who=st.just(who))(one)
        set_up = settings(QUICK, max_examples=max(1, int(examples * share)), derandomize=begin is None)
        test = set_up(test if begin is None else seed(begin)(test))
        test()


def test_any_parameters_of_any_page_are_answered_or_refused(desk: Desk) -> None:
    explore(desk, 200)


def test_every_address_takes_every_hostile_value_of_each_of_its_places(desk: Desk) -> None:
    client, editor = desk.stranger().client, desk.as_("Ada").client
    hostile = (
        "99999999999999999999999999",
        "\x00",
        "' or '1'='1",
        "..%2f..%2fetc%2fpasswd",
        "a\r\nX: y",
        "%ff",
        "é" * 300,
    )
    for rule in readable(desk):
        for value in hostile:
            path = rule.rule
            for piece, fixed in fuzz_world._pieces(rule):
                if not fixed:
                    path = re.sub(rf"<[^<>]*\b{piece}>", lambda _: value, path)  # noqa: B023
            ask(editor if rule.rule.startswith("/review") else client, Asked(path, ()))


def described(desk: Desk) -> list[tuple[str, dict[str, Any]]]:
    """Path and parameter of each operation of the OpenAPI document."""
    found = desk.stranger().client.get("/api/v1/openapi.json", base_url=BASE).json
    assert found
    rows = []
    for path, operations in found["paths"].items():
        for parameter in operations["get"].get("parameters", []):
            rows.append((f"/api/v1{path}", parameter))
    return rows


def filled(path: str) -> str:
    """The path with an id that is there."""
    return path.replace("{id}", SOUND[f"{path.split('/')[3].removesuffix('s')}_id"][0]) if "{" in path else path


def fits(schema: dict[str, Any], value: str) -> bool:
    """Whether the text is what the document says, as far as a pattern, a list or a range can tell."""
    if schema.get("type") == "array":
        return fits(schema["items"], value)
    shown: Any = value
    if schema.get("type") == "integer":
        if not value.isascii() or not value.lstrip("-").isdigit():
            return False
        shown = int(value)
    return bool(jsonschema.Draft202012Validator(schema).is_valid(shown))


def test_a_malformed_parameter_of_the_api_is_a_400_that_names_it(desk: Desk) -> None:
    client, refused = desk.stranger().client, 0
    for number, (path, parameter) in enumerate(described(desk)):
        if parameter["in"] != "query":
            continue
        # A quarter of the values each, so that all are tried on every kind of parameter.
        for value in VALUES[number % 4 :: 4]:
            if not value.strip():
                continue
            response = ask(client, Asked(filled(path), ((parameter["name"], value),)))
            if response.status_code == 400:
                refused += 1
                assert response.json["parameter"] == parameter["name"], (path, parameter["name"], value)
                assert parameter["name"] in response.json["error"] and "\n" not in response.json["error"]
            elif parameter["name"] not in ("confirmed", "orders") and not fits(parameter["schema"], value):
                # A switch takes more words for yes and no than the document lists.
                assert response.status_code in (400, 404), (path, parameter["name"], value, response.status_code)
    assert refused > 250


def test_a_parameter_that_the_api_does_not_know_is_a_400_that_names_it(desk: Desk) -> None:
    client = desk.stranger().client
    for path in {p for p, _ in described(desk)} | {"/api/v1/health", "/api/v1/openapi.json"}:
        response = ask(client, Asked(filled(path), (("callback", "x"),)))
        assert (response.status_code, response.json["parameter"]) == (400, "callback"), path


def test_the_api_answers_made_up_requests_as_its_description_says(desk: Desk) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", desk.app)
    for operation in schema.get_all_operations():

        def one(case: schemathesis.Case) -> None:
            case.call_and_validate(
                base_url="http://localhost/api/v1", headers={"Accept-Encoding": "identity"}, checks=CHECKS
            )

        set_up = settings(QUICK, max_examples=8)
        set_up(given(case=operation.ok().as_strategy())(one))()
