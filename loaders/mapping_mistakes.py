"""What is wrong with a mapping file: every mistake, and the line on which it stands."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from graph.model import MODEL
from loaders.mapping_cell_mistakes import (
    Names,
    is_form,
    is_text,
    is_texts,
    of_row,
    unknown_words,
)
from loaders.mapping_lookup_mistakes import of_lookup

TEXTS = ("name", "title", "publisher", "licence", "file")
OF_FILE = ("delimiter", "encoding", "sheet", "header_row")
HEAD = (*TEXTS, *OF_FILE, "keep_former_names")
"""The words at the head of a mapping; those of `TEXTS` it must have."""
SECTIONS = {
    "row": ("table", "columns", "when", "unless"),
    "skip": ("column", "when", "unless", "reason"),
    "lookup": ("name", "from", "to", "file", "store", "also", "where", "values"),
}
"""The lists of a mapping, each with the words that an entry may have."""
WIDE: Mapping[str, Any] = {
    "name": str, "value": str, "columns": list, "all_but": list, "matching": str,
    "keep_empty": bool, "reason": str,
}  # fmt: skip
"""The words of [wide], and what each must be."""
CHOOSERS = ("columns", "all_but", "matching")

Place = tuple[str, int]
"""A list and the number of an entry in it; ("", 0) is the head of the file."""
Mistake = tuple[Place, str, str]
"""Where it is, the word to look for there, what is wrong."""
Plain = Mapping[str, Any]


def mistakes(plain: Plain, text: str) -> list[tuple[int, str]]:
    """Return what is wrong with a mapping, by line."""
    found = [(_line(text, place, word), what) for place, word, what in _all(plain)]
    return sorted(dict.fromkeys(found))


def _all(plain: Plain) -> Iterator[Mistake]:
    yield from ((("", 0), word, what) for word, what in _head(plain))
    if not isinstance(plain.get("wide", {}), dict):
        yield ("", 0), "wide", "wide is a table: write [wide] and its words below"
    elif "wide" in plain:
        yield from ((("wide", 0), word, what) for word, what in _wide(plain["wide"], plain))
    if not all(_is_entries(plain.get(section, [])) for section in SECTIONS):
        return
    names: Names = [entry.get("name") for entry in plain.get("lookup", [])]
    checks = {"row": of_row, "skip": _skip, "lookup": of_lookup}
    for section, words in SECTIONS.items():
        for number, entry in enumerate(plain.get(section, []), start=1):
            found = [*unknown_words(entry, words), *checks[section](entry, names)]
            yield from (((section, number), word, what) for word, what in found)


def _head(plain: Plain) -> Iterator[tuple[str, str]]:
    yield from unknown_words(plain, (*HEAD, "wide", *SECTIONS))
    for name in TEXTS:
        if not is_text(plain.get(name)):
            yield name, f"{name} is missing: write it as a text, in quotes"
    if not plain.get("row"):
        yield "row", "row is missing: say with [[row]] what a row of the file becomes"
    yield from _file_words(plain)
    for section in SECTIONS:
        if not _is_entries(plain.get(section, [])):
            yield section, f"{section} is a list: write [[{section}]] over each entry"
    yield from _former_names(plain)


def _file_words(plain: Plain) -> Iterator[tuple[str, str]]:
    delimiter = plain.get("delimiter", ",")
    if not isinstance(delimiter, str) or len(delimiter) != 1:
        yield "delimiter", "delimiter is one sign, such as ';' or '\\t'"
    encoding = plain.get("encoding", "utf-8")
    if not is_text(encoding) or not _is_encoding(encoding):
        yield "encoding", f"{encoding!r} is no encoding; write one such as 'windows-1252'"
    if "sheet" in plain and not is_text(plain["sheet"]):
        yield "sheet", "sheet is a text: the name of the sheet in the workbook"
    row = plain.get("header_row", 1)
    if type(row) is not int or row < 1:
        yield "header_row", "header_row is a number: the row that has the names of the columns"


def _former_names(plain: Plain) -> Iterator[tuple[str, str]]:
    keeps = plain.get("keep_former_names", False)
    if not isinstance(keeps, bool):
        yield "keep_former_names", "keep_former_names is true or false"
    rows = plain.get("row")
    tables = [row.get("table") for row in rows] if _is_entries(rows) and rows else []
    known = [MODEL.tables[name] for name in tables if is_text(name) and name in MODEL.tables]
    if keeps and not any({"aliases", "former_names"} & set(of.properties) for of in known):
        yield (
            "keep_former_names",
            "none of the tables has a column for former names: leave keep_former_names out",
        )


def _is_entries(found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(entry, dict) for entry in found)


def _wide(wide: Plain, plain: Plain) -> Iterator[tuple[str, str]]:
    yield from unknown_words(wide, tuple(WIDE))
    for word, kind in WIDE.items():
        if word in wide and (not isinstance(wide[word], kind) or wide[word] == ""):
            yield word, f"{word} cannot be {wide[word]!r}"
        elif kind is list and not is_texts(wide.get(word, [])):
            yield word, f'{word} is a list of texts, such as ["contact", "total"]'
    if sum(word in wide for word in CHOOSERS) != 1:
        yield "wide", "wide has just one of columns, all_but and matching: which columns it takes"
    if is_text(wide.get("matching")) and not is_form(wide["matching"]):
        yield "matching", f"{wide['matching']!r} is no regular expression"
    yield from _wide_names(wide, plain)


def _wide_names(wide: Plain, plain: Plain) -> Iterator[tuple[str, str]]:
    for word, what in (("name", "header"), ("value", "text of a cell")):
        if not is_text(wide.get(word)):
            yield word, f"wide needs {word}: what the {what} is called in [[row]]"
    name = wide.get("name")
    if is_text(name) and name == wide.get("value"):
        yield "value", "name and value are two columns: call them differently"
    if is_text(name) and name not in set(_texts_in(plain.get("row", []))):
        yield "name", f"no [[row]] reads the column {name!r}, which is each header"


def _texts_in(found: Any) -> Iterator[str]:
    """Yield every text and every word of a part of a mapping."""
    if isinstance(found, str):
        yield found
    for inner in found.values() if isinstance(found, dict) else ():
        yield from _texts_in(inner)
    for inner in found if isinstance(found, dict | list) else ():
        yield from _texts_in(inner)


def _skip(entry: Plain, names: Names) -> Iterator[tuple[str, str]]:
    del names
    if not is_text(entry.get("column")):
        yield "column", "a skip needs a column, a text"
    if not is_text(entry.get("reason")):
        yield "reason", "a skip needs a reason: it is counted by it"
    if ("when" in entry) == ("unless" in entry):
        yield "when", "a skip has either when or unless"
    for name in ("when", "unless"):
        if name in entry and not is_texts(entry[name]):
            yield name, f'{name} is a list of texts, such as ["England", "Wales"]'


def _is_encoding(name: str) -> bool:
    """Whether texts can be read in it; an encoding of bytes into bytes is none."""
    try:
        "".encode(name)
    except (LookupError, ValueError):
        return False
    return True


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
        elif re.match(r"\s*\[\s*wide\s*\]", line):
            here = ("wide", 0)
        yield number, line, here
