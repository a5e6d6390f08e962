"""What the tagger says of entries of every kind of federal court, and what must not fool it."""

from pathlib import Path

import pytest

from tests import real
from tests.readings import read
from tracker.models import Tagging
from tracker.tagging.evaluate import Gold, load_gold

RULES = real.rules()
# Written for this project, in the forms that courts use; the ids tell the theme: interim relief, guards, courts.
ENTRIES = load_gold((Path(__file__).parent / "tagger_entries.jsonl").read_text(encoding="utf-8").splitlines())
INTERIM = {"temporary_restraining_order", "preliminary_injunction", "stay_of_agency_action", "administrative_stay",
           "stay_pending_appeal", "vacatur_of_agency_action", "permanent_injunction"}  # fmt: skip


def pairs(found: Tagging) -> set[str]:
    return {f"{one.relief}:{one.disposition}" for one in found.actions}


def theme(entry: Gold) -> str:
    return entry.id.rpartition("-")[0]


@pytest.mark.parametrize("of", sorted({theme(entry) for entry in ENTRIES}))
def test_an_entry_is_read_as_a_paralegal_would(of: str) -> None:
    wrong = []
    for entry in (entry for entry in ENTRIES if theme(entry) == of):
        found = read(entry.text, entry.court, entry.source)
        got = (found.kind, pairs(found), found.rules_on)
        if got != (entry.kind, {":".join(pair) for pair in entry.pairs}, entry.rules_on):
            wrong.append(f"{entry.id}: {got} and not {(entry.kind, entry.pairs, entry.rules_on)}: {entry.text[:200]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "ORDER denying 4 Motion for Temporary Restraining Order. Signed by Judge Ann Roe on 2/8/2025.",
        "ORDER setting hearing on 4 MOTION for Preliminary Injunction for 3/1/2025.",
        "ORDER to show cause why a preliminary injunction should not issue.",
        "ORDER granting 9 Motion for Extension of Time to respond to the Order granting Temporary Restraining Order.",
        "ORDER granting 9 Motion for Leave to File a brief on the stay pending appeal.",
        "ORDER: the preliminary injunction is not stayed.",
        "ORDER: nonetheless the case stays on the calendar.",
        "ORDER: if a stay pending appeal is granted, the parties shall say so within 2 days.",
        "ORDER: the rule was vacated by another court; briefs are due 3/1/2025.",
        "MINUTE ORDER. The Temporary Restraining Order would have been extended had a party asked.",
        "NOTICE of stay pending appeal granted by the court of appeals, by UNITED STATES (Poe, Cy)",
        "MOTION to Stay Pending Appeal by SSA. (Attachments: # 1 Order granting Preliminary Injunction)(Poe, Cy)",
        "[Proposed] Order granting Temporary Restraining Order by Acme Union. (Poe, Cy)",
        "RESPONSE to 12 Order granting Temporary Restraining Order by UNITED STATES (Poe, Cy)",
        "REPORT AND RECOMMENDATION recommending that the motion for preliminary injunction be granted.",
        "ORDER regarding the reply brief. Signed by Judge Ann Roe on 3/1/2025. (tro) (Entered: 03/01/2025)",
        "Set/Reset Deadlines: Response to 4 MOTION for Temporary Restraining Order due by 3/1/2025.",
        "ORDER granting 12 Motion to Vacate the hearing on the preliminary injunction.",
    ],
)
def test_no_interim_ruling_is_claimed_that_the_text_does_not_make(text: str) -> None:
    ruled = {p for p in pairs(read(text)) if p.split(":")[1] not in ("sought", "addressed", "denied")}
    assert not {p for p in ruled if p.split(":")[0] in INTERIM}


def test_each_ruling_of_a_long_text_has_its_own_pair() -> None:
    found = read(
        "ORDER granting 4 Motion for TRO; denying as moot 7 Motion for Hearing; staying 12 Order pending appeal; "
        "taking under advisement 15 Motion to Compel. Signed by Judge Ann Roe on 2/8/2025."
    )
    assert pairs(found) == {
        "temporary_restraining_order:granted", "scheduling:moot", "stay_pending_appeal:granted", "discovery:deferred",
    }  # fmt: skip
    assert found.rules_on == (4, 7, 12, 15)


def test_a_match_points_at_the_words_and_names_the_rule() -> None:
    text = "ORDER granting 39 Motion for Temporary Restraining Order. Signed by Judge Ann Roe on 2/8/2025. (ab)"
    found = {(m.label, m.rule): text[m.start : m.end] for m in read(text).matches}
    assert found["kind:order", "order.form"] == "ORDER"
    label = "action:temporary_restraining_order:granted"
    assert found[label, "relief.tro"] == "Temporary Restraining Order"
    assert found[label, "verb.granting"] == "granting"
    assert found["rules_on:39", "verb.granting"] == "39"


def test_the_prefix_entered_in_error_does_not_change_what_the_paper_is() -> None:
    plain = "MINUTE ORDER granting 12 Motion to Seal. Signed by Judge Ann Roe on 2/1/2025."
    for prefix in ("ENTERED IN ERROR.....", "***STRICKEN PURSUANT TO 15 ORDER*** ", "[VACATED PER 15 ORDER] "):
        found = read(prefix + plain)
        assert (found.kind, pairs(found), found.rules_on) == ("order", {"seal:granted"}, (12,))


def test_attachments_initials_and_time_of_entry_never_change_a_label() -> None:
    plain = "MOTION to Seal by Acme Inc."
    noise = " (Attachments: # 1 Order granting 4 Motion for TRO, # 2 Exhibit A (Appeal))(stay, ) (Entered: 03/01/2025)"
    assert read(plain).actions == read(plain + noise).actions
    assert read(plain).kind == read(plain + noise).kind == "motion"


def test_curly_quotes_and_line_breaks_read_like_plain_ones() -> None:
    plain = read("ORDER: Plaintiffs' Motion for Temporary Restraining Order (Doc. 5) is GRANTED.")
    other = read("ORDER:  Plaintiffs\u2019 Motion\nfor\tTemporary Restraining Order (Doc. 5) is GRANTED.")
    assert (plain.actions, plain.rules_on) == (other.actions, other.rules_on)


def test_an_unknown_text_is_other_and_claims_nothing() -> None:
    found = read("Lorem ipsum dolor sit amet")
    assert (found.kind, found.actions, found.rules_on) == ("other", (), ())


@pytest.mark.parametrize("text", ["", " ", "()", "[]", "\x00\x01", "12", "\U0001f600" * 5])
def test_texts_without_words_are_other(text: str) -> None:
    assert read(text).kind == "other"


def test_a_bare_stay_means_the_case_below_and_the_order_above() -> None:
    text = "MOTION for a stay filed by Acme Inc."
    assert pairs(read(text, "dcd")) == {"stay_of_proceedings:sought"}
    assert pairs(read(text, "cadc")) == {"stay_pending_appeal:sought"}
    assert pairs(read("Motion for Relief from Stay filed by Acme Bank.", "nysb")) == {"automatic_stay:sought"}


def test_only_the_first_20000_characters_are_read() -> None:
    text = "ORDER denying 4 Motion to Seal. " + "x " * 10_000 + "granting 9 Motion for Temporary Restraining Order."
    assert pairs(read(text)) == {"seal:denied"}
