"""What verbs share: settings, the open store, and the clock at the edge."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from tracker.clock import utc_now
from tracker.config import Config, load_config
from tracker.courts import Courts, load_courts
from tracker.errors import TrackerError
from tracker.storage.store import Store, must_be_there, open_store


def say(line: str) -> None:
    """A line for the operator, with the time."""
    click.echo(f"{utc_now():%H:%M:%S}Z {line}")


@contextmanager
def opened(config: Config | None = None, *, readonly: bool = False) -> Iterator[tuple[Config, Store]]:
    config = config or load_config()
    store = open_store(config.db_path, readonly=readonly)
    try:
        yield config, store
    finally:
        store.close()


@contextmanager
def stored() -> Iterator[tuple[Config, Store]]:
    """For verbs that work on what is there. Started with another data folder than the service, such a verb would else
    make an empty store and report on that."""
    config = load_config()
    must_be_there(config.db_path)
    with opened(config) as both:
        yield both


def courts_of(config: Config) -> Courts:
    return load_courts(config.courts_file)


def check_court(courts: Courts, court_id: str) -> None:
    """Raises TrackerError with the nearest known ids."""
    if court_id not in courts:
        near = sorted(c for c in courts if c.startswith(court_id[:2]) and courts[c].rank >= 1 and len(c) <= 5)[:8]
        hint = f" (known ids that begin alike: {', '.join(near)})" if near else ""
        raise TrackerError(f"court {court_id!r} is neither a courts-db id nor in data/courts.toml{hint}")


def read_body(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise TrackerError(f"cannot read {file}: {error.strerror}") from error


def json_lines() -> Iterator[dict[str, Any]]:
    """The objects of standard input, one a line. Raises TrackerError naming the line that is none."""
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except ValueError as error:
            raise TrackerError(f"standard input, line {number}: not JSON: {error}") from error
        if not isinstance(item, dict):
            raise TrackerError(f"standard input, line {number}: expected a JSON object")
        yield item


def put_line(item: dict[str, Any]) -> None:
    click.echo(json.dumps(item, ensure_ascii=False))


def table(head: list[str], rows: list[list[str]]) -> str:
    """Plain columns, as wide as their widest cell."""
    widths = [max(len(line[i]) for line in [head, *rows]) for i in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in [head, *rows]
    ]
    return "\n".join(lines)
