"""`mappa backup PATH`: a copy of an embedded store."""

import datetime
from pathlib import Path

import click

from graph.store import open_store
from loaders.export import back_up
from webapp import options


@click.command()
@click.argument("folder", metavar="PATH", type=click.Path(path_type=Path))
@options.store_option
def command(folder: Path, store_url: str) -> None:
    """Copy an embedded store into PATH, a new folder; `mappa restore` puts it back.

    Loads may go on meanwhile: the copy is the store before or after one. A Neo4j has tools of its
    own for this.
    """
    made = back_up(open_store(store_url), folder, at=datetime.datetime.now(datetime.UTC))
    click.echo(
        f"{folder}: the store as load {made.version} left it. It is as sensitive as the store",
        err=True,
    )
