"""What is wrong with a mapping file: every mistake, and the line on which it stands."""

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.model import MODEL
from graph.schema import Kind, NodeType
from graph.values import Unusable, parse
from loaders.mapping_cells import SHAPES

TEXTS = ("name", "title", "publisher", "licence", "file")
TOP = (*TEXTS, "delimiter", "row", "skip", "lookup")
SECTIONS = {
    "row": ("table", "columns", "when", "unless"),
    "skip": ("column", "when", "unless", "reason"),
    "lookup": ("name", "from", "to", "file"),
}
"""The lists of a mapping, each with the words that an entry may have."""
CELL: Mapping[str, Any] = {
    "column": str, "constant": str, "parts": list, "values": dict, "split": str, "lookup": str,
    "shape": str, "prefix": str, "dates": (str, list), "each": bool, "required": bool,
    "unlike": str,
}  # fmt: skip
"""The words that a cell may have, and what each must be."""
OF_A_PART = frozenset(CELL) - {"parts", "split", "each", "unlike"}
SOME_DAY = datetime.date(2031, 12, 28)

Place = tuple[str, int]
"""A list and the number of an entry in it; ("", 0) is the head of the file."""
Mistake = tuple[Place, str, str]
"""Where it is, the word to look for there, what is wrong."""
Plain = Mapping[str, Any]


def mistakes(plain: Plain, text: str) -> list[tuple[int, str]]:
    """Return what is wrong with a mapping, by line."""
    found = [(_line(text, place, word), what) for place, word, what in _all(plain)]
    return sorted(dict.fromkeys(found))


def holds_several(table: str, column: str) -> bool:
    """Whether a column of a table of ours may hold several texts."""
    declared = MODEL.tables[table]
    if column in declared.properties:
        return declared.properties[column].kind is Kind.LIST
    if not isinstance(declared, NodeType):
        return False
    return any(edge.many for type_, edge in declared.edges.items() if type_.lower() == column)


def _all(plain: Plain) -> Iterator[Mistake]:
    yield from ((("", 0), word, what) for word, what in _head(plain))
    if not all(_is_entries(plain.get(section, [])) for section in SECTIONS):
        return
    names = [entry.get("name") for entry in plain.get("lookup", [])]
    checks = {"row": _row, "skip": _skip, "lookup": _lookup}
    for section, words in SECTIONS.items():
        for number, entry in enumerate(plain.get(section, []), start=1):
            found = [*_unknown(entry, words), *checks[section](entry, names)]
            yield from (((section, number), word, what) for word, what in found)


def _head(plain: Plain) -> Iterator[tuple[str, str]]:
    yield from _unknown(plain, TOP)
    for name in TEXTS:
        if not _is_text(plain.get(name)):
            yield name, f"{name} is missing: write it as a text, in quotes"
    if not plain.get("row"):
        yield "row", "row is missing: say with [[row]] what a row of the file becomes"
    delimiter = plain.get("delimiter", ",")
    if not isinstance(delimiter, str) or len(delimiter) != 1:
        yield "delimiter", "delimiter is one sign, such as ';' or '\\t'"
    for section in SECTIONS:
        if not _is_entries(plain.get(section, [])):
            yield section, f"{section} is a list: write [[{section}]] over each entry"


def _is_entries(found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(entry, dict) for entry in found)


def _unknown(plain: Plain, known: Sequence[str]) -> Iterator[tuple[str, str]]:
    for name in plain:
        if name not in known:
            yield name, f"{name!r} is not known; known are {', '.join(sorted(known))}"


def _lookup(entry: Plain, names: Sequence[Any]) -> Iterator[tuple[str, str]]:
    for name in ("name", "from", "to"):
        if not _is_text(entry.get(name)):
            yield name, f"a look-up needs {name}, a text"
    if not isinstance(entry.get("file", ""), str):
        yield "file", "file is a text: the path of a file, seen from the publisher's file"
    if names.count(entry.get("name")) > 1:
        yield "name", f"there are two look-ups called {entry.get('name')!r}"


def _skip(entry: Plain, names: Sequence[Any]) -> Iterator[tuple[str, str]]:
    del names
    if not _is_text(entry.get("column")):
        yield "column", "a skip needs a column, a text"
    if not _is_text(entry.get("reason")):
        yield "reason", "a skip needs a reason: it is counted by it"
    if ("when" in entry) == ("unless" in entry):
        yield "when", "a skip has either when or unless"
    for name in ("when", "unless"):
        if name in entry and not _is_texts(entry[name]):
            yield name, f'{name} is a list of texts, such as ["England", "Wales"]'


def _row(row: Plain, names: Sequence[Any]) -> Iterator[tuple[str, str]]:
    table = row.get("table")
    if not _is_text(table) or table not in MODEL.tables:
        yield "table", f"{table!r} is no table; known are {', '.join(MODEL.tables)}"
        return
    for name in ("when", "unless"):
        tests = row.get(name, {})
        if not isinstance(tests, dict) or not all(_is_texts(found) for found in tests.values()):
            yield name, f'{name} is columns with their texts, such as {{ "type" = ["UA", "MD"] }}'
    columns = row.get("columns", {})
    if not isinstance(columns, dict):
        yield "columns", "columns is a table: write [row.columns] and a line for each column"
        return
    yield from _columns(str(table), columns, names)


def _columns(table: str, columns: Plain, names: Sequence[Any]) -> Iterator[tuple[str, str]]:
    for name in MODEL.tables[table].key_columns:
        if name not in columns:
            yield "table", f"{table} needs the column {name}"
    if sum(isinstance(cell, dict) and cell.get("each") is True for cell in columns.values()) > 1:
        yield "columns", "only one cell can have each: a row of ours for each of its texts"
    for name, cell in columns.items():
        yield from ((name, f"{name}: {what}") for what in _cell(cell, names, columns))
        yield from ((name, what) for what in _against_model(table, name, cell))


def _cell(cell: Any, names: Sequence[Any], columns: Plain) -> Iterator[str]:
    if not isinstance(cell, dict):
        yield 'a cell is written as { column = "name of the column in the file" }'
        return
    yield from (what for _, what in _unknown(cell, tuple(CELL)))
    for word, kind in CELL.items():
        if word in cell and (not isinstance(cell[word], kind) or cell[word] in ("", [], {})):
            yield f"{word} cannot be {cell[word]!r}"
    if sum(key in cell for key in ("column", "constant", "parts")) != 1:
        yield "a cell has just one of column, constant and parts"
    elif "column" not in cell and len(cell) > 1:
        yield f"only the text of a column can have {sorted(set(cell) - {'constant', 'parts'})[0]}"
    yield from _names_in_cell(cell, names, columns)
    yield from _texts_of_cell(cell)
    parts = cell.get("parts", [])
    for part in parts if isinstance(parts, list) else []:
        yield from _cell(part, names, columns)
        wrong = sorted((set(part) & set(CELL)) - OF_A_PART) if isinstance(part, dict) else []
        yield from (f"a part cannot have {word}" for word in wrong)


def _names_in_cell(cell: Plain, names: Sequence[Any], columns: Plain) -> Iterator[str]:
    shape, lookup, unlike = (cell.get(word, "") for word in ("shape", "lookup", "unlike"))
    if shape not in ("", *SHAPES):
        yield f"shape is one of {', '.join(SHAPES)}"
    if lookup not in ("", *names):
        yield f"there is no look-up {lookup!r}"
    if unlike not in ("", *columns):
        yield f"unlike names a column of this row, and {unlike!r} is none"


def _texts_of_cell(cell: Plain) -> Iterator[str]:
    values = cell.get("values", {})
    if isinstance(values, dict) and not _is_texts(list(values.values())):
        yield "values is texts with what each becomes, in quotes"
    forms = cell.get("dates", [])
    for form in [forms] if isinstance(forms, str) else forms if isinstance(forms, list) else []:
        if not _is_date_form(form):
            yield f"{form!r} is no form of a date; day, month and year are %d, %m and %Y"


def _against_model(table: str, name: str, cell: Any) -> Iterator[str]:
    declared = MODEL.tables[table]
    edges = declared.edges if isinstance(declared, NodeType) else {}
    if name not in {*declared.properties, *declared.key_columns, *(e.lower() for e in edges)}:
        yield f"{table} has no column {name!r}"
        return
    if not isinstance(cell, dict):
        return
    if cell.get("split") and not cell.get("each") and not holds_several(table, name):
        yield f"{name}: it holds one text; a split cell needs each = true"
    if name in declared.properties:
        yield from _unusable(cell, name, table)


def _unusable(cell: Plain, name: str, table: str) -> Iterator[str]:
    """Say which texts of the mapping itself the model cannot use."""
    texts = [cell["constant"]] if _is_text(cell.get("constant")) else []
    values = cell.get("values", {})
    if isinstance(values, dict) and not {"lookup", "dates", "shape", "prefix"} & set(cell):
        texts += [text for text in values.values() if isinstance(text, str)]
    for text in texts:
        try:
            parse(MODEL.tables[table].properties[name], text)
        except Unusable as error:
            yield f"{name}: {text!r} {error.message}. {error.fix}"


def _is_text(found: Any) -> bool:
    return isinstance(found, str) and found != ""


def _is_texts(found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(text, str) for text in found)


def _is_date_form(form: Any) -> bool:
    """Whether a day that is written in it can be read again."""
    try:
        return datetime.datetime.strptime(SOME_DAY.strftime(form), form).date() == SOME_DAY
    except (ValueError, TypeError, re.error):
        return False


def _line(text: str, place: Place, word: str) -> int:
    """Return the line of a word in an entry of a list; else the line where the entry begins."""
    lines = [(number, line) for number, line, here in _places(text) if here == place]
    quoted = rf"[\"']?{re.escape(word)}[\"']?"
    named = re.compile(rf"^\s*{quoted}\s*[=.]|^\s*\[(?:[\w-]+\.)*{quoted}\]|[{{,]\s*{quoted}\s*=")
    begins = lines[0][0] if lines else 1
    return next((number for number, line in lines if named.search(line)), begins)


def _places(text: str) -> Iterator[tuple[int, str, Place]]:
    """Yield each line with its number and the entry of a list in which it stands."""
    here: Place = ("", 0)
    begun: Counter[str] = Counter()
    for number, line in enumerate(text.split("\n"), start=1):
        entry = re.match(r"\s*\[\[\s*(\w+)\s*\]\]", line)
        if entry:
            begun[entry[1]] += 1
            here = (entry[1], begun[entry[1]])
        yield number, line, here
