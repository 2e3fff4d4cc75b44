"""Finds and reads mapping files; `mapping_mistakes.py` says what is wrong with one."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from graph.errors import NotFound, SchemaError
from graph.model import MODEL
from loaders.files import Told
from loaders.mapping_cell_mistakes import holds_several
from loaders.mapping_cells import Cell
from loaders.mapping_language import Condition, Skip, SourceMapping, Target, Wide
from loaders.mapping_lookups import Lookup
from loaders.mapping_mistakes import OF_FILE, TEXTS, mistakes

FOLDER = Path(__file__).parent / "mappings"
SEVERAL = ("dates", "lookup")
"""Words of a cell that have one text or a list of them."""


def known_mappings() -> list[SourceMapping]:
    """Return the mappings that the product ships, by name."""
    return [read_mapping(path) for path in sorted(FOLDER.glob("*.toml"))]


def find_mapping(name: str) -> SourceMapping:
    """Return a mapping by its name, or by the path of its file. Raises NotFound, SchemaError."""
    return read_mapping(mapping_path(name))


def mapping_path(name: str) -> Path:
    """Return the file of a mapping, by its name or as its own path. Raises NotFound."""
    path = FOLDER / f"{name}.toml"
    if path.is_file():
        return path
    if Path(name).is_file():
        return Path(name)
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
    except OSError as error:
        raise SchemaError(
            f"{path.name}: it cannot be read: {error.strerror}. Check path and rights"
        ) from error
    found = mistakes(plain, text)
    if found:
        raise SchemaError("\n".join(f"{path.name}:{line}: {what}" for line, what in found))
    return SourceMapping(
        targets=tuple(_target(row) for row in plain["row"]),
        skips=tuple(_skip(row) for row in plain.get("skip", [])),
        lookups=tuple(_lookup(row) for row in plain.get("lookup", [])),
        wide=_wide(plain["wide"]) if "wide" in plain else None,
        told=Told(**{word: plain[word] for word in OF_FILE if word in plain}),
        keep_former_names=plain.get("keep_former_names", False),
        **{word: plain[word] for word in TEXTS},
    )


def _lookup(row: Mapping[str, Any]) -> Lookup:
    return Lookup(
        row["name"],
        row.get("from", ""),
        row.get("to", ""),
        row.get("file", ""),
        row.get("store", ""),
        tuple(row.get("also", ())),
        {column: frozenset(wanted) for column, wanted in row.get("where", {}).items()},
        row.get("values", {}),
    )


def _wide(plain: Mapping[str, Any]) -> Wide:
    lists = {word: tuple(plain[word]) for word in ("columns", "all_but") if word in plain}
    return Wide(**{**plain, **lists})


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
    told = {key: value for key, value in plain.items() if key not in {"parts", *SEVERAL}}
    return Cell(
        **told,
        lookup=_several(plain.get("lookup", ())),
        dates=_several(plain.get("dates", ())),
        parts=tuple(_cell(part, table, name) for part in plain.get("parts", [])),
        listed=holds_several(table, name),
        of=MODEL.tables[table].properties.get(name),
    )


def _several(found: str | Sequence[str]) -> tuple[str, ...]:
    """Return what may be written as one text or as a list of them."""
    return (found,) if isinstance(found, str) else tuple(found)
