"""`mappa template TYPE…`: empty tables with notes."""

from pathlib import Path

import click

from loaders.template import notes, template


@click.command()
@click.argument("types", nargs=-1, required=True)
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), help="Folder to write them to."
)
def command(types: tuple[str, ...], into: Path | None) -> None:
    """Print the empty table of each TYPE (such as agency or at_level), its notes beside it."""
    for table in types:
        text = template(table)
        if into:
            into.mkdir(parents=True, exist_ok=True)
            (into / f"{table}.csv").write_text(text, encoding="utf-8", newline="")
        else:
            click.echo(text, nl=False)
        for column, note in notes(table):
            click.echo(f"{table}.{column}: {note}", err=True)
