"""Verbs that keep the tracker going: run, serve, work, backup, demo."""

import contextlib
import ctypes
import gc
import logging
import socket
import threading
from pathlib import Path

import click

from tracker import archive
from tracker.cli.common import courts_of, opened
from tracker.clock import utc_now
from tracker.config import Config, load_config, secret_key
from tracker.courts import Courts
from tracker.errors import ConfigError
from tracker.feeds.sources import load_sources
from tracker.ingest.register import load_into_store
from tracker.jobs import MAIL_EVERY, POLL_EVERY, Work, start
from tracker.register.files import load_register
from tracker.storage import feeds as feed_store
from tracker.storage.backup import backup
from tracker.storage.postings import warm
from tracker.storage.store import open_store


def say(line: str) -> None:
    click.echo(f"{utc_now():%H:%M:%S}Z {line}")


@click.command("run")
def run_verb() -> None:
    """Migrate, load the register, serve the site and run the schedule."""
    config = load_config()
    listener = bind(config)
    courts = prepare(config)
    work = Work(config, courts, say)
    click.echo(f"site: {config.public_url}")
    _tell_schedule(config, courts)
    scheduler = start(work)
    try:
        serve_on(config, listener)
    finally:
        scheduler.shutdown(wait=False)


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
    _tell_schedule(config, courts)
    scheduler = start(Work(config, courts, say))
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        click.echo("stopped")
    finally:
        scheduler.shutdown(wait=False)


def prepare(config: Config) -> Courts:
    """Make the data folder, migrate, clear up after a killed process (open runs, half-written bodies), and load the
    register."""
    courts = courts_of(config)
    secret_key(config)
    archive.sweep(config.archive_dir)
    store = open_store(config.db_path)
    try:
        with store.atomic():
            feed_store.close_stale_runs(store, utc_now())
            feed_store.register_feeds(store, load_sources(config.feeds_file, courts))
        register = load_register(config.register_dir, frozenset(courts))
        changes = load_into_store(store, register, courts, utc_now())
    finally:
        store.close()
    click.echo(
        f"register: {len(register.cases)} cases, {len(register.flows)} flows "
        f"({len(changes.new)} new, {len(changes.changed)} changed, {len(changes.retracted)} retracted facts)"
    )
    return courts


def _tell_schedule(config: Config, courts: Courts) -> None:
    sources = load_sources(config.feeds_file, courts)
    watched = [s for s in sources if s.url]
    click.echo(f"schedule: {len(watched)} feeds, looked at every {POLL_EVERY} s; digests every {MAIL_EVERY} s")
    for source in watched:
        unverified = "" if source.verified else " (address not verified yet)"
        click.echo(f"  {source.id}: every {source.interval // 60} min{unverified}")
    if silent := [s.id for s in sources if not s.url]:
        click.echo(f"  without a feed: {', '.join(silent)}")
    if config.courtlistener_token:
        click.echo(f"CourtListener: asked every minute, within {config.courtlistener_per_day} calls a day")
    elif config.courtlistener_feeds:
        click.echo("CourtListener: no token; one docket feed a minute, each every few hours")
    mail = f"relay {config.smtp_host}:{config.smtp_port}" if config.smtp_host else f"files in {config.outbox_dir}"
    click.echo(f"mail: {mail}")


def bind(config: Config) -> socket.socket:
    """The listening socket, taken first so that a port in use is said before anything else happens."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((config.host, config.port))
        # A bound socket that does not listen yet would let a second process bind beside it.
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise ConfigError(
            f"cannot listen on {config.host}:{config.port}: {error.strerror}; "
            "stop what uses that port, or set TRACKER_PORT to another"
        ) from error
    return listener


def serve_on(config: Config, listener: socket.socket) -> None:
    # Imported here: the site's pages are of no use to the other verbs and cost them start-up time.
    import waitress

    from tracker.web import create_app

    _share_memory()
    # It warns whenever a request waits a moment for a thread.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    threading.Thread(target=_warm, args=(config,), daemon=True).start()
    waitress.serve(create_app(config), sockets=[listener], threads=config.threads, ident=None, _quiet=True)


def _share_memory() -> None:
    """Let glibc's threads share two pools of memory: with one each, a busy site holds a quarter more than it uses."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(-8, 2)  # M_ARENA_MAX


def _warm(config: Config) -> None:
    """Read the lists of events before the first reader waits for them, and let the interpreter stop looking through
    what stays: with a million events a look costs as much as a page."""
    if not config.db_path.exists():
        return
    store = open_store(config.db_path, readonly=True)
    try:
        warm(store)
    finally:
        store.close()
    gc.collect()
    gc.freeze()


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False))
def backup_verb(file: str) -> None:
    """Copy the database while it runs, check the copy, and say its size."""
    with opened() as (_, store):
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
