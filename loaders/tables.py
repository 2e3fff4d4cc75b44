"""Tables as they come out of files: named columns, rows of text, each row with its place."""

import csv
import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import InputError, Problem

MOST_COLUMNS = 200
LONGEST_CELL = 1_000_000
"""Characters; a file with a longer cell is no table of ours."""


@dataclass(frozen=True)
class Row:
    """One row: its number as a person sees it in the file (the header is row 1) and its cells."""

    number: int
    values: Mapping[str, str]
    problem: Problem | None = None


@dataclass(frozen=True)
class Table:
    """One table of ours (`name` as in `graph.model.MODEL.tables`) or of somebody else's file.

    Iterating `rows` may read the file as it goes, and may be done once only. A column that is not
    in `columns`, or in a row's values, leaves its property alone; an empty cell clears it.
    `keeps_former_names` says that a name that changes stays as an alias, and that no alias goes;
    `dated_by_load` names columns whose text is the day of the load where nothing else is known.
    """

    name: str
    file: str
    columns: tuple[str, ...]
    rows: Iterable[Row]
    sheet: str = ""
    keeps_former_names: bool = False
    dated_by_load: Mapping[str, datetime.date] = field(default_factory=dict)


def read_csv(path: Path, *, delimiter: str = ",", encoding: str = "utf-8-sig") -> Table:
    """Open a CSV file as a table; its rows are read as they are asked for.

    Raises InputError for a file that cannot be opened, has no header or repeats a column.
    """
    rows = _lines(path, delimiter, encoding)
    header = next(rows, None)
    if header is None or not any(header[1]):
        raise _refused(
            path, "no-header", "the file is empty", "Give it a first row of column names"
        )
    columns = tuple(name.strip() for name in header[1])
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice or len(columns) > MOST_COLUMNS:
        what = f"column {twice[0]!r} stands twice" if twice else f"it has {len(columns)} columns"
        raise _refused(path, "bad-header", what, f"Name each column once, {MOST_COLUMNS} at most")
    return Table(path.stem, path.name, columns, _rows(path.name, columns, rows))


def _rows(
    file: str, columns: tuple[str, ...], lines: Iterator[tuple[int, list[str]]]
) -> Iterator[Row]:
    for number, cells in lines:
        if not any(cells):
            continue
        problem = None
        if len(cells) != len(columns):
            problem = Problem(
                "cell-count",
                f"the row has {len(cells)} cells and the header {len(columns)}",
                "Put texts that hold a comma in double quotes",
                file=file,
                row=number,
            )
        yield Row(number, dict(zip(columns, cells, strict=False)), problem)


def _lines(path: Path, delimiter: str, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of the line on which each row begins, and its cells."""
    csv.field_size_limit(LONGEST_CELL)
    try:
        with path.open(encoding=encoding, newline="") as file:
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            before = 0
            for cells in reader:
                yield before + 1, cells
                before = reader.line_num
    except UnicodeDecodeError as error:
        raise _refused(
            path, "encoding", f"it is not {encoding} text", "Save it as UTF-8"
        ) from error
    except csv.Error as error:
        raise _refused(
            path, "not-csv", f"it is no CSV file: {error}", "Save it as CSV again"
        ) from error
    except OSError as error:
        raise _refused(
            path, "unreadable", f"it cannot be read: {error.strerror}", "Check path and rights"
        ) from error


def _refused(path: Path, code: str, message: str, fix: str) -> InputError:
    problem = Problem(code, message, fix, file=path.name)
    return InputError(str(problem), [problem])
