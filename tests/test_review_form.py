"""The desk's form loses nothing of what it is filled from."""

import json
from dataclasses import asdict, replace
from typing import Any

import pytest

from tests import real
from tracker.register.rows import event_row
from tracker.register.schema import Case, Event
from tracker.review.confirm import build_event
from tracker.review.form import ActRow, Form, RestrictionRow, from_event, from_posted
from tracker.review.form_reading import to_reading
from tracker.review.marks import mark


def as_sent(form: Form) -> dict[str, list[str]]:
    """The fields that a browser would send for this form, untouched."""
    sent: dict[str, list[str]] = {}
    for name, value in asdict(form).items():
        if isinstance(value, str):
            sent[name] = [value]
        elif isinstance(value, bool) and value:
            sent[name] = ["on"]
    sent["replaces"] = list(form.replaces)
    for i, (relief, disposition) in enumerate(form.outcomes):
        sent |= {f"o-{i}-relief": [relief], f"o-{i}-disposition": [disposition]}
    for prefix, rows in (("r", form.restrictions), ("a", form.acts), ("t", form.touches)):
        for i, row in enumerate(rows):
            sent |= {f"{prefix}-{i}-{n}": list(v) if isinstance(v, tuple) else [v] for n, v in asdict(row).items()}
    return sent


def test_every_event_of_the_register_goes_through_the_form_and_comes_back_the_same() -> None:
    register = real.register()
    seen = 0
    for case in register.cases.values():
        for event in case.events:
            if event.unverified or not event.sources:
                continue  # a reading is never unverified: saving one confirms it
            form = from_posted(as_sent(from_event(event)))
            reading, errors = to_reading(form, "Ada")
            assert not errors, (case.id, event.key, errors)
            row = event_row(case, event, register.flows, real.courts())
            made = build_event(stored(row), reading, case)
            assert made == event.model_copy(update={"docket": made.docket}), (case.id, event.key)
            seen += 1
    assert seen > 100


def stored(row: Any) -> dict[str, Any]:
    return row._asdict() | {"body": json.loads(row.body), "sources": [{"url": url} for url, _, _ in row.sources]}


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (Form(title="x"), "title"),
        (Form(title="A title", kind="sonnet"), "kind"),
        (Form(title="A title", outcomes=(("appeal", ""),)), "o-0-disposition"),
        (Form(title="A title", outcomes=(("", "granted"),)), "o-0-relief"),
        (Form(title="A title", ends_on="2026-02-30"), "ends_on"),
        (Form(title="A title", acts=(ActRow("ends"),)), "a-0-order"),
        (Form(title="A title", acts=(ActRow("lifts_stay"),)), "a-0-event"),
        (Form(title="A title", acts=(ActRow("stays", "c.2026-01-01", until="date"),)), "a-0-until_date"),
        (Form(title="A title", acts=(ActRow("ends", "c.2026-01-01", effective="soon"),)), "a-0-effective"),
        (Form(title="A title", acts=(ActRow("modifies", "c.2026-01-01"),)), "a-0-do"),
        (Form(title="A title", is_order=True, restrictions=(RestrictionRow(flow="f", text="No."),)), "r-0-effect"),
        (Form(title="A title", restrictions=(RestrictionRow(flow="f", effect="limits", text="No."),)), "is_order"),
        (
            Form(
                title="A title",
                is_order=True,
                restrictions=(RestrictionRow(flow="f", effect="limits", extent="whole", text="No."),),
            ),
            "r-0-extent",
        ),
    ],
)
def test_what_a_form_lacks_is_said_at_its_field(form: Form, field: str) -> None:
    _, errors = to_reading(form, "Ada")
    assert field in errors


def test_a_plain_form_has_no_errors_and_empty_rows_say_nothing() -> None:
    form = from_posted(as_sent(replace(Form(title="A title"), kind="order").with_room("r")))
    reading, errors = to_reading(form, "Ada")
    assert not errors and reading.restrictions == () and reading.acts == () and reading.outcomes == ()


def test_a_forged_base_brings_nothing_in() -> None:
    base = json.dumps({"do": "ends", "order": "c.2026-01-01", "nonsense": 1})
    form = Form(title="A title", acts=(ActRow("ends", "c.2026-01-01", base=base),))
    reading, _ = to_reading(form, "Ada")
    case = Case.model_validate(
        {"id": "c", "name": "A v. B", "caption": "A v. B", "events": [],
         "dockets": [{"id": "c", "court": "dcd", "number": None}]}
    )  # fmt: skip
    row = {
        "event_id": "entry-1", "origin": "docket", "kind": "order", "title": "x", "text": "", "day": "2026-02-01",
        "day_precision": "day", "docket_id": "c", "document": None, "sources": [{"url": "https://example.org/"}],
        "body": {},
    }  # fmt: skip
    with pytest.raises(Exception, match="nonsense|Extra"):
        build_event(row, reading, case)


def test_marks_overlap_and_a_match_of_other_words_is_left_out() -> None:
    text = "ORDER granting motion"
    pieces = mark(
        text,
        [("order", "r1", 0, 5, "ORDER"), ("granted", "r2", 0, 14, "ORDER granting"), ("x", "r3", 15, 21, "MOTION")],
    )
    assert [(p.text, p.labels) for p in pieces] == [
        ("ORDER", ("order", "granted")), (" granting", ("granted",)), (" motion", ()),
    ]  # fmt: skip
    assert "".join(p.text for p in pieces) == text


def test_an_event_without_a_day_gives_a_form_too() -> None:
    event = Event.model_validate({"key": "k", "date": None, "kind": "order", "title": "Rumour", "unverified": True})
    assert from_event(event).title == "Rumour"
