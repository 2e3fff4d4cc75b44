"""Opens the files that a mapping reads: the publisher's own, and those it looks things up in."""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from graph.errors import InputError, Problem
from loaders.tables import Table, read_csv

UTF_8 = "utf-8-sig"


def opened(
    path: Path, *, delimiter: str = "", encoding: str = "", sheet: str = "", header_row: int = 1
) -> Table:
    """Open a file as a table: what is not said is recognised. Raises InputError."""
    if sheet or header_row != 1:  # the one place to change when such files can be read
        raise InputError(
            f"{path.name}: sheets and header rows other than the first cannot be read yet. "
            f"Save the table as a CSV file that begins with its header"
        )
    usual = "\t" if path.suffix == ".tsv" else ","
    return read_csv(path, delimiter=delimiter or usual, encoding=encoding or UTF_8)


def refuse_missing(name: str, table: Table, columns: Iterable[str]) -> None:
    """Raise InputError where a table lacks columns that a mapping reads, naming every one."""
    problems = [
        Problem(
            "missing-column",
            f"the mapping {name} reads this column and the file has none",
            f"{_near(column, table)}Use the publisher's own file, or another mapping",
            file=table.file,
            sheet=table.sheet,
            row=1,
            column=column,
        )
        for column in sorted(set(columns) - set(table.columns))
    ]
    if problems:
        raise InputError("\n".join(map(str, problems)), problems)


def _near(column: str, table: Table) -> str:
    near = get_close_matches(column, table.columns, n=1)
    return f"Did you mean {near[0]!r}? " if near else ""
