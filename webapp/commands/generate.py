"""`mappa generate`: an invented bundle of any size."""

import datetime
from pathlib import Path

import click

from loaders.generate import Size, generate
from webapp import options


@click.command()
@click.option("--cases", type=click.IntRange(1, 1_000_000), required=True, help="How many cases.")
@click.option("--areas", type=click.IntRange(1, 42), default=1, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed, same bytes.")
@click.option("--until", type=options.Day(), help="Last day of history; today if not given.")
@click.option("--more-panels", is_flag=True, help="Make Levels 2 and 3 far more common.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def command(
    cases: int,
    areas: int,
    seed: int,
    until: datetime.date | None,
    more_panels: bool,
    folder: Path,
) -> None:
    """Write an invented bundle into FOLDER; nobody in it exists."""
    day = until or datetime.datetime.now(datetime.UTC).astimezone().date()
    counts = generate(folder, Size(cases, areas, seed, day, more_panels))
    for table, rows in counts.items():
        click.echo(f"{table}: {rows:,} rows", err=True)
    click.echo(f"{folder}: invented, up to {day}; see NOTICE.txt", err=True)
