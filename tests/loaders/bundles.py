"""Small bundles for the tests of loading: tables as texts, written into a folder."""

import datetime
from pathlib import Path

from graph.store import Store
from loaders.load import apply, prepare
from loaders.planned import Plan
from loaders.sources import bundle_sources

TYPES = "code,name,standing,reach\nPOL,Police,responsible_authority,area\n"
CASES = "ref,opened_on,concerns\nC1,2024-01-01,O1\n"
OFFENDERS = "ref,date_of_birth\nO1,2010-02-28\n"
LEVELS = "code,name\n1,Level 1\n2,Level 2\n3,Level 3\n"
AT_LEVEL = "mappa_case,level,valid_from,valid_to\nC1,1,2024-01-01,\nC1,2,2024-06-01,\n"
AT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def folder(path: Path, **tables: str) -> Path:
    """Write tables into a folder of a bundle."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def load(store: Store, path: Path, source: str = "a source") -> tuple[int | None, Plan]:
    """Load a bundle; return the load's number and its plan."""
    sources = bundle_sources(path)
    made = prepare(sources, store, source=source)
    return apply(store, made, by="a tester", at=AT, files=sources.files), made


def counts(made: Plan, table: str) -> dict[str, int]:
    """Return the counts of a table that are not nought."""
    return {verb: number for verb, number in made.tables[table].items() if number}
