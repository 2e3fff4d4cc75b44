"""Refuses files that lack a column which a mapping reads, and finds those that none reads."""

from collections.abc import Iterable
from difflib import get_close_matches

from graph.errors import InputError, Problem
from loaders.tables import Table

OF_ANOTHER = "Use the publisher's own file, or another mapping"
BELOW_A_HEADING = f"Say header_row in the mapping if the names stand further down. {OF_ANOTHER}"


def refuse_missing(name: str, table: Table, columns: Iterable[str]) -> None:
    """Raise InputError where a table lacks columns that a mapping reads, naming every one."""
    read = set(columns)
    missing = sorted(read - set(table.columns))
    fix = OF_ANOTHER if 2 * len(missing) <= len(read) else BELOW_A_HEADING
    problems = [
        Problem(
            "missing-column",
            f"the mapping {name} reads this column and the file has none",
            f"{_near(column, table)}{fix}",
            file=table.file,
            sheet=table.sheet,
            row=table.header,
            column=column,
        )
        for column in missing
    ]
    if problems:
        raise InputError("\n".join(map(str, problems)), problems)


def _near(column: str, table: Table) -> str:
    written = {name.casefold(): name for name in table.columns}
    near = get_close_matches(column.casefold(), written, n=1)
    return f"Did you mean {written[near[0]]!r}? " if near else ""
