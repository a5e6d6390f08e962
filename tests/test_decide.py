"""New, changed or same: by document id, then sequence, then instant; never by text."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import ENTERED, draft
from tracker.ingest.decide import content_sha, decide
from tracker.models import EntryDraft, EntryIntent, StoredEntry


def stored(*intents: EntryIntent) -> list[StoredEntry]:
    return [
        StoredEntry(
            n, i.identity_key, i.content_sha, " AND ".join(i.draft.short_descriptions), i.draft.description,
            i.draft.document_number,
        )
        for n, i in enumerate(intents, 1)
    ]  # fmt: skip


def verdicts(drafts: list[EntryDraft], held: list[StoredEntry]) -> list[str]:
    return [i.verdict for i in decide(drafts, held)]


def test_an_entry_never_seen_is_new() -> None:
    assert verdicts([draft("Order")], []) == ["new"]


def test_the_same_entry_again_is_the_same() -> None:
    held = stored(*decide([draft("Order")], []))
    assert verdicts([draft("Order")], held) == ["same"]


def test_a_document_with_another_type_is_a_changed_entry_not_a_second_one() -> None:
    held = stored(*decide([draft("Order")], []))
    (intent,) = decide([draft("Order on Motion for TRO")], held)
    assert (intent.verdict, intent.entry_id) == ("changed", 1)


def test_the_document_id_wins_over_the_sequence() -> None:
    assert decide([draft(doc="0991", seq="5")], [])[0].identity_key == "doc:0991"
    assert decide([draft(doc=None, seq="5")], [])[0].identity_key == "seq:5"


def test_a_minute_entry_is_known_by_its_instant_and_an_edit_is_a_revision() -> None:
    first = draft("Minute Entry", doc=None, number=None, text="Hearing held.")
    edited = draft("Minute Entry", doc=None, number=None, text="Hearing held on motion 6.")
    held = stored(*decide([first], []))
    assert held[0].identity_key == "at:2026-11-20T18:30:00Z#1"
    (intent,) = decide([edited], held)
    assert (intent.verdict, intent.entry_id) == ("changed", 1)


def test_two_paperless_entries_of_one_instant_are_two() -> None:
    both = [draft("Minute Order", doc=None, number=None), draft("Set Hearings", doc=None, number=None)]
    keys = [i.identity_key for i in decide(both, [])]
    assert keys == ["at:2026-11-20T18:30:00Z#1", "at:2026-11-20T18:30:00Z#2"]


def test_an_entry_that_drops_out_of_the_feed_does_not_turn_its_neighbour_into_a_revision() -> None:
    first, second = (
        draft("Minute Order", doc=None, number=None),
        draft("Set Hearings", doc=None, number=None),
    )
    held = stored(*decide([first, second], []))
    (intent,) = decide([second], held)
    assert (intent.verdict, intent.entry_id) == ("same", 2)


def test_the_order_in_which_a_crowd_arrives_does_not_matter() -> None:
    a, b = draft("Minute Order", doc=None, number=None), draft("Set Hearings", doc=None, number=None)
    held = stored(*decide([a, b], []))
    assert [(i.verdict, i.entry_id) for i in decide([b, a], held)] == [("same", 2), ("same", 1)]


def test_another_instant_is_another_entry() -> None:
    later = draft("Minute Order", doc=None, number=None, entered=ENTERED + timedelta(seconds=1))
    held = stored(*decide([draft("Minute Order", doc=None, number=None)], []))
    assert verdicts([later], held) == ["new"]


def test_a_rewritten_caption_changes_nothing() -> None:
    assert content_sha(draft()) == content_sha(replace(draft(), caption="Substituted Secretary v. Circle"))


def test_a_paper_that_one_body_shows_twice_is_one_entry_with_both_types() -> None:
    newer = draft("Order on Motion to Stay", entered=ENTERED + timedelta(days=1))
    (intent,) = decide([newer, draft("Order")], [])
    assert intent.verdict == "new"
    assert intent.draft.short_descriptions == ("Order", "Order on Motion to Stay")
    assert intent.draft.date_entered == ENTERED
    (again,) = decide([newer, draft("Order")], stored(intent))
    assert again.verdict == "same"


def test_a_tenth_entry_of_one_instant_gets_a_number_of_its_own() -> None:
    crowd = [draft(f"Type {n}", doc=None, number=None) for n in range(11)]
    held = stored(*decide(crowd, []))
    more = decide([*crowd, draft("Type 11", doc=None, number=None)], held)
    assert [i.verdict for i in more] == ["same"] * 11 + ["new"]
    assert len({i.identity_key for i in more}) == 12


def test_a_feed_that_shows_only_types_takes_no_known_text_away() -> None:
    full = draft("Order", text="ORDER granting 6 Motion for Preliminary Injunction.")
    held = stored(*decide([full], []))
    assert verdicts([draft("Order")], held) == ["same"]
    (intent,) = decide([draft("Order on Motion for Preliminary Injunction")], held)
    assert (intent.verdict, intent.draft.description) == ("changed", full.description)


def test_a_text_that_arrives_later_is_a_revision_of_the_stub() -> None:
    held = stored(*decide([draft("Order")], []))
    (intent,) = decide([draft("Order", text="ORDER granting 6 Motion.")], held)
    assert (intent.verdict, intent.entry_id) == ("changed", 1)


def test_types_that_left_the_feed_at_its_edge_are_no_change() -> None:
    both, rest = draft("Motion to Stay", "Order"), draft("Order")
    held = stored(*decide([both], []))
    assert [i.verdict for i in decide([rest], held, ENTERED)] == ["same"]
    # Anywhere else a type that is gone was taken back by the clerk.
    assert [i.verdict for i in decide([rest], held, ENTERED - timedelta(hours=1))] == ["changed"]
    assert [i.verdict for i in decide([draft("Judgment")], held, ENTERED)] == ["changed"]


@pytest.mark.parametrize(
    ("types", "text", "number"),
    [
        (("Order",), "", "39"),
        (('Motion \\ "Stay"', " Notice\t", ""), "A\x00b\nc \u2028 é 𝛼", None),
        (("Order AND Opinion", "Notice"), "", ""),
        ((), "Text\x7f </x>", "12-1"),
    ],
)
def test_the_sum_of_an_entry_is_that_of_the_json_list_that_stored_sums_were_made_of(
    types: tuple[str, ...], text: str, number: str | None
) -> None:
    entry = replace(draft(), short_descriptions=types, description=text, document_number=number)
    parts = [part for part in " AND ".join(types).split(" AND ") if part]
    content = json.dumps([parts, text, number], ensure_ascii=False)
    assert content_sha(entry) == hashlib.sha256(content.encode()).hexdigest()


def test_an_entry_alone_on_its_docket_gets_the_key_that_it_gets_among_others() -> None:
    paper, paperless = draft("Order"), without_ids(draft("Minute Entry"))
    for one in (paper, paperless):
        (alone,) = decide([one], [])
        assert alone in decide([paper, paperless], [])


def without_ids(entry: EntryDraft) -> EntryDraft:
    return replace(entry, pacer_doc_id=None, pacer_seq_no=None)
