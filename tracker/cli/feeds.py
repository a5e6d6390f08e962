"""Verbs on feeds: fetch, ingest, parse-feed, reparse, retag."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from tracker import archive
from tracker.cli.common import check_court, courts_of, opened, put_line, read_body, stored, table
from tracker.clock import utc_now
from tracker.config import Config, load_config
from tracker.courtlistener.replay import replay_body
from tracker.courtlistener.round import one_round, summed
from tracker.courts import Court
from tracker.dates import from_utc_text
from tracker.errors import ParseError
from tracker.feeds.dialects import entries_from, entry_json
from tracker.feeds.parse import parse_feed
from tracker.feeds.sources import load_sources
from tracker.ingest.files import paper_of
from tracker.ingest.listed import with_dockets
from tracker.ingest.papers import NAMES, PAPER_KINDS, Paper, replay_paper, take_paper
from tracker.ingest.poll import choose, poll
from tracker.ingest.retag import retag
from tracker.ingest.run import ingest
from tracker.ingest.tools import Tools, make_tools
from tracker.models import FeedRun, FeedSource, Fetched
from tracker.papers.common import refuse_another_court
from tracker.papers.detect import identify
from tracker.storage import feeds as feed_store
from tracker.storage.entries import court_of_body
from tracker.storage.store import Store


@click.command("parse-feed")
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--court", "court_id", required=True, help="the court's Free Law id, e.g. dcd")
def parse_feed_verb(file: str, court_id: str) -> None:
    """Print the docket entries of a saved court feed as JSON lines; nothing is stored."""
    courts = courts_of(load_config())
    check_court(courts, court_id)
    body = read_body(file)
    with _of_file(file):
        parsed = parse_feed(body, whole_items=True)
        refuse_another_court(body, court_id)
    drafts, notes = entries_from(parsed, courts[court_id])
    for draft in drafts:
        put_line(entry_json(draft))
    for note in (*parsed.notes, *notes):
        click.echo(f"tracker: {file}: {note}", err=True)


@click.command("ingest")
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--court", "court_id", required=True, help="the court's Free Law id, e.g. dcd")
def ingest_verb(file: str, court_id: str) -> None:
    """Put a saved paper through the same pipeline as a fetched feed.

    A court feed, a notice of electronic filing (a message, or its saved body), a docket sheet saved from PACER, a
    Supreme Court docket or a CourtListener page (JSON): the file itself says which.
    """
    with opened() as (config, store):
        courts = courts_of(config)
        check_court(courts, court_id)
        body = read_body(file)
        with _of_file(file):
            kind = identify(body, Path(file).name)
            if kind == "feed":
                refuse_another_court(body, court_id)
        if kind == "feed":
            run = _ingest_feed(store, Path(file), body, courts[court_id], make_tools(config, courts, store))
            click.echo(_feed_table([(run.feed_id, run, "")]))
        else:
            with _of_file(file):
                paper = paper_of(store, kind, body, courts[court_id], Path(file).name)
            run = take_paper(store, paper, make_tools(config, courts, store), utc_now())
            click.echo(paper_line(paper, run))
    if run.error:
        click.echo(f"tracker: {file}: {run.error}", err=True)
    _fail_if_any([run])


@contextmanager
def _of_file(file: str) -> Iterator[None]:
    """What cannot be read is said with the name of the file."""
    try:
        yield
    except ParseError as error:
        raise ParseError(f"{file}: {error}") from error


def _ingest_feed(store: Store, file: Path, body: bytes, court: Court, tools: Tools) -> FeedRun:
    now = utc_now()
    source = FeedSource(f"file-{court.court_id}", "cmecf", f"saved feed of {court.court_id}", None, 300, court.court_id)
    with store.atomic():
        feed_store.register_feeds(store, [source])
        # A saved file is not a poll: what the last one looked like says nothing about it.
        feed_store.forget_last_read(store, source.id)
    fetched = Fetched(file.resolve().as_uri(), 200, body, now)
    return ingest(store, source, lambda: fetched, tools, now)


def paper_line(paper: Paper, run: FeedRun) -> str:
    """What a paper brought, on one line."""
    what = f"{NAMES[paper.kind]} of {paper.court.court_id}"
    if run.status == "failed":
        return f"{what}: {run.error}"
    said = f"{what}: {run.new} new, {run.changed} changed, {run.unchanged} as before"
    if run.ignored:
        others = sorted({draft.docket_number for draft in paper.drafts})
        named = ", ".join(others[:3]) + (" …" if len(others) > 3 else "")
        said += f", {run.ignored} on dockets that are not tracked" + ("" if run.items > run.ignored else f" ({named})")
    if paper.private and run.new:
        said += "; private until a public source shows it, or `tracker release`"
    return "; ".join([said, *run.notes])


@click.command("fetch")
@click.option("--feed", "feed_id", help="only this feed, due or not")
@click.option("--all", "every", is_flag=True, help="every feed, due or not")
@click.option("--accept", is_flag=True, help="with --feed: take also a body that would be quarantined")
def fetch_verb(feed_id: str | None, every: bool, accept: bool) -> None:
    """Poll the feeds that are due now and print what each brought."""
    if accept and feed_id is None:
        raise click.UsageError("--accept goes with --feed: one odd body is taken at a time, by a person who looked")
    with opened() as (config, store):
        courts = courts_of(config)
        sources = with_dockets(store, load_sources(config.feeds_file, courts))
        with store.atomic():
            feed_store.register_feeds(store, sources)
            feed_store.drop_unlisted(store, [source.id for source in sources])
        chosen = choose(store, sources, feed_id, every, utc_now(), courts)
        tools = make_tools(config, courts, store)
        polled = list(poll(store, chosen, config, tools, utc_now, accept=accept))
        # Its budget is planned, so that there is no "all now" for it.
        round_ = [] if feed_id else list(one_round(store, config, tools, utc_now))
        besides = [] if feed_id else summed(store, config, round_, utc_now())
    if not polled and not besides:
        click.echo("no feed is due; --all asks every feed now")
        return
    rows = [(p.source.id, p.run, f"{p.next_due:%H:%M}Z") for p in polled]
    click.echo(_feed_table([*rows, *[(run.feed_id, run, "") for run in besides]]))
    _fail_if_any([*[p.run for p in polled], *besides])


def _feed_table(runs: list[tuple[str, FeedRun, str]]) -> str:
    return table(
        ["feed", "status", "new", "changed", "unchanged", "other", "gap", "next", "error"],
        [[feed_id, run.status, str(run.new), str(run.changed), str(run.unchanged), str(run.ignored),
          "yes" if run.gap else "no", due, run.error or ""] for feed_id, run, due in runs],
    )  # fmt: skip


def _fail_if_any(runs: list[FeedRun]) -> None:
    if any(run.status in ("failed", "quarantined", "partial") for run in runs):
        raise click.exceptions.Exit(1)


@click.command("reparse")
def reparse_verb() -> None:
    """Read every archived body again, oldest first, with today's parsers; only what reads differently changes."""
    with stored() as (config, store):
        courts = courts_of(config)
        tools = make_tools(config, courts, store)
        sources = {s.id: s for s in load_sources(config.feeds_file, courts)}
        taken = feed_store.taken_bodies(store)
        bodies = feed_store.archived(store)
        runs = [_replay(store, row, sources, config, tools, row["body_sha"] in taken) for row in bodies]
    click.echo(_feed_table([(run.feed_id, run, "") for run in runs]) if runs else "nothing is archived yet")
    for (feed_id, note), times in Counter((run.feed_id, note) for run in runs for note in run.notes).items():
        click.echo(f"{feed_id}: {note}" + (f" ({times} times)" if times > 1 else ""))
    _fail_if_any(runs)


def _replay(
    store: Store, row: dict[str, str], sources: dict[str, FeedSource], config: Config, tools: Tools, taken: bool
) -> FeedRun:
    """taken: it was stored before, so that it waits for nobody's word now, however odd."""
    feed_id = row["feed_id"]
    kind = (feed_store.feed_row(store, feed_id) or {}).get("kind", "")
    if kind in PAPER_KINDS:
        body = archive.read(config.archive_dir, row["path"])
        if kind == "courtlistener":
            return replay_body(store, feed_id, body, row, config.courtlistener_url, tools, utc_now())
        return replay_paper(store, feed_id, kind, body, row, tools, utc_now())
    court_id = feed_id.removeprefix("file-") if feed_id.startswith("file-") else None
    if feed_id not in sources and kind != "news" and court_id is None:
        court_id = court_of_body(store, row["body_sha"])
        if court_id is None:
            return FeedRun(feed_id, "unchanged", notes=("not read again: the feed is no longer in data/feeds.toml",))
    source = sources.get(feed_id) or FeedSource(feed_id, kind or "cmecf", feed_id, None, 300, court_id)
    when: datetime = from_utc_text(row["stored_at"])
    body = archive.read(config.archive_dir, row["path"])
    fetched = Fetched(row["url"], 200, body, when)
    return ingest(store, source, lambda: fetched, tools, utc_now(), accept=taken, replay=True)


@click.command("retag")
def retag_verb() -> None:
    """Tag every stored entry again with today's rules; what a person confirmed stays. Owes nobody a mail."""
    with stored() as (config, store):
        done = retag(store, make_tools(config, courts_of(config), store), utc_now())
    readings = "reading" if done.changed == 1 else "readings"
    click.echo(f"retagged: {done.changed} {readings} changed, {done.kept} stay as people confirmed them")
    for event_id, said in done.differing:
        click.echo(f"  {event_id}: a person reads it otherwise than today's rules, which say {said}")
