"""Verbs on the register and on what people decide: load, check, case new, confirm, withhold."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from tracker.cli.common import check_court, courts_of, opened, stored
from tracker.clock import utc_now
from tracker.config import load_config
from tracker.docket_numbers import clean
from tracker.errors import TrackerError
from tracker.ingest.register import load_files
from tracker.register.files import file_with, load_register, refuse_days_to_come
from tracker.register.skeleton import case_skeleton, why_not
from tracker.review.confirm import Reading, confirm
from tracker.review.decide import release, withhold_event
from tracker.vocab import EFFECTS

# Guam's day begins fourteen hours before Greenwich's ends.
_AHEAD = timedelta(days=1)


@click.command("load")
def load_verb() -> None:
    """Put the register (data/register) into the store and print what changed. Loading again changes nothing."""
    with opened() as (config, store):
        now = utc_now()
        register, changes = load_files(store, config, courts_of(config), now, told_by=now.date() + _AHEAD)
    for old, new in changes.renamed:
        click.echo(f"renamed   case  {old} is {new} from now on")
    for word, found in (("new", changes.new), ("changed", changes.changed), ("retracted", changes.retracted)):
        # A first load would list everything; its counts say enough.
        for kind, object_id in () if changes.first else found:
            click.echo(f"{word:9} {kind:5} {object_id}")
    click.echo(
        f"register: {len(register.cases)} cases, {len(register.flows)} flows; "
        f"{len(changes.new)} new, {len(changes.changed)} changed, {len(changes.retracted)} retracted"
    )


@click.command("check")
def check_verb() -> None:
    """Check every register file: shape, ids, sources. Errors as `file:line: message`."""
    config = load_config()
    register = load_register(config.register_dir, frozenset(courts_of(config)))
    refuse_days_to_come(register, config.register_dir, utc_now().date() + _AHEAD)
    events = sum(len(case.events) for case in register.cases.values())
    orders = sum(1 for case in register.cases.values() for event in case.events if event.order)
    click.echo(
        f"register is valid: {len(register.cases)} cases, {len(register.flows)} flows, {events} events, {orders} orders"
    )


@click.group("case")
def case_group() -> None:
    """Work on the register's cases."""


@case_group.command("new")
@click.argument("court")
@click.argument("docket")
@click.option("--id", "case_id", help="the case's id; default: made from court and docket number")
def case_new(court: str, docket: str, case_id: str | None) -> None:
    """Write a skeleton case file for docket DOCKET of COURT, ready to be filled in."""
    config = load_config()
    courts = courts_of(config)
    check_court(courts, court)
    if slip := why_not(docket, case_id):
        raise TrackerError(slip)
    name, text = case_skeleton(courts[court], docket, case_id)
    path = config.register_dir / "cases" / f"{name}.yaml"
    if not path.exists() and (holder := file_with(config.register_dir, court, clean(docket))):
        raise TrackerError(f"docket {clean(docket)} of {court} is in the register already, in cases/{holder}")
    if (config.register_dir / "flows" / f"{name}.yaml").exists():
        raise TrackerError(f"{name} is the id of a flow; give another --id")
    try:
        with open(path, "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise TrackerError(f"{path} exists already; give another --id") from None
    except OSError as error:
        raise TrackerError(f"cannot write {path}: {error.strerror}") from error
    click.echo(f"wrote {_short(path)}; put its words over the CAPITALS, then `tracker check` and `tracker load`")


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


@click.command("confirm")
@click.argument("event")
@click.option("--by", "person", required=True, help="who read it")
@click.option(
    "--outcome", "outcomes", multiple=True, help="'relief disposition', e.g. 'preliminary_injunction granted'"
)
@click.option("--kind", help="what the entry is, where the machine got it wrong")
@click.option("--title", help="one short sentence on what happened")
@click.option("--text", help="what the order says, in plain words")
@click.option("--flow", "flows", multiple=True, help="a data flow that it restricts")
@click.option("--effect", type=click.Choice(EFFECTS), help="what it does to the flow")
@click.option("--whole", is_flag=True, help="it bars the entire flow, not a part of it")
@click.option("--people", type=click.Choice(["parties", "members", "class", "states", "agency_action", "everyone"]))
@click.option("--who", multiple=True, help="names for --people (states, groups)")
@click.option("--places")
@click.option("--data", help="the data it covers, where not all of the flow")
@click.option("--recipients")
@click.option("--exception", "exceptions", multiple=True)
@click.option("--extent", help="the restriction in one sentence")
@click.option("--ends-on", help="last day in force that the order states (YYYY-MM-DD)")
@click.option("--effective", help="first day in force, where later than entry")
@click.option("--replaces", multiple=True, help="order that it takes the place of")
@click.option("--without-notice", is_flag=True, default=None, help="a TRO issued without notice")
@click.option("--permanent", is_flag=True, help="final relief, not interim")
@click.option("--stays", multiple=True, help="order that it suspends")
@click.option("--ends", multiple=True, help="order that it ends (vacates, dissolves)")
@click.option("--affirms", multiple=True, help="order that it leaves standing on appeal")
@click.option("--with-mandate", is_flag=True, help="--ends and --affirms take effect with the mandate")
@click.option("--touches", multiple=True, help="a flow that it concerns without restricting it")
@click.option("--source", "sources", multiple=True, help="address of what was read")
@click.option("--why", help="a note that is kept with the decision")
def confirm_verb(event: str, person: str, **given: Any) -> None:
    """Store a person's reading of EVENT: its outcome and, for an order, which flow it restricts and how."""
    reading = _reading(person, given)
    with stored() as (config, store):
        confirmed = confirm(store, event, reading, courts_of(config), utc_now())
    order = f"; order {confirmed.order.id}" if confirmed.order else ""
    click.echo(f"confirmed by {person}: {confirmed.title}{order}")


def _reading(person: str, given: dict[str, Any]) -> Reading:
    if bool(given["flows"]) != bool(given["effect"]):
        raise click.UsageError("--flow and --effect belong together: which flow, and what the order does to it")
    people = {"kind": given["people"], "who": list(given["who"])} if given["people"] else None
    extent = given["extent"] or given["text"] or given["title"] or "As the order states."
    restrictions = tuple(
        {"flow": flow, "effect": given["effect"], "whole": given["whole"], "people": people, "places": given["places"],
         "data": given["data"], "recipients": given["recipients"], "exceptions": list(given["exceptions"]),
         "text": extent}
        for flow in given["flows"]
    )  # fmt: skip
    effective = "mandate" if given["with_mandate"] else "entry"
    acts: list[dict[str, Any]] = [{"do": "stays", "order": order} for order in given["stays"]]
    acts += [{"do": "ends", "order": order, "how": "vacated", "effective": effective} for order in given["ends"]]
    acts += [{"do": "affirms", "order": order, "effective": effective} for order in given["affirms"]]
    return Reading(
        person=person, outcomes=given["outcomes"], title=given["title"], text=given["text"], kind=given["kind"],
        restrictions=restrictions, acts=tuple(acts), ends_on=given["ends_on"], effective=given["effective"],
        replaces=given["replaces"], without_notice=given["without_notice"], permanent=given["permanent"],
        sources=given["sources"], why=given["why"], touches=given["touches"],
    )  # fmt: skip


@click.command("release")
@click.argument("target")
@click.option("--why", default="", help="kept with the decision")
@click.option("--by", "person", default="operator", show_default=True)
def release_verb(target: str, why: str, person: str) -> None:
    """Make public an entry that came by a private notice, once a public source shows it (`entry-12`, or 12)."""
    event_id = f"entry-{target}" if target.isdigit() else target
    with stored() as (_, store):
        release(store, event_id, person, why, utc_now())
    click.echo(f"released {event_id}: it is public from now on")


@click.command("withhold")
@click.argument("target")
@click.option("--reason", required=True, help="why; shown in place of the text")
@click.option("--by", "person", default="operator", show_default=True)
def withhold_verb(target: str, reason: str, person: str) -> None:
    """Take an event or entry (`entry-12`, or 12) out of site, search, feeds and exports; its id, dates and the reason
    stay."""
    event_id = f"entry-{target}" if target.isdigit() else target
    with stored() as (_, store):
        withhold_event(store, event_id, person, reason, utc_now())
    click.echo(f"withheld {event_id}: {reason}")
