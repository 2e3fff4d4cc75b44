"""Reads a mapping file and checks it against the model, line by line."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graph.errors import NotFound, SchemaError
from graph.model import MODEL, DatedEdgeType
from loaders.mapping import SHAPES, Cell, Condition, Lookup, Skip, SourceMapping, Target

FOLDER = Path(__file__).parent / "mappings"
_TOP = {"name", "title", "publisher", "licence", "file", "delimiter", "row", "skip", "lookup"}
_CELL = {
    "column", "constant", "parts", "values", "split", "lookup", "shape", "prefix", "dates", "each",
    "required",
}  # fmt: skip


def known_mappings() -> list[SourceMapping]:
    """Return the mappings that the product ships, by name."""
    return [read_mapping(path) for path in sorted(FOLDER.glob("*.toml"))]


def find_mapping(name: str) -> SourceMapping:
    """Return a mapping by its name, or by the path of its file. Raises NotFound, SchemaError."""
    path = FOLDER / f"{name}.toml"
    if path.is_file():
        return read_mapping(path)
    if Path(name).is_file():
        return read_mapping(Path(name))
    shipped = ", ".join(path.stem for path in sorted(FOLDER.glob("*.toml")))
    raise NotFound(f"There is no mapping {name!r}. Name a file, or one of: {shipped}")


def read_mapping(path: Path) -> SourceMapping:
    """Read and check a mapping. Raises SchemaError with every mistake and its line."""
    text = path.read_text(encoding="utf-8")
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SchemaError(f"{path.name}: {error}") from error
    mistakes = [
        f"{path.name}:{_line(text, row, word)}: {what}" for row, word, what in _mistakes(plain)
    ]
    if mistakes:
        raise SchemaError("\n".join(mistakes))
    return SourceMapping(
        name=plain["name"],
        title=plain["title"],
        publisher=plain["publisher"],
        licence=plain["licence"],
        file=plain["file"],
        delimiter=plain.get("delimiter", ","),
        targets=tuple(_target(row) for row in plain["row"]),
        skips=tuple(
            Skip(_condition(row["column"], row), row["reason"]) for row in plain.get("skip", [])
        ),
        lookups=tuple(
            Lookup(row["name"], row["from"], row["to"], row.get("file", ""))
            for row in plain.get("lookup", [])
        ),
    )


def _target(row: Mapping[str, Any]) -> Target:
    cells = {name: _cell(plain) for name, plain in row["columns"].items()}
    conditions = tuple(
        Condition(column, frozenset(values), wanted)
        for key, wanted in (("when", True), ("unless", False))
        for column, values in row.get(key, {}).items()
    )
    return Target(row["table"], cells, conditions)


def _cell(plain: Mapping[str, Any]) -> Cell:
    told = {name: value for name, value in plain.items() if name != "parts"}
    return Cell(**told, parts=tuple(_cell(part) for part in plain.get("parts", [])))


def _condition(column: str, row: Mapping[str, Any]) -> Condition:
    wanted = "when" in row
    return Condition(column, frozenset(row["when" if wanted else "unless"]), wanted)


Mistake = tuple[int, str, str]
"""Which [[row]] it is in (0 = none), the word to look for, what is wrong."""


def _mistakes(plain: Mapping[str, Any]) -> Iterator[Mistake]:
    for name in ("name", "title", "publisher", "licence", "file", "row"):
        if not plain.get(name):
            yield 0, name, f"{name} is missing"
    for name in plain:
        if name not in _TOP:
            yield 0, name, f"{name!r} is not known; known are {', '.join(sorted(_TOP))}"
    lookups = {row.get("name") for row in plain.get("lookup", [])}
    for row in plain.get("skip", []):
        if not row.get("reason") or ("when" in row) == ("unless" in row):
            yield 0, "skip", "a skip has a column, a reason, and either when or unless"
    for number, row in enumerate(plain.get("row", []), start=1):
        yield from ((number, word, what) for word, what in _row_mistakes(row, lookups))


def _row_mistakes(row: Mapping[str, Any], lookups: set[Any]) -> Iterator[tuple[str, str]]:
    declared = MODEL.tables.get(row.get("table", ""))
    if declared is None:
        yield "table", f"{row.get('table')!r} is no table; known are {', '.join(MODEL.tables)}"
        return
    edges = set() if isinstance(declared, DatedEdgeType) else {e.lower() for e in declared.edges}
    known = {*declared.properties, *declared.key_columns, *edges}
    for name in declared.key_columns:
        if name not in row.get("columns", {}):
            yield "table", f"{declared.table} needs the column {name}"
    for name, cell in row.get("columns", {}).items():
        if name not in known:
            yield name, f"{declared.table} has no column {name!r}"
        yield from _cell_mistakes(name, cell, lookups)


def _cell_mistakes(
    name: str, cell: Mapping[str, Any], lookups: set[Any]
) -> Iterator[tuple[str, str]]:
    unknown = sorted(set(cell) - _CELL)
    if unknown:
        yield name, f"{name}: {unknown[0]!r} is not known; known are {', '.join(sorted(_CELL))}"
    if sum(key in cell for key in ("column", "constant", "parts")) != 1:
        yield name, f"{name}: a cell has just one of column, constant and parts"
    if cell.get("shape", "") not in {"", *SHAPES}:
        yield name, f"{name}: shape is one of {', '.join(SHAPES)}"
    if cell.get("lookup", "") not in {"", *lookups}:
        yield name, f"{name}: there is no look-up {cell['lookup']!r}"
    for part in cell.get("parts", []):
        yield from _cell_mistakes(name, part, lookups)


def _line(text: str, row: int, word: str) -> int:
    """Return the line on which a word begins, inside the row of that number."""
    rows = 0
    for number, line in enumerate(text.split("\n"), start=1):
        rows += line.strip() == "[[row]]"
        if rows == row and re.match(rf"\s*\[*\s*\"?{re.escape(word)}\b", line):
            return number
    return 1
