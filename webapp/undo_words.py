"""Says on a terminal what an undo did, or would do: data on standard output, the rest beside it."""

from collections.abc import Sequence
from typing import Any

import click

from loaders.naming import in_words, may_be_derived
from loaders.planned import Item
from loaders.undo import VERBS
from webapp import output
from webapp.load_words import changes_of
from webapp.undoing import MOST_SHOWN, Undoing

COLUMNS = ("type", *VERBS)


def say(undoing: Undoing, shape: str) -> None:
    """Print one undo: the counts a table to standard output, all else to standard error."""
    result = undoing.report()
    if shape == "json":
        click.echo(output.json_text(result))
        return
    if undoing.state == "refused":
        problems = [f"problem: {problem}" for problem in undoing.undo.refusals]
        _tell_some(problems, "problems; --format json has all of them")
    else:
        click.echo(output.written(COLUMNS, result["tables"], shape), nl=False)
        _tell_changes(undoing)
        _tell_some(undoing.effect.in_words() if not undoing.unknown else [undoing.unknown])
    _tell_some([_summary(result)])


def _tell_changes(undoing: Undoing) -> None:
    changes = undoing.undo.changes
    _tell_some([line for item in undoing.back for line in _back(item)])
    if len(changes.put) > MOST_SHOWN:
        _tell_some([f"and {len(changes.put) - MOST_SHOWN:,} more come back as they were"])
    gone = [f"removed: {in_words(state)}" for state in changes.drop]
    _tell_some(gone, "are removed")


def _back(item: Item) -> list[str]:
    """Say what comes back: of what is there the values, of what was dropped that it is there."""
    if item.after is None or (item.before is not None and not may_be_derived(item.after)):
        return changes_of(item)
    return [f"{'restored' if item.before else 'brought back'}: {in_words(item.after)}"]


def _tell_some(lines: Sequence[str], what: str = "") -> None:
    most = MOST_SHOWN if what else len(lines)
    for line in lines[:most]:
        click.echo(line, err=True)
    if len(lines) > most:
        click.echo(f"and {len(lines) - most:,} more {what}", err=True)


def _summary(result: dict[str, Any]) -> str:
    what = f"load {result['undoes']} ({result['source']})"
    if result["state"] == "dry_run":
        return f"{what}: a dry run of its undo; nothing was written"
    if result["state"] == "refused":
        return f"{what}: not undone; nothing was written"
    return f"{what}: undone as load {result['load']}"
