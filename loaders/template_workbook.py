"""A workbook of empty tables that explains itself, has drop-downs, and loads as it is."""

import datetime
import io
from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from graph.schema import Kind, Property
from graph.values import YES
from loaders.example import example_row
from loaders.template import about, columns, note
from loaders.workbook import NOTES

CHOICES = "_choices"
"""Hidden sheet of the lists that are too long to stand in a cell's own rule."""
LONGEST_LIST = 255
"""Characters that XLSX has for the list of a drop-down."""
LAST_ROW = 1_048_575
MADE = datetime.datetime(2026, 1, 1)
"""When each workbook says that it was made, so that the same tables are the same bytes."""
TEXT = 49
"""Number of the format of XLSX that takes a cell as text."""
NARROWEST, WIDEST = 12, 40
"""Widths of columns, in characters."""
EXPLAINED = (
    "Fill in one sheet a table, one row a thing; delete the sheets that you do not need.",
    "Each table has one example row, in grey. All of it is invented. A load leaves a row aside "
    "whose first cell begins with EXAMPLE, so you may keep it or delete it.",
    "Every cell is text, so that the spreadsheet changes nothing: leading zeros stay. Write days "
    "as 2026-01-31, yes or no as yes or no.",
    "A column that you delete is left alone by a load; a cell that you leave empty is cleared.",
)
HEADINGS = (
    "table",
    "column",
    "required",
    "what it holds",
    "choices",
    "unit",
    "source",
    "sensitive",
)
WIDTHS = (18, 24, 10, 60, 60, 16, 40, 12)


def tables_as_workbook(tables: Sequence[str]) -> bytes:
    """Return an XLSX workbook with a sheet a table, which loads as it is. Raises NotFound."""
    declared = {table: columns(table) for table in tables}
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True})
    book.set_properties({"title": "MAPPA Explorer: tables to be filled in", "created": MADE})
    notes = book.add_worksheet(NOTES)
    _explain(book, notes, declared)
    lists = LongLists(book)
    for table, found in declared.items():
        _add_table(book, table, found, lists)
    lists.write()
    book.close()
    return file.getvalue()


def choices_of(of: Property) -> tuple[str, ...]:
    """Return what a column takes, where that is a list."""
    return tuple(YES) if of.kind is Kind.YES_NO else tuple(of.choices)


class LongLists:
    """Lists of choices that are too long for a rule, or have a comma: a column each."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._found: list[tuple[str, ...]] = []

    def source(self, choices: tuple[str, ...]) -> list[str] | str:
        """Return the choices as the rule of a drop-down names them."""
        if len(",".join(choices)) <= LONGEST_LIST and not any("," in text for text in choices):
            return list(choices)
        if choices not in self._found:
            self._found.append(choices)
        letter = _letters(self._found.index(choices))
        return f"={CHOICES}!${letter}$1:${letter}${len(choices)}"

    def write(self) -> None:
        """Add the hidden sheet, if there is a need for it."""
        if not self._found:
            return
        sheet = self._book.add_worksheet(CHOICES)
        for column, choices in enumerate(self._found):
            _write_down(sheet, column, choices)
        sheet.hide()


def _add_table(book: Workbook, table: str, found: Mapping[str, Property], lists: LongLists) -> None:
    sheet = book.add_worksheet(table)
    bold = book.add_format({"bold": True, "bg_color": "#DDE6ED", "num_format": TEXT})
    text = book.add_format({"num_format": TEXT})
    grey = book.add_format({"num_format": TEXT, "italic": True, "font_color": "#6F777B"})
    for column, ((name, of), example) in enumerate(
        zip(found.items(), example_row(table).values(), strict=True)
    ):
        width = min(max(NARROWEST, len(name) + 3, len(example) + 2), WIDEST)
        sheet.set_column(column, column, width, text)
        sheet.write_string(0, column, name, bold)
        sheet.write_string(1, column, example, grey)
        sheet.write_comment(0, column, note(of), {"author": "", "x_scale": 2.5, "y_scale": 1.2})
        if choices := choices_of(of):
            drop_down(sheet, column, name, choices, lists)
    sheet.freeze_panes(1, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{_letters(len(found) - 1)}{LAST_ROW + 1}"})


def drop_down(
    sheet: Worksheet, column: int, name: str, choices: tuple[str, ...], lists: LongLists
) -> None:
    """Let the cells of a column be chosen from a list."""
    rule = {
        "validate": "list",
        "source": lists.source(choices),
        "error_title": "Not one of the choices",
        "error_message": f"Take one from the list of {name}, or leave the cell empty.",
    }
    sheet.data_validation(1, column, LAST_ROW, column, rule)


def _explain(
    book: Workbook, sheet: Worksheet, declared: Mapping[str, Mapping[str, Property]]
) -> None:
    bold = book.add_format({"bold": True, "bg_color": "#DDE6ED"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    _write_down(sheet, 0, EXPLAINED)
    row = len(EXPLAINED) + 1
    for table, found in declared.items():
        sheet.write_string(row, 0, table, bold)
        sheet.write_string(row, 1, about(table), bold)
        _write_across(sheet, row + 1, HEADINGS, bold)
        for below, (name, of) in enumerate(found.items(), start=row + 2):
            _write_across(sheet, below, (table, name, *_explained(of)), wrapped)
        row += len(found) + 3


def _explained(of: Property) -> tuple[str, ...]:
    meanings = "\n".join(
        f"{choice}: {meaning}" if meaning != choice else choice
        for choice, meaning in of.choices.items()
    )
    holds = f"{of.help} Key of {of.refers_to}." if of.refers_to else of.help
    if of.kind is Kind.LIST:
        holds = f"{holds} Several are split by ;."
    if of.kind is Kind.YES_NO:
        meanings = "\n".join(YES)
    sensitive = f"permission {of.sensitive}" if of.sensitive else ""
    return ("yes" if of.required else "", holds, meanings, of.unit, of.source, sensitive)


def _write_across(sheet: Worksheet, row: int, texts: Iterable[str], style: Format) -> None:
    for column, text in enumerate(texts):
        sheet.write_string(row, column, text, style)


def _write_down(sheet: Worksheet, column: int, texts: Iterable[str]) -> None:
    for row, text in enumerate(texts):
        sheet.write_string(row, column, text)


def _letters(column: int) -> str:
    """Return the letters of a column, counted from 0: A to Z, then AA."""
    first, last = divmod(column, 26)
    return f"{_letters(first - 1) if first else ''}{chr(ord('A') + last)}"
