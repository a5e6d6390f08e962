"""SIGKILL at random moments of an ingest, and two processes that ingest the same bodies at once."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_a_killed_ingest_loses_and_doubles_nothing() -> None:
    # In a process of its own: it forks, which a test runner with threads must not.
    done = subprocess.run(
        [sys.executable, "-m", "tests.torture_ingest", "10", "20261122"],
        cwd=ROOT, env={**os.environ, "PYTHONWARNINGS": "error"}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    counts = dict(line.split(": ") for line in done.stdout.splitlines())
    assert counts["kills"] == "10" and int(counts["in_a_run"]) >= 2 and int(counts["entries"]) >= 90


def test_two_processes_that_ingest_the_same_bodies_store_each_entry_once(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.torture_ingest", "--together", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    counts = dict(line.split(": ") for line in done.stdout.splitlines())
    assert counts["failed_runs"] == "0" and int(counts["entries"]) > 300
