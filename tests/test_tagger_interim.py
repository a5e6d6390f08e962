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


@pytest.mark.parametrize("relief", RELIEFS)
@pytest.mark.parametrize("court", COURTS)
def test_a_plain_grant_is_still_seen(relief: str, court: str) -> None:
    assert ruled(f"ORDER granting 4 Motion for {relief}. Signed by Judge Ann Roe on 3/1/2025.", court)
    assert ruled(f"ORDER denying 4 Motion for {relief}. Signed by Judge Ann Roe on 3/1/2025.", court)
