"""Every tagging rule proves itself, and a wrong one keeps the program from starting."""

from pathlib import Path

import pytest

from tests import real
from tracker.errors import RuleError
from tracker.tagging.prepare import court_level, prepare
from tracker.tagging.rules import Rule, load_rules
from tracker.tagging.scan import find_reliefs
from tracker.tagging.tagger import tag
from tracker.vocab import KINDS, OUT_OF_COURT_KINDS, RELIEFS

RULES = real.rules()
COURTS = {"trial": "dcd", "appeal": "ca9", "bankruptcy": "nysb"}

GOOD = """
[[verb]]
id = "verb.granting"
disposition = "granted"
side = "after"
words = ["granting"]
pattern = "granting\\\\b"
reason = "The court grants what follows."
example = "ORDER granting 4 Motion to Compel."
near_miss = "ORDER denying 4 Motion to Compel."
"""


def takes(rule: Rule, text: str) -> bool:
    """Whether this rule, in the midst of all others, has a part in how `text` is tagged."""
    court = COURTS[next(level for level in COURTS if level in rule.courts)]
    if rule.group == "relief":
        return rule.id in {hit.rule.id for hit in find_reliefs(RULES.reliefs, prepare(text, court))}
    matches = tag(RULES, text, court_id=court, source="docket").matches
    return matches[0].rule == rule.id if rule.group == "kind" else rule.id in {match.rule for match in matches}


@pytest.mark.parametrize("group", sorted({rule.group for rule in RULES.all}))
def test_a_rule_takes_its_example_and_leaves_its_near_miss(group: str) -> None:
    own = [rule for rule in RULES.all if rule.group == group]
    assert not [f"{rule.id} leaves {rule.example!r}" for rule in own if not takes(rule, rule.example)]
    assert not [f"{rule.id} takes {rule.near_miss!r}" for rule in own if takes(rule, rule.near_miss)]


def test_every_kind_and_every_relief_of_the_guide_has_a_rule() -> None:
    assert {r.label for r in RULES.all if r.group == "kind"} >= set(KINDS) - OUT_OF_COURT_KINDS
    assert {r.label for r in RULES.all if r.group == "relief"} == set(RELIEFS)


def load(tmp_path: Path, text: str) -> None:
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    load_rules(tmp_path)


def test_a_good_rule_loads_from_a_file_or_a_folder(tmp_path: Path) -> None:
    load(tmp_path, GOOD)
    assert [rule.id for rule in load_rules(tmp_path / "mine.toml").all] == ["verb.granting"]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (('disposition = "granted"', 'disposition = "allowed"'), "'allowed' is not a disposition"),
        (('side = "after"', 'side = "behind"'), "'side' must say"),
        (('words = ["granting"]', 'words = ["Granting"]'), "'Granting' in 'words'"),
        (('words = ["granting"]', 'words = ["allowing"]'), "the example holds none of the rule's words"),
        (('"granting\\\\b"', '"granting("'), "does not compile"),
        (('"granting\\\\b"', '"(?:granting ?)*x*"'), "matches nothing at all"),
        (('"granting\\\\b"', '"granting (?:[a-z]+,?)+"'), "open repeat inside an open repeat"),
        (('"granting\\\\b"', '"granting <nowhere>"'), "unknown fragment <nowhere>"),
        (('reason = "The court grants what follows."\n', ""), "'reason' is missing"),
        (('side = "after"', 'side = "after"\ncolour = "red"'), "unknown key 'colour'"),
    ],
)
def test_a_bad_rule_is_refused_by_file_and_name(tmp_path: Path, change: tuple[str, str], complaint: str) -> None:
    with pytest.raises(RuleError) as error:
        load(tmp_path, GOOD.replace(*change))
    assert complaint in str(error.value)
    assert "mine.toml: rule 'verb.granting'" in str(error.value)


def test_two_rules_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"mine.toml: rule 'verb.granting': this id is used twice"):
        load(tmp_path, GOOD + GOOD)


def test_a_kind_or_relief_outside_the_vocabulary_is_refused(tmp_path: Path) -> None:
    said = 'disposition = "granted"\nside = "after"'
    kind = GOOD.replace("[[verb]]", "[[kind]]").replace(said, 'kind = "agreement_signed"')
    with pytest.raises(RuleError, match="'agreement_signed' is not a kind"):
        load(tmp_path, kind)
    relief = GOOD.replace("[[verb]]", "[[relief]]").replace(said, 'relief = "peace"')
    with pytest.raises(RuleError, match="'peace' is not a relief"):
        load(tmp_path, relief)
    with pytest.raises(RuleError, match="'courts' may hold"):
        load(tmp_path, relief.replace('"peace"', '"seal"\ncourts = ["moon"]'))


def test_files_that_are_no_rules_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no tagging rules"):
        load_rules(tmp_path)
    with pytest.raises(RuleError, match="cannot be read"):
        load_rules(tmp_path / "absent.toml")
    with pytest.raises(RuleError, match="mine.toml: not valid TOML"):
        load(tmp_path, "[[verb]\n")
    with pytest.raises(RuleError, match=r"mine.toml: unknown table \[verbs\]"):
        load(tmp_path, "[verbs]\n")


@pytest.mark.parametrize(
    ("court_id", "level"),
    [("dcd", "trial"), ("casd", "trial"), ("cand", "trial"), ("cadc", "appeal"), ("ca9", "appeal"), ("ca11", "appeal"),
     ("cafc", "appeal"), ("scotus", "appeal"), ("bap9", "appeal"), ("nysb", "bankruptcy"), ("cacb", "bankruptcy"),
     (None, "trial"), ("", "trial")],
)  # fmt: skip
def test_the_level_of_a_court_follows_from_its_id(court_id: str | None, level: str) -> None:
    assert court_level(court_id) == level
