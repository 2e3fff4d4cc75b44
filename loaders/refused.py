"""The rows that a load refused, as their file had them, to be mended and loaded again."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from graph.errors import InputError, Problem
from graph.values import inert
from loaders.reading import REFUSED_COLUMNS, Place
from loaders.tables import Row, Table


def write_refused(
    folder: Path, tables: Iterable[Table], refusals: Mapping[Place, Problem]
) -> list[Path]:
    """Write a CSV for each table with refused rows: its columns, the code, and what to do.

    `tables` are the source's own, opened once more. Raises InputError where nothing can be written.
    """
    written: list[Path] = []
    for table in tables:
        rows = _refused(table, refusals)
        first = next(rows, None)
        if first is None:
            continue
        columns = [name for name in table.columns if name not in REFUSED_COLUMNS]
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path = _free(folder, table.sheet or Path(table.file).stem)
            path.touch(mode=0o600)  # refused rows are as sensitive as the others
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\r\n")
                writer.writerow([*columns, *REFUSED_COLUMNS])
                for row, problem in (first, *rows):
                    cells = [inert(row.values.get(name, "")) for name in columns]
                    writer.writerow([*cells, problem.code, f"{problem.message}. {problem.fix}"])
        except OSError as error:
            raise InputError(
                f"The refused rows cannot be written to {folder}: {error.strerror}. "
                f"Name another folder"
            ) from error
        written.append(path)
    return written


def _refused(table: Table, refusals: Mapping[Place, Problem]) -> Iterator[tuple[Row, Problem]]:
    of_all = refusals.get((table.file, table.sheet, 0))
    for row in table.rows:
        problem = of_all or refusals.get((table.file, table.sheet, row.number))
        if problem:
            yield row, problem


def _free(folder: Path, name: str) -> Path:
    """Return a path that is not taken: the table's name, so that what is mended can be loaded."""
    path, number = folder / f"{name}.csv", 2
    while path.exists():
        path, number = folder / f"{name}.{number}.csv", number + 1
    return path
