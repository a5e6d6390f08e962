"""Why: sentences in plain words, each with its event, its order and its sources, and nothing later than the day."""

from tests.lawcases import SOURCE, a_flow, act, bars, day, event, model, order, partly, suit, suit_model
from tracker.law import LawModel, flow_answer
from tracker.law.answers import Reason

PI = "suit.2025-04-17"


def because(built: LawModel, on: str) -> tuple[Reason, ...]:
    return flow_answer(built, "flow", day(on)).because


def texts(built: LawModel, on: str) -> str:
    return "\n".join(r.text for r in because(built, on))


def test_an_order_in_force_is_told_in_plain_words_with_the_legal_term_beside_them() -> None:
    built = suit_model(order("2025-04-17", relief="stay_of_agency_action", title="Stay of the policy"))
    first = because(built, "2025-05-01")[0]
    assert first.text.startswith("In force since Apr 17, 2025: Stay of the policy (D.D.C., The suit case;")
    assert "5 U.S.C. 705" in first.text and "bars this sharing" in first.text
    assert (first.event_id, first.order_id, first.sources) == ("suit.order-2025-04-17", PI, (SOURCE,))


def test_a_suspended_order_tells_by_what_and_until_when() -> None:
    """SSA v. AFSCME, June 6, 2025."""
    built = suit_model(
        order("2025-04-17"),
        act("2025-06-06", "stays", PI, docket="suit-supreme", stay_kind="supreme_court", until="supreme_court_usual"),
    )  # fmt: skip
    first = because(built, "2025-07-01")[0]
    assert "suspended since Jun 6, 2025 by a stay of the Supreme Court" in first.text
    assert "until certiorari is denied" in first.text
    assert first.event_id == "suit.stays-2025-06-06" and first.order_id == PI


def test_an_ended_order_tells_what_ended_it() -> None:
    built = suit_model(order("2025-04-17"), act("2025-08-12", "ends", PI, docket="suit-appeal", how="vacated"))
    first = because(built, "2025-09-01")[0]
    assert "ended on Aug 12, 2025" in first.text and "vacated" in first.text and "D.C. Cir." in first.text


def test_an_uncertain_order_tells_why_it_is_not_known() -> None:
    built = suit_model(order("2025-04-17", relief="temporary_restraining_order", without_notice=True))
    first = because(built, "2025-06-01")[0]
    assert "whether it binds is not known since May 2, 2025" in first.text
    assert "65(b)(2)" in first.text and first.event_id == "suit.order-2025-04-17"


def test_a_revived_order_tells_since_when_and_why() -> None:
    built = suit_model(
        order("2025-04-17"), act("2025-06-06", "stays", PI, docket="suit-supreme", until="supreme_court_usual"),
        act("2026-02-02", "cert_denied", docket="suit-supreme"),
    )  # fmt: skip
    assert "in force again from Feb 2, 2026 with the extent it had" in texts(built, "2026-03-01")
    assert "certiorari was denied" in texts(built, "2026-03-01")


def test_denials_affirmances_and_dismissals_appear_and_restrict_nothing() -> None:
    """Centro de Trabajadores Unidos: denied May 12, 2025; affirmed Feb. 24, 2026."""
    denied = event("2025-05-12", "denied", title="Preliminary injunction refused", flows=["flow"])
    affirmed = event("2026-02-24", "affirmed", title="Refusal affirmed", flows=["flow"], docket="suit-appeal")
    built = suit_model(denied, affirmed)
    answer = flow_answer(built, "flow", day("2026-03-01"))
    assert answer.status == "open" and answer.orders_in_force == ()
    assert [r.event_id for r in answer.because if r.event_id] == ["suit.affirmed", "suit.denied"]
    assert "Refusal affirmed (D.C. Cir., Feb 24, 2026)." in texts(built, "2026-03-01")


def test_nothing_dated_after_the_day_explains_it() -> None:
    built = suit_model(
        order("2025-04-17"), act("2025-05-01", "modifies", PI, restrictions=[partly()]),
        act("2025-08-12", "ends", PI, docket="suit-appeal", how="vacated", event_flows=["flow"]),
    )  # fmt: skip
    assert {r.event_id for r in because(built, "2025-04-20")} == {"suit.order-2025-04-17", None}
    assert "modified" not in texts(built, "2025-04-30")
    assert "modified on May 1, 2025" in texts(built, "2025-05-01")


def test_an_event_known_to_the_month_explains_only_days_from_its_last() -> None:
    built = suit_model(event("2025-05", "vague", flows=["flow"]))
    assert "vague" not in texts(built, "2025-05-30") and "vague" in texts(built, "2025-05-31")


def test_reports_are_marked_as_not_confirmed() -> None:
    built = suit_model(event("2025-05-12", "rumour", flows=["flow"], unverified=True, sources=[]))
    assert "Reported, not confirmed: Event rumour" in texts(built, "2025-06-01")


def test_an_order_that_is_only_reported_is_told_and_counts_for_nothing() -> None:
    built = suit_model(order("2025-04-17", event_more={"unverified": True}))
    assert "Reported, not confirmed: Event order-2025-04-17 (D.D.C., Apr 17, 2025)." in texts(built, "2025-06-01")
    assert flow_answer(built, "flow", day("2025-06-01")).status == "open"


def test_papers_that_decide_nothing_are_left_out_unless_they_carry_an_effect() -> None:
    motion = event("2025-05-12", "motion", kind="motion", flows=["flow"])
    deal = event("2025-05-13", "deal", kind="agreement_signed", out_of_court=True,
                 flows=[{"flow": "flow", "effect": "permits", "text": "The state hands the data over."}])  # fmt: skip
    found = texts(suit_model(motion, deal), "2025-06-01")
    assert "Event motion" not in found
    assert "The state hands the data over (May 13, 2025). It allows or commands sharing." in found


def test_the_flows_own_state_is_explained_by_its_fact() -> None:
    assert "The sharing began (Jan 2, 2025)." in texts(suit_model(), "2025-06-01")
    assert "No source read says that this flow existed by Jan 1, 2025." in texts(suit_model(), "2025-01-01")
    life = [{"date": None, "state": "exists", "text": "Staff were told to share.", "sources": [SOURCE]}]
    assert "Reported without a date: Staff were told to share." in texts(model(flows=[a_flow(life=life)]), "2025-06-01")


def test_every_reason_about_an_order_names_an_event_of_the_register() -> None:
    until = [{"on": "date", "date": "2025-05-10"}]
    built = suit_model(
        order("2025-04-17"), act("2025-05-01", "extends", PI, to="2025-06-01"), order("2025-05-02", partly()),
        act("2025-05-03", "stays", "suit.2025-05-02", docket="suit-appeal", until=until),
    )  # fmt: skip
    for on in ("2025-05-02", "2025-05-09", "2025-05-20", "2025-07-01"):
        for reason in because(built, on):
            assert reason.order_id is None or reason.event_id in built.index.events


def test_a_failed_attempt_of_another_court_is_told_beside_the_order() -> None:
    stranger = suit(act("2025-07-07", "ends", PI, docket="florida", how="vacated"), id="florida", court="flnd")
    assert "no higher court than D.D.C." in texts(model(suit(order("2025-04-17")), stranger), "2025-07-08")


def test_two_flows_of_one_order_are_explained_apart() -> None:
    built = suit_model(order("2025-04-17", bars(text="No addresses."), bars("other", text="No names.")))
    assert "No addresses." in texts(built, "2025-05-01") and "No names." not in texts(built, "2025-05-01")
