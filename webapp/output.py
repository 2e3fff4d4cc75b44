"""Rows as people and programs take them: table, CSV, JSON, JSON lines."""

import csv
import datetime
import io
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from graph.values import inert, to_text

FORMATS = ("table", "csv", "json", "jsonl")


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as CSV, with cells that a spreadsheet would run made inert by an apostrophe."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[column]) for column in columns])
    return file.getvalue()


def _cell(value: Any) -> str:
    """Write a value; a number that is less than nought is no formula."""
    text = to_text(value)
    return text if isinstance(value, int) else inert(text)


def json_text(value: Any, *, indent: int | None = 2) -> str:
    """Return a value as JSON, with dates as ISO 8601."""
    return json.dumps(value, default=_plain, ensure_ascii=False, indent=indent)


def jsonl_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as JSON lines."""
    return "".join(json_text(dict(row), indent=None) + "\n" for row in rows)


def table_text(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as a table for a terminal."""
    width = max(shutil.get_terminal_size((220, 24)).columns, 120)
    table = Table(show_header=True, header_style="bold", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(to_text(row[column]) for column in columns))
    file = io.StringIO()
    Console(file=file, width=width, highlight=False, markup=False).print(table)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no JSON value")


def written(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], shape: str) -> str:
    """Return rows in one of the formats."""
    if shape == "json":
        return json_text([{name: row[name] for name in columns} for row in rows]) + "\n"
    if shape == "jsonl":
        return jsonl_text({name: row[name] for name in columns} for row in rows)
    return csv_text(columns, rows) if shape == "csv" else table_text(columns, rows)
