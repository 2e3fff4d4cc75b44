"""`mappa mappings`: the registers that the product reads, and help with writing a mapping."""

import datetime
from contextlib import closing
from pathlib import Path

import click

from graph.store import open_store
from loaders.adapters import find_adapter, known_adapters
from loaders.mapping_check import Trial, try_mapping
from loaders.mapping_file import known_mappings, mapping_path, read_mapping
from loaders.mapping_language import SourceMapping
from webapp import options, output
from webapp.commands import IN_PART, REFUSED
from webapp.mapping_words import trial_in_words

COLUMNS = ("name", "title", "publisher", "licence", "file")


@click.group(invoke_without_command=True)
@options.format_option
@click.pass_context
def command(context: click.Context, shape: str) -> None:
    """List the mappings and adapters that ship with the product."""
    if context.invoked_subcommand:
        return
    rows = [
        {name: getattr(found, name) for name in COLUMNS}
        for found in [*known_mappings(), *known_adapters()]
    ]
    click.echo(output.written(COLUMNS, rows, shape), nl=False)


@command.command()
@click.argument("name")
def show(name: str) -> None:
    """Print a mapping that ships, as a start for one's own."""
    adapter = find_adapter(name)
    if adapter:
        raise click.UsageError(f"{name} is an adapter: it is written in code, not in TOML")
    click.echo(mapping_path(name).read_text(encoding="utf-8-sig"), nl=False)


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--against", type=click.Path(path_type=Path),
    help="A publisher's file: say what the mapping would make of it. Nothing is written.",
)  # fmt: skip
@click.option("--on", type=options.Day(), default=None, help="Day of the load. Today if not given.")
@options.store_option
def check(file: Path, against: Path | None, on: datetime.date | None, store_url: str) -> None:
    """Check a mapping; every mistake is named with its line.

    The store is opened only for a mapping that looks things up in it.
    """
    mapping = read_mapping(mapping_path(str(file)))
    click.echo(f"{file}: good. It makes rows of {', '.join(mapping.tables())}")
    if not against:
        return
    day = on or datetime.datetime.now(datetime.UTC).astimezone().date()
    trial = _tried(mapping, against, day, store_url)
    for line in trial_in_words(trial):
        click.echo(line)
    if not trial.is_good:
        raise click.exceptions.Exit(IN_PART if trial.is_of_use else REFUSED)
    click.echo(
        f"\nNothing was written. Next: mappa load {against} --mapping {file} --dry-run", err=True
    )


def _tried(mapping: SourceMapping, path: Path, day: datetime.date, store_url: str) -> Trial:
    if not any(lookup.store for lookup in mapping.lookups):
        return try_mapping(mapping, path, None, day)
    with closing(open_store(store_url)) as store, store.snapshot() as reader:
        return try_mapping(mapping, path, reader, day)
