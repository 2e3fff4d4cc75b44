"""`mappa load PATH…`: check, plan, apply; counts per table, and what it does to coverage."""

import datetime
import getpass
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click

from graph.errors import InputError
from graph.store import Store, open_store
from loaders.files import Told
from loaders.load import refusal
from loaders.refused import write_refused
from loaders.snapshot import MOST_SHARE, Snapshot
from loaders.sources import Origin
from webapp import options, output
from webapp.audit.of_command import loaded
from webapp.commands import IN_PART, REFUSED, UNEXPECTED
from webapp.effect import Question
from webapp.load_words import say
from webapp.loading import Loading, Wish, dry_run, load, load_reference, put_back, to_restore
from webapp.progress import shown
from webapp.settings import policy_from


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mapping", help="Mapping for a publisher's file: a shipped name, or a TOML file.")
@click.option("--encoding", default="", help="How text files are written, if neither UTF-8 nor 16.")
@click.option("--delimiter", default="", help="What stands between cells, if not recognised.")
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
    encoding: str,
    delimiter: str,
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
    """Load bundles (a folder, a zip, a workbook, a table) or publishers' files by a mapping.

    Each PATH is one load.
    """
    by = "" if dry else getpass.getuser()
    today = datetime.datetime.now(datetime.UTC).astimezone().date()
    day = on or today
    question = Question(policy_from(policy_file), day, today)
    ending = Snapshot(day, 1.0 if yes else MOST_SHARE) if snapshot else None
    told = Told(encoding=encoding, delimiter=_sign(delimiter))
    results: list[dict[str, Any]] = []
    with _reported(report_file, results), closing(open_store(store_url)) as store:
        for path in paths:
            origin = Origin(path, mapping or "", told)
            wish = Wish(origin, source or origin.name, day, all_or_nothing, ending)
            with _interrupted_honestly(store_url, store), shown():
                loading, result = _loaded(store, wish, question, by=by)
                loaded(result)
            results.append(result)
            say(result, shape, loading)
            if refused_folder and loading:
                _write_refused(refused_folder, loading)
    raise click.exceptions.Exit(_exit_code(results))


@contextmanager
def _reported(file: Path | None, results: Sequence[dict[str, Any]]) -> Iterator[None]:
    """Write the report of what was loaded, however it ends; refuse at once where it cannot be."""
    if file is None:
        yield
        return
    try:
        with file.open("w", encoding="utf-8") as opened:
            try:
                yield
            finally:
                opened.write(output.json_text(results))
    except OSError as error:
        what = f"The report cannot be written to {file}: {error.strerror}. Name another file"
        raise InputError(what) from error


@contextmanager
def _interrupted_honestly(store_url: str, store: Store) -> Iterator[None]:
    """Say, of a load that is stopped by hand, whether it was in the store already."""
    before = store.version()
    try:
        yield
    except KeyboardInterrupt:
        with closing(open_store(store_url)) as again:
            now = again.version()
        if now == before:
            raise
        click.echo(f"Stopped; load {now} was applied before that.", err=True)
        raise click.exceptions.Exit(UNEXPECTED) from None


def _loaded(
    store: Store, wish: Wish, question: Question, *, by: str
) -> tuple[Loading | None, dict[str, Any]]:
    """Load, or try it for nobody; return the load with its report, or the reasons for none."""
    try:
        if taken := to_restore(store, wish):
            who = by or getpass.getuser()
            return None, put_back(store, wish, taken, by=who, dry=not by)
        if not by:
            loading = dry_run(store, wish, question)
        else:
            if number := load_reference(store, wish.source, by=by):
                click.echo(f"the store was empty: the reference tables are load {number}", err=True)
            loading = load(store, wish, question, by=by)
    except InputError as error:
        if not error.problems:
            raise
        return None, refusal(wish.source, error.problems)
    return loading, loading.report()


def _write_refused(folder: Path, loading: Loading) -> None:
    refusals = {**loading.sources.refusals, **loading.made.refusals}
    for path in write_refused(folder, loading.sources.originals(), refusals):
        click.echo(f"refused rows, to be mended and loaded again: {path}", err=True)


def _sign(told: str) -> str:
    """Read a separator as people write it on a command line. Raises BadParameter."""
    sign = {"\\t": "\t", "tab": "\t"}.get(told, told)
    if len(sign) > 1:
        raise click.BadParameter(
            f"{told!r} is not one sign; a tab is written \\t", param_hint="--delimiter"
        )
    return sign


def _exit_code(results: list[dict[str, Any]]) -> int:
    wrong = any(said["severity"] == "problem" for result in results for said in result["problems"])
    used = sum(
        table["created"] + table["updated"] + table["unchanged"] + table["ended"]
        for result in results
        for table in result["tables"]
    )
    if not wrong:
        return 0
    return IN_PART if used else REFUSED
