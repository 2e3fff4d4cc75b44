"""A bundle: tables named after the types of the model, in a folder, a zip or a workbook."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from graph.errors import InputError, Problem
from graph.model import MODEL
from loaders.files import File, Told, file_at
from loaders.opening import AS_RECOGNISED, ENDINGS, WORKBOOKS, files_of, opened
from loaders.tables import Table

TABLE_ENDINGS = frozenset(ENDINGS) - {".txt"}
"""A .txt that is named after a table is one; any other may be a note."""
BESIDE = "history.jsonl"
"""What an export writes beside its tables, under an ending that tables have."""


def read_bundle(path: Path, told: Told = AS_RECOGNISED) -> list[Table]:
    """Open every table of a folder, a zip, a workbook or a single file, in the model's order.

    Raises InputError, with every problem, for a file that is no table of ours or cannot be read.
    """
    problems: list[Problem] = []
    found: list[Table] = []
    for file in files_of(path):
        if file.name != path.name and _is_aside(file):
            continue
        try:
            found.extend(_ours(file, told))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError("\n".join(map(str, problems)), problems)
    if not found:
        raise file_at(path).refused(
            "no-table", "it holds no table", "Put files such as agency.csv into it"
        )
    order = list(MODEL.tables)
    return sorted(found, key=lambda table: order.index(table.name))


def _ours(file: File, told: Told) -> Iterator[Table]:
    """Yield the tables of a file. Raises InputError for one that is none of ours."""
    if file.ending not in ENDINGS:
        raise file.refused(
            "unknown-file",
            "no table has such an ending",
            f"Name it with one of: {', '.join(ENDINGS)}",
        )
    if file.ending in WORKBOOKS:
        for sheet in opened(file, told):
            if sheet.name not in MODEL.tables:
                raise _unknown(file, f"no table of ours has the name of sheet {sheet.name!r}")
            yield sheet
        return
    if file.stem not in MODEL.tables:
        raise _unknown(file, "no table of ours has this name")
    declared = MODEL.tables[file.stem]
    for table in opened(file, told, frozenset({*declared.properties, *declared.key_columns})):
        yield replace(table, name=file.stem)


def _is_aside(file: File) -> bool:
    """Whether a file lies beside tables and does not look like one."""
    if file.name.startswith(".") or file.name == BESIDE:
        return True
    return file.stem not in MODEL.tables and file.ending not in TABLE_ENDINGS


def _unknown(file: File, what: str) -> InputError:
    return file.refused("unknown-table", what, f"Name it one of: {', '.join(MODEL.tables)}")
