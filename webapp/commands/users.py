"""`mappa users`: who may sign in, and what each was given."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from graph.errors import InputError, StoreError
from graph.model import MODEL
from graph.states import existing_keys
from graph.store import open_store
from webapp import accounts, linking, options, output
from webapp.accounts import KINDS, Change, Opening
from webapp.app import moment, today
from webapp.audit import events
from webapp.audit.origin import note, operator
from webapp.database.grants import Grant
from webapp.database.opening import open_database
from webapp.database.people import EVERYWHERE, User
from webapp.provider import issuer_from
from webapp.roles import ROLES
from webapp.signing import sessions

COLUMNS = (
    "name", "shown", "state", "roles", "areas", "categories", "agencies", "second_factor",
    "provider", "grants",
)  # fmt: skip
LABELS = {"area": "Area", "agency": "Agency"}


@click.group()
def command() -> None:
    """Say who may sign in, and what each may do and see.

    A password is never an argument: a temporary one is printed once, to be handed over and changed
    at the first sign-in, or a new one is typed.
    """


@command.command("add")
@click.argument("name")
@click.option("--shown", default="", help="How the person is called on pages.")
@click.option("--role", "roles", multiple=True, type=click.Choice(list(ROLES)), help="A role.")
@click.option("--area", "areas", multiple=True, help="Code of an area, or * for every area.")
@options.database_option
def add(
    name: str, shown: str, roles: tuple[str, ...], areas: tuple[str, ...], database_url: str
) -> None:
    """Add a user, and print a temporary password for them.

    The user sees cases of categories 1, 2, 3 and of no known category; Category 4 is given by
    `mappa users category`.
    """
    with changing(database_url) as (session, change):
        user, password = accounts.add_user(session, name, shown, change)
        for kind, values in (("role", roles), ("area", areas)):
            for value in values:
                accounts.give(session, user, kind, value, change)
    click.echo(password)
    click.echo(_handed_over(user), err=True)


@command.command("list")
@options.database_option
@options.format_option
def listed(database_url: str, shape: str) -> None:
    """List the users with what each was given."""
    with open_database(database_url).reading() as session:
        rows = [_row(session, user) for user in accounts.every_user(session)]
    click.echo(output.written(COLUMNS, rows, shape), nl=False)


@command.command("disable")
@click.argument("name")
@options.database_option
def disable(name: str, database_url: str) -> None:
    """Keep a user out, at once; what they did stays on record."""
    with changing(database_url) as (session, change):
        user = accounts.user_named(session, name)
        accounts.disable(session, user, change)
    click.echo(f"{user.name} is disabled, and signed out everywhere", err=True)


@command.command("enable")
@click.argument("name")
@options.database_option
def enable(name: str, database_url: str) -> None:
    """Let a disabled user in again."""
    with changing(database_url) as (session, _):
        user = accounts.user_named(session, name)
        accounts.enable(session, user)
    click.echo(f"{user.name} is enabled", err=True)


@command.command("password")
@click.argument("name")
@click.option("--typed", is_flag=True, help="Type the password, instead of having one made.")
@options.database_option
def password(name: str, typed: bool, database_url: str) -> None:
    """Give a user a new password: a temporary one that is printed once, or one that is typed."""
    new = click.prompt("New password", hide_input=True, confirmation_prompt=True) if typed else ""
    with changing(database_url) as (session, change):
        user = accounts.user_named(session, name)
        if typed:
            accounts.set_password(session, user, new, change)
        else:
            new = accounts.give_password(session, user, change)
    if not typed:
        click.echo(new)
        click.echo(_handed_over(user), err=True)


@command.command("reset-second-factor")
@click.argument("name")
@options.database_option
def reset_second_factor(name: str, database_url: str) -> None:
    """Forget a user's second factor: they set up another when they next sign in."""
    with changing(database_url) as (session, _):
        user = accounts.user_named(session, name)
        accounts.reset_factor(session, user)
    click.echo(f"{user.name} has no second factor, and is signed out everywhere", err=True)


@command.command("link")
@click.argument("name")
@click.argument("subject")
@options.database_option
def linked(name: str, subject: str, database_url: str) -> None:
    """Link a user to what the provider of MAPPA_OIDC_ISSUER calls them: its `sub`, exactly.

    The user then signs in there alone; password and second factor of ours are forgotten.
    """
    issuer = issuer_from()
    with changing(database_url) as (session, _):
        user = accounts.user_named(session, name)
        linking.link(session, user, issuer, subject)
    click.echo(f"{user.name} signs in with {issuer}, and is signed out everywhere", err=True)


@command.command("unlink")
@click.argument("name")
@options.database_option
def unlinked(name: str, database_url: str) -> None:
    """Take the link to the provider away; then give a password: `mappa users password`."""
    with changing(database_url) as (session, _):
        user = accounts.user_named(session, name)
        linking.unlink(session, user)
    click.echo(f"{user.name} has no way in until you give a password", err=True)


@command.command("sign-out")
@click.argument("name")
@options.database_option
def sign_out(name: str, database_url: str) -> None:
    """End every session of a user."""
    with changing(database_url) as (session, _):
        user = accounts.user_named(session, name)
        sessions.end_all(session, user.id)
        note(session, events.SIGNED_OUT, user=user.name, everywhere="yes")
    click.echo(f"{user.name} is signed out everywhere", err=True)


@command.command("grant")
@click.argument("name")
@click.argument("case")
@click.option("--why", required=True, help="The reason; the auditor reads it.")
@click.option(
    "--until", required=True, type=options.Day(), help="First day on which it no longer holds."
)
@click.option(
    "--from", "starts", type=options.Day(), default=None, help="First day; today if none."
)
@options.database_option
@options.store_option
def grant(
    name: str,
    case: str,
    why: str,
    until: datetime.date,
    starts: datetime.date | None,
    database_url: str,
    store_url: str,
) -> None:
    """Open a restricted case to a user, for a reason and with an end."""
    say_where_unknown(store_url, "MappaCase", case)
    with changing(database_url) as (session, change):
        user = accounts.user_named(session, name)
        opening = Opening(case, why, starts or today(), until)
        accounts.grant(session, user, opening, change)
    click.echo(f"{user.name} may see {case} until {until}, that day not included", err=True)


@command.command("revoke")
@click.argument("name")
@click.argument("case")
@options.database_option
def revoke(name: str, case: str, database_url: str) -> None:
    """Close a restricted case to a user again, at once."""
    with changing(database_url) as (session, change):
        user = accounts.user_named(session, name)
        ended = accounts.revoke(session, user, case, change)
    if not ended:
        raise InputError(f"{user.name} has no grant for {case}. See: mappa users list")
    click.echo(f"{user.name} may no longer see {case}", err=True)


def _giving(kind: str) -> click.Command:
    """Return the command that gives and takes one kind of thing."""

    def run(
        name: str, values: tuple[str, ...], remove: bool, database_url: str, store_url: str
    ) -> None:
        for value in () if remove else values:
            if kind in LABELS and value != EVERYWHERE:
                say_where_unknown(store_url, LABELS[kind], value)
        with changing(database_url) as (session, change):
            user = accounts.user_named(session, name)
            for value in values:
                if remove:
                    accounts.take(session, user, kind, value)
                else:
                    accounts.give(session, user, kind, value, change)
            left = ", ".join(accounts.given(session, user, kind)) or "none"
        click.echo(f"{user.name}: {PLURALS[kind]} {left}", err=True)

    command = click.Command(kind, callback=run, help=HELP[kind])
    command.params += [
        click.Argument(["name"]),
        click.Argument(["values"], nargs=-1, required=True, metavar=kind.upper()),
        click.Option(["--remove"], is_flag=True, help="Take it away instead."),
    ]
    options.database_option(command)
    options.store_option(command)
    return command


PLURALS = {"role": "roles", "area": "areas", "category": "categories", "agency": "agencies"}
HELP = {
    "role": f"Give a user roles: {', '.join(ROLES)}.",
    "area": "Give a user areas, by their codes; * is every area, and cases without one.",
    "category": "Give a user categories: 1, 2, 3, 4, unknown.",
    "agency": "Give an agency contact agencies, by their codes, each with its branches.",
}
for _kind in KINDS:
    command.add_command(_giving(_kind))


@contextmanager
def changing(database_url: str) -> Iterator[tuple[Session, Change]]:
    """Give a transaction, and who makes the change: whoever is signed in to the machine."""
    with open_database(database_url).writing() as session:
        yield session, Change(operator().replace(":", ","), moment())


def say_where_unknown(store_url: str, label: str, key: str) -> None:
    """Warn where the store has no such thing: what is given may be loaded later."""
    try:
        store = open_store(store_url)
        known = existing_keys(store, MODEL.node_types[label], [key])
        store.close()
    except StoreError as error:
        click.echo(f"Not checked against the store: {error}", err=True)
        return
    if not known:
        click.echo(f"Note: the store has no {label} {key} yet", err=True)


def _row(session: Session, user: User) -> dict[str, Any]:
    held = {kind: " ".join(accounts.given(session, user, kind)) for kind in KINDS}
    open_now = select(Grant).where(
        Grant.user_id == user.id, Grant.withdrawn_at.is_(None), Grant.ends_on > today()
    )
    return {
        "name": user.name,
        "shown": user.shown,
        "state": "disabled" if user.disabled_at else "enabled",
        "roles": held["role"],
        "areas": held["area"],
        "categories": held["category"],
        "agencies": held["agency"],
        "second_factor": "yes" if user.factor_at else "no",
        "provider": "linked" if user.subject else "",
        "grants": " ".join(f"{one.case_ref}<{one.ends_on}" for one in session.scalars(open_now)),
    }


def _handed_over(user: User) -> str:
    return (
        f"{user.name}: the password above must be changed at the first sign-in, and ends in "
        f"{accounts.TEMPORARY_DAYS} days. Hand it over in person"
    )
