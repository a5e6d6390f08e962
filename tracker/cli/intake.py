"""The verb intake: look into the mailbox and the Federal Register now."""

import click

from tracker.cli.common import courts_of, opened
from tracker.clock import utc_now
from tracker.ingest import federal_register, mailbox
from tracker.ingest.intake import takes_notices
from tracker.ingest.tools import make_tools
from tracker.models import FeedRun


@click.command("intake")
@click.option("--only", type=click.Choice(["mailbox", "federal-register"]), help="one of the two")
def intake_verb(only: str | None) -> None:
    """Look into the mailbox of notices and the Federal Register now, due or not, and say what came."""
    runs: list[FeedRun] = []
    with opened() as (config, store):
        if only != "federal-register":
            if not takes_notices(config):
                click.echo("mailbox: none is set up; TRACKER_IMAP_HOST or TRACKER_MAILDIR names one (docs/intake.md)")
            tools = make_tools(config, courts_of(config), store)
            for box in mailbox.boxes(config):
                run = mailbox.look(store, config, tools, utc_now(), box)
                _say("mailbox", run, mailbox.in_words(run))
                runs.append(run)
        if only != "mailbox" and config.federal_register_url:
            run = federal_register.look(store, config, utc_now)
            _say("Federal Register", run, federal_register.in_words(run))
            runs.append(run)
    if any(run.status == "failed" for run in runs):
        raise click.exceptions.Exit(1)


def _say(source: str, run: FeedRun, words: str) -> None:
    if run.error:
        click.echo(f"tracker: {source}: {run.error}", err=True)
    else:
        click.echo(f"{source}: {words}")
