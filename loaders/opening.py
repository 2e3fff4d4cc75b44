"""Opens a file by its ending: tables of text, JSON lines, workbooks."""

from collections.abc import Sequence
from pathlib import Path

from loaders.archive import files_in
from loaders.files import File, Told, file_at
from loaders.json_lines import read_json_lines
from loaders.separated import read_separated
from loaders.tables import Table
from loaders.workbook import read_workbook

SEPARATED = (".csv", ".tsv", ".txt")
JSON_LINES = (".jsonl", ".ndjson")
WORKBOOKS = (".xlsx", ".xlsm")
ENDINGS = (*SEPARATED, *JSON_LINES, *WORKBOOKS)
AS_RECOGNISED = Told()
NAME_ONE = 'Name one in the mapping: sheet = "…"'


def files_of(path: Path) -> list[File]:
    """Return the files that a path stands for. Raises InputError."""
    if path.is_dir():
        return [file_at(found) for found in sorted(path.iterdir()) if found.is_file()]
    if not path.is_file():
        raise file_at(path).refused(
            "no-such-file",
            "there is no folder and no file of this name",
            "Name what holds the tables",
        )
    return files_in(path) if path.suffix.lower() == ".zip" else [file_at(path)]


def read_source(
    path: Path, told: Told = AS_RECOGNISED, known: frozenset[str] = frozenset()
) -> Table:
    """Open somebody else's table, of whatever kind; of a workbook the sheet that is named.

    `known` are columns that it may have. Raises InputError.
    """
    if not path.is_file():
        raise file_at(path).refused(
            "no-such-file", "there is no file of this name", "Name the publisher's file"
        )
    file = file_at(path)
    tables = opened(file, told, known)
    if len(tables) != 1:
        which = ", ".join(table.sheet for table in tables) or "none with anything in it"
        raise file.refused("which-sheet", f"it has several sheets, or none: {which}", NAME_ONE)
    return tables[0]


def opened(file: File, told: Told, known: frozenset[str] = frozenset()) -> Sequence[Table]:
    """Open a file by its ending; `known` are columns that it may have. Raises InputError."""
    if file.ending in WORKBOOKS:
        return read_workbook(file, told)
    if file.ending in JSON_LINES:
        return [read_json_lines(file, told, known)]
    return [read_separated(file, told, known)]
