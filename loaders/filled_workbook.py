"""A workbook of tables that are filled in already, to be gone over by a person and loaded back."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter import Workbook

from graph.schema import Property
from graph.values import to_text
from loaders.reading import FOR_READERS
from loaders.template import columns, note
from loaders.template_workbook import MADE, TEXT, LongLists, choices_of, drop_down
from loaders.workbook import NOTES

NARROWEST, WIDEST = 11, 44
WIDTH_OF_NOTES = 110
Rows = Sequence[Mapping[str, Any]]


def filled_workbook(title: str, explained: Sequence[str], tables: Mapping[str, Rows]) -> bytes:
    """Return an XLSX workbook with a sheet a table, in the table's own columns; all cells text.

    A row may say more, under names that begin with an underscore: such a column is for people and
    is left aside by a load. The same rows are the same bytes. Raises NotFound for no table of ours.
    """
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True})
    book.set_properties({"title": title, "created": MADE})
    sheet = book.add_worksheet(NOTES)
    sheet.set_column(0, 0, WIDTH_OF_NOTES, book.add_format({"text_wrap": True, "valign": "top"}))
    for row, text in enumerate((title, *explained)):
        sheet.write_string(row, 0, text, book.add_format({"bold": True}) if row == 0 else None)
    lists = LongLists(book)
    for table, rows in tables.items():
        _add(book, table, rows, lists)
    lists.write()
    book.close()
    return file.getvalue()


def header(table: str, rows: Rows) -> list[str]:
    """Return the columns that are written: those of the table that rows have, then the readers'."""
    used = {name for row in rows for name in row} or {*columns(table)}
    ours = [name for name in columns(table) if name in used]
    return [*ours, *sorted(name for name in used if name.startswith(FOR_READERS))]


def _add(book: Workbook, table: str, rows: Rows, lists: LongLists) -> None:
    sheet = book.add_worksheet(table)
    bold = book.add_format({"bold": True, "bg_color": "#DDE6ED", "num_format": TEXT})
    text = book.add_format({"num_format": TEXT})
    grey = book.add_format({"num_format": TEXT, "italic": True, "font_color": "#505a5f"})
    declared: Mapping[str, Property] = columns(table)
    for column, name in enumerate(header(table, rows)):
        of = declared.get(name)
        cells = [to_text(row.get(name)) for row in rows]
        width = min(max(NARROWEST, len(name) + 3, *(len(cell) + 2 for cell in cells), 0), WIDEST)
        sheet.set_column(column, column, width, text)
        sheet.write_string(0, column, name, bold)
        for row, cell in enumerate(cells, start=1):
            sheet.write_string(row, column, cell, text if of else grey)
        if of is None:
            continue
        sheet.write_comment(0, column, note(of), {"author": "", "x_scale": 2.5, "y_scale": 1.2})
        if choices := choices_of(of):
            drop_down(sheet, column, name, choices, lists)
    sheet.freeze_panes(1, 0)
