"""Imports point one way: doors, flows, edges, pure, records. Read from the source, not from memory."""

import ast
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(p for p in (ROOT / "tracker").rglob("*.py") if "__pycache__" not in p.parts)

# Pure parts: no I/O, no clock, no database, no network, no web.
PURE = (
    "tracker.models", "tracker.errors", "tracker.vocab", "tracker.dates", "tracker.text", "tracker.docket_numbers",
    "tracker.captions", "tracker.law", "tracker.outputs", "tracker.linking", "tracker.feeds.parse",
    "tracker.feeds.admit", "tracker.feeds.plain_rss", "tracker.feeds.salvage", "tracker.feeds.decode", "tracker.feeds.json_feed",
    "tracker.feeds.dialects", "tracker.feeds.maintenance", "tracker.feeds.schedule", "tracker.feeds.steady", "tracker.feeds.when", "tracker.tagging.tagger",
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
    "tracker.chronicle_past", "tracker.register.files", "tracker.register.lines",
    "tracker.inbox",
)  # fmt: skip
DOORS = ("tracker.web", "tracker.cli", "tracker.jobs", "tracker.publish", "tracker.demo.play", "tracker.__main__")
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def within(name: str, parts: tuple[str, ...]) -> bool:
    return any(name == part or name.startswith(part + ".") for part in parts)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text_of(path))


@cache
def imports(path: Path) -> frozenset[str]:
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def none_breaks(files: Iterable[Path], breach: Callable[[Path], Iterable[str]]) -> None:
    """All files are looked at before the rule is said to be broken: one look tells every place."""
    found = [f"{name_of(path)}: {what}" for path in files for what in breach(path)]
    assert not found, "\n".join(found)


PURE_FILES = [p for p in FILES if within(name_of(p), PURE)]


def test_the_files_to_look_at_are_found() -> None:
    assert len(FILES) > 300 and len(PURE_FILES) > 100
    assert not [part for part in PURE if not any(within(name_of(path), (part,)) for path in FILES)]


def test_pure_code_imports_no_edge_and_no_library_that_does_io() -> None:
    def impure(path: Path) -> Iterable[str]:
        return (n for n in imports(path) if n.split(".")[0] in IMPURE_LIBRARIES or within(n, IMPURE_PARTS))

    none_breaks(PURE_FILES, impure)


def test_pure_code_never_asks_the_clock() -> None:
    def asked(path: Path) -> Iterable[str]:
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and (node.func.value.id, node.func.attr) in CLOCKS
            ):
                yield f"line {node.lineno}"

    none_breaks(PURE_FILES, asked)


def test_nothing_below_the_doors_imports_a_door() -> None:
    below = [p for p in FILES if not within(name_of(p), DOORS)]
    none_breaks(below, lambda path: (n for n in imports(path) if within(n, DOORS)))


def test_only_storage_touches_the_database_library() -> None:
    others = [p for p in FILES if not within(name_of(p), ("tracker.storage",))]
    none_breaks(others, lambda p: (n for n in imports(p) if n.split(".")[0] in ("sqlite_utils", "sqlite3")))


def test_only_config_reads_the_environment() -> None:
    others = [p for p in FILES if name_of(p) != "tracker.config"]
    none_breaks(others, lambda path: ("os.environ",) if "os.environ" in text_of(path) else ())


def test_storage_never_replaces_rows_or_alters_tables_on_the_fly() -> None:
    banned = ("alter=true", "replace=true", "insert or replace", "replace into")
    none_breaks(FILES, lambda path: (words for words in banned if words in text_of(path).lower()))


def test_migrations_are_frozen_text() -> None:
    for step in (ROOT / "tracker/storage/migrations").glob("*.py"):
        assert not {n for n in imports(step) if n.startswith("tracker") and "migrations" not in n}


def test_the_program_stands_without_its_tests_and_benches() -> None:
    for path in FILES:
        assert not {n for n in imports(path) if n.split(".")[0] in ("tests", "bench")}, path


def test_a_bench_borrows_nothing_of_the_tests_but_the_server_that_plays_courtlistener() -> None:
    borrowed = {n for path in (ROOT / "bench").glob("*.py") for n in imports(path) if n.split(".")[0] == "tests"}
    assert {".".join(name.split(".")[:2]) for name in borrowed} == {"tests.clworld"}
