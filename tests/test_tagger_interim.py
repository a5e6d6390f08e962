"""Interim relief is never read into an act that does not grant, end or refuse it: negations, quotations, drafts, wishes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import real
from tracker.tagging.tagger import tag

RULES = real.rules()
INTERIM = {"temporary_restraining_order", "preliminary_injunction", "permanent_injunction", "stay_of_agency_action",
           "vacatur_of_agency_action", "stay_pending_appeal", "administrative_stay", "stay_of_proceedings",
           "automatic_stay"}  # fmt: skip
RELIEFS = [
    *("Temporary Restraining Order", "Preliminary Injunction", "Permanent Injunction", "Stay Pending Appeal"),
    *("Administrative Stay", "Injunction Pending Appeal", "Stay of Agency Action", "TRO"),
]
ORDERS = ["Order", "Memorandum Opinion and Order", "Minute Order", "Order of USCA"]
VERBS = ["granting", "denying", "extending", "dissolving", "vacating", "modifying", "staying"]
COURTS = ["dcd", "mad", "nysd", "cand", "ca9", "cadc", "scotus", "nysb"]
NO_RULING = [
    "ORDER granting 9 Motion for Extension of Time to comply with 7 {order} {verb} {relief}. Signed by Judge Ann Roe.",
    "ORDER denying 9 Motion to Seal re 7 {order} {verb} {relief}. Signed by Judge Ann Roe.",
    "ORDER directing the parties to confer about the {relief}. Signed by Judge Ann Roe.",
    "ORDER setting a hearing on 4 Motion for {relief} for 3/1/2025. Signed by Judge Ann Roe.",
    "MINUTE ORDER. If the Court were to grant a {relief}, the parties shall say what it should bar.",
    "MINUTE ORDER. The Court has not granted a {relief}; a status report is due by 3/1/2025.",
    "MINUTE ORDER. A {relief} should not be granted without a hearing; the hearing is set for 3/1/2025.",
    "ORDER to show cause why a {relief} should not issue. Signed by Judge Ann Roe.",
    "ORDER granting 9 Motion for Leave to File a brief about the {relief}. Signed by Judge Ann Roe.",
    "ORDER granting 9 Motion to Expedite the hearing on the {relief}. Signed by Judge Ann Roe.",
    "REPORT AND RECOMMENDATION that the motion for {relief} be granted. Signed by Magistrate Judge Ann Roe.",
    "ORDER: whether a {relief} is granted will be decided after the hearing. Signed by Judge Ann Roe.",
    "ORDER Adopting Report and Recommendation for 4 Motion for {relief} filed by Acme Inc. Signed by Judge Ann Roe.",
    "MINUTE ORDER. If a {relief} is sought and the Court denies the motion for it, the parties shall confer.",
    "Set/Reset Deadlines: Response to 4 MOTION for {relief} due by 3/1/2025.",
    "NOTICE of {order} {verb} {relief} by Acme Inc. (Poe, Cy)",
    "[Proposed] Order {verb} {relief} by Acme Inc. (Poe, Cy)",
    "MOTION for {relief} by Acme Inc. (Attachments: # 1 Proposed Order {verb} {relief})(Poe, Cy)",
    "RESPONSE to 7 {order} {verb} {relief} filed by Acme Inc. (Poe, Cy)",
    "NOTICE OF APPEAL as to 7 {order} {verb} {relief} by Acme Inc. (Poe, Cy)",
    "LETTER from Cy Poe re: {order} {verb} {relief}. (Poe, Cy)",
    "STATUS REPORT on compliance with 7 {order} {verb} {relief} by Acme Inc. (Poe, Cy)",
    "DECLARATION of Cy Poe in support of the {relief}, {verb} nothing, by Acme Inc. (Poe, Cy)",
]

TOLD = [
    "MINUTE ORDER. In light of the {relief} {past} by the Court of Appeals, the parties shall file a report by 3/10/2025.",
    "MINUTE ORDER. The Court of Appeals having {past} the {relief}, the hearing set for 3/10/2025 is vacated.",
    "MINUTE ORDER. After the Court {past} the {relief}, plaintiffs moved for fees; the response is due 3/10/2025.",
    "MINUTE ORDER. On February 3, 2025, the Court {past} a {relief}. The parties shall file a report by 3/10/2025.",
    "MINUTE ORDER. The parties dispute whether the {relief} was properly {past}.",
    "MINUTE ORDER. The {relief} {past} on February 3, 2025 expires on 2/17/2025. Any motion to extend is due 2/14/2025.",
    "ORDER denying 9 Motion for Sanctions for violating the {relief} {past} on 2/3/2025. Signed by Judge Ann Roe.",
    "Minute Entry: Status Conference held on 3/10/2025. The parties discussed the {relief} {past} on 2/3/2025.",
    "ORDER: Plaintiffs ask that the {relief} be {past}. Defendants shall respond by 3/10/2025.",
    "ORDER: Plaintiffs, who say that the {relief} was wrongly {past}, may file a brief by 3/10/2025.",
    "ORDER: Until the {relief} is {past}, the parties shall file weekly reports.",
    "ORDER: Once the {relief} has been {past}, the parties shall meet and confer.",
    "ORDER: The court declines to decide whether the {relief} was {past} in error.",
    "ORDER: No {relief} having been {past}, the case proceeds; scheduling conference set for 3/10/2025.",
    "ORDER: The bond posted for the {relief} {past} on 2/3/2025 shall be released.",
    "ORDER: plaintiffs' request for costs of {verb} the {relief} is denied.",
    "ORDER: The Court reserves the question of {verb} the {relief}.",
    "ORDER: The Court will hold a hearing before {verb} any {relief}.",
    "ORDER granting 9 Motion for Leave to File Amicus Brief in support of {verb} the {relief}. Signed by Judge Ann Roe.",
    "MINUTE ORDER. Having been advised that the {relief} has been {past}, the Court cancels the hearing.",
    "MINUTE ORDER. The Court notes that the {relief} was {past} on appeal.",
    "MINUTE ORDER. Defendants' request that the {relief} be {past} will be heard on 3/10/2025.",
    "ORDER: the {relief} of the Northern District of California, {past} last week, does not bind the parties here.",
    "ORDER: Any party that wants the {relief} {past} must file a motion by 3/10/2025.",
    "ORDER: Nothing in this order shall be read as {verb} the {relief}.",
    "ORDER: This order neither grants nor denies the {relief}.",
    "JUDGMENT dismissing the complaint; the {relief} {past} on 2/3/2025 was already moot.",
]
PAST = ["granted", "denied", "extended", "dissolved", "vacated", "entered", "issued", "lifted", "modified", "set aside"]


def ruled(text: str, court: str) -> set[tuple[str, str | None]]:
    found = tag(RULES, text, court_id=court, source="docket").actions
    return {
        (one.relief, one.disposition)
        for one in found
        if one.relief in INTERIM and one.disposition not in ("sought", "addressed")
    }


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(NO_RULING),
    st.sampled_from(ORDERS),
    st.sampled_from(VERBS),
    st.sampled_from(RELIEFS),
    st.sampled_from(COURTS),
    st.sampled_from([str, str.upper, str.lower]),
)
def test_quotations_negations_and_drafts_make_no_interim_ruling(
    frame: str, order: str, verb: str, relief: str, court: str, case: type[str]
) -> None:
    text = case(frame.format(order=order, verb=verb, relief=relief))
    assert not ruled(text, court), text


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(TOLD),
    st.sampled_from(PAST),
    st.sampled_from(VERBS),
    st.sampled_from([*RELIEFS, "stay", "Section 705 Stay"]),
    st.sampled_from(COURTS),
)
def test_relief_that_is_only_told_of_is_not_ruled_on(frame: str, past: str, verb: str, relief: str, court: str) -> None:
    text = frame.format(past=past, verb=verb, relief=relief)
    assert not ruled(text, court), text


@pytest.mark.parametrize("relief", RELIEFS)
@pytest.mark.parametrize("court", COURTS)
def test_a_plain_grant_is_still_seen(relief: str, court: str) -> None:
    assert ruled(f"ORDER granting 4 Motion for {relief}. Signed by Judge Ann Roe on 3/1/2025.", court)
    assert ruled(f"ORDER denying 4 Motion for {relief}. Signed by Judge Ann Roe on 3/1/2025.", court)
