"""Imports point one way: doors, flows, edges, pure, records. Read from the source, not from memory."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(p for p in (ROOT / "tracker").rglob("*.py") if "__pycache__" not in p.parts)

# Pure parts: no I/O, no clock, no database, no network, no web.
PURE = (
    "tracker.models", "tracker.errors", "tracker.vocab", "tracker.dates", "tracker.text", "tracker.docket_numbers",
    "tracker.captions", "tracker.law", "tracker.outputs", "tracker.linking", "tracker.feeds.parse",
    "tracker.feeds.dialects", "tracker.feeds.maintenance", "tracker.feeds.schedule", "tracker.feeds.when", "tracker.tagging.tagger",
    "tracker.ingest.decide", "tracker.ingest.checks", "tracker.review.pending", "tracker.register.schema", "tracker.register.check",
    "tracker.register.skeleton", "tracker.demo.feed", "tracker.subscriptions", "tracker.documents", "tracker.papers",
    "tracker.courtlistener.plan", "tracker.courtlistener.entries",
    "tracker.fingerprint", "tracker.publish.marks", "tracker.publish.items", "tracker.publish.rewrite",
    "tracker.publish.searchindex",
)  # fmt: skip
IMPURE_LIBRARIES = {
    "sqlite_utils", "sqlite3", "httpx", "flask", "socket", "smtplib", "subprocess", "waitress", "apscheduler", "os",
    "requests", "threading", "time", "random", "click",
}  # fmt: skip
IMPURE_PARTS = (
    "tracker.web", "tracker.cli", "tracker.jobs", "tracker.storage", "tracker.config", "tracker.mail", "tracker.transport",
    "tracker.deliver", "tracker.feeds.fetch", "tracker.archive", "tracker.lawbook", "tracker.chronicle",
    "tracker.chronicle_past", "tracker.register.files", "tracker.inbox",
)  # fmt: skip
DOORS = ("tracker.web", "tracker.cli", "tracker.jobs", "tracker.publish", "tracker.demo.play", "tracker.__main__")
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def within(name: str, parts: tuple[str, ...]) -> bool:
    return any(name == part or name.startswith(part + ".") for part in parts)


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", [p for p in FILES if within(name_of(p), PURE)], ids=name_of)
def test_pure_code_imports_no_edge_and_no_library_that_does_io(path: Path) -> None:
    used = imports(path)
    assert not {name for name in used if name.split(".")[0] in IMPURE_LIBRARIES}
    assert not {name for name in used if within(name, IMPURE_PARTS)}


@pytest.mark.parametrize("path", [p for p in FILES if within(name_of(p), PURE)], ids=name_of)
def test_pure_code_never_asks_the_clock(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            assert (node.func.value.id, node.func.attr) not in CLOCKS, f"line {node.lineno}"


@pytest.mark.parametrize("path", [p for p in FILES if not within(name_of(p), DOORS)], ids=name_of)
def test_nothing_below_the_doors_imports_a_door(path: Path) -> None:
    assert not {name for name in imports(path) if within(name, DOORS)}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_only_storage_touches_the_database_library(path: Path) -> None:
    if not within(name_of(path), ("tracker.storage",)):
        assert not {n for n in imports(path) if n.split(".")[0] in ("sqlite_utils", "sqlite3")}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_only_config_reads_the_environment(path: Path) -> None:
    if name_of(path) != "tracker.config":
        assert "os.environ" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_storage_never_replaces_rows_or_alters_tables_on_the_fly(path: Path) -> None:
    text = path.read_text(encoding="utf-8").lower()
    for banned in ("alter=true", "replace=true", "insert or replace", "replace into"):
        assert banned not in text


def test_migrations_are_frozen_text() -> None:
    for step in (ROOT / "tracker/storage/migrations").glob("*.py"):
        assert not {n for n in imports(step) if n.startswith("tracker") and "migrations" not in n}


def test_the_program_stands_without_its_tests_and_benches() -> None:
    for path in FILES:
        assert not {n for n in imports(path) if n.split(".")[0] in ("tests", "bench")}, path


def test_a_bench_borrows_nothing_of_the_tests_but_the_server_that_plays_courtlistener() -> None:
    borrowed = {n for path in (ROOT / "bench").glob("*.py") for n in imports(path) if n.split(".")[0] == "tests"}
    assert {".".join(name.split(".")[:2]) for name in borrowed} == {"tests.clworld"}
