"""Invented bundles: repeatable, whole, and plainly invented."""

import csv
import datetime
from collections import Counter
from pathlib import Path

import pytest

from graph.model import MODEL
from graph.schema import NodeType
from graph.store import Store
from loaders.generate import Size, generate
from loaders.load import apply, prepare
from loaders.planned import Plan
from loaders.public_directory import parts
from loaders.sources import bundle_sources
from tests.loaders.bundles import AT

UNTIL = datetime.date(2026, 1, 31)


def tables(folder: Path) -> dict[str, list[dict[str, str]]]:
    """Read a bundle as plain rows."""
    found = {}
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a bundle of 3,000 cases in two areas."""
    folder = tmp_path_factory.mktemp("bundle")
    generate(folder, Size(3000, 2, 5, UNTIL))
    return folder


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """A benchmark or a demonstration can be had again."""
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        generate(tmp_path / name, Size(80, 2, seed, UNTIL, more_panels=True))

    made = [
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in "abc"
    ]
    assert made[0] == made[1]
    assert made[0] != made[2]


def test_nobody_in_it_could_be_taken_for_a_person(bundle: Path) -> None:
    """Everything that looks like a person or a case says that it is invented."""
    found = tables(bundle)

    assert all(row["name"].startswith("Invented Person") for row in found["offender"])
    assert all(row["name"].startswith("Invented Contact") for row in found["representative"])
    assert all(row["email"].endswith("@example.invalid") for row in found["representative"])
    assert "is invented" in (bundle / "NOTICE.txt").read_text(encoding="utf-8")


def test_columns_are_those_of_the_model(bundle: Path) -> None:
    """A bundle is a bundle."""
    for name, rows in tables(bundle).items():
        declared = MODEL.tables[name]
        names = {*declared.key_columns, *declared.properties}
        if isinstance(declared, NodeType):
            names |= {type_.lower() for type_ in declared.edges}
        assert names == set(rows[0])


def test_its_shape_is_that_of_the_published_caseload(bundle: Path) -> None:
    """Ninety-eight of a hundred people are at Level 1."""
    current = {row["mappa_case"]: row["level"] for row in tables(bundle)["at_level"]}

    levels = Counter(current.values())

    assert 0.97 < levels["1"] / 3000 < 0.99
    assert levels["2"] > 3 * levels["3"]


def test_every_outcome_of_an_invitation_occurs(bundle: Path) -> None:
    """A demonstration that leaves an outcome out hides how it looks."""
    outcomes = {row["outcome"] for row in tables(bundle)["invited"]}

    assert set(MODEL.dated_edges["INVITED"].properties["outcome"].choices) == outcomes


def test_it_loads_on_top_of_the_directory_without_a_refusal(store: Store, tmp_path: Path) -> None:
    """What the product invents, the product can read."""
    generate(tmp_path / "bundle", Size(60, 2, 9, UNTIL, more_panels=True))
    for part in parts():
        _load(store, part.folder)

    made = _load(store, tmp_path / "bundle")

    assert (0, []) == (made.count("refused"), made.problems)


def _load(store: Store, folder: Path) -> Plan:
    sources = bundle_sources(folder)
    made = prepare(sources, store, source=folder.name)
    apply(store, made, by="a tester", at=AT, files=sources.files)
    return made
