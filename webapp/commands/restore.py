"""`mappa restore PATH`: an export or a backup, put back into an empty store."""

import datetime
import getpass
from pathlib import Path

import click

from graph.store import open_store
from loaders.restore import restore, taken_at
from webapp import options


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@options.store_option
def command(path: Path, store_url: str) -> None:
    """Put an export or a backup back, into an empty store of either kind.

    Everything is checked before anything is written: files that are missing, changed or added are
    named. The store is then as it was, its history of loads too.
    """
    taken, store = taken_at(path), open_store(store_url)
    version = restore(store, taken, by=getpass.getuser(), at=datetime.datetime.now(datetime.UTC))
    click.echo(
        f"{path}: restored; the store is as load {version} left it "
        f"({taken.manifest.kind} of {taken.manifest.made_at})",
        err=True,
    )
