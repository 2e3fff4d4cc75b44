"""`mappa template TYPE…`: empty tables with notes and an example."""

import sys
from pathlib import Path

import click

from graph.model import MODEL
from loaders.template import about, notes
from loaders.template_files import table_as_csv, write_files
from loaders.template_workbook import tables_as_workbook
from webapp import output

SHAPES = ("csv", "xlsx")
WORKBOOK = "template.xlsx"


@click.command()
@click.argument("types", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All tables of the model.")
@click.option(
    "--format", "shape", type=click.Choice(SHAPES), default="csv", show_default=True,
    help="A CSV a table, or one workbook with notes and drop-downs.",
)  # fmt: skip
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), help="Folder to write them to."
)
@click.option("--force", is_flag=True, help="Replace files that are there already.")
def command(
    types: tuple[str, ...], every: bool, shape: str, into: Path | None, force: bool
) -> None:
    """Give the empty table of each TYPE (such as agency or at_level), with notes and an example.

    Without a TYPE, list the tables. The example row is invented; a load leaves it aside.
    """
    tables = list(MODEL.tables) if every else list(dict.fromkeys(types))
    if not tables and into:
        raise click.UsageError("Name the tables that are to be written, or say --all")
    if not tables:
        _list()
        return
    if shape == "xlsx":
        files = {WORKBOOK: tables_as_workbook(tables)}
    else:
        files = {f"{table}.csv": table_as_csv(table).encode() for table in tables}
    if into:
        for path in write_files(into, files, replace=force):
            click.echo(f"written: {path}", err=True)
    else:
        _print(files)
    if shape == "csv":
        _say_notes(tables)


def _list() -> None:
    rows = [{"table": table, "what": about(table)} for table in MODEL.tables]
    click.echo(output.table_text(["table", "what"], rows), nl=False)
    click.echo("Name one: mappa template agency; or all: --all --into FOLDER", err=True)


def _print(files: dict[str, bytes]) -> None:
    """Write the one file to standard output. Raises UsageError where that would help nobody."""
    if len(files) > 1:
        raise click.UsageError(
            f"{len(files)} CSV tables do not fit into one output. Name a folder for them with "
            f"--into, or take one workbook: --format xlsx"
        )
    ((name, content),) = files.items()
    if name == WORKBOOK and sys.stdout.isatty():
        raise click.UsageError(
            f"A workbook cannot be shown on a terminal. Name a folder for it with --into, or send "
            f"it to a file: > {WORKBOOK}"
        )
    sys.stdout.buffer.write(content)


def _say_notes(tables: list[str]) -> None:
    """Say what each column holds; of several tables, say how to learn it."""
    if len(tables) > 1:
        click.echo("what a column holds: mappa template TYPE, or --format xlsx", err=True)
        return
    for table in tables:
        click.echo(f"{table}: {about(table)}", err=True)
        for column, note in notes(table):
            click.echo(f"  {column}: {note}", err=True)
