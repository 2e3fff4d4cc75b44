"""`mappa analyses`: the catalogue."""

import click

from queries.catalogue import catalogue
from webapp import options, output


@click.command()
@options.format_option
def command(shape: str) -> None:
    """List the questions that can be asked."""
    columns = ["slug", "question", "about", "parameters"]
    rows = [
        {
            "slug": found.slug,
            "question": found.question,
            "about": found.about,
            "parameters": list(found.parameters),
        }
        for found in catalogue().values()
    ]
    click.echo(output.written(columns, rows, shape), nl=False)
