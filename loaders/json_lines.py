"""Tables as JSON lines: an object a line, its names the columns.

A name that an object lacks leaves the property alone; null clears it.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from graph.errors import Problem
from graph.values import join, to_text
from loaders.files import UNREADABLE, File, Told, refuse_other_kinds
from loaders.tables import Row, Table, header_of

LONGEST_LINE = 1_000_000
"""Bytes of one object; a row of 200 cells at their longest has fewer."""


class _Unusable(ValueError):
    """A line is no row; `args` are what is wrong and the column where it is."""

    def __init__(self, message: str, column: str = "") -> None:
        super().__init__(message)
        self.column = column


def read_json_lines(file: File, told: Told, known: frozenset[str] = frozenset()) -> Table:
    """Open a file as a table; its columns are the names that occur in it.

    Raises InputError, and so may reading its rows, for a file that is no such table.
    """
    del told, known
    refuse_other_kinds(file, file.first_bytes())
    columns = tuple(dict.fromkeys(name for row in _rows(file) for name in row.values))
    header = header_of(file, columns, 1)
    read_as = "JSON lines"
    return Table(file.stem, file.name, header, _rows(file), "", read_as, length=file.count_lines)


def _rows(file: File) -> Iterator[Row]:
    for number, line in _lines(file):
        try:
            yield Row(number, {name: _text(name, value) for name, value in _object(line).items()})
        except _Unusable as error:
            problem = Problem(
                "not-json",
                f"the line is no row: {error}",
                "Write one JSON object a line, with texts, numbers, true, false, null or lists of "
                "texts",
                file=file.name,
                row=number,
                column=error.column,
            )
            yield Row(number, {}, problem)


def _lines(file: File) -> Iterator[tuple[int, str]]:
    number = 0
    try:
        with file.open() as opened:
            while line := opened.readline(LONGEST_LINE):
                number += 1
                if len(line) == LONGEST_LINE:
                    what = f"the line has more than {LONGEST_LINE:,} bytes"
                    raise file.refused("line-too-long", what, "Write one object a line", number)
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                if text.strip():
                    yield number, text
    except UnicodeError as error:
        what = "it is not UTF-8 text from here on"
        raise file.refused("encoding", what, "Save it as UTF-8", number) from error
    except UNREADABLE as error:
        raise file.unreadable(error) from error


def _object(line: str) -> Mapping[str, Any]:
    try:
        found = json.loads(line, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError as error:
        raise _Unusable("it is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise _Unusable(f"{error.msg} at character {error.pos + 1}") from error
    except _Unusable:
        raise
    except ValueError as error:
        raise _Unusable("it holds a number with thousands of digits") from error
    if not isinstance(found, dict):
        raise _Unusable("it is no object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Unusable("a name stands twice in it")
    return found


def _no_number(text: str) -> None:
    raise _Unusable(f"{text} is no number")


def _text(name: str, value: Any) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return join(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if value is None or isinstance(value, str | bool | int | float):
        return to_text(value) if not isinstance(value, float) else repr(value)
    raise _Unusable("a list or an object cannot be a cell", name)
