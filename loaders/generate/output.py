"""The tables of an invented bundle, written as they are made."""

import csv
import datetime
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import TextIO

from graph.model import MODEL
from graph.schema import NodeType
from graph.values import Value, to_text


class Tables:
    """Opens a table when its first row comes; columns are those of the model."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._files: dict[str, TextIO] = {}
        self._columns: dict[str, list[str]] = {}
        self._counts: Counter[str] = Counter()

    def __enter__(self) -> "Tables":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in self._files.values():
            file.close()

    def add(self, table: str, **values: Value) -> None:
        """Write one row; a column that is not given is empty."""
        if table not in self._files:
            self._open(table)
        columns = self._columns[table]
        csv.writer(self._files[table], lineterminator="\n").writerow(
            [_text(values.get(column)) for column in columns]
        )
        self._counts[table] += 1

    def counts(self) -> dict[str, int]:
        """Return the rows of each table."""
        return dict(sorted(self._counts.items()))

    def _open(self, table: str) -> None:
        declared = MODEL.tables[table]
        names = [*declared.key_columns, *declared.properties]
        if isinstance(declared, NodeType):
            names += [type_.lower() for type_ in declared.edges]
        columns = list(dict.fromkeys(names))
        file = (self._folder / f"{table}.csv").open("w", encoding="utf-8", newline="")
        csv.writer(file, lineterminator="\n").writerow(columns)
        self._files[table], self._columns[table] = file, columns


def _text(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()
    return to_text(value)
