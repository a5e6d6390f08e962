"""Verbs that write for people: digest and export."""

import os
import sys
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from tracker.bounces import messages_in, take_bounce
from tracker.chronicle import Ask, build_chronology
from tracker.cli.common import courts_of, opened, stored
from tracker.clock import utc_now
from tracker.dates import end_of_day_utc, today_eastern
from tracker.deliver import run_digest
from tracker.documents import BINARY, FORMS, form_of, render
from tracker.errors import TrackerError
from tracker.lawbook import Lawbook
from tracker.vocab import KINDS

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


@click.command("bounces")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def bounces_verb(files: tuple[Path, ...]) -> None:
    """Take in mail that came back: .eml files, an mbox or a Maildir. A mailbox that is gone gets no more mail."""
    counts: Counter[str] = Counter()
    with opened(readonly=False) as (config, store):
        for file in files:
            for raw in messages_in(file):
                counts[take_bounce(store, config, raw, utc_now())] += 1
    for kind in ("hard", "soft", "complaint", "unmatched", "known", "other"):
        click.echo(f"{kind}: {counts[kind]}")


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise click.UsageError(f"--now: {text!r} is not an instant such as 2026-11-22T09:00:00Z") from None
    # Where arithmetic with days would leave the calendar, no tracker has ever been.
    if not 1900 <= moment.year < 9000:
        raise click.UsageError(f"--now: the year {moment.year} is too far away")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@click.group("export")
def export_group() -> None:
    """Write documents."""


@export_group.command("chronology")
@click.option("--case", "cases", multiple=True, help="a case id; repeatable")
@click.option("--flow", "flows", multiple=True, help="a flow id; repeatable")
@click.option("--court", "courts", multiple=True, help="only papers of this court (its id, e.g. dcd); repeatable")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), metavar="KIND", help="only these; repeatable")
@click.option("--orders", is_flag=True, help="orders only")
@click.option("--confirmed", is_flag=True, help="only what a person confirmed")
@click.option("--from", "from_", type=DAY, help="first day")
@click.option("--to", type=DAY, help="last day")
@click.option("--as-of", type=DAY, help="as it stood on this day; default today (US Eastern)")
@click.option("--known-at", help="only what was known then: a day (its end in UTC) or an instant; default now")
@click.option("--since", help="only what changed since this state of knowledge, words marked: a day or an instant")
@click.option("--format", "form", type=click.Choice(list(FORMS)), help="default: as the file's name ends, else csv")
@click.option("-o", "output", type=click.Path(dir_okay=False), help="file to write; default: standard output")
def export_chronology(form: str | None, output: str | None, **asked: Any) -> None:
    """The chronology of cases, flows and courts, complete and cited."""
    form = form or (form_of(Path(output).name) if output else None) or "csv"
    if not asked["cases"] and not asked["flows"] and not asked["courts"]:
        raise click.UsageError("name at least one --case, --flow or --court")
    if output is None and form in BINARY and sys.stdout.isatty():
        raise click.UsageError(f"{form} is no text for a terminal: name a file with -o")
    if asked["from_"] and asked["to"] and asked["to"] < asked["from_"]:
        raise click.UsageError(f"--to ({asked['to']:%Y-%m-%d}) lies before --from ({asked['from_']:%Y-%m-%d})")
    ask = _ask(asked)
    with stored() as (config, store):
        courts = courts_of(config)
        chronology = build_chronology(
            store, Lawbook(courts), courts, ask, site=config.site_name, names=config.show_names
        )
    body = render(chronology, form)
    if output is None:
        sys.stdout.buffer.write(body)
        return
    _write(Path(output), body)
    click.echo(f"{len(chronology.rows)} events written to {output}", err=True)


def _ask(asked: dict[str, Any]) -> Ask:
    return Ask(
        as_of=_day(asked["as_of"]) or today_eastern(utc_now()), case_ids=asked["cases"], flow_ids=asked["flows"],
        court_ids=asked["courts"], kinds=asked["kinds"], from_=_day(asked["from_"]), to=_day(asked["to"]),
        known_at=_moment(asked["known_at"], "--known-at"), since=_moment(asked["since"], "--since"),
        orders_only=asked["orders"], confirmed_only=asked["confirmed"],
    )  # fmt: skip


def _moment(text: str | None, option: str) -> datetime | None:
    """An instant, or a bare day, which means its end in UTC."""
    if not text:
        return None
    try:
        return end_of_day_utc(date.fromisoformat(text)) if len(text) == 10 else _instant(text)
    except (ValueError, click.UsageError):
        raise click.UsageError(
            f"{option}: {text!r} is neither a day such as 2026-02-05 nor an instant such as 2026-02-05T14:00:00Z"
        ) from None


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _write(path: Path, body: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(body)
        os.replace(part, path)
    except OSError as error:
        raise TrackerError(f"cannot write {path}: {error.strerror}") from error
