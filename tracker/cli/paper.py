"""Verbs that write for people: digest and export."""

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click

from tracker.chronicle import build_chronology
from tracker.cli.common import courts_of, opened
from tracker.clock import utc_now
from tracker.dates import today_eastern
from tracker.deliver import run_digest
from tracker.errors import TrackerError
from tracker.lawbook import Lawbook
from tracker.outputs.chronology import chronology_csv

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("digest")
@click.option("--dry-run", is_flag=True, help="print what would be sent; send and mark nothing")
@click.option("--now", "at", help="pretend it is this instant, e.g. 2026-11-22T09:00:00Z")
def digest_verb(dry_run: bool, at: str | None) -> None:
    """Compose and send the digests that are due."""
    now = _instant(at) if at else utc_now()
    with opened() as (config, store):
        failures = run_digest(store, Lawbook(courts_of(config)), config, now, dry_run, sys.stdout)
    if failures:
        raise click.exceptions.Exit(1)


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise click.UsageError(f"--now: {text!r} is not an instant such as 2026-11-22T09:00:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@click.group("export")
def export_group() -> None:
    """Write documents."""


@export_group.command("chronology")
@click.option("--case", "cases", multiple=True, help="a case id; repeatable")
@click.option("--flow", "flows", multiple=True, help="a flow id; repeatable")
@click.option("--from", "from_", type=DAY, help="first day")
@click.option("--to", type=DAY, help="last day")
@click.option("--as-of", type=DAY, help="as it stood on this day; default today (US Eastern)")
@click.option("--format", "form", type=click.Choice(["csv"]), default="csv", show_default=True)
@click.option("-o", "output", type=click.Path(dir_okay=False), help="file to write; default: standard output")
def export_chronology(
    cases: tuple[str, ...], flows: tuple[str, ...], from_: datetime | None, to: datetime | None,
    as_of: datetime | None, form: str, output: str | None,
) -> None:  # fmt: skip
    """The chronology of cases and flows, complete and cited."""
    if not cases and not flows:
        raise click.UsageError("name at least one --case or --flow")
    now = utc_now()
    with opened() as (config, store):
        courts = courts_of(config)
        _, rows = build_chronology(
            store, Lawbook(courts), courts, cases, flows, from_=_day(from_), to=_day(to),
            as_of=_day(as_of) or today_eastern(now), now=now,
        )  # fmt: skip
    body = chronology_csv(rows)
    if output is None:
        sys.stdout.buffer.write(body)
        return
    _write(Path(output), body)
    click.echo(f"{len(rows)} events written to {output}", err=True)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _write(path: Path, body: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(body)
        os.replace(part, path)
    except OSError as error:
        raise TrackerError(f"cannot write {path}: {error.strerror}") from error
