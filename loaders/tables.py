"""Tables as they come out of files: named columns, rows of text, each row with its place."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph.errors import Problem
from loaders.files import File

MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a person sees it in the file (the header is row 1) and its cells."""

    number: int
    values: Mapping[str, str]
    problem: Problem | None = None


def _unknown() -> None:
    """Return no length: that of a table which is made as it is read."""


@dataclass(frozen=True)
class Table:
    """One table of ours (`name` as in `graph.model.MODEL.tables`) or of somebody else's file.

    Iterating `rows` may read the file as it goes, and may be done once only. A column that is not
    in `columns`, or in a row's values, leaves its property alone; an empty cell clears it.
    `header` is the row that names the columns. `read_as` says how the file was read, where that is
    more than plain UTF-8 with commas. `keeps_former_names` says that a name that changes stays as
    an alias, and that no alias goes; `dated_by_load` names columns whose text is the day of the
    load where the source knows no other. `length` counts the rows, more or less, where it can; it
    may read the file once more.
    """

    name: str
    file: str
    columns: tuple[str, ...]
    rows: Iterable[Row]
    sheet: str = ""
    read_as: str = ""
    header: int = 1
    keeps_former_names: bool = False
    dated_by_load: Mapping[str, datetime.date] = field(default_factory=dict)
    length: Callable[[], int | None] = _unknown

    @property
    def place(self) -> str:
        """Return the file, with the sheet where there are some."""
        return f"{self.file}, sheet {self.sheet}" if self.sheet else self.file


def header_of(file: File, cells: Sequence[str], number: int) -> tuple[str, ...]:
    """Return the columns that a first row names; empty ones at its end are none.

    Raises InputError for an empty header, one that repeats a column, or one that is too wide.
    """
    names = [name.strip() for name in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise file.refused("no-header", "the file is empty", "Give it a first row of column names")
    twice = sorted({name for name in names if names.count(name) > 1})
    if len(names) > MOST_COLUMNS:
        what = f"it has {len(names):,} columns"
    elif twice:
        what = f"column {twice[0]!r} stands twice" if twice[0] else "a column has no name"
    elif not all(names):
        what = "a column has no name"
    else:
        return tuple(names)
    raise file.refused("bad-header", what, f"Name each column once, {MOST_COLUMNS} at most", number)


def row_of(
    file: str, sheet: str, columns: tuple[str, ...], number: int, cells: Sequence[str]
) -> Row:
    """Return a row of cells under its header; too few or too many of them are its problem."""
    problem = None
    if len(cells) != len(columns) and (len(cells) < len(columns) or any(cells[len(columns) :])):
        problem = Problem(
            "cell-count",
            f"the row has {len(cells):,} cells and the header {len(columns)}",
            "Put texts that hold the separator in double quotes",
            file=file,
            sheet=sheet,
            row=number,
        )
    return Row(number, dict(zip(columns, cells, strict=False)), problem)
