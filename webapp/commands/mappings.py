"""`mappa mappings`: the registers that the product reads."""

import click

from loaders.adapters import known_adapters
from loaders.mapping_file import known_mappings
from webapp import options, output

COLUMNS = ("name", "title", "publisher", "licence", "file")


@click.command()
@options.format_option
def command(shape: str) -> None:
    """List the mappings and adapters that ship with the product."""
    rows = [
        {name: getattr(found, name) for name in COLUMNS}
        for found in [*known_mappings(), *known_adapters()]
    ]
    click.echo(output.written(COLUMNS, rows, shape), nl=False)
