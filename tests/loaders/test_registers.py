"""Every register that the product reads, from its publisher's own file."""

from collections import Counter
from pathlib import Path

import pytest

from graph.errors import InputError, SchemaError
from graph.store import Store
from loaders.load import Sources, apply, bundle_sources, prepare
from loaders.mapping import Mapped, apply_mapping
from loaders.mapping_file import find_mapping, known_mappings, read_mapping
from loaders.public_directory import FOLDER, parts
from loaders.public_directory.build import build
from tests.loaders.bundles import AT

COUNTS = {
    # rows of the file, rows that are mapped, rows of ours by table
    "areas": (42, 42, {"area": 42, "operates_in": 85}),
    "councils": (470, 387, {"agency": 1479}),
    "integrated-care-boards": (42, 42, {"agency": 42}),
    "local-health-boards": (7, 7, {"agency": 7}),
    "nhs-trusts": (242, 242, {"agency": 242}),
    "police-force-names": (44, 43, {"agency": 43}),
    "police-forces": (43, 43, {"agency": 43}),
    "prisons": (173, 127, {"agency": 127}),
    "probation-delivery-units": (222, 222, {"agency": 222}),
    "probation-regions": (13, 13, {"agency": 13}),
}
CHESHIRE = {
    "COUNCIL": 4, "DWP": 1, "ICB": 1, "LA_ASC": 4, "LA_CSC": 4, "LA_EDU": 4, "LA_PH": 4, "LHA": 4,
    "LHA_HB": 4, "MARAC": 1, "NHST": 7, "POL": 1, "PRIS": 4, "PROB": 4, "VLO": 1, "YOT": 1,
}  # fmt: skip


def mapped(name: str, shelf: Path) -> Mapped:
    """Map a register of the shelf."""
    mapping = find_mapping(name)
    path = shelf / mapping.file
    return apply_mapping(mapping, path if path.exists() else shelf / "directories" / mapping.file)


def test_every_mapping_has_its_counts_here() -> None:
    """A new mapping must say what a person finds by reading the file."""
    assert sorted(COUNTS) == [mapping.name for mapping in known_mappings()]


@pytest.mark.parametrize("name", COUNTS)
def test_a_register_gives_what_a_person_finds_by_reading_it(name: str, shelf: Path) -> None:
    """Rows = mapped + skipped + refused, and nothing is refused."""
    rows, used, tables = COUNTS[name]

    found = mapped(name, shelf)

    assert (rows, used, []) == (found.rows, found.mapped, found.problems)
    assert found.rows == found.mapped + sum(found.skipped.values()) + found.refused
    assert tables == {table.name: len(list(table.rows)) for table in found.tables}


@pytest.mark.parametrize("name", COUNTS)
def test_a_register_loads_and_loads_again_as_nothing(
    name: str, shelf: Path, embedded: Store
) -> None:
    """Loading twice is loading once, for every source."""
    for part in parts():
        _load(embedded, bundle_sources(part.folder), part.source)
    before = embedded.digest()
    found = mapped(name, shelf)

    first = _load(embedded, Sources(found.tables, {}), "again")

    assert (None, before) == (first, embedded.digest())


def test_two_codes_in_one_cell_are_two_successors(shelf: Path) -> None:
    """Cumbria was replaced by two councils: both are asked in its place."""
    rows = {row.values["code"]: row.values for row in mapped("councils", shelf).tables[0].rows}

    cumbria = rows["COUNCIL:E10000006"]["replaced_by"]

    assert ["COUNCIL:E06000063", "COUNCIL:E06000064"] == sorted(cumbria.split(";"))


def test_names_of_registers_are_trimmed_and_one_code_used_twice_is_one_unit(shelf: Path) -> None:
    """A name that ends in a space is the same name; eleven unit names recur, and stay apart."""
    names = [row.values["name"] for row in mapped("councils", shelf).tables[0].rows]
    units = [row.values for row in mapped("probation-delivery-units", shelf).tables[0].rows]

    assert [] == [name for name in names if name != name.strip()]
    assert 221 == len({unit["code"] for unit in units})
    again = Counter(unit["name"] for unit in {unit["code"]: unit for unit in units}.values())
    assert 10 == sum(times > 1 for times in again.values())


def test_a_file_without_a_column_that_the_mapping_reads_is_refused(tmp_path: Path) -> None:
    """Another publisher's file must not be read as if it were this one's."""
    path = tmp_path / "nhs_trusts.csv"
    path.write_text("ods_code,town\nRXA,Chester\n", encoding="utf-8")

    with pytest.raises(InputError, match=r"row 1, column trust_name"):
        apply_mapping(find_mapping("nhs-trusts"), path)


def test_a_row_that_cannot_be_mapped_is_named(tmp_path: Path) -> None:
    """A hole in a register is the register's: it is said where, and the rest goes on."""
    path = tmp_path / "nhs_trusts.csv"
    path.write_text("ods_code,trust_name\n,NOBODY\nRXA,SOME TRUST\n", encoding="utf-8")

    found = apply_mapping(find_mapping("nhs-trusts"), path)

    assert (2, 1, 1) == (found.rows, found.mapped, found.refused)
    assert [(2, "ods_code")] == [(problem.row, problem.column) for problem in found.problems]


def test_mistakes_in_a_mapping_are_named_by_line(tmp_path: Path) -> None:
    """The author of a mapping is told where to look."""
    path = tmp_path / "bad.toml"
    path.write_text(
        'name = "bad"\ntitle = "t"\npublisher = "p"\nlicence = "l"\nfile = "f.csv"\n'
        '[[row]]\ntable = "agency"\n[row.columns]\ncode = { column = "a" }\n'
        'colour = { column = "b" }\nname = { column = "c", shape = "round" }\n',
        encoding="utf-8",
    )

    with pytest.raises(SchemaError) as caught:
        read_mapping(path)

    assert "bad.toml:10: agency has no column 'colour'" in str(caught.value)
    assert "bad.toml:11: name: shape is one of" in str(caught.value)


def test_the_directory_is_what_the_registers_give(shelf: Path, tmp_path: Path) -> None:
    """Nothing in it was typed by hand that a register holds."""
    build(shelf, tmp_path)

    made = {p.relative_to(tmp_path): p.read_bytes() for p in sorted(tmp_path.rglob("*.csv"))}
    shipped = {
        p.relative_to(FOLDER): p.read_bytes()
        for p in sorted(FOLDER.rglob("*.csv"))
        if p.parent.name < "80"
    }
    assert made == shipped


def test_the_directory_fills_an_empty_store(store: Store) -> None:
    """An administrator anywhere starts with a filled directory: nothing is refused."""
    refused = [_load(store, bundle_sources(part.folder), part.source) is None for part in parts()]

    cheshire = store.read(
        "MATCH (area:Area {code: 'cheshire'})<-[:OPERATES_IN]-(agency:Agency)-[:OF_TYPE]->(kind)\n"
        "RETURN kind.code AS kind, count(*) AS number ORDER BY kind"
    )
    areas = store.read(
        "MATCH (area:Area)<-[:OPERATES_IN]-(agency:Agency)-[:OF_TYPE]->(kind)\n"
        "WHERE kind.code IN ['POL', 'PROB']\n"
        "RETURN area.code AS area, count(DISTINCT kind.code) AS kinds ORDER BY area"
    )
    assert not any(refused)
    assert CHESHIRE == {row["kind"]: row["number"] for row in cheshire}
    assert (42, {2}) == (len(areas), {row["kinds"] for row in areas})


def _load(store: Store, sources: Sources, source: str) -> int | None:
    made = prepare(sources, store, source=source, all_or_nothing=True)
    return apply(store, made, by="a tester", at=AT, files=sources.files)
