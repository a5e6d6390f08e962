"""The HTTP interface: exact shapes, two kinds of time, errors that name the parameter."""

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests import real
from tests.kept import put_database
from tests.website import ORDER, read_by_machine, site_over
from tracker.config import Config
from tracker.ingest.intake import NOTICES
from tracker.storage.feeds import add_source
from tracker.storage.store import Store

FLOW = "bureau-to-office-files"


def get(client: FlaskClient, path: str, status: int = 200) -> Any:
    response = client.get(f"/api/v1{path}")
    assert response.status_code == status, response.text
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    return response.json


def test_a_flow_answers_in_the_shape_of_the_contract(client: FlaskClient) -> None:
    found = get(client, f"/flows/{FLOW}")
    assert list(found)[:11] == [
        "id", "as_of", "known_at", "status", "operating", "verified_through", "orders_in_force", "orders_uncertain",
        "pending", "because", "history",
    ]  # fmt: skip
    assert (found["status"], found["as_of"], found["known_at"]) == ("blocked", "2026-11-22", "2026-11-22T15:00:00Z")
    assert (found["operating"], found["verified_through"]) == ("yes", "2026-07-28")
    assert found["orders_uncertain"] == found["pending"] == []
    assert set(found["because"][0]) == {"text", "event_id", "order_id", "sources"}


def test_a_beginning_known_to_the_month_is_marked_and_counts_from_its_last_day(tmp_path: Path) -> None:
    put_database(tmp_path / "tracker.db", real.loaded)
    client = site_over(Config(data_dir=tmp_path)).test_client()
    rows = {r["id"]: r for r in get(client, "/flows?limit=500")["results"]}
    told = rows["tsa-to-ice-passengers"]
    assert (told["status"], told["since"], told["since_precision"]) == ("open", "2025-12-31", "month")
    assert rows["irs-to-ice-addresses"]["since_precision"] == "day"
    first, second = get(client, "/flows/tsa-to-ice-passengers")["history"]
    # The contract knows days only: what is not known of the month is a stretch of its own.
    assert (first["from"], first["until"], first["status"]) == ("2025-12-01", "2025-12-31", "unknown")
    assert (second["from"], second["until"], second["status"]) == ("2025-12-31", None, "open")


def test_an_order_in_force_carries_its_restrictions_on_this_flow(client: FlaskClient) -> None:
    (order,) = get(client, f"/flows/{FLOW}")["orders_in_force"]
    assert set(order) == {"order_id", "case_id", "entered", "effect", "whole", "extent", "restrictions"}
    assert (order["order_id"], order["entered"], order["effect"], order["whole"]) == (ORDER, "2025-12-01", "bars", True)
    assert order["restrictions"] == [
        {
            "effect": "bars", "whole": True, "people": {"kind": "agency_action", "who": ["every tenant"]},
            "places": None, "data": "tenancy files", "recipients": None, "exceptions": ["as the statute allows"],
            "text": "The Bureau may not give tenancy files to the Office.",
        }
    ]  # fmt: skip


def test_history_has_its_start_in_and_its_end_out(client: FlaskClient) -> None:
    spans = get(client, f"/flows/{FLOW}")["history"]
    assert [(s["from"], s["until"], s["status"]) for s in spans] == [
        ("2025-06-01", "2025-12-01", "open"), ("2025-12-01", "2026-01-10", "blocked"),
        ("2026-01-10", "2026-01-20", "open"), ("2026-01-20", None, "blocked"),
    ]  # fmt: skip
    assert spans[1]["cause"] == "tenants-v-bureau.2025-12-01-stay"
    assert set(spans[0]) == {"from", "until", "status", "cause"}


@pytest.mark.parametrize(
    ("day", "status"),
    [("2025-11-30", "open"), ("2025-12-01", "blocked"), ("2026-01-10", "open"), ("2026-01-20", "blocked")],
)  # fmt: skip
def test_as_of_is_the_end_of_that_day(client: FlaskClient, day: str, status: str) -> None:
    assert get(client, f"/flows/{FLOW}?as_of={day}")["status"] == status


@pytest.mark.parametrize(
    ("known_at", "status"),
    [("2026-03-01", 200), ("2026-02-28", 404), ("2026-03-01T12:00:00Z", 200), ("2026-03-01T11:59:59Z", 404),
     ("2026-03-01T07:00:00-05:00", 200), ("2026-03-01T06:59:59-05:00", 404), ("2026-03-01T12:00:00+00:00", 200)],
)  # fmt: skip
def test_nothing_is_known_before_the_load_that_stored_it(client: FlaskClient, known_at: str, status: int) -> None:
    found = get(client, f"/flows/{FLOW}?known_at={known_at}", status)
    if status == 200 and len(known_at) == 10:
        assert found["known_at"] == "2026-03-01T23:59:59Z"


def test_a_machine_read_act_is_pending_and_changes_no_status(client: FlaskClient, writing: Store) -> None:
    read_by_machine(writing, 7, pending=True)
    found = get(client, f"/flows/{FLOW}")
    assert found["status"] == "blocked" and [p["event_id"] for p in found["pending"]] == ["entry-7"]
    order = get(client, f"/orders/{ORDER}")
    assert order["state"] == "in_force" and [p["event_id"] for p in order["pending"]] == ["entry-7"]


def test_an_order_tells_its_intervals_and_its_state_on_the_day(client: FlaskClient) -> None:
    found = get(client, f"/orders/{ORDER}?as_of=2026-01-15")
    assert (found["id"], found["state"], found["since"]) == (ORDER, "suspended", "2026-01-10")
    assert [(i["from"], i["until"], i["state"]) for i in found["intervals"]] == [
        ("2025-12-01", "2026-01-10", "in_force"), ("2026-01-10", "2026-01-20", "suspended"),
        ("2026-01-20", None, "in_force"),
    ]  # fmt: skip
    assert found["restrictions"][0]["flow_id"] == FLOW
    assert "D.D.C. Dec. 1, 2025" in found["citation"]


def test_an_order_not_yet_entered_has_no_state_and_no_restrictions(client: FlaskClient) -> None:
    found = get(client, f"/orders/{ORDER}?as_of=2025-11-30")
    assert found["state"] is None and found["restrictions"] == []


def test_lists_page_through_everything_once(client: FlaskClient) -> None:
    for path, total in (("/events", 8), ("/cases", 2), ("/flows", 2), ("/cases/tenants-v-bureau/events", 7)):
        ids, url = [], f"{path}?limit=1"
        while url:
            found = get(client, url)
            assert set(found) == {"results", "next"}
            ids += [row["id"] for row in found["results"]]
            url = found["next"] and found["next"].split("/api/v1", 1)[1]
        assert len(ids) == len(set(ids)) == total, path


def test_events_carry_dates_no_more_precise_than_their_sources(client: FlaskClient) -> None:
    rows = {r["id"]: r for r in get(client, "/cases/tenants-v-bureau/events")["results"]}
    assert rows["tenants-v-bureau.2025-07-sent"]["date"] == "2025-07"
    assert rows["tenants-v-bureau.rumour"]["date"] is None
    assert rows["tenants-v-bureau.rumour"]["reported_only"] is True
    assert rows["tenants-v-bureau.2025-12-01-stay"]["order_id"] == ORDER


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/flows?as_of=2026-13-01", "as_of"), (f"/flows/{FLOW}?as_of=20260101", "as_of"),
        (f"/flows/{FLOW}?known_at=now", "known_at"), (f"/flows/{FLOW}?known_at=2026-03-01T12:00:00", "known_at"),
        (f"/flows/{FLOW}?known_at=9999-12-31T23:59:59-23:00", "known_at"), ("/events?kind=memo", "kind"),
        ("/events?relief=tro", "relief"), ("/events?disposition=won", "disposition"), ("/events?from=1", "from"),
        ("/events?to=2026-1-1", "to"), ("/events?court=D.D.C.", "court"), ("/events?limit=0", "limit"),
        ("/events?limit=x", "limit"), ("/events?cursor=zz", "cursor"), ("/events?confirmed=maybe", "confirmed"),
        ("/flows?status=shut", "status"), ("/flows?asof=2026-01-01", "asof"), ("/cases?limit=9999", "limit"),
        (f"/orders/{ORDER}?as_of=", None), ("/flows?cursor=%ff", "cursor"),
    ],
)  # fmt: skip
def test_a_malformed_parameter_is_a_400_that_names_it(client: FlaskClient, path: str, name: str | None) -> None:
    if name is None:
        get(client, path)
        return
    found = get(client, path, 400)
    assert found["parameter"] == name and name in found["error"]


@pytest.mark.parametrize("path", ["/flows/none", "/orders/none", "/cases/none", "/cases/none/events", "/nothing"])
def test_an_unknown_id_is_a_404_in_json(client: FlaskClient, path: str) -> None:
    assert get(client, path, 404)["error"]


@pytest.mark.parametrize("rest", ["", "?as_of=2026-01-01", "/events?limit=2"])
def test_the_id_of_a_docket_leads_to_its_case_for_good(client: FlaskClient, rest: str) -> None:
    answer = client.get(f"/api/v1/cases/tenants-v-bureau-cadc{rest}")
    assert answer.status_code == 301 and answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Location"].endswith(f"/api/v1/cases/tenants-v-bureau{rest}")
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("query", "hint"),
    [("court=ddc", "dcd"), ("case=tenants-v-bureaus", "tenants-v-bureau"), ("flow=none-at-all", "no data flow"),
     ("agency=bureau", "near it: Bureau"), ("agency=zz", "no agency is named")],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/api/v1/events", "/timeline", "/timeline.csv", "/timeline.atom", "/timeline.ics"])
def test_a_misspelt_id_is_refused_and_not_answered_with_nothing(
    client: FlaskClient, path: str, query: str, hint: str
) -> None:
    answer = client.get(f"{path}?{query}")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 400 and hint in text and f"`{query.split('=')[0]}`" in text


def test_scripts_of_other_sites_may_ask_again_with_the_mark_of_what_they_have(client: FlaskClient) -> None:
    asked = {"Origin": "https://x.example", "Access-Control-Request-Method": "GET"}
    answer = client.options("/api/v1/flows", headers=asked | {"Access-Control-Request-Headers": "if-none-match"})
    assert answer.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    assert client.get("/api/v1/flows").headers["Access-Control-Expose-Headers"] == "ETag"


def test_an_address_that_is_none_says_where_all_are_described(client: FlaskClient) -> None:
    assert "openapi.json" in get(client, "/nothing", 404)["error"]


def test_the_interface_is_read_only(client: FlaskClient) -> None:
    for method in (client.post, client.put, client.delete, client.patch):
        assert method("/api/v1/flows").status_code == 405


def test_health_counts_and_says_what_fails(client: FlaskClient, writing: Store) -> None:
    assert get(client, "/health")["status"] == "ok"
    with writing.atomic():
        writing.execute("insert into feeds (feed_id, kind, url, failures) values ('dcd', 'cmecf', 'https://x', 2)")
    found = get(client, "/health")
    assert (found["status"], found["feeds"]["failing"]) == ("degraded", ["dcd"])
    with writing.atomic():
        add_source(writing, NOTICES, "notice")
    # When a notice came is as private as the notice.
    assert [f["id"] for f in get(client, "/feeds")["results"]] == ["dcd"]


def resolve(schema: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    return whole["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema


def check(value: Any, schema: dict[str, Any], whole: dict[str, Any], where: str) -> None:
    """Types, required keys and enumerations, as far as the description uses them."""
    schema = resolve(schema, whole)
    if "oneOf" in schema:
        if value is not None:
            check(value, schema["oneOf"][0], whole, where)
        return
    kinds = schema.get("type", "object")
    names = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list, "null": type(None)}
    allowed = tuple(names[k] for k in ([kinds] if isinstance(kinds, str) else kinds))
    assert isinstance(value, allowed), where
    if "enum" in schema:
        assert value in schema["enum"], where
    if isinstance(value, dict):
        assert set(schema.get("required", ())) <= set(value), where
        for key, part in schema.get("properties", {}).items():
            if key in value:
                check(value[key], part, whole, f"{where}.{key}")
    if isinstance(value, list):
        for item in value:
            check(item, schema["items"], whole, f"{where}[]")


def test_every_answer_is_as_the_description_says(client: FlaskClient, writing: Store) -> None:
    read_by_machine(writing, 7, pending=True)
    whole = get(client, "/openapi.json")
    ids = {"/cases/{id}": "tenants-v-bureau", "/cases/{id}/events": "tenants-v-bureau", "/orders/{id}": ORDER,
           "/flows/{id}": FLOW, "/events/{id}": "entry-7"}  # fmt: skip
    assert len(whole["paths"]) == 10
    for path, methods in whole["paths"].items():
        value = get(client, path.replace("{id}", ids.get(path, "")))
        check(value, methods["get"]["responses"]["200"]["content"]["application/json"]["schema"], whole, path)


def test_every_described_parameter_is_accepted(client: FlaskClient) -> None:
    whole = get(client, "/openapi.json")
    samples = {"as_of": "2026-01-15", "known_at": "2026-03-02", "limit": "5", "from": "2026-01-01", "to": "2026-02-01",
               "q": "stay", "court": "dcd", "case": "tenants-v-bureau", "kind": "order", "relief": "appeal",
               "disposition": "granted", "flow": FLOW, "agency": "Bureau", "confirmed": "1", "orders": "1",
               "status": "open", "cursor": ""}  # fmt: skip
    ids = {"cases": "tenants-v-bureau", "orders": ORDER, "flows": FLOW, "events": "tenants-v-bureau.rumour"}
    for path, methods in whole["paths"].items():
        address = path.replace("{id}", ids.get(path.split("/")[1], ""))
        for parameter in methods["get"]["parameters"]:
            if parameter["in"] == "query":
                get(client, f"{address}?{parameter['name']}={samples[parameter['name']]}")


@pytest.mark.parametrize("path", ["/api/v1/feeds", "/api/v1/openapi.json"])
def test_feeds_and_the_description_are_kept_by_their_readers_too(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("path", ["/api/v1/events", "/timeline"])
def test_who_sends_what_cannot_be_taken_is_told_what_can(client: FlaskClient, path: str) -> None:
    refused = client.post(path)
    assert refused.status_code == 405 and refused.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_the_page_of_an_old_docket_leads_to_the_case_on_the_day_that_was_asked_for(client: FlaskClient) -> None:
    moved = client.get("/cases/tenants-v-bureau-cadc?as_of=2026-01-15")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/cases/tenants-v-bureau?as_of=2026-01-15")
