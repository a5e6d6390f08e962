"""The event types of court feeds: they name what was acted on, never the outcome."""

import pytest

from tests import real
from tracker.tagging.short_types import is_short
from tracker.tagging.tagger import tag, tag_short

RULES = real.rules()
TRO, PI = "temporary_restraining_order", "preliminary_injunction"


@pytest.mark.parametrize(
    ("text", "kind", "actions"),
    [
        ("Order on Motion for TRO", "order", [(TRO, None)]),
        ("[Order on Motion for TRO]", "order", [(TRO, None)]),
        ("Order on Motion to Modify", "order", [("modify_order", None)]),
        ("Order on Motion to Set Aside", "order", [("modify_order", None)]),
        (
            "Order on Motion for Preliminary Injunction AND Order on Motion to Stay",
            "order",
            [(PI, None), ("stay_of_proceedings", None)],
        ),
        ("~Util - Set Hearings", "hearing", [("scheduling", None)]),
        ("1 - Terminate Deadlines AND Scheduling Order", "order", [("scheduling", None)]),
        ("Order filed", "order", []),
        ("Order(Other) AND ~Util - Set Deadlines", "order", [("scheduling", None)]),
        ("Motion for Temporary Restraining Order", "motion", [(TRO, "sought")]),
        ("Motion, Approve", "motion", [("other", "sought")]),
        ("Notice of Appeal to DC Circuit Court", "notice_of_appeal", [("appeal", "sought")]),
        ("Notice, Appeal (fee)", "notice_of_appeal", [("appeal", "sought")]),
        ("Minute Entry", "minute_entry", []),
        ("USCA Mandate", "mandate", []),
        ("Temporary Restraining Order", "order", [(TRO, None)]),
        ("Preliminary Injunction", "order", [(PI, None)]),
        ("Order Dismissing Case", "order", [("dismissal", None)]),
        ("Order Staying Case", "order", [("stay_of_proceedings", None)]),
        ("Order Lifting Stay", "order", [("stay_of_proceedings", None)]),
        ("Order AND Stipulation and Order", "order", []),
        ("Status Report Order", "order", [("scheduling", None)]),
        ("Opinion Issued", "opinion", []),
        ("Judgment - Clerk", "judgment", []),
        ("Clerks Entry of Default", "clerk", []),
        ("Auto Summons and Notice of Pre-Trial Conference", "summons", []),
        ("Complaint (fee)", "complaint", []),
        ("Operating Report", "status_report", []),
    ],
)
def test_a_type_gives_kind_and_relief_and_no_outcome(
    text: str, kind: str, actions: list[tuple[str, str | None]]
) -> None:
    found = tag(RULES, text, court_id="dcd", source="rss")
    assert (found.kind, [(a.relief, a.disposition) for a in found.actions]) == (kind, actions)
    assert found.rules_on == ()


@pytest.mark.parametrize(
    "text",
    ["Order on Motion for TRO", "[Order on Motion for TRO]", "Temporary Restraining Order", "Order Dismissing Case",
     "Preliminary Injunction AND Order on Motion to Stay", "~Util - Set Hearings", "Scheduling Order"],
)  # fmt: skip
def test_a_type_without_a_source_is_known_by_its_form(text: str) -> None:
    assert is_short(text)
    found = tag(RULES, text, court_id="dcd")
    assert found == tag(RULES, text, court_id="dcd", source="rss")
    assert all(action.disposition is None for action in found.actions)


@pytest.mark.parametrize(
    "text",
    ["TEMPORARY RESTRAINING ORDER. Signed by Judge Ann Roe on 2/24/2025. (bas)", "MANDATE issued. [25-90001]",
     "ORDER granting 4 Motion for TRO", "Order Discharging Debtor (Poe, Cy)", "MANDATE ISSUED to Clerk [25-90001]",
     "[VACATED PER 9 ORDER] ORDER granting 4 Motion to Seal."],
)  # fmt: skip
def test_a_docket_text_is_not_taken_for_a_type(text: str) -> None:
    assert not is_short(text)


def test_twins_may_come_as_a_tuple_and_keep_their_places() -> None:
    types = ("Order on Motion for TRO", "Order on Motion to Seal")
    found = tag_short(RULES, types, court_id="dcd")
    joined = " AND ".join(types)
    assert found == tag_short(RULES, joined, court_id="dcd")
    assert {joined[m.start : m.end] for m in found.matches if m.label.startswith("action:")} == {"TRO", "Seal"}


def test_a_stay_in_a_type_of_an_appellate_feed_is_the_stay_pending_appeal() -> None:
    found = tag(RULES, "Order on Motion to Stay", court_id="ca4", source="rss")
    assert [(a.relief, a.disposition) for a in found.actions] == [("stay_pending_appeal", None)]


@pytest.mark.parametrize(
    "text", ["Motion Hearing", "Preliminary Injunction Hearing", "Status Conference", "Oral Argument"]
)
def test_a_bare_proceeding_is_a_minute_entry_and_decides_nothing(text: str) -> None:
    found = tag(RULES, text, court_id="mdd", source="rss")
    assert (found.kind, found.actions) == ("minute_entry", ())
