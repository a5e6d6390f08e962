"""What the documents name is there: pages, files, tests, verbs and their options, settings, versions."""

import re
import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from tracker.cli import cli
from tracker.config import Config

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")]
PAGES += sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "data" / "register" / "LICENSE.md"])
# Of the worked example in docs/register.md, which is loaded by a test of its own.
INVENTED = ("lighthouses-to-ferries", "keepers-v-lighthouses", "hikers-v-parks")
ELSEWHERE = {"TRACKER_CONFIG", "TRACKER_REQUIRE_BROWSER", "TRACKER_REQUIRE_SHARED"}


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def code_in(text: str) -> Iterator[str]:
    """Lines of code and what stands between single backticks."""
    for line in text.splitlines():
        if line.startswith("    "):
            yield line.split(" # ")[0].strip()
        else:
            yield from re.findall(r"`([^`]+)`", line)


def anchors(page: Path) -> set[str]:
    """As GitHub names headings."""
    heads = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.strip().lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_to_a_page_or_file_of_ours_leads_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if re.match(r"https?:|mailto:", target):
            continue
        path, _, place = target.partition("#")
        found = page.parent / path if path else page
        assert found.exists(), f"{name_of(page)} links to {target}"
        assert not place or place in anchors(found), f"{name_of(page)} links to {target}: no such heading"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_and_module_that_a_page_names_is_there(page: Path) -> None:
    for code in code_in(page.read_text(encoding="utf-8")):
        for path in re.findall(r"(?<![\w/.-])(?:tracker|tests|docs|data|bench|templates|static)/[\w./*-]+", code):
            if not any(word in path for word in INVENTED):
                wanted = path.split("::")[0].rstrip("./").replace("/**", "/**/*")
                assert list(ROOT.glob(wanted)), f"{name_of(page)} names {path}"
        for module in re.findall(r"python -m ((?:tracker|tests|bench)\.\w+)", code):
            assert import_module(module), f"{name_of(page)} names {module}"
        for name in re.findall(r"(?<![\w/])(test_\w+\.py)", code):
            assert (ROOT / "tests" / name).exists(), f"{name_of(page)} names {name}"


def test_every_test_that_the_list_of_threats_names_is_there() -> None:
    text, named, held = (ROOT / "docs" / "security.md").read_text(encoding="utf-8"), "test_attacks.py", 0
    for file, test in re.findall(r"`(test_\w+\.py)?(?:::(test_\w+))?`", text):
        named = file or named
        if test:
            held += 1
            assert f"def {test}(" in (ROOT / "tests" / named).read_text(encoding="utf-8"), f"{named}::{test}"
    assert held > 30


# CHANGELOG.md also tells of verbs that were.
@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "CHANGELOG.md"], ids=name_of)
def test_every_verb_and_option_that_a_page_shows_can_be_typed(page: Path) -> None:
    for code in code_in(page.read_text(encoding="utf-8")):
        for shown in re.findall(r"(?:^|[\s=])(?:\S*python -m )?tracker ((?:[a-z][a-z-]+)(?: [^|#&;]*)?)", code):
            told_by(shown, f"{name_of(page)} shows `tracker {shown}`")


def told_by(shown: str, where: str) -> None:
    """Follow the words to a command, and look its options up."""
    command: click.Command = cli
    words = shown.split()
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(click.Context(command), words.pop(0))
        assert found is not None, where
        command = found
    known = {name for param in command.params for name in (*param.opts, *param.secondary_opts)} | {"--help"}
    assert {word.split("=")[0] for word in words if word.startswith("--")} <= known, where


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_setting_that_a_page_names_can_be_set(page: Path) -> None:
    named = set(re.findall(r"TRACKER_[A-Z_]*[A-Z]", page.read_text(encoding="utf-8")))
    assert named - ELSEWHERE <= {f"TRACKER_{name.upper()}" for name in Config.__dataclass_fields__}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_target_of_make_that_a_page_names_is_one(page: Path) -> None:
    targets = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for code in code_in(page.read_text(encoding="utf-8")):
        for target in re.findall(r"(?:^|&& )make ([a-z][\w-]+)", code):
            assert target in targets, f"{name_of(page)}: make {target}"


def test_the_review_of_dependencies_is_of_the_versions_that_are_locked() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    told = {name.lower().replace(".", "-"): version
            for name, version in re.findall(r"(?:\| |, )([A-Za-z][\w.-]+) (\d[\w.]*)", text)}  # fmt: skip
    locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    direct = re.findall(r"^([\w.-]+)", (ROOT / "requirements.in").read_text(), re.MULTILINE)
    for name in direct:
        if not name.startswith("font-"):
            assert told.get(name) == locked[name], f"{name}: {told.get(name)} was looked at, {locked[name]} is locked"


def test_no_page_is_left_out_of_these_checks() -> None:
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("no git here")
    assert {ROOT / name for name in listed.stdout.split()} <= set(PAGES)
