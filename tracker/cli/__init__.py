"""The command line. Exit 0 done, 1 failed in whole or part, 2 wrong usage; errors are one clear line on stderr."""

import sys

import click

from tracker import __version__
from tracker.cli.feeds import fetch_verb, ingest_verb, parse_feed_verb, reparse_verb, retag_verb
from tracker.cli.paper import digest_verb, export_group
from tracker.cli.people import user_group
from tracker.cli.register import case_group, check_verb, confirm_verb, load_verb, withhold_verb
from tracker.cli.site import backup_verb, demo_verb, run_verb, serve_verb, status_verb, work_verb
from tracker.cli.words import evaluate_verb, link_verb, tag_verb
from tracker.errors import RegisterError, TrackerError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tracker")
def cli() -> None:
    """Which court order restricts which data flow, on any date, and why."""


for command in (
    run_verb, serve_verb, work_verb, load_verb, check_verb, fetch_verb, ingest_verb, parse_feed_verb, tag_verb,
    link_verb, confirm_verb, evaluate_verb, digest_verb, export_group, withhold_verb, status_verb, reparse_verb,
    retag_verb, backup_verb, case_group, demo_verb, user_group,
):  # fmt: skip
    cli.add_command(command)


def main() -> None:
    try:
        cli.main(prog_name="tracker", standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except RegisterError as error:
        # Already `file:line: message` lines, which editors can follow.
        click.echo(str(error), err=True)
        sys.exit(1)
    except TrackerError as error:
        click.echo(f"tracker: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
