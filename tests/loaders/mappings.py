"""Small mappings for tests: a head, and a file that is mapped with others beside it."""

import datetime
from pathlib import Path

from graph.store import Reader, Store
from loaders.load import apply, prepare
from loaders.mapped import Mapped
from loaders.mapping import apply_mapping
from loaders.mapping_file import read_mapping
from loaders.planned import Plan
from loaders.sources import Origin
from tests.loaders.bundles import AT

HEAD = 'name = "m"\ntitle = "t"\npublisher = "p"\nlicence = "l"\nfile = "f.csv"\n'
AGENCY = '[[row]]\ntable = "agency"\n[row.columns]\ncode = { column = "id", prefix = "X:" }\n'
LOOKUP = '[[lookup]]\nname = "codes"\nfrom = "word"\nto = "code"\nfile = "codes.csv"\n'
DAY = datetime.date(2026, 3, 1)


def mapped(
    folder: Path, mapping: str, table: str, reader: Reader | None = None, **beside: str
) -> Mapped:
    """Map a table, with other files beside it."""
    for name, text in {"f": table, **beside}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "m.toml").write_text(HEAD + mapping, encoding="utf-8")
    return apply_mapping(read_mapping(folder / "m.toml"), folder / "f.csv", reader, DAY)


def load_mapped(
    store: Store, path: Path, mapping: str, day: datetime.date = DAY
) -> tuple[int | None, Plan]:
    """Load a file by a mapping (a name or a path); return the load's number and its plan."""
    with store.snapshot() as reader:
        sources = Origin(path, mapping).open(reader, day)
        made = prepare(sources, reader, source="a mapping")
    return apply(store, made, by="a tester", at=AT, files=sources.files), made


def column(found: Mapped, name: str, table: int = 0) -> list[str | None]:
    """Return a column of a table of ours; None where a row leaves it alone."""
    return [row.values.get(name) for row in found.tables[table].rows]


def places(found: Mapped) -> list[tuple[str, int | None, str]]:
    """Return code, row and column of each problem."""
    return [(problem.code, problem.row, problem.column) for problem in found.problems]
