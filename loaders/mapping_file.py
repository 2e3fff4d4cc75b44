"""Finds and reads mapping files; `mapping_mistakes.py` says what is wrong with one."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from graph.errors import NotFound, SchemaError
from graph.model import MODEL
from loaders.mapping import Condition, Lookup, Skip, SourceMapping, Target
from loaders.mapping_cells import Cell
from loaders.mapping_mistakes import holds_several, mistakes

FOLDER = Path(__file__).parent / "mappings"


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
    try:
        text = path.read_text(encoding="utf-8-sig")
        plain = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise SchemaError(f"{path.name}: it is not UTF-8 text. Save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise SchemaError(f"{path.name}: it is no TOML: {error}. Correct that place") from error
    found = mistakes(plain, text)
    if found:
        raise SchemaError("\n".join(f"{path.name}:{line}: {what}" for line, what in found))
    return SourceMapping(
        name=plain["name"],
        title=plain["title"],
        publisher=plain["publisher"],
        licence=plain["licence"],
        file=plain["file"],
        delimiter=plain.get("delimiter", ","),
        targets=tuple(_target(row) for row in plain["row"]),
        skips=tuple(_skip(row) for row in plain.get("skip", [])),
        lookups=tuple(
            Lookup(row["name"], row["from"], row["to"], row.get("file", ""))
            for row in plain.get("lookup", [])
        ),
    )


def _skip(row: Mapping[str, Any]) -> Skip:
    wanted = "when" in row
    values = frozenset(row["when" if wanted else "unless"])
    return Skip(Condition(row["column"], values, wanted), row["reason"])


def _target(row: Mapping[str, Any]) -> Target:
    table = row["table"]
    cells = {name: _cell(plain, table, name) for name, plain in row["columns"].items()}
    for name in MODEL.tables[table].key_columns:
        if cells[name].column and not cells[name].each:
            cells[name] = replace(cells[name], required=True)
    conditions = tuple(
        Condition(column, frozenset(values), wanted)
        for key, wanted in (("when", True), ("unless", False))
        for column, values in row.get(key, {}).items()
    )
    return Target(table, cells, conditions)


def _cell(plain: Mapping[str, Any], table: str, name: str) -> Cell:
    told = {key: value for key, value in plain.items() if key not in {"parts", "dates"}}
    dates = plain.get("dates", ())
    return Cell(
        **told,
        dates=(dates,) if isinstance(dates, str) else tuple(dates),
        parts=tuple(_cell(part, table, name) for part in plain.get("parts", [])),
        listed=holds_several(table, name),
    )
