"""`mappa load PATH…`: check, plan, apply; counts per table, and what it does to coverage."""

import datetime
import getpass
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from graph.errors import InputError
from graph.store import open_store
from loaders.load import Sources, bundle_sources, digest
from loaders.mapping import apply_mapping
from loaders.mapping_file import find_mapping
from loaders.refused import write_refused
from loaders.snapshot import MOST_SHARE, Snapshot
from loaders.tables import Table, read_csv
from webapp import options, output
from webapp.commands import IN_PART, REFUSED
from webapp.effect import Question
from webapp.load_words import say
from webapp.loading import Loading, Wish, dry_run, load, load_reference
from webapp.settings import policy_from


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mapping", help="Mapping for a publisher's file: a shipped name, or a TOML file.")
@click.option("--source", help="Name of the source; the folder's or mapping's name if not given.")
@click.option(
    "--snapshot", is_flag=True,
    help="The tables are the whole truth of their source: end what they no longer name.",
)  # fmt: skip
@click.option("--yes", is_flag=True, help=f"Let a snapshot end more than {MOST_SHARE:.0%}.")
@click.option(
    "--on", type=options.Day(), default=None,
    help="Day of the load: what a snapshot ends, ends then. Today if not given.",
)  # fmt: skip
@click.option("--dry-run", "dry", is_flag=True, help="Say what would be done; write nothing.")
@click.option("--all-or-nothing", is_flag=True, help="Refuse everything if one row is refused.")
@click.option("--report", "report_file", type=click.Path(path_type=Path), help="Write it all here.")
@click.option(
    "--refused", "refused_folder", type=click.Path(path_type=Path, file_okay=False),
    help="Write the refused rows into this folder, to be mended and loaded again.",
)  # fmt: skip
@options.policy_option
@options.format_option
@options.store_option
def command(
    paths: tuple[Path, ...],
    mapping: str | None,
    source: str | None,
    snapshot: bool,
    yes: bool,
    on: datetime.date | None,
    dry: bool,
    all_or_nothing: bool,
    report_file: Path | None,
    refused_folder: Path | None,
    policy_file: str | None,
    shape: str,
    store_url: str,
) -> None:
    """Load bundle folders, or publishers' files by a mapping; each PATH is one load."""
    store, by = open_store(store_url), getpass.getuser()
    today = datetime.datetime.now(datetime.UTC).astimezone().date()
    day = on or today
    question = Question(policy_from(policy_file), day, today)
    ending = Snapshot(day, 1.0 if yes else MOST_SHARE) if snapshot else None
    results: list[dict[str, Any]] = []
    for path in paths:
        name = source or (Path(mapping).stem if mapping else path.resolve().name)
        origin = Origin(path, mapping)
        wish = Wish(origin.sources, name, all_or_nothing, ending)
        if not dry and (number := load_reference(store, name, by=by)):
            click.echo(f"the store was empty: the reference tables are load {number}", err=True)
        loading = dry_run(store, wish, question) if dry else load(store, wish, question, by=by)
        results.append(loading.report())
        say(loading, results[-1], shape)
        if refused_folder:
            _write_refused(refused_folder, origin, loading)
    if report_file:
        report_file.write_text(output.json_text(results), encoding="utf-8")
    raise click.exceptions.Exit(_exit_code(results))


@dataclass(frozen=True)
class Origin:
    """Where a load comes from: a bundle, or a publisher's file with its mapping."""

    path: Path
    mapping: str | None

    def sources(self) -> Sources:
        """Open it. Raises InputError, NotFound and SchemaError."""
        return (
            mapped_sources(self.path, self.mapping) if self.mapping else bundle_sources(self.path)
        )

    def tables(self) -> Iterable[Table]:
        """Open the tables as their files have them, once more."""
        if self.mapping:
            return [read_csv(self.path, delimiter=find_mapping(self.mapping).delimiter)]
        return bundle_sources(self.path).tables


def mapped_sources(path: Path, mapping: str) -> Sources:
    """Read a publisher's file by a mapping. Raises InputError, NotFound and SchemaError."""
    if not path.is_file():
        raise InputError(f"{path} is no file. Name the publisher's file for --mapping {mapping}")
    mapped = apply_mapping(find_mapping(mapping), path)
    places = {
        (problem.file, problem.sheet, problem.row or 1): problem for problem in mapped.problems
    }
    return Sources(
        mapped.tables, {path.name: digest(path)}, [mapped.balance()], mapped.problems, places
    )


def _write_refused(folder: Path, origin: Origin, loading: Loading) -> None:
    refusals = {**loading.sources.refusals, **loading.made.refusals}
    for path in write_refused(folder, origin.tables(), refusals):
        click.echo(f"refused rows, to be mended and loaded again: {path}", err=True)


def _exit_code(results: list[dict[str, Any]]) -> int:
    refused = sum(table["refused"] for result in results for table in result["tables"])
    refused += sum(source["refused"] for result in results for source in result["sources"])
    used = sum(
        table["created"] + table["updated"] + table["unchanged"] + table["ended"]
        for result in results
        for table in result["tables"]
    )
    if not refused:
        return 0
    return IN_PART if used else REFUSED
