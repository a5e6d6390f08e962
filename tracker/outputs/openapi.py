"""The machine-readable description of the HTTP interface (OpenAPI 3.1). Pure."""

from typing import Any

from tracker.outputs.ties import inverse_word
from tracker.vocab import DISPOSITIONS, EFFECTS, KINDS, RELIEFS, TIES

Json = dict[str, Any]

_DAY: Json = {"type": "string", "format": "date"}
_TEXT: Json = {"type": "string"}
_MAYBE: Json = {"type": ["string", "null"]}
_MAYBE_DAY: Json = {"type": ["string", "null"], "format": "date"}
_STATUS: Json = {"type": "string", "enum": ["blocked", "limited", "unknown", "open", "proposed", "ended"]}
_STATE: Json = {"type": ["string", "null"], "enum": ["in_force", "suspended", "ended", "unknown", None]}
_OPERATING: Json = {"type": "string", "enum": ["yes", "no", "paused", "unknown"]}
_EFFECT: Json = {"type": "string", "enum": list(EFFECTS)}
_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def _list(of: Json) -> Json:
    return {"type": "array", "items": of}


def _object(required: str, **properties: Json) -> Json:
    return {"type": "object", "required": required.split(), "properties": properties}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _restriction() -> Json:
    fields: dict[str, Json] = {
        "effect": _EFFECT, "whole": {"type": "boolean"}, "people": {"oneOf": [_ref("People"), {"type": "null"}]},
        "places": _MAYBE, "data": _MAYBE, "recipients": _MAYBE, "exceptions": _list(_TEXT), "text": _TEXT,
    }  # fmt: skip
    return _object(" ".join(fields), **fields)


def _schemas() -> Json:
    interval = _object(
        "from until state cause reason", **{"from": _DAY}, until=_MAYBE_DAY, state=_STATE, cause=_MAYBE, reason=_TEXT
    )
    return {
        "Error": _object("error", error=_TEXT, parameter=_TEXT),
        "People": _object("kind who", kind=_TEXT, who=_list(_TEXT)),
        "Restriction": _restriction(),
        "FlowOrder": _object(
            "order_id case_id entered effect whole extent restrictions", order_id=_TEXT, case_id=_TEXT, entered=_DAY,
            effect=_EFFECT, whole={"type": "boolean"}, extent=_TEXT, restrictions=_list(_ref("Restriction")),
        ),
        "Pending": _object(
            "event_id entered text case_id order_ids flow_ids", event_id=_TEXT, entered=_DAY, text=_TEXT, case_id=_TEXT,
            order_ids=_list(_TEXT), flow_ids=_list(_TEXT),
        ),
        "Reason": _object(
            "text event_id order_id sources", text=_TEXT, event_id=_MAYBE, order_id=_MAYBE, sources=_list(_TEXT)
        ),
        "Span": _object("from until status cause", **{"from": _DAY}, until=_MAYBE_DAY, status=_STATUS, cause=_MAYBE),
        "FlowAnswer": _object(
            "id as_of known_at status operating verified_through orders_in_force orders_uncertain pending because "
            "history", id=_TEXT, as_of=_DAY, known_at=_TEXT, status=_STATUS, operating=_OPERATING,
            verified_through=_MAYBE_DAY, orders_in_force=_list(_ref("FlowOrder")),
            orders_uncertain=_list(_ref("FlowOrder")), pending=_list(_ref("Pending")), because=_list(_ref("Reason")),
            history=_list(_ref("Span")),
        ),
        "Flow": _object("id name status as_of", id=_TEXT, name=_TEXT, status=_STATUS, as_of=_DAY),
        "Case": _object("id name caption dockets orders gaps", id=_TEXT, name=_TEXT, caption=_TEXT,
                        dockets=_list({"type": "object"}), orders=_list({"type": "object"}), gaps=_list(_ref("Gap"))),
        "Gap": _object("court_id from to found_at closed_at closed_why", court_id=_TEXT, to=_TEXT, found_at=_TEXT,
                       closed_at=_MAYBE, closed_why=_MAYBE, **{"from": _TEXT}),
        "Interval": interval,
        "Order": _object(
            "id as_of case_id entered state restrictions intervals", id=_TEXT, as_of=_DAY, case_id=_TEXT, entered=_DAY,
            state=_STATE, restrictions=_list(_ref("Restriction")), intervals=_list(_ref("Interval")),
        ),
        "Event": _object("id", id=_TEXT, kind={"type": "string", "enum": list(KINDS)}, title=_TEXT, withheld=_TEXT,
                         ties=_list(_ref("Tie"))),
        "Tie": _object("what event_id document certainty because", what={"type": "string", "enum": _TIES},
                       event_id=_MAYBE, document=_MAYBE, because=_TEXT,
                       certainty={"type": "string", "enum": ["stated", "read", "likely"]}),
        "Feed": _object("id kind failures gaps", id=_TEXT, kind=_TEXT, failures={"type": "integer"},
                        gaps=_list({"type": "object"})),
        "Health": _object("status version time", status={"type": "string", "enum": ["ok", "degraded"]}, version=_TEXT,
                          time=_TEXT),
    }  # fmt: skip


_TIES = [*TIES, *(inverse_word(what) for what in TIES)]


def _query(name: str, schema: Json, says: str, *, many: bool = False) -> Json:
    shape = {"type": "array", "items": schema} if many else schema
    return {"name": name, "in": "query", "required": False, "description": says, "schema": shape}


_AS_OF = _query("as_of", _DAY, "The day asked about, to its end. Default: today, US Eastern.")
_KNOWN_AT = _query(
    "known_at", _TEXT, "Answer from what the tracker knew then: an instant with its zone, or a day (its end in UTC)."
)
_PAGING = [
    _query("limit", {"type": "integer", "minimum": 1, "maximum": 500}, "Rows a page; default 100."),
    _query("cursor", _TEXT, "Taken from `next` of the page before."),
]
_IDS: Json = {"type": "string", "pattern": _ID}
_FILTERS = [
    _query("q", _TEXT, 'Words, "phrases", begin*, -without.'),
    _query("court", _IDS, "Court id; repeatable.", many=True),
    _query("kind", {"type": "string", "enum": list(KINDS)}, "Kind of paper; repeatable.", many=True),
    _query("relief", {"type": "string", "enum": list(RELIEFS)}, "Relief; repeatable.", many=True),
    _query("disposition", {"type": "string", "enum": list(DISPOSITIONS)}, "Disposition; repeatable.", many=True),
    _query("flow", _IDS, "Data flow id; repeatable.", many=True),
    _query("agency", _TEXT, "Agency as the board shows it; repeatable.", many=True),
    _query("from", _DAY, "First day."),
    _query("to", _DAY, "Last day."),
    _query("confirmed", {"type": "string", "enum": ["1", "0"]}, "Only what a person confirmed."),
    _query("orders", {"type": "string", "enum": ["1", "0"]}, "Only orders."),
]


def _operation(summary: str, schema: Json, parameters: list[Json], *, found_by_id: bool = False) -> Json:
    problem = {"content": {"application/json": {"schema": _ref("Error")}}}
    responses: Json = {
        "200": {"description": summary, "content": {"application/json": {"schema": schema}}},
        "304": {"description": "Unchanged since the ETag sent"},
        "400": {"description": "A parameter cannot be understood; `parameter` names it", **problem},
    }
    if found_by_id:
        responses["404"] = {"description": "No such id", **problem}
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}


def _by_id(name: str) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _page(name: str) -> Json:
    return _object("results next", results=_list(_ref(name)), next=_MAYBE)


def openapi(base: str, title: str, version: str) -> Json:
    """`base`: the site's address without a slash."""
    times = [_AS_OF, _KNOWN_AT]
    case_filter = _query("case", _IDS, "Case id; repeatable.", many=True)
    status = _query("status", _STATUS, "Only flows of this status on the day asked about.")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{title}: HTTP interface",
            "version": version,
            "description": "Read only. Not the courts' record and no legal advice. Text from courts is given as data; "
            "escape it before showing it.",
        },
        "servers": [{"url": f"{base}/api/v1"}],
        "paths": {
            "/cases": _operation("All cases, by id", _page("Case"), [*times, *_PAGING]),
            "/cases/{id}": _operation("One case", _ref("Case"), [_by_id("id"), *times], found_by_id=True),
            "/cases/{id}/events": _operation(
                "Events of a case, newest first", _page("Event"), [_by_id("id"), *_FILTERS, *_PAGING], found_by_id=True
            ),
            "/orders/{id}": _operation("One order", _ref("Order"), [_by_id("id"), *times], found_by_id=True),
            "/flows": _operation("All data flows, by id", _page("Flow"), [status, *times, *_PAGING]),
            "/flows/{id}": _operation(
                "Who may share what on a day, and why", _ref("FlowAnswer"), [_by_id("id"), *times], found_by_id=True
            ),
            "/events": _operation(
                "Events, newest first, undated last", _page("Event"), [case_filter, *_FILTERS, *_PAGING]
            ),
            "/events/{id}": _operation("One event", _ref("Event"), [_by_id("id")], found_by_id=True),
            "/feeds": _operation("Feeds and how current they are", _page("Feed"), _PAGING),
            "/health": _operation("Whether the tracker works", _ref("Health"), []),
        },
        "components": {"schemas": _schemas()},
    }
