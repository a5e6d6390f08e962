"""The compiled tagger says what the plain one says, and only stands in for the sources it was built from."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tracker import compiled
from tracker.models import Tagging
from tracker.tagging.rules import load_rules
from tracker.tagging.tagger import tag

HERE = Path(__file__).parent
# Tags JSON lines [text, court, source] and says where its modules come from.
CHILD = """
import json, sys
from pathlib import Path
from tracker import compiled
compiled.use(Path(sys.argv[1]))
from tracker.tagging import tagger
from tracker.tagging.rules import load_rules
rules = load_rules(Path(sys.argv[2]))
print(json.dumps(tagger.__file__))
for line in sys.stdin:
    text, court, source = json.loads(line)
    found = tagger.tag(rules, text, court_id=court, source=source)
    print(json.dumps([found.kind, [[a.relief, a.disposition] for a in found.actions], found.rules_on, found.matches]))
"""
Text = tuple[str, str | None, str | None]


def texts() -> list[Text]:
    """Every labelled entry and title of the tests, and each of them cut, doubled, joined, shuffled or shouted."""
    lines = (HERE / "tagger_entries.jsonl").read_text(encoding="utf-8").splitlines()
    real: list[Text] = [(row["text"], row["court"], row["source"]) for row in map(json.loads, lines)]
    titles = (HERE / "tagger_titles.txt").read_text(encoding="utf-8").splitlines()
    real += [(line.split("|", 1)[1], "dcd", None) for line in titles if "|" in line and line[0] != "#"]
    chance = random.Random(20)
    found = list(real)
    for text, court, source in real:
        words = text.split(" ")
        chance.shuffle(words)
        other = chance.choice(real)[0]
        found += [
            (text[: chance.randrange(len(text) + 1)], court, source), (text[chance.randrange(len(text) + 1) :], court, "rss"),
            (f"{text} {text}", "ca9", source), (f"{text} {other}", "nysb", "docket"), (text.upper(), None, "docket"),
            (" ".join(words), court, "docket"), (text.replace("'", "\u2019").replace("-", "\u2013"), court, source),
        ]  # fmt: skip
    return [
        *found,
        ("", None, None),
        ("\x00(\u2028[" * 200, "dcd", "docket"),
        ("ORDER " + "granting 4, " * 3000, "dcd", None),
    ]


def shown(found: Tagging) -> list[object]:
    made = [found.kind, [[a.relief, a.disposition] for a in found.actions], found.rules_on, found.matches]
    again: list[object] = json.loads(json.dumps(made))
    return again


def read_by_child(folder: Path, given: list[Text]) -> tuple[str, list[list[object]]]:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), str(ROOT / "data" / "tag_rules")], cwd=ROOT, check=True,
        input="".join(json.dumps(one) + "\n" for one in given), capture_output=True, text=True,
    )  # fmt: skip
    file, *answers = (json.loads(line) for line in done.stdout.splitlines())
    return file, answers


def test_compiled_and_plain_tagger_say_the_same_of_every_text() -> None:
    if not compiled.is_built():
        pytest.skip("the tagger is not compiled, or not from these sources; `make fast` does it")
    given = texts()
    file, answers = read_by_child(compiled.FOLDER, given)
    assert not file.endswith(".py")
    rules = load_rules(ROOT / "data" / "tag_rules")
    for (text, court, source), answer in zip(given, answers, strict=True):
        assert answer == shown(tag(rules, text, court_id=court, source=source)), text[:300]


def test_tests_read_the_plain_tagger() -> None:
    assert (sys.modules["tracker.tagging.tagger"].__file__ or "").endswith(".py")


def stamped(folder: Path, stamp: str) -> Path:
    (folder / "sources.sha256").write_text(stamp, encoding="ascii")
    return folder


def test_modules_built_from_other_sources_count_as_not_built(tmp_path: Path) -> None:
    assert not compiled.is_built(tmp_path)
    assert not compiled.is_built(stamped(tmp_path, "0" * 64))
    assert compiled.is_built(stamped(tmp_path, compiled.fingerprint()))


@pytest.mark.parametrize("stamp", ["0" * 64, compiled.fingerprint()])
def test_where_compiled_modules_are_stale_or_broken_the_plain_ones_are_used(tmp_path: Path, stamp: str) -> None:
    stamped(tmp_path, stamp)
    suffix = compiled.EXTENSION_SUFFIXES[0]
    (tmp_path / f"{compiled.LIBRARY}{suffix}").write_bytes(b"no machine code")
    file, answers = read_by_child(tmp_path, [("ORDER granting 4 Motion to Seal", "dcd", "docket")])
    assert file.endswith("tagger.py")
    assert answers[0][0] == "order"


def test_a_build_that_fails_says_why_and_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "fast"
    folder.mkdir()
    stamped(folder, "as it was")
    monkeypatch.setattr(compiled, "_SETUP", "raise SystemExit('error: command gcc failed: no such file')")
    assert compiled.build(folder) == "error: command gcc failed: no such file"
    assert (folder / "sources.sha256").read_text() == "as it was"
    assert [path.name for path in tmp_path.iterdir()] == ["fast"]
