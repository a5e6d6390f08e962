"""Verbs that keep the tracker going: run, serve, work, backup, demo.

What the first page does not need is imported where it is done: reading the register, the schedule.
"""

import threading
from contextlib import ExitStack
from pathlib import Path

import click

from tracker import archive
from tracker.cli.common import courts_of, stored
from tracker.cli.serving import bind, serve_on
from tracker.clock import utc_now
from tracker.config import Config, load_config, secret_key, stray_settings
from tracker.courts import Courts
from tracker.feeds.sources import load_sources
from tracker.register.mark import register_mark
from tracker.storage import feeds as feed_store
from tracker.storage.backup import backup
from tracker.storage.loaded import loaded_mark, register_counts
from tracker.storage.store import Store, open_store


@click.command("run")
def run_verb() -> None:
    """Migrate, load the register, serve the site and run the schedule."""
    config = load_config()
    listener = bind(config)
    courts = prepare(config)
    click.echo(f"site: {config.public_url}")
    with ExitStack() as ends:
        serve_on(config, listener, lambda: _begin_schedule(config, courts, ends))


@click.command("serve")
def serve_verb() -> None:
    """Serve the site only."""
    config = load_config()
    listener = bind(config)
    prepare(config)
    click.echo(f"site: {config.public_url}")
    serve_on(config, listener)


@click.command("work")
def work_verb() -> None:
    """Run the schedule only: polling feeds and sending digests."""
    config = load_config()
    courts = prepare(config)
    with ExitStack() as ends:
        _begin_schedule(config, courts, ends)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            click.echo("stopped")


def _begin_schedule(config: Config, courts: Courts, ends: ExitStack) -> None:
    from tracker.cli.schedule import begin

    ends.callback(begin(config, courts).shutdown, wait=False)


def prepare(config: Config) -> Courts:
    """Name variables that are no setting, make the data folder, migrate, clear up after a killed process (open runs,
    half-written bodies), and load the register, unless it is to the byte what was loaded last."""
    for line in stray_settings():
        click.echo(f"tracker: {line}", err=True)
    courts = courts_of(config)
    secret_key(config)
    archive.sweep(config.archive_dir)
    store = open_store(config.db_path)
    try:
        with store.atomic():
            feed_store.close_stale_runs(store, utc_now())
            feed_store.register_feeds(store, load_sources(config.feeds_file, courts))
        mark = register_mark(config)
        if mark and mark == loaded_mark(store):
            cases, flows = register_counts(store)
            click.echo(f"register: {cases} cases, {flows} flows (as they were loaded last)")
        else:
            click.echo(_load(store, config, courts))
    finally:
        store.close()
    return courts


def _load(store: Store, config: Config, courts: Courts) -> str:
    from tracker.ingest.register import load_files
    from tracker.storage.retie import stale_papers

    if papers := stale_papers(store):
        click.echo(f"once after an update: {papers:,} papers of all cases are tied anew, a minute or two a million")
    register, changes = load_files(store, config, courts, utc_now())
    return (
        f"register: {len(register.cases)} cases, {len(register.flows)} flows "
        f"({len(changes.new)} new, {len(changes.changed)} changed, {len(changes.retracted)} retracted facts)"
    )


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False))
def backup_verb(file: str) -> None:
    """Copy the database while it runs, check the copy, and say its size."""
    with stored() as (_, store):
        size = backup(store, Path(file))
    click.echo(f"{file}: {size:,} bytes, checked")


@click.command("demo")
@click.option("--keep", type=click.Path(file_okay=False), help="keep the demo's data folder here")
@click.option("--port", default=0, help="port of the demo site; default: a free one")
@click.option("--stay", is_flag=True, help="leave the site up until Ctrl-C")
def demo_verb(keep: str | None, port: int, stay: bool) -> None:
    """One minute with invented agencies: an order arrives, a person reads it, the flow turns to blocked."""
    from tracker.demo.play import play

    play(click.echo, keep=Path(keep) if keep else None, port=port, stay=stay)
