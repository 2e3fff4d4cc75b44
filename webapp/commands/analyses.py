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
    writers = {
        "json": lambda: output.json_text(rows) + "\n",
        "csv": lambda: output.csv_text(columns, rows),
        "jsonl": lambda: output.jsonl_text(rows),
        "table": lambda: output.table_text(columns, rows),
    }
    click.echo(writers[shape](), nl=False)
