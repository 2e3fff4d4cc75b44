"""`mappa demo`: invented cases of one area in a store of their own, served."""

import datetime
import os
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
from webapp.app import create_app, today
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
    app = create_app(replace(settings_from(), store=url), store)
    click.echo(
        f"\nMAPPA Explorer is at http://127.0.0.1:{port}/ (Ctrl-C stops it)\n"
        f"No sign-in is needed: it listens on this machine alone. Every person and case in it is "
        f"invented.",
        err=True,
    )
    Server(app, "127.0.0.1", port).run()


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
