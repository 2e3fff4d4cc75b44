"""What is wrong with a [[row]] of a mapping and the cells in it."""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.model import MODEL
from graph.schema import Kind, NodeType
from graph.values import Unusable, parse
from loaders.mapping_cells import SHAPES

CELL: Mapping[str, Any] = {
    "column": str, "constant": str, "day_of_load": bool, "parts": list, "values": dict,
    "split": str, "pick": str, "lookup": (str, list), "all": bool, "shape": str, "prefix": str,
    "dates": (str, list), "each": bool, "required": bool, "unlike": str,
}  # fmt: skip
"""The words that a cell may have, and what each must be."""
MAKINGS = ("column", "constant", "parts", "day_of_load")
OF_A_PART = frozenset(CELL) - {"parts", "day_of_load", "split", "each", "all", "unlike"}
SOME_DAY = datetime.date(2031, 12, 28)

Names = Sequence[Any]
"""The names of the look-ups."""
Plain = Mapping[str, Any]


def holds_several(table: str, column: str) -> bool:
    """Whether a column of a table of ours may hold several texts."""
    declared = MODEL.tables[table]
    if column in declared.properties:
        return declared.properties[column].kind is Kind.LIST
    if not isinstance(declared, NodeType):
        return False
    return any(edge.many for type_, edge in declared.edges.items() if type_.lower() == column)


def unknown_words(plain: Plain, known: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Name each word that nobody knows."""
    for name in plain:
        if name not in known:
            yield name, f"{name!r} is not known; known are {', '.join(sorted(known))}"


def of_row(row: Plain, names: Names) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with an entry of [[row]], and the word to look for."""
    table = row.get("table")
    if not is_text(table) or table not in MODEL.tables:
        yield "table", f"{table!r} is no table; known are {', '.join(MODEL.tables)}"
        return
    for name in ("when", "unless"):
        tests = row.get(name, {})
        if not isinstance(tests, dict) or not all(is_texts(found) for found in tests.values()):
            yield name, f'{name} is columns with their texts, such as {{ "type" = ["UA", "MD"] }}'
    columns = row.get("columns", {})
    if not isinstance(columns, dict):
        yield "columns", "columns is a table: write [row.columns] and a line for each column"
        return
    yield from _columns(str(table), columns, names)


def _columns(table: str, columns: Plain, names: Names) -> Iterator[tuple[str, str]]:
    for name in MODEL.tables[table].key_columns:
        if name not in columns:
            yield "table", f"{table} needs the column {name}"
    if sum(isinstance(cell, dict) and cell.get("each") is True for cell in columns.values()) > 1:
        yield "columns", "only one cell can have each: a row of ours for each of its texts"
    for name, cell in columns.items():
        yield from ((name, f"{name}: {what}") for what in _cell(cell, names, columns))
        yield from ((name, what) for what in _against_model(table, name, cell))


def _cell(cell: Any, names: Names, columns: Plain) -> Iterator[str]:
    if not isinstance(cell, dict):
        yield 'a cell is written as { column = "name of the column in the file" }'
        return
    yield from (what for _, what in unknown_words(cell, tuple(CELL)))
    for word, kind in CELL.items():
        if word in cell and (not isinstance(cell[word], kind) or cell[word] in ("", [], {})):
            yield f"{word} cannot be {cell[word]!r}"
    if sum(key in cell for key in MAKINGS) != 1:
        yield "a cell has just one of column, constant, parts and day_of_load"
    elif "column" not in cell and len(cell) > 1:
        yield f"only the text of a column can have {sorted(set(cell) - set(MAKINGS))[0]}"
    yield from _names_in_cell(cell, names, columns)
    yield from _texts_of_cell(cell)
    parts = cell.get("parts", [])
    for part in parts if isinstance(parts, list) else []:
        yield from _cell(part, names, columns)
        wrong = sorted((set(part) & set(CELL)) - OF_A_PART) if isinstance(part, dict) else []
        yield from (f"a part cannot have {word}" for word in wrong)


def _names_in_cell(cell: Plain, names: Names, columns: Plain) -> Iterator[str]:
    shape, unlike = cell.get("shape", ""), cell.get("unlike", "")
    if shape not in ("", *SHAPES):
        yield f"shape is one of {', '.join(SHAPES)}"
    lookups = cell.get("lookup", [])
    for lookup in lookups if isinstance(lookups, list) else [lookups]:
        if lookup not in names:
            yield f"there is no look-up {lookup!r}"
    if unlike not in ("", *columns):
        yield f"unlike names a column of this row, and {unlike!r} is none"


def _texts_of_cell(cell: Plain) -> Iterator[str]:
    values = cell.get("values", {})
    if isinstance(values, dict) and not is_texts(list(values.values())):
        yield "values is texts with what each becomes, in quotes"
    if is_text(cell.get("pick")) and not is_form(cell["pick"], groups=1):
        yield "pick is a regular expression with one pair of brackets round what is kept"
    if cell.get("all") and not cell.get("lookup"):
        yield "all takes every answer of a look-up, and there is no lookup"
    forms = cell.get("dates", [])
    for form in [forms] if isinstance(forms, str) else forms if isinstance(forms, list) else []:
        if not _is_date_form(form):
            yield f"{form!r} is no form of a date; day, month and year are %d, %m and %Y"


def _against_model(table: str, name: str, cell: Any) -> Iterator[str]:
    declared = MODEL.tables[table]
    edges = declared.edges if isinstance(declared, NodeType) else {}
    known = {*declared.properties, *declared.key_columns, *(type_.lower() for type_ in edges)}
    if name not in known | (set() if isinstance(declared, NodeType) else {"withdraw"}):
        yield f"{table} has no column {name!r}"
        return
    if not isinstance(cell, dict):
        return
    for word, what in (("split", "a split cell"), ("all", "a cell with all")):
        if cell.get(word) and not cell.get("each") and not holds_several(table, name):
            yield f"{name}: it holds one text; {what} needs each = true"
    if cell.get("day_of_load") is False:
        yield f"{name}: day_of_load is true, or is left out"
    if cell.get("day_of_load") and not _is_date(table, name):
        yield f"{name}: it is no date, and cannot be the day of the load"
    if name in declared.properties:
        yield from _unusable(cell, name, table)


def _unusable(cell: Plain, name: str, table: str) -> Iterator[str]:
    """Say which texts of the mapping itself the model cannot use."""
    texts = [cell["constant"]] if is_text(cell.get("constant")) else []
    values = cell.get("values", {})
    if isinstance(values, dict) and not {"lookup", "dates", "shape", "prefix"} & set(cell):
        texts += [text for text in values.values() if isinstance(text, str)]
    for text in texts:
        try:
            parse(MODEL.tables[table].properties[name], text)
        except Unusable as error:
            yield f"{name}: {text!r} {error.message}. {error.fix}"


def is_text(found: Any) -> bool:
    """Whether it is a text with something in it."""
    return isinstance(found, str) and found != ""


def is_texts(found: Any) -> bool:
    """Whether it is a list of texts."""
    return isinstance(found, list) and all(isinstance(text, str) for text in found)


def is_form(found: str, *, groups: int | None = None) -> bool:
    """Whether it is a regular expression, with so many groups."""
    try:
        return groups in (None, re.compile(found).groups)
    except (re.error, RecursionError, OverflowError):
        return False


def _is_date(table: str, name: str) -> bool:
    declared = MODEL.tables[table].properties.get(name)
    return declared is not None and declared.kind is Kind.DATE


def _is_date_form(form: Any) -> bool:
    """Whether a day that is written in it can be read again."""
    try:
        return datetime.datetime.strptime(SOME_DAY.strftime(form), form).date() == SOME_DAY
    except (ValueError, TypeError, re.error):
        return False
