"""Refuses files that lack a column which a mapping reads, and finds those that none reads."""

from collections.abc import Iterable
from difflib import get_close_matches

from graph.errors import InputError, Problem
from loaders.tables import Table


def refuse_missing(name: str, table: Table, columns: Iterable[str]) -> None:
    """Raise InputError where a table lacks columns that a mapping reads, naming every one."""
    problems = [
        Problem(
            "missing-column",
            f"the mapping {name} reads this column and the file has none",
            f"{_near(column, table)}Use the publisher's own file, or another mapping",
            file=table.file,
            sheet=table.sheet,
            row=table.header,
            column=column,
        )
        for column in sorted(set(columns) - set(table.columns))
    ]
    if problems:
        raise InputError("\n".join(map(str, problems)), problems)


def _near(column: str, table: Table) -> str:
    near = get_close_matches(column, table.columns, n=1)
    return f"Did you mean {near[0]!r}? " if near else ""
