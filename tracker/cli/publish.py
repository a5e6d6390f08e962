"""The verb that writes the public site as files."""

import time
from pathlib import Path

import click

from tracker.cli.common import courts_of
from tracker.clock import utc_now
from tracker.config import load_config
from tracker.errors import PublishError


@click.command("publish")
@click.argument("folder", type=click.Path())
@click.option("--all", "everything", is_flag=True, help="make each file anew, also what has not changed")
@click.option("--form", "forms", multiple=True, metavar="FORM", help="a form of chronology to publish: csv, xlsx, "
              "docx, pdf, json, md, ics, timelinejs.json, casemap.csv; repeatable; default: "
              "all but pdf")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 16), help="processes; default: one a core, at most 4")
def publish_verb(folder: str, everything: bool, forms: tuple[str, ...], workers: int | None) -> None:
    """Write the whole public site to FOLDER as static files, and put it in place of the last one at once."""
    from tracker.publish.run import CHRONOLOGIES, publish

    started = time.monotonic()
    config = load_config()
    courts_of(config)
    if not config.static_url and "127.0.0.1" in config.public_url:
        click.echo(f"links to subscribe and to report lead to {config.public_url}; set TRACKER_PUBLIC_URL", err=True)
    try:
        done = publish(config, Path(folder), utc_now(), everything=everything, forms=forms or CHRONOLOGIES,
                       workers=workers, say=lambda line: click.echo(line))  # fmt: skip
    except OSError as error:
        raise PublishError(
            f"cannot write {error.filename or folder}: {error.strerror}; what was published before stays as it was"
        ) from error
    click.echo(
        f"{folder}: {done.files:,} files, {done.bytes / 1e6:,.1f} MB; {done.written:,} written, "
        f"{done.deleted:,} deleted, boards of {done.days} days, {time.monotonic() - started:.1f} s"
    )
