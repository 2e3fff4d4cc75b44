"""Says on a terminal what a load did, or would do: data on standard output, the rest beside it."""

from collections import Counter
from typing import Any

import click

from graph.model import MODEL
from graph.records import NodeState, State
from graph.values import Value, to_text
from loaders.planned import Item
from webapp import output
from webapp.loading import Loading
from webapp.mapping_words import cells_in_words

COLUMNS = ("type", "rows", "created", "updated", "unchanged", "ended", "refused")
MOST_SHOWN = 20
"""Problems and elements that are printed; a report has all of them."""


def say(result: dict[str, Any], shape: str, loading: Loading | None) -> None:
    """Print one load: the counts a table to standard output, all else to standard error.

    There is no loading where nothing could be planned.
    """
    if shape == "json":
        click.echo(output.json_text(result))
        return
    writers = {"csv": output.csv_text, "table": output.table_text}
    if shape == "jsonl":
        click.echo(output.jsonl_text(result["tables"]), nl=False)
    elif result["tables"]:
        click.echo(writers[shape](COLUMNS, result["tables"]), nl=False)
    for file, how in result["read_as"].items():
        _tell(f"{file}: read as {how}")
    for balance in result["sources"]:
        _tell(balance_in_words(balance))
    if loading:
        _say_plan(loading, result)
    _say_problems(result["problems"])
    _say_effect(loading)
    _tell(_summary(result))


def _say_problems(problems: list[dict[str, Any]]) -> None:
    """Print problems and warnings; of notes that say the same, the first."""
    wrong = [problem for problem in problems if problem["severity"] != "note"]
    _tell_some([_problem(problem) for problem in wrong], "problems")
    notes = [problem for problem in problems if problem["severity"] == "note"]
    for code, number in Counter(note["code"] for note in notes).items():
        first = next(note for note in notes if note["code"] == code)
        others = f"; and {number - 1} more like it" if number > 1 else ""
        _tell(f"{_problem(first)}{others}")


def _say_effect(loading: Loading | None) -> None:
    if loading:
        lines = [loading.unknown] if loading.unknown else loading.effect.in_words()
        _tell_some(lines, "lines on coverage")


def _say_plan(loading: Loading, result: dict[str, Any]) -> None:
    _tell_some([line for item in loading.made.items for line in changes_of(item)], "changes")
    for what, number in result["consequences"].items():
        _tell(f"follows by itself: {number} {what}")
    if loading.made.left:
        _tell(f"not named by the snapshot, and left: {len(loading.made.left)} without an end")


def _tell(line: str) -> None:
    click.echo(line, err=True)


def _tell_some(lines: list[str], what: str) -> None:
    for line in lines[:MOST_SHOWN]:
        _tell(line)
    if len(lines) > MOST_SHOWN:
        _tell(f"and {len(lines) - MOST_SHOWN} more {what}; --report FILE writes all of them")


def balance_in_words(balance: dict[str, Any]) -> str:
    """Say what became of the rows of a source: read = mapped + skipped + refused."""
    reasons = "; ".join(f"{number} {why}" for why, number in balance.get("reasons", {}).items())
    cells = cells_in_words(balance.get("cells", {}))
    return (
        f"{balance['file']}: {balance['rows']} rows = {balance['mapped']} mapped + "
        f"{balance['skipped']} skipped + {balance['refused']} refused"
        f"{f' ({reasons})' if reasons else ''}{f'; {cells}' if cells else ''}"
    )


def changes_of(item: Item) -> list[str]:
    """Say what happens to something that is there already; what is new is counted only."""
    if item.before is None or item.follows:
        return []
    who = _named(item.before)
    if item.after is None:
        return [f"taken back: {who}"]
    if not (changes := item.changed()):
        return [f"{item.verb}: {who}"]
    return [
        f"{_verb(item, name)}: {who}, {name}: {was} -> {will}"
        for name, old, new in changes
        for was, will in [(_shown(item, name, old), _shown(item, name, new))]
    ]


def _verb(item: Item, name: str) -> str:
    """Return what is done to one property: a name that changes is a thing to look at twice."""
    return "renamed" if (item.verb, name) == ("updated", "name") else item.verb


def _shown(item: Item, name: str, value: Value) -> str:
    """Write a value as a line may have it: what is sensitive stays where it is."""
    declared = MODEL.tables[item.table].properties.get(name)
    if value is None:
        return "nothing"
    return "(sensitive)" if declared and declared.sensitive else to_text(value)


def _named(state: State) -> str:
    if isinstance(state, NodeState):
        return f"{state.label} {state.key}"
    return f"{state.from_key} {state.type} {state.to_key}"


def _problem(problem: dict[str, Any]) -> str:
    where = ", ".join(
        f"{name} {problem[name]}" for name in ("sheet", "row", "column") if problem[name]
    )
    value = f" ({problem['value']!r})" if problem["value"] else ""
    place = ", ".join(part for part in (problem["file"], where) if part)
    return (
        f"{problem['severity']}: {f'{place}: ' if place else ''}{problem['message']}{value}. "
        f"{problem['fix']}"
    )


def _summary(result: dict[str, Any]) -> str:
    if result["state"] == "dry_run":
        return f"{result['source']}: a dry run; nothing was written"
    if result["state"] == "refused":
        return f"{result['source']}: refused; nothing was written"
    if result["state"] == "restored":
        return f"{result['source']}: restored; the store is as load {result['load']} left it"
    if result["load"]:
        return f"{result['source']}: applied as load {result['load']}"
    if not any(table["rows"] for table in result["tables"]):
        return f"{result['source']}: the tables hold no rows; nothing was loaded"
    return f"{result['source']}: nothing to change"
