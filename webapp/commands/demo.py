"""`mappa demo`: invented cases of one area in a store of their own, served."""

import datetime
import os
import secrets
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import click

from graph.errors import InputError
from graph.states import loads
from graph.store import Store, open_store, without_secret
from loaders.generate import Size, generate
from loaders.load import apply, prepare
from loaders.public_directory import Part, parts
from loaders.sources import bundle_sources
from webapp.accounts import Change
from webapp.app import create_app, today
from webapp.database.opening import Database, connect, open_database
from webapp.database.versions import upgrade
from webapp.demonstration import AREA, add_invented_users, open_restricted
from webapp.serving import Server, check_address
from webapp.settings import settings_from

CASES, SEED = 400, 7
"""About as many as can be told apart in a demonstration; Levels 2 and 3 are far too common."""
FOLDER = Path("var/demo")


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=5000, show_default=True)
@click.option("--no-serve", is_flag=True, help="Make everything ready and stop.")
def command(port: int, no_serve: bool) -> None:
    """Fill a store with the public directory and invented cases of Cheshire, and serve it.

    The store is one of its own under var/demo, up to today, unless MAPPA_STORE names another
    empty one.
    """
    if not no_serve:
        check_address("127.0.0.1", port)
    until = today()
    url = os.environ.get("MAPPA_STORE") or f"embedded:{FOLDER / until.isoformat()}"
    store = open_store(url)
    make_ready(store, until, without_secret(url))
    if no_serve:
        return
    # A secret of its own each time: nobody is still signed in from the time before.
    settings = replace(settings_from(), store=url, secret=secrets.token_urlsafe(48))
    app = create_app(settings, store, with_users(store), demo=True)
    click.echo(
        f"\nMAPPA Explorer is at http://127.0.0.1:{port}/ (Ctrl-C stops it)\n"
        f"Its first page signs you in as any of the invented users, one for each role: on this "
        f"machine alone. Every person and case in it is invented.",
        err=True,
    )
    Server(app, "127.0.0.1", port).run()


def with_users(store: Store, folder: Path = FOLDER) -> Database:
    """Open the demonstration's own database of users, with an invented one for each role."""
    url = f"sqlite:///{folder / 'users.db'}"
    made = connect(url)
    with made.writing() as session:
        upgrade(session.connection())
    made.close()
    database = open_database(url)
    busiest = store.read(BUSIEST)
    change = Change("mappa demo", datetime.datetime.now(datetime.UTC))
    add_invented_users(database, change, agency=busiest[0]["code"] if busiest else "")
    restricted = [row["reference"] for row in store.read(RESTRICTED, {"area": AREA})]
    open_restricted(database, change, restricted[:1])
    database.close()
    return database


BUSIEST = """MATCH (:Discussion)-[seat:INVITED]->(agency:Agency)-[:OF_TYPE]->(kind:AgencyType)
WHERE kind.standing = 'duty_to_cooperate' AND seat.outcome IN ['apologies', 'no_show']
RETURN agency.code AS code, count(*) AS times
ORDER BY times DESC, code
LIMIT 1"""
"""The agency that was missing most often: its invented contact has most to look at."""
RESTRICTED = """MATCH (matter:MappaCase)-[place:IN_AREA]->(:Area {code: $area})
WHERE matter.restricted AND matter.closed_on IS NULL AND place.valid_to IS NULL
RETURN matter.ref AS reference
ORDER BY reference"""
"""Restricted cases of the area: the first is open to the invented chair, for the others there is
break-glass."""


def make_ready(store: Store, until: datetime.date, shown: str) -> None:
    """Load directory and invented cases, once. Raises InputError for a store with other data."""
    sources = {row["source"] for row in loads(store)}
    wanted = f"demo {until}"
    if wanted in sources:
        click.echo(f"demo: {shown} is ready, up to {until}", err=True)
        return
    if sources - {part.source for part in parts()}:
        raise InputError(
            f"{shown} holds other data. The demonstration wants an empty store: unset MAPPA_STORE, "
            f"or name another"
        )
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        generate(Path(folder), Size(CASES, 1, SEED, until, more_panels=True))
        steps = [*parts(), Part(wanted, Path(folder))]
        for part in steps:
            tables = bundle_sources(part.folder)
            made = prepare(tables, store, source=part.source, all_or_nothing=True)
            at = datetime.datetime.now(datetime.UTC)
            apply(store, made, by="mappa demo", at=at, files=tables.files)
        seconds = time.monotonic() - started
    click.echo(
        f"demo: {len(steps)} loads in {seconds:.1f} s: the public directory of England and Wales, "
        f"and {CASES} invented cases of Cheshire up to {until}, in {shown}",
        err=True,
    )
