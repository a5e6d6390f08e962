"""The verb `status`: what is stored, how each feed stands, and what waits for a person."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from tracker.cli.common import courts_of, stored, table
from tracker.clock import utc_now
from tracker.courtlistener.standing import standing, standing_json, standing_lines
from tracker.dates import utc_text
from tracker.ingest.standing import feed_states, listed_sources
from tracker.outputs.feed_state import FeedState
from tracker.outputs.words import counted
from tracker.storage.status import counts


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="the same as one JSON object, for a monitor")
def status_verb(as_json: bool) -> None:
    """What is stored, how each feed stands in words, and what waits for a person.

    Times in the table are UTC; in sentences they name their zone. Leaves with 0 also when feeds are in trouble: this
    verb tells, it does not judge; with 1 where nothing is stored yet.
    """
    with stored() as (config, store):
        courts = courts_of(config)
        numbers = counts(store, config.archive_dir)
        states = feed_states(store, listed_sources(config, courts), courts, utc_now())
        papers = standing(store, config, utc_now())
    if as_json:
        click.echo(
            json.dumps(
                {
                    "counts": numbers,
                    "feeds": [feed_json(state) for state in states],
                    "courtlistener": standing_json(papers),
                },
                indent=1,
            )
        )
        return
    # A verb that was started with other settings than the service looks at another, perhaps empty, store.
    click.echo(f"data folder: {config.data_dir}")
    for name, value in numbers.items():
        click.echo(f"{name}: {value}")
    for line in standing_lines(papers):
        click.echo(line)
    asked = [state for state in states if state.url]
    click.echo("\n" + _headline(asked))
    for state in asked:
        # What is wrong comes first in a feed's remarks; an address not yet looked at is no trouble.
        for remark in state.remarks:
            if remark.code != "unverified":
                click.echo(f"  {state.feed_id}: {remark.text}")
    click.echo(
        "\n" + table(["feed", "state", "last checked", "last good read", "next", "asked", "carries"], _rows(states))
    )


def _headline(asked: list[FeedState]) -> str:
    bad = sum(state.trouble for state in asked)
    if not asked:
        return "No feed is asked."
    trouble = f"{counted(bad, 'is', 'are')} in trouble" if bad else "none is in trouble"
    return f"{counted(len(asked), 'feed')} asked; {trouble}."


def _rows(states: tuple[FeedState, ...]) -> list[list[str]]:
    return [
        [s.feed_id, s.summary, _when(s.last_checked_at, "never"), _when(s.last_ok_at, "never"),
         _when(s.next_try, "now") if s.url else "-", f"{s.asked_every // 60} min" if s.asked_every else "-",
         s.carries or ("news" if s.kind == "news" else "court papers")]
        for s in states
    ]  # fmt: skip


def _when(moment: datetime | None, otherwise: str) -> str:
    return utc_text(moment) if moment else otherwise


def feed_json(state: FeedState) -> dict[str, Any]:
    """A feed as `status --json` gives it: the fields of FeedState, instants as UTC text, remarks with their code."""
    found = {name: utc_text(v) if isinstance(v, datetime) else v for name, v in asdict(state).items() if name != "gaps"}
    found["open_gaps"] = [
        {"id": g.gap_id, "from": utc_text(g.from_at), "to": utc_text(g.to_at)} for g in state.gaps if g.open
    ]
    return found | {"in_trouble": state.trouble}
