"""`mappa load PATH…`: check, plan, apply; counts per table."""

import datetime
import getpass
from pathlib import Path
from typing import Any

import click

from graph.errors import InputError
from graph.reference import FOLDER
from graph.store import Store, open_store
from loaders.load import Sources, apply, bundle_sources, digest, prepare, report
from loaders.mapping import apply_mapping
from loaders.mapping_file import find_mapping
from loaders.planned import Plan
from webapp import options, output
from webapp.commands import IN_PART, REFUSED

COLUMNS = ("type", "rows", "created", "updated", "unchanged", "ended", "refused")
REFERENCE = "reference"
MOST_PROBLEMS = 20
"""Problems that are printed; a report has all of them."""


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mapping", help="Mapping for a publisher's file: a shipped name, or a TOML file.")
@click.option("--source", help="Name of the source; the folder's or mapping's name if not given.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
@click.option("--all-or-nothing", is_flag=True, help="Refuse everything if one row is refused.")
@click.option("--report", "report_file", type=click.Path(path_type=Path), help="Write it all here.")
@options.format_option
@options.store_option
def command(
    paths: tuple[Path, ...],
    mapping: str | None,
    source: str | None,
    dry_run: bool,
    all_or_nothing: bool,
    report_file: Path | None,
    shape: str,
    store_url: str,
) -> None:
    """Load bundle folders, or publishers' files by a mapping; each PATH is one load."""
    store = open_store(store_url)
    results: list[dict[str, Any]] = []
    for path in paths:
        sources = mapped_sources(path, mapping) if mapping else bundle_sources(path)
        name = source or (Path(mapping).stem if mapping else path.resolve().name)
        number = None
        if dry_run:
            made = _planned(store, sources, name, strict=all_or_nothing)
        else:
            load_reference(store, name)
            with store.snapshot() as reader:
                made = prepare(sources, reader, source=name, all_or_nothing=all_or_nothing)
            number = _applied(store, made, sources)
        state = "dry_run" if dry_run else _state(made, number)
        results.append(report(made, sources, number=number, state=state))
        _say(results[-1], shape)
    if report_file:
        report_file.write_text(output.json_text(results), encoding="utf-8")
    raise click.exceptions.Exit(_exit_code(results))


def load_reference(store: Store, name: str) -> None:
    """Load the reference tables into a store that has had no load, unless they are being loaded."""
    if store.version() > 0 or name == REFERENCE:
        return
    sources = bundle_sources(FOLDER)
    number = _applied(store, prepare(sources, store, source=REFERENCE), sources)
    click.echo(f"the store was empty: the reference tables are load {number}", err=True)


def _planned(store: Store, sources: Sources, name: str, *, strict: bool) -> Plan:
    """Plan on the store, or on what an empty one will be once it has the reference tables."""
    with store.trial() as trial:
        if store.version() == 0 and name != REFERENCE:
            reference = prepare(bundle_sources(FOLDER), trial, source=REFERENCE)
            trial.apply(reference.changes())
        return prepare(sources, trial, source=name, all_or_nothing=strict)


def _applied(store: Store, made: Plan, sources: Sources) -> int | None:
    at = datetime.datetime.now(datetime.UTC)
    return apply(store, made, by=getpass.getuser(), at=at, files=sources.files)


def _state(made: Plan, number: int | None) -> str:
    nothing_used = not number and made.count("refused") and not made.count("unchanged")
    return "refused" if nothing_used else "applied"


def mapped_sources(path: Path, mapping: str) -> Sources:
    """Read a publisher's file by a mapping. Raises InputError, NotFound and SchemaError."""
    if not path.is_file():
        raise InputError(f"{path} is no file. Name the publisher's file for --mapping {mapping}")
    mapped = apply_mapping(find_mapping(mapping), path)
    return Sources(mapped.tables, {path.name: digest(path)}, [mapped.balance()], mapped.problems)


def _say(result: dict[str, Any], shape: str) -> None:
    if shape == "json":
        click.echo(output.json_text(result))
        return
    writers = {"csv": output.csv_text, "table": output.table_text}
    if shape == "jsonl":
        click.echo(output.jsonl_text(result["tables"]), nl=False)
    else:
        click.echo(writers[shape](COLUMNS, result["tables"]), nl=False)
    for balance in result["sources"]:
        click.echo(
            f"{balance['file']}: {balance['rows']} rows = {balance['mapped']} mapped + "
            f"{balance['skipped']} skipped + {balance['refused']} refused"
            f"{' ' + str(balance['reasons']) if balance['reasons'] else ''}",
            err=True,
        )
    for what, number in result["consequences"].items():
        click.echo(f"follows by itself: {number} {what}", err=True)
    for problem in result["problems"][:MOST_PROBLEMS]:
        where = ", ".join(f"{name} {problem[name]}" for name in ("row", "column") if problem[name])
        value = f" ({problem['value']!r})" if problem["value"] else ""
        click.echo(
            f"{problem['severity']}: {problem['file']}, {where}: {problem['message']}{value}. "
            f"{problem['fix']}",
            err=True,
        )
    more = len(result["problems"]) - MOST_PROBLEMS
    if more > 0:
        click.echo(f"and {more} more; --report FILE writes all of them", err=True)
    click.echo(_summary(result), err=True)


def _summary(result: dict[str, Any]) -> str:
    if result["state"] == "dry_run":
        return f"{result['source']}: a dry run; nothing was written"
    if result["state"] == "refused":
        return f"{result['source']}: refused; nothing was written"
    if result["load"]:
        return f"{result['source']}: applied as load {result['load']}"
    return f"{result['source']}: nothing to change"


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
