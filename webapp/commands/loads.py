"""`mappa loads`: the history of loads, or all of one."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing

import click

from graph.store import open_store
from loaders.history import Touched, entries, touched_by
from webapp import options, output
from webapp.history_words import whole

COLUMNS = ("number", "kind", "source", "by", "at", "undoes", "undone_by", "counts")


@click.command()
@click.argument("number", required=False, type=click.IntRange(min=1))
@options.format_option
@options.store_option
def command(number: int | None, shape: str, store_url: str) -> None:
    """List the loads that made the store what it is, oldest first; or show load NUMBER.

    A load as JSON has every element that it created, replaced or dropped.
    """
    with closing(open_store(store_url)) as store, store.snapshot() as reader:
        if number is None:
            click.echo(output.written(COLUMNS, entries(reader), shape), nl=False)
            return
        touched = touched_by(reader, number)
    if shape == "json":
        click.echo(output.json_text(whole(touched)))
        return
    click.echo(output.written(("what", "value"), list(_lines(touched)), shape), nl=False)


def _lines(touched: Touched) -> Iterator[Mapping[str, str]]:
    entry = touched.entry
    for name in ("number", "kind", "source", "by", "at", "policy", "undoes", "undone_by"):
        if entry[name]:
            yield {"what": name.replace("_", " "), "value": str(entry[name])}
    for what in ("files", "counts"):
        for name, value in json.loads(entry[what]).items():
            yield {"what": name, "value": str(value)}
    if touched.later:
        last = max(later.by for later in touched.later)
        said = f"{len(touched.later)} elements, last by load {last}"
        yield {"what": "changed since", "value": said}
