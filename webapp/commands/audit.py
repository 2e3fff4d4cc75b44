"""`mappa audit`: reads the audit, checks that nobody has changed it, and shortens it."""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from graph.errors import InputError
from webapp import options, output
from webapp.audit import events
from webapp.audit.head_file import head_text, read_head
from webapp.audit.of_command import change
from webapp.audit.over import OVER, count_over, remove_over
from webapp.audit.reading import COLUMNS, Filters, every
from webapp.audit.retention import (
    Removable,
    removable,
    removable_sign_ins,
    retain,
    retain_sign_ins,
)
from webapp.audit.verify import verify
from webapp.commands import UNEXPECTED
from webapp.database.opening import open_database
from webapp.secret import secret_from

SHORT = ("number", "at", "who", "event", "what", "rows", "case_count")
"""Columns that a terminal has room for."""


@click.group()
def command() -> None:
    """Read the audit, check that nobody has changed it, remove what is old."""


@command.command("verify")
@click.option(
    "--head", "head_file", type=click.Path(path_type=Path, dir_okay=False),
    help="Check against a head that mappa audit head has written, too.",
)  # fmt: skip
@options.database_option
def verified(head_file: Path | None, database_url: str) -> None:
    """Walk the chain, and name the first entry that is not as it was written.

    An entry that was changed, taken out, put in or swapped is found by the chain itself; one that
    was cut off at the end by the head in the database; whoever changes both is found by a head
    that is kept elsewhere (--head). Exit code 1: the chain does not hold.
    """
    known = read_head(head_file) if head_file else None
    with open_database(database_url).reading() as session:
        found = verify(session, secret=_secret(), known=known)
    for said in found.notes:
        click.echo(f"Note: {said}", err=True)
    if found.problem:
        click.echo(f"The chain does not hold. {found.problem}", err=True)
        raise click.exceptions.Exit(UNEXPECTED)
    span = f", {found.first} to {found.head.number}" if found.entries else ""
    click.echo(f"The chain holds: {found.entries:,} entries{span}", err=True)


@command.command("head")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@options.database_option
def head(file: Path | None, database_url: str) -> None:
    """Write number, hash and time of the last entry to FILE, or print them.

    Keep the file where whoever can change the database cannot: mappa audit verify --head FILE
    then finds an audit that was cut or written anew as a whole. The chain is checked first.
    """
    with open_database(database_url).reading() as session:
        found = verify(session, secret=_secret())
    if found.problem:
        raise InputError(f"The chain does not hold, so its head was not written. {found.problem}")
    text = head_text(found.head, datetime.datetime.now(datetime.UTC))
    if file is None:
        click.echo(text, nl=False)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{file} cannot be written: {error.strerror}. Name another") from error
    click.echo(f"{file}: entry {found.head.number}", err=True)


@command.command("report")
@click.option("--who", default="", help="Only what this user did, or 'command line: NAME'.")
@click.option("--case", default="", help="Only what showed this case: who saw it?")
@click.option("--event", default="", type=click.Choice(["", *events.EVENTS]), help="Only this.")
@click.option("--since", type=options.Day(), default=None, help="First day (UTC).")
@click.option("--until", type=options.Day(), default=None, help="First day left out.")
@options.format_option
@options.database_option
def report(
    who: str, case: str, event: str, since: datetime.date | None, until: datetime.date | None,
    shape: str, database_url: str,
) -> None:  # fmt: skip
    """Print entries, newest first: of a period, a person, a case, an event."""
    filters = Filters(
        who, case, event, since.isoformat() if since else "", until.isoformat() if until else ""
    )
    with open_database(database_url).reading() as session:
        rows = list(every(session, filters))
        told = _told(filters, bool(rows))
    change(events.AUDIT_READ, page="audit report", filters=told, form=shape, rows=len(rows))
    columns = SHORT if shape == "table" else COLUMNS
    click.echo(output.written(columns, rows, shape), nl=False)


@command.command("retain")
@click.option("--before", required=True, type=options.Day(), help="First day that is kept (UTC).")
@click.option("--yes", is_flag=True, help="Remove; without it only the count is told.")
@options.database_option
def retained(before: datetime.date, yes: bool, database_url: str) -> None:
    """Say how much is older than a day; with --yes remove it.

    It counts entries; tries to sign in; and what was over before that day: used recovery codes,
    ended tokens, sessions, grants and waivers, and feedback that is done. An entry that is signed
    with the secret of the site (MAPPA_SECRET, MAPPA_SECRET_FILE) says which entries were removed,
    and the chain goes on from there; others say how many there were of the rest.
    """
    secret = secret_from()
    if before > datetime.datetime.now(datetime.UTC).date():
        raise InputError(f"{before} is yet to come. Name the first day that is to be kept")
    database = open_database(database_url)
    if not yes:
        with database.reading() as session:
            found = removable(session, before)
            rest = _rest(removable_sign_ins(session, before), count_over(session, before))
        _say(found, rest, before, "would be", ". Remove them: add --yes")
        return
    with database.reading() as session:
        problem = verify(session, secret=secret).problem
    if problem:
        raise InputError(f"The chain does not hold, so nothing was removed. {problem}")
    with database.writing() as session:
        gone = retain(session, before, secret)
        rest = _rest(retain_sign_ins(session, before), remove_over(session, before))
    _say(gone, rest, before, "were", "")


def _rest(tries: int, over: Mapping[str, int]) -> list[str]:
    """Say how much there is beside entries, kind by kind."""
    counted = "1 try to sign in" if tries == 1 else f"{tries:,} tries to sign in"
    return [
        *([counted] if tries else []),
        *(OVER[name].counted(many) for name, many in over.items()),
    ]


def _say(
    entries: Removable, rest: Sequence[str], before: datetime.date, verb: str, then: str
) -> None:
    for counted in rest:
        click.echo(f"{counted} {verb} removed{then}", err=True)
    if entries.count:
        numbers = f"{entries.first} to {entries.last}"
        click.echo(f"{entries.count:,} entries {verb} removed: {numbers}{then}", err=True)
    else:
        click.echo(f"No entry is older than {before}", err=True)


def _told(filters: Filters, found: bool) -> dict[str, str]:
    """Return what a report was narrowed by; a person or a case only where it is on record."""
    told = {name: value for name, value in vars(filters).items() if value}
    free = {} if found else dict.fromkeys({"who", "case"} & set(told), "not on record")
    return {**told, **free}


def _secret() -> str:
    try:
        return secret_from()
    except InputError:
        return ""
