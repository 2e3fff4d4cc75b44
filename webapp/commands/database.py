"""`mappa database`: makes, changes, describes and copies the second database."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import click

from graph.errors import InputError
from webapp import options
from webapp.database.opening import connect, shown
from webapp.database.versions import Standing, standing, upgrade, version, wanted


@click.group()
def command() -> None:
    """Look after the database of users, roles, grants and audit."""


@command.command("upgrade")
@options.database_option
def upgraded(database_url: str) -> None:
    """Make the tables, or bring them up to this program; nothing that is there is lost."""
    database = connect(database_url)
    with database.writing() as session:
        connection = session.connection()
        before, found = version(connection), standing(connection)
        if found in {Standing.FOREIGN, Standing.NEWER}:
            raise InputError(f"{shown(database_url)} {found.value}")
        upgrade(connection)
    said = "was current" if before == wanted() else f"from {before or 'nothing'} to {wanted()}"
    click.echo(f"{shown(database_url)}: {said}", err=True)


@command.command("status")
@options.database_option
def status(database_url: str) -> None:
    """Say which database it is, its version, and the version that this program wants."""
    with connect(database_url).reading() as session:
        found, there = standing(session.connection()), version(session.connection())
    click.echo(f"database\t{shown(database_url)}")
    click.echo(f"version\t{there or 'none'}")
    click.echo(f"wanted\t{wanted()}")
    click.echo(f"{shown(database_url)} {found.value}", err=True)


@command.command("backup")
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path))
@options.database_option
def backup(path: Path, database_url: str) -> None:
    """Copy a SQLite database into PATH, a new file, while the site goes on.

    To restore, stop the site and put the copy where the database was, without its -wal and -shm
    files. It is as sensitive as the database. For PostgreSQL use pg_dump.
    """
    database = connect(database_url)
    if database.engine.dialect.name != "sqlite":
        raise InputError(
            f"{shown(database_url)} is not SQLite. Copy it with pg_dump --format=custom, and put "
            f"it back with pg_restore"
        )
    if path.exists():
        raise InputError(f"{path} is there already. Name a new file: no copy is overwritten")
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with (
        closing(sqlite3.connect(database.engine.url.database or "")) as source,
        closing(sqlite3.connect(path)) as target,
    ):
        source.backup(target)
    click.echo(f"{path}: the database as it is now. It is as sensitive as the database", err=True)
