"""`mappa loads`: the history of loads."""

import click

from graph.states import loads
from graph.store import open_store
from webapp import options, output

COLUMNS = ("number", "kind", "source", "by", "at", "counts")


@click.command()
@options.format_option
@options.store_option
def command(shape: str, store_url: str) -> None:
    """List the loads that made the store what it is, oldest first."""
    rows = loads(open_store(store_url))
    click.echo(output.written(COLUMNS, rows, shape), nl=False)
