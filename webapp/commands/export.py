"""`mappa export DIR`: everything the store holds, as a bundle that loads back."""

import datetime
from pathlib import Path

import click

from graph.store import open_store
from loaders.export import export
from webapp import options


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@options.store_option
def command(folder: Path, store_url: str) -> None:
    """Write the whole store into DIR, as a bundle that loads back to an identical store.

    DIR must not be there yet, or be empty. It is as sensitive as the store: names, dates of birth
    and national identifiers stand in it, and the store's key. Cells that a spreadsheet would run
    as a formula have an apostrophe before them.
    """
    made = export(open_store(store_url), folder, at=datetime.datetime.now(datetime.UTC))
    click.echo(
        f"{folder}: {sum(made.rows.values()):,} rows in {len(made.rows)} tables, and the history "
        f"up to load {made.version}. It is as sensitive as the store",
        err=True,
    )
