"""The public directory that ships: made from the registers, whole, and complete for Cheshire."""

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import InputError
from graph.model import MODEL
from graph.reference import codes
from graph.schema import NodeType
from graph.store import Store
from graph.values import split
from loaders.load import apply, prepare
from loaders.public_directory import FOLDER, parts
from loaders.public_directory.build import USAGE, build, main
from loaders.sources import bundle_sources
from tests.loaders.bundles import AT

MOST_BYTES = 2_000_000
COUNCILS = ("E06000006", "E06000007", "E06000049", "E06000050")
"""Halton, Warrington, Cheshire East, Cheshire West and Chester."""
CHESHIRE = {
    "POL:E23000006", "PROB:N51", "PROB:N51CHES-N51", "PROB:N51HAWA-N51", "PROB:N51WCHE-N51",
    "PRIS:north-west", "PRIS:RSI", "PRIS:STI", "PRIS:TCI", "YOT:cheshire", "DWP:cheshire",
    "ICB:QYG", "NHST:RBT", "NHST:RJN", "NHST:RJR", "NHST:RW4", "NHST:RWW", "NHST:RXA", "NHST:RY2",
    "MARAC:cheshire", "VLO:north-west",
    *(
        f"{kind}:{gss}" for gss in COUNCILS
        for kind in ("COUNCIL", "LA_ASC", "LA_CSC", "LA_EDU", "LA_PH", "LHA", "LHA_HB")
    ),
}  # fmt: skip
ANYWHERE = {
    "EM:national", "UKVI_IE:national", "NHSE:national", "MOD:national", "CTP:north-west",
    "NSD:national", "MHCS:national",
}  # fmt: skip


def rows(table: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the rows of a table in all bundles, with the source of each."""
    for part in parts():
        path = part.folder / f"{table}.csv"
        if path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                yield from ((part.source, row) for row in csv.DictReader(file))


def tables(folder: Path) -> dict[Path, bytes]:
    """Return the tables under a folder that are made, by their place."""
    return {
        path.relative_to(folder): path.read_bytes()
        for path in sorted(folder.rglob("*.csv"))
        if path.parent.name < "80"
    }


def test_the_directory_is_what_the_registers_give(shelf: Path, tmp_path: Path) -> None:
    """Nothing in it was typed by hand that a register holds; the same files give the same bytes."""
    build(shelf, tmp_path)

    assert tables(FOLDER) == tables(tmp_path)


def test_a_register_with_a_bad_row_changes_nothing(shelf: Path, tmp_path: Path) -> None:
    """A directory that lost a trust without a word would be worse than none."""
    damaged, out = tmp_path / "shelf", tmp_path / "out"
    for path in (*shelf.glob("*.csv"), *shelf.glob("directories/*")):
        to = damaged / path.relative_to(shelf)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)
    build(damaged, out)
    before = tables(out)
    with (damaged / "directories" / "nhs_trusts.csv").open("a", encoding="utf-8") as file:
        file.write(",NOBODY,,,,,\n")

    with pytest.raises(InputError, match=r"nhs_trusts.csv, row 244, column ods_code"):
        build(damaged, out)

    assert before == tables(out)


@pytest.mark.parametrize("arguments", [[], ["no such folder"], ["a", "b"]])
def test_the_builder_says_how_it_is_used(arguments: list[str]) -> None:
    """The one argument is the folder of publishers' files."""
    assert USAGE == main(arguments)


def test_the_builder_says_which_file_it_wants(tmp_path: Path) -> None:
    """An empty shelf is the commonest mistake."""
    said = main([str(tmp_path)])

    assert "police_forces_england_wales.csv: there is no file of this name" in str(said)


def test_the_directory_is_small_and_each_bundle_has_its_source_named() -> None:
    """Each row can be followed to its publisher: the bundle's name is the name of its source."""
    named = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")

    size = sum(path.stat().st_size for path in FOLDER.rglob("*.csv"))

    assert size < MOST_BYTES
    assert [] == [part.folder.name for part in parts() if part.folder.name not in named]
    assert len({part.source for part in parts()}) == len(parts())


@pytest.mark.parametrize("table", ["agency", "area"])
def test_a_key_stands_once_where_its_row_is_made(table: str) -> None:
    """Two rows of a key would be two bodies; a table of ours may add to one, and rename none."""
    made = Counter(row["code"] for _, row in rows(table) if row.get("name"))

    assert [] == [code for code, times in made.items() if times > 1]
    assert {row["code"] for _, row in rows(table)} == set(made)


def test_every_reference_points_at_something_that_is_loaded_before_it_or_with_it() -> None:
    """The bundles load one after the other into an empty store."""
    known = {label: set[str]() for label in MODEL.node_types}
    dangling: list[tuple[str, str]] = []
    for part in parts():
        found = [(name, row) for name in MODEL.tables for _, row in _of(part.folder, name)]
        for name, row in found:
            declared = MODEL.tables[name]
            if isinstance(declared, NodeType):
                known[declared.label].add(row[declared.key])
        dangling += [
            (part.source, key)
            for name, row in found
            for label, key in _references(name, row)
            if key not in known[label]
        ]

    assert [] == dangling
    assert set(codes("agency_type")) == known["AgencyType"]


def test_every_area_has_a_police_force_and_a_probation_region() -> None:
    """The Responsible Authority acts in all 42 areas; London has two forces."""
    areas = {row["code"] for _, row in rows("area")}
    acting = [(row["area"], row["agency"].partition(":")[0]) for _, row in rows("operates_in")]

    assert 42 == len(areas)
    assert areas == {area for area, kind in acting if kind == "POL"}
    assert areas == {area for area, kind in acting if kind == "PROB"}
    assert ["london"] == [
        area for (area, kind), times in Counter(acting).items() if (kind, times) == ("POL", 2)
    ]


def test_former_and_welsh_names_of_areas_are_there() -> None:
    """Cleveland was published as Teesside, and Wales has its own names."""
    found: dict[str, dict[str, str]] = {}
    for _, row in rows("area"):
        found.setdefault(row["code"], {}).update(row)

    assert "Teesside" == found["cleveland"]["former_names"]
    assert {"north-wales": "Gogledd Cymru", "south-wales": "De Cymru"}.items() <= {
        code: row.get("name_welsh", "") for code, row in found.items()
    }.items()
    assert {"england_and_wales"} == {row["jurisdiction"] for row in found.values()}


def test_cheshire_is_complete() -> None:
    """The sample area names every public body that its arrangements name, and no other."""
    there = {row["agency"] for _, row in rows("operates_in") if row["area"] == "cheshire"}
    known = {row["code"] for _, row in rows("agency")}

    assert CHESHIRE == there
    assert there | ANYWHERE <= known
    assert {"RSL", "IDVA"}.isdisjoint(code.partition(":")[0] for code in known)


def test_the_prisons_of_cheshire_are_one_service_with_its_region() -> None:
    """Who comes to a panel is the prison service: any of them answers for the others."""
    wholes = {
        row["code"]: row["part_of"] for source, row in rows("agency") if source.endswith("prisons")
        if row.get("part_of")
    }  # fmt: skip

    assert dict.fromkeys(("PRIS:RSI", "PRIS:STI", "PRIS:TCI"), "PRIS:north-west") == wholes


def test_outside_cheshire_nothing_is_guessed() -> None:
    """Where no source says in which area a body acts, the directory does not say it either."""
    elsewhere = {row["agency"] for _, row in rows("operates_in") if row["area"] != "cheshire"}

    assert {"POL", "PROB"} == {code.partition(":")[0] for code in elsewhere}


def test_the_directory_fills_an_empty_store(store: Store) -> None:
    """An administrator anywhere starts with a filled directory: nothing is refused."""
    for part in parts():
        sources = bundle_sources(part.folder)
        made = prepare(sources, store, source=part.source, all_or_nothing=True)
        assert apply(store, made, by="a tester", at=AT, files=sources.files) is not None

    found = store.read(
        "MATCH (area:Area {code: 'cheshire'})<-[:OPERATES_IN]-(agency:Agency)\n"
        "RETURN agency.code AS code, agency.source AS source ORDER BY code"
    )
    assert sorted(CHESHIRE) == [row["code"] for row in found]
    assert {part.source for part in parts()} >= {row["source"] for row in found}


def _of(folder: Path, table: str) -> Iterator[tuple[str, dict[str, str]]]:
    path = folder / f"{table}.csv"
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            yield from ((table, row) for row in csv.DictReader(file))


def _references(table: str, row: dict[str, str]) -> Iterator[tuple[str, str]]:
    declared = MODEL.tables[table]
    if isinstance(declared, NodeType):
        for type_, edge in declared.edges.items():
            yield from ((edge.target, key) for key in split(row.get(type_.lower(), "")))
        return
    first, second = declared.key_columns
    yield declared.origin, row[first]
    yield declared.edge.target, row[second]
