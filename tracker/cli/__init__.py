"""The command line. Exit 0 done, 1 failed in whole or part, 2 wrong usage; errors are one clear line on stderr."""

import sys
from importlib import import_module

import click

from tracker import __version__
from tracker.errors import RegisterError, TrackerError

# Where each verb lives. Loaded when asked for: most verbs need a small part of the program, and start at once.
VERBS = {
    "run": "site:run_verb",
    "serve": "site:serve_verb",
    "work": "site:work_verb",
    "load": "register:load_verb",
    "check": "register:check_verb",
    "case": "register:case_group",
    "confirm": "register:confirm_verb",
    "withhold": "register:withhold_verb",
    "release": "register:release_verb",
    "fetch": "feeds:fetch_verb",
    "ingest": "feeds:ingest_verb",
    "intake": "intake:intake_verb",
    "parse-feed": "feeds:parse_feed_verb",
    "reparse": "feeds:reparse_verb",
    "retag": "feeds:retag_verb",
    "gap": "gaps:gap_group",
    "tag": "words:tag_verb",
    "link": "words:link_verb",
    "evaluate": "words:evaluate_verb",
    "digest": "paper:digest_verb",
    "bounces": "paper:bounces_verb",
    "export": "paper:export_group",
    "publish": "publish:publish_verb",
    "user": "people:user_group",
    "register": "people:register_group",
    "status": "status:status_verb",
    "backup": "site:backup_verb",
    "demo": "site:demo_verb",
}


class Verbs(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module, name = VERBS[cmd_name].split(":")
        found: click.Command = getattr(import_module(f"tracker.cli.{module}"), name)
        return found


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tracker")
def cli() -> None:
    """Which court order restricts which data flow, on any date, and why."""


def main() -> None:
    """Run a verb and leave with its exit code; an error of ours is one line on stderr."""
    try:
        # Outside standalone mode click hands an exit code back instead of leaving with it.
        code = cli.main(prog_name="tracker", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
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
