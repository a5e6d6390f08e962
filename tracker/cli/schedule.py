"""The schedule as the verbs `run` and `work` begin it. Apart from them: all that polls, reads and mails hangs on it,
and the first page waits for none of that."""

import click
from apscheduler.schedulers.background import BackgroundScheduler

from tracker.cli.common import say
from tracker.config import Config
from tracker.courts import Courts
from tracker.feeds.sources import load_sources
from tracker.jobs import MAIL_EVERY, POLL_EVERY, Work, start


def begin(config: Config, courts: Courts) -> BackgroundScheduler:
    """Start the jobs and say what is scheduled."""
    _tell(config, courts)
    return start(Work(config, courts, say))


def _tell(config: Config, courts: Courts) -> None:
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
