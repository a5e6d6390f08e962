"""Verbs on people and what they read: user add, list, disable, password; register export."""

import sys
from pathlib import Path

import click

from tracker.cli.common import opened, table
from tracker.clock import utc_now
from tracker.errors import TrackerError
from tracker.review.export import export_readings
from tracker.storage import users


@click.group("user")
def user_group() -> None:
    """Staff of the review desk: a reader sees it, an editor decides."""


_stdin = click.option("--password-stdin", is_flag=True, help="read the password from standard input, one line")


@user_group.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(users.ROLES), default="editor", show_default=True)
@_stdin
def user_add(name: str, role: str, password_stdin: bool) -> None:
    """Add NAME, who signs in at /signin with the password that you set now."""
    password = _password(password_stdin)
    with opened() as (config, store):
        user = users.add_user(store, name, role, password, utc_now())
    click.echo(f"added {user.name} ({user.role}); they sign in at {config.public_url}/signin")


@user_group.command("list")
def user_list() -> None:
    """Who there is, with role and state."""
    with opened() as (_, store):
        found = users.list_users(store)
    if not found:
        click.echo("nobody yet; `tracker user add NAME` adds somebody")
        return
    click.echo(
        table(
            ["name", "role", "since", "state"],
            [
                [
                    u.name,
                    u.role,
                    f"{u.created_at:%Y-%m-%d}",
                    f"disabled {u.disabled_at:%Y-%m-%d}" if u.disabled_at else "active",
                ]
                for u in found
            ],
        )
    )


@user_group.command("disable")
@click.argument("name")
def user_disable(name: str) -> None:
    """Keep NAME out from now on; their sessions end at once, their decisions stay."""
    with opened() as (_, store):
        users.disable_user(store, name, utc_now())
    click.echo(f"{name} can no longer sign in; `tracker user password {name}` lets them in again")


@user_group.command("password")
@click.argument("name")
@_stdin
def user_password(name: str, password_stdin: bool) -> None:
    """Set a new password for NAME; wherever they are signed in, it ends."""
    with opened() as (_, store):
        users.get_user(store, name)
        users.set_password(store, name, _password(password_stdin), utc_now())
    click.echo(f"new password set for {name}")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise TrackerError("no terminal to ask for the password on; use --password-stdin")
    answer: str = click.prompt("Password", hide_input=True, confirmation_prompt="The same once more")
    return answer


@click.group("register")
def register_group() -> None:
    """Work on the register as a whole."""


@register_group.command("export")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="folder; default: the register itself")
def register_export(out: Path | None) -> None:
    """Write people's readings into the case files, to be looked over (`git diff`), checked and loaded."""
    with opened() as (config, store):
        found = export_readings(store, config.register_dir, out or config.register_dir, utc_now())
    for one in found:
        if one.what == "private":
            click.echo(f"{one.event_id}: left out, it is withheld or came by a private notice")
        elif one.what == "nothing":
            click.echo(f"{one.event_id}: left out, somebody read it and it changes nothing")
        elif one.what != "same":
            click.echo(f"{one.file}: {one.what} event {one.key} (from {one.event_id})")
    written = sum(one.what in ("new", "changed") for one in found)
    click.echo(f"{written} written, {sum(one.what == 'same' for one in found)} already there")
