"""Sheets of an XLSX workbook as tables.

Read with python-calamine, which builds a whole sheet in memory; so the sheets are looked at first,
as a stream (`workbook_look.py`): how wide and long they are, and which cells hold no value.
"""

import datetime
import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any
from xml.parsers.expat import ExpatError

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from graph.errors import InputError, Problem
from graph.values import to_text
from loaders.archive import open_zip
from loaders.files import File, Told
from loaders.tables import MOST_COLUMNS, Row, Table, header_of, row_of
from loaders.workbook_look import Look, looks

MOST_BYTES = 256 << 20
MOST_CELLS = 5_000_000
"""Cells between the first and the last of each sheet: about 250 MB while they are read."""
LONGEST_NUMBER = 1e15
"""A spreadsheet keeps fifteen digits of a number and forgets the others."""
NOTES = "notes"
"""The sheet of a template that explains the others."""


def read_workbook(file: File, told: Told) -> list[Table]:
    """Open each sheet that is shown and not empty. Raises InputError.

    Sheets called notes, and those whose name begins with an underscore, are left aside.
    """
    content = _content(file)
    try:
        with open_zip(file, io.BytesIO(content)) as zipped:
            seen = looks(zipped)
        _refuse_large(file, seen)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible
            and sheet.name != NOTES
            and not sheet.name.startswith("_")
            and told.sheet in ("", sheet.name)
        ]
        if told.sheet and not names:
            raise _no_sheet(file, told.sheet, book.sheet_names)
        sheets = [book.get_sheet_by_name(name) for name in names]
    except (CalamineError, zipfile.BadZipFile, ExpatError, ValueError, KeyError) as error:
        raise file.refused(
            "damaged-workbook", f"the workbook is damaged, or is none: {error}",
            "Open it, and save it as XLSX again",
        ) from error  # fmt: skip
    return [
        _table(file, sheet, seen.get(sheet.name, Look()), told.header_row)
        for sheet in sheets
        if sheet.start is not None
    ]


def _content(file: File) -> bytes:
    try:
        with file.open() as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise file.unreadable(error) from error
    if len(content) > MOST_BYTES:
        what = f"the workbook has more than {MOST_BYTES >> 20} MB"
        raise file.refused("workbook-too-large", what, "Save its sheets as CSV")
    return content


def _refuse_large(file: File, seen: dict[str, Look]) -> None:
    cells = sum(look.rows * look.columns for look in seen.values())
    widest = max((look.columns for look in seen.values()), default=0)
    if cells > MOST_CELLS:
        what = f"its sheets span {cells:,} cells, more than {MOST_CELLS:,}"
    elif widest > MOST_COLUMNS:
        what = f"a sheet has {widest:,} columns, more than {MOST_COLUMNS}"
    else:
        return
    fix = "Delete what stands far from the table, or save the sheet as CSV"
    raise file.refused("workbook-too-large", what, fix)


def _no_sheet(file: File, name: str, names: Sequence[str]) -> InputError:
    return file.refused(
        "no-such-sheet", f"it has no sheet {name!r} that is shown", f"It has: {', '.join(names)}"
    )


def _table(file: File, sheet: CalamineSheet, look: Look, header_row: int) -> Table:
    lines = enumerate(sheet.iter_rows(), start=1)
    number, first = next(
        ((number, cells) for number, cells in lines if number >= header_row and _is_filled(cells)),
        (1, []),
    )
    columns = header_of(file, [_text(cell) for cell in first], number)
    rows = _rows(file, sheet, columns, lines, look)
    return Table(
        sheet.name,
        file.name,
        columns,
        rows,
        sheet.name,
        header=number,
        length=lambda: sheet.total_height,
    )


def _rows(
    file: File,
    sheet: CalamineSheet,
    columns: tuple[str, ...],
    lines: Iterator[tuple[int, list[Any]]],
    look: Look,
) -> Iterator[Row]:
    first_column = sheet.start[1] if sheet.start else 0
    for number, cells in lines:
        if not _is_filled(cells) and number not in look.broken:
            continue
        row = row_of(file.name, sheet.name, columns, number, [_text(cell) for cell in cells])
        wrong = _lost(columns, cells, look.broken.get(number, 0) - first_column)
        problem = row.problem
        if wrong and problem is None:
            what, fix, column = wrong
            problem = Problem(
                "cell-without-value", what, fix, file.name, sheet.name, number, column
            )
        yield Row(number, row.values, problem)


def _lost(
    columns: tuple[str, ...], cells: Sequence[Any], broken: int
) -> tuple[str, str, str] | None:
    """Say what a spreadsheet has lost of a row: `broken` is the place of a cell without value."""
    if 0 < broken <= len(columns):
        what = "the cell holds an error, or a formula that was never worked out"
        return what, "Put its value there", columns[broken - 1]
    for name, cell in zip(columns, cells, strict=False):
        if isinstance(cell, float) and abs(cell) >= LONGEST_NUMBER:
            what = "the spreadsheet kept fifteen digits of a longer number"
            return what, "Make the column text, and type the number again", name
    return None


def _is_filled(cells: Sequence[Any]) -> bool:
    return any(cell != "" for cell in cells)


def _text(cell: Any) -> str:
    """Write what a spreadsheet holds as a table of text has it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime.datetime):
        is_day = cell.time() == datetime.time()
        return cell.date().isoformat() if is_day else cell.isoformat(sep=" ")
    if isinstance(cell, datetime.date | bool | int):
        return to_text(cell)
    return str(cell)
