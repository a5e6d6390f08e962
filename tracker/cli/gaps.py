"""Verbs on gaps: which there are, and closing one."""

import click

from tracker.cli.common import stored, table
from tracker.clock import utc_now
from tracker.dates import utc_text
from tracker.review.decide import close_gap
from tracker.storage.gaps import gap_notes


@click.group("gap")
def gap_group() -> None:
    """Times that no reading of a court's feed covers: list them, and close what has been read elsewhere."""


@gap_group.command("list")
@click.option("--all", "every", is_flag=True, help="closed ones too, with how they were closed")
def list_verb(every: bool) -> None:
    """Print the gaps, newest first. Times are UTC."""
    with stored() as (_, store):
        gaps = [gap for gap in gap_notes(store) if every or gap.open]
    if not gaps:
        click.echo("no gap" if every else "no open gap")
        return
    click.echo(
        table(
            ["id", "feed", "court", "from", "to", "noticed", "state"],
            [[str(g.gap_id), g.feed_id, g.court_id, utc_text(g.from_at), utc_text(g.to_at), utc_text(g.found_at),
              _state(g.closed_why, g.open, sorted(g.filled))] for g in gaps],
        )
    )  # fmt: skip


def _state(why: str, is_open: bool, filled: list[str]) -> str:
    if not is_open:
        return f"closed: {why}"
    return f"open; read in full since: {', '.join(filled)}" if filled else "open"


@gap_group.command("close")
@click.argument("gap_id", metavar="ID", type=click.IntRange(min=1))
@click.option("--why", required=True, help="how that time was covered; readers see it")
@click.option("--by", "person", default="operator", show_default=True)
def close_verb(gap_id: int, why: str, person: str) -> None:
    """Close gap ID: somebody has read the court's docket for that time. The desk keeps it as a decision."""
    with stored() as (_, store):
        close_gap(store, gap_id, person, " ".join(why.split()), utc_now())
    click.echo(f"gap {gap_id} closed: {why}")
