"""How the papers of a case are tied to each other: by what they say, by what the register says, and where only one
answer is possible. A guess that does not hold together is refused."""

import time
from datetime import date, timedelta
from typing import Any

from tracker.linking.references import references, speaks
from tracker.linking.ties import Court, Paper, Tie, ties_of
from tracker.vocab import KINDS

DISTRICT = Court("d", "1:25-cv-00457", None)
ABOVE = Court("up", "26-5006", "d")
PI, TRO, STAY = "preliminary_injunction", "temporary_restraining_order", "stay_pending_appeal"


def paper(name: str, kind: str, day: str, text: str = "", **more: Any) -> Paper:
    given = {"docket_id": "d", "document": name.lstrip("x") if name.lstrip("x").isdigit() else None, **more}
    return Paper(event_id=name, kind=kind, day=day, text=text, **given)


def tied(*papers: Paper, dockets: tuple[Court, ...] = (DISTRICT, ABOVE)) -> list[tuple[str, str, str | None, str]]:
    return [(t.from_event, t.what, t.to_event or f"No. {t.to_document}", t.certainty) for t in ties_of(papers, dockets)]


MOTION = paper("12", "motion", "2026-01-05", "MOTION for Preliminary Injunction by Guild", actions=((PI, "sought"),))
AGAINST = paper("15", "response", "2026-01-12", "Memorandum in opposition to re 12 MOTION for Preliminary Injunction")
REPLY = paper("18", "reply", "2026-01-16", "REPLY to opposition to motion re 12 MOTION for Preliminary Injunction")
RULING = paper(
    "20", "order", "2026-01-20", "ORDER granting 12 Motion for Preliminary Injunction", actions=((PI, "granted"),),
    rules_on=(12,),
)  # fmt: skip


def test_motion_opposition_reply_and_ruling_hang_together() -> None:
    assert tied(MOTION, AGAINST, REPLY, RULING) == [
        ("15", "opposes", "12", "read"), ("18", "replies", "12", "read"), ("20", "decides", "12", "read"),
    ]  # fmt: skip


def test_a_tie_keeps_the_words_it_stands_on() -> None:
    found = ties_of((MOTION, AGAINST), (DISTRICT,))
    assert found == (
        Tie("15", "12", "12", "opposes", "read", "re 12 MOTION for Preliminary Injunction"),
    )  # fmt: skip


def test_one_ruling_on_several_motions_is_tied_to_each() -> None:
    other = paper("14", "motion", "2026-01-06", "MOTION to Expedite by Guild")
    both = paper("21", "order", "2026-01-21", "ORDER granting 12 Motion and denying 14 Motion", rules_on=(12, 14))
    assert tied(MOTION, other, both) == [("21", "decides", "12", "read"), ("21", "decides", "14", "read")]


def test_a_paper_that_was_never_seen_is_named_by_its_number() -> None:
    assert tied(AGAINST) == [("15", "opposes", "No. 12", "read")]


def test_a_motion_that_comes_later_to_us_takes_its_place() -> None:
    assert tied(AGAINST, MOTION)[0] == ("15", "opposes", "12", "read")


def test_an_entry_that_was_renumbered_is_found_under_its_new_number_only() -> None:
    renumbered = paper("x", "motion", "2026-01-05", "MOTION for Preliminary Injunction", document="13")
    assert tied(renumbered, AGAINST) == [("15", "opposes", "No. 12", "read")]


def test_attachments_and_lists_of_numbers_count_as_the_paper() -> None:
    for document in ("12-1", "11, 12"):
        motion = paper("x", "motion", "2026-01-05", "MOTION to Stay", document=document)
        assert tied(motion, AGAINST) == [("15", "opposes", "x", "read")]


def test_of_two_events_that_tell_one_paper_the_dockets_own_is_taken() -> None:
    told = paper("register", "motion", "2026-01-05", "The Guild asks", document="12", origin="register")
    assert ("15", "opposes", "12", "read") in tied(told, MOTION, AGAINST)


def test_a_number_that_names_another_kind_of_paper_is_refused() -> None:
    complaint = paper("12", "complaint", "2026-01-02", "COMPLAINT")
    assert tied(complaint, AGAINST) == []
    order = paper("9", "order", "2026-01-02", "ORDER setting hearing")
    assert tied(order, paper("30", "order", "2026-02-01", "ORDER granting 9 Motion to Stay", rules_on=(9,))) == []


def test_nothing_is_tied_to_what_came_after_it() -> None:
    late = paper("12", "motion", "2026-03-01", "MOTION to Stay")
    assert tied(late, AGAINST) == []


def test_no_paper_is_tied_to_itself() -> None:
    assert tied(paper("12", "response", "2026-01-12", "RESPONSE in Opposition re 12 MOTION to Stay")) == []


def test_numbers_of_another_docket_are_looked_up_there_or_not_at_all() -> None:
    sister = Court("s", "1:25-cv-00999", None)
    theirs = paper("s12", "motion", "2026-01-03", "MOTION to Stay", docket_id="s", document="12")
    said = paper(
        "15", "response", "2026-01-12", "RESPONSE in Opposition re 12 MOTION to Stay in case 1:25-cv-00999-ABC"
    )
    assert tied(MOTION, theirs, said, dockets=(DISTRICT, sister)) == [("15", "opposes", "s12", "read")]
    assert tied(MOTION, said) == []


def test_a_short_type_is_tied_to_the_one_open_motion_for_that_relief() -> None:
    ruling = paper("20", "order", "2026-01-20", "Order on Motion for Preliminary Injunction", actions=((PI, ""),))
    assert tied(MOTION, ruling) == [("20", "decides", "12", "likely")]
    second = paper("14", "motion", "2026-01-06", "Motion for Preliminary Injunction", actions=((PI, "sought"),))
    assert tied(MOTION, second, ruling) == []


def test_a_motion_once_decided_is_open_no_more() -> None:
    again = paper("30", "order", "2026-02-20", "Order on Motion for Preliminary Injunction", actions=((PI, ""),))
    assert tied(MOTION, RULING, again) == [("20", "decides", "12", "read")]
    deferred = paper(
        "19", "order", "2026-01-18", "ORDER deferring 12 Motion", actions=((PI, "deferred"),), rules_on=(12,)
    )
    assert ("30", "decides", "12", "likely") in tied(MOTION, deferred, again)


def test_a_ruling_that_names_a_number_guesses_no_other_motion() -> None:
    named = paper("20", "order", "2026-01-20", "ORDER granting 7 Motion", actions=((PI, "granted"),), rules_on=(7,))
    assert tied(MOTION, named) == [("20", "decides", "No. 7", "read")]


def test_an_opposition_without_a_number_is_tied_to_the_only_motion_it_can_mean() -> None:
    short, answer = paper("15", "response", "2026-01-12", "Response in Opposition to Motion"), REPLY
    assert tied(MOTION, short) == [("15", "opposes", "12", "likely")]
    minor = paper(
        "13", "motion", "2026-01-06", "Motion for Extension of Time", actions=(("extension_of_time", "sought"),)
    )
    assert tied(MOTION, minor, short) == [("15", "opposes", "12", "likely")]
    rival = paper("14", "motion", "2026-01-06", "Motion to Dismiss", actions=(("dismissal", "sought"),))
    assert tied(MOTION, rival, short) == []
    bare = paper("18", "reply", "2026-01-16", "Reply to opposition to motion")
    assert tied(MOTION, short, bare)[1] == ("18", "replies", "12", "likely")
    assert tied(MOTION, bare) == [] and answer.kind == "reply"


def test_a_motion_of_long_ago_is_not_what_a_bare_opposition_means() -> None:
    assert tied(MOTION, paper("95", "response", "2026-06-12", "Response in Opposition to Motion")) == []


NOTICE = paper("25", "notice_of_appeal", "2026-02-01", "NOTICE OF APPEAL as to 20 Order on Motion for PI by Board")


def test_an_appeal_is_tied_to_the_order_that_it_attacks() -> None:
    assert ("25", "appeals", "20", "read") in tied(MOTION, RULING, NOTICE)


def test_an_appeal_that_names_a_day_is_tied_to_the_ruling_of_that_day() -> None:
    other = paper("17", "order", "2026-01-15", "ORDER denying TRO", actions=((TRO, "denied"),))
    notice = paper("x", "notice_of_appeal", "2026-02-01", "The appeal from the order of Jan 20, 2026 is No. 26-5006.")
    assert [t for t in tied(MOTION, RULING, other, notice) if t[0] == "x"] == [("x", "appeals", "20", "likely")]


def test_an_appeal_that_names_nothing_is_tied_to_the_only_ruling_it_can_attack() -> None:
    notice = paper("x", "notice_of_appeal", "2026-02-01", "Government appeals", docket_id="up")
    assert [t for t in tied(MOTION, RULING, notice) if t[0] == "x"] == [("x", "appeals", "20", "likely")]
    other = paper("17", "order", "2026-01-15", "ORDER dismissing two claims", actions=(("dismissal", "granted"),))
    assert [t for t in tied(MOTION, RULING, other, notice) if t[0] == "x"] == []
    restraint = paper("17", "order", "2026-01-15", "ORDER denying TRO", actions=((TRO, "denied"),))
    assert [t for t in tied(MOTION, RULING, restraint, notice) if t[0] == "x"] == [("x", "appeals", "20", "likely")]
    routine = paper(
        "19", "order", "2026-01-19", "ORDER granting more time", actions=(("extension_of_time", "granted"),)
    )
    assert [t for t in tied(MOTION, RULING, routine, notice) if t[0] == "x"] == [("x", "appeals", "20", "likely")]


def test_an_act_of_the_court_above_is_tied_to_the_order_that_was_appealed() -> None:
    stay = paper("x1", "order", "2026-02-10", "ORDER granting stay", docket_id="up", document=None,
                 actions=((STAY, "granted"),))  # fmt: skip
    assert ("x1", "changes", "20", "likely") in tied(MOTION, RULING, NOTICE, stay)
    vacated = paper("x2", "judgment", "2026-06-10", "JUDGMENT vacating the order", docket_id="up", document=None,
                    actions=((PI, "vacated"),))  # fmt: skip
    assert ("x2", "changes", "20", "likely") in tied(MOTION, RULING, NOTICE, vacated)


def test_a_refused_stay_changes_no_order() -> None:
    refused = paper("x1", "order", "2026-02-10", "ORDER denying stay", docket_id="up", document=None,
                    actions=((STAY, "denied"),))  # fmt: skip
    assert not [t for t in tied(MOTION, RULING, NOTICE, refused) if t[1] == "changes"]


def test_with_two_orders_appealed_the_court_above_is_tied_to_neither() -> None:
    second = paper("22", "order", "2026-01-25", "ORDER granting TRO", actions=((TRO, "granted"),))
    other = paper("26", "notice_of_appeal", "2026-02-02", "NOTICE OF APPEAL as to 22 Order by Board")
    stay = paper("x1", "order", "2026-02-10", "ORDER", docket_id="up", document=None, actions=((STAY, "granted"),))
    assert not [t for t in tied(MOTION, RULING, NOTICE, second, other, stay) if t[1] == "changes"]


def test_what_the_register_says_of_an_act_is_stated() -> None:
    order = paper("c.order", "order", "2026-01-20", document=None, order_id="c.2026-01-20", origin="register")
    stay = paper("c.stay", "order", "2026-02-01", docket_id="up", document=None, origin="register",
                 acts=(("stays", "c.2026-01-20"), ("lifts_stay", "c.none")))  # fmt: skip
    new = paper("c.new", "order", "2026-03-01", document=None, origin="register", acts=(("replaces", "c.2026-01-20"),))
    lifts = paper("c.lift", "order", "2026-04-01", docket_id="up", document=None, origin="register",
                  acts=(("lifts_stay", "c.stay"),))  # fmt: skip
    found = ties_of((order, stay, new, lifts), (DISTRICT, ABOVE))
    assert [(t.from_event, t.what, t.to_event, t.certainty, t.because) for t in found] == [
        ("c.stay", "changes", "c.order", "stated", "stays"), ("c.new", "changes", "c.order", "stated", "replaces"),
        ("c.lift", "changes", "c.stay", "stated", "lifts_stay"),
    ]  # fmt: skip


def test_a_tie_written_in_the_register_wins_over_a_guess() -> None:
    second = paper("14", "motion", "2026-01-06", "Motion for Preliminary Injunction", actions=((PI, "sought"),))
    ruling = paper("c.ruling", "order", "2026-01-20", "The court refuses", document=None, actions=((PI, "denied"),),
                   origin="register", named=(("decides", "14"),))  # fmt: skip
    assert tied(MOTION, second, ruling) == [("c.ruling", "decides", "14", "stated")]


def test_the_order_in_which_papers_are_handed_over_does_not_matter() -> None:
    every = (MOTION, AGAINST, REPLY, RULING, NOTICE)
    assert set(ties_of(every, (DISTRICT,))) == set(ties_of(tuple(reversed(every)), (DISTRICT,)))


def test_undated_papers_are_tied_by_number_only() -> None:
    undated = paper("x", "order", "", "Order on Motion for PI", actions=((PI, ""),))
    assert tied(MOTION, undated) == []
    assert tied(MOTION, paper("x", "order", "", "ORDER granting 12 Motion", rules_on=(12,)))[0][2] == "12"


def test_an_appeal_docketed_above_attacks_what_the_notice_of_the_days_before_attacks() -> None:
    notice = paper("22", "notice_of_appeal", "2026-01-22", "NOTICE OF APPEAL as to 20 Order by Bureau")
    opened = paper("x1", "notice_of_appeal", "2026-01-25", "US CIVIL CASE docketed.", docket_id="up")
    earlier = paper("7", "order", "2026-01-08", "TRO", actions=((TRO, "granted"),))
    assert ("x1", "appeals", "20", "likely") in tied(MOTION, earlier, RULING, notice, opened)
    second = paper("23", "notice_of_appeal", "2026-01-23", "NOTICE OF APPEAL as to 7 Order by Bureau")
    assert not [t for t in tied(MOTION, earlier, RULING, notice, second, opened) if t[0] == "x1"]


def test_a_note_of_the_number_that_an_appeal_got_attacks_nothing_itself() -> None:
    notice = paper("22", "notice_of_appeal", "2026-01-22", "NOTICE OF APPEAL as to 20 Order by Bureau")
    number = paper("24", "notice_of_appeal", "2026-01-24", "USCA Case Number 26-5006 for 22 Notice of Appeal")
    assert not [t for t in tied(MOTION, RULING, notice, number) if t[0] == "24"]


def test_a_mandate_received_below_changes_what_the_notice_that_it_names_attacked() -> None:
    notice = paper("22", "notice_of_appeal", "2026-01-22", "NOTICE OF APPEAL as to 20 Order by Bureau")
    mandate = paper("40", "mandate", "2026-06-22", "MANDATE of USCA as to 22 Notice of Appeal. Vacated.",
                    actions=(("appeal", "vacated"),), rules_on=(22,))  # fmt: skip
    found = tied(MOTION, RULING, notice, mandate)
    assert ("40", "decides", "22", "read") in found and ("40", "changes", "20", "likely") in found


def test_of_an_opinion_and_its_order_appealed_together_the_order_is_changed() -> None:
    opinion = paper("21", "opinion", "2026-01-20", "MEMORANDUM OPINION re 20 Order")
    notice = paper("22", "notice_of_appeal", "2026-01-22", "NOTICE OF APPEAL as to 20 Order, 21 Memorandum & Opinion")
    judgment = paper("x9", "judgment", "2026-05-01", "JUDGMENT filed: affirmed", docket_id="up",
                     actions=(("appeal", "affirmed"),))  # fmt: skip
    assert [t for t in tied(MOTION, RULING, opinion, notice, judgment) if t[0] == "x9"] == [
        ("x9", "changes", "20", "likely")
    ]


def test_a_response_above_names_the_motion_by_the_number_behind_it() -> None:
    motion = paper("11", "motion", "2026-02-01", "MOTION by Bureau for stay pending appeal.", docket_id="up")
    said = "RESPONSE/ANSWER by Guild to Motion for stay pending appeal [11]. Nature of response: in opposition."
    assert tied(motion, paper("18", "response", "2026-02-05", said, docket_id="up")) == [
        ("18", "opposes", "11", "read")
    ]


def test_a_case_of_thousands_of_papers_is_tied_in_a_moment() -> None:
    """Motions that nothing decides stay open for ever, and each answer was held against all of them; so was each
    notice of appeal against each paper and tie."""
    first = date(2017, 1, 20)
    papers = [
        paper(f"p{n}", kind, (first + timedelta(n // 2)).isoformat(), words, document=str(n), actions=actions)
        for n in range(6_000)
        for kind, words, actions in [
            (("motion", "MOTION for TRO", ((TRO, "sought"),)), ("response", "Response to Motion", ()),
             ("order", "Order on Motion for TRO", ((TRO, "granted"),)), ("motion", "MOTION to dismiss", ((PI, "sought"),)),
             ("notice_of_appeal", "NOTICE OF APPEAL", ()), ("reply", f"REPLY re {n - 3} MOTION", ()))[n % 6],
        ]
    ]  # fmt: skip
    began = time.thread_time()
    assert len(ties_of(papers, (DISTRICT,))) >= 1_000
    assert time.thread_time() - began < 2.0


def test_words_are_left_out_only_of_papers_whose_words_tie_nothing() -> None:
    said = "NOTICE in opposition, in support, of appeal as to 12 MOTION, 20 Order (Related Doc # 15)"
    for kind in KINDS:
        assert speaks(said, kind, ()) or not references(said, kind, ()), kind
    assert speaks("MOTION [2146789] to stay", "order", ()) and speaks("ORDER granting 12 Motion", "order", (12,))
