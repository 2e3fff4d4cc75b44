"""Every register that the product reads, from its publisher's own file."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from graph.errors import InputError
from graph.store import Store
from loaders.load import apply, prepare
from loaders.mapped import Mapped
from loaders.mapping import apply_mapping
from loaders.mapping_file import find_mapping, known_mappings
from loaders.public_directory import parts
from loaders.sources import Sources, bundle_sources
from tests.loaders.bundles import AT

COUNTS = {
    # rows of the file, rows that are mapped, rows of ours by table
    "areas": (42, 42, {"area": 42, "operates_in": 85}),
    "councils": (470, 387, {"agency": 1479}),
    "integrated-care-boards": (42, 42, {"agency": 42}),
    "local-health-boards": (7, 7, {"agency": 7}),
    "nhs-trusts": (242, 241, {"agency": 241}),
    "police-force-names": (44, 43, {"agency": 43}),
    "police-forces": (43, 43, {"agency": 43}),
    "prisons": (173, 127, {"agency": 127}),
    "probation-delivery-units": (222, 222, {"agency": 222}),
    "probation-regions": (13, 13, {"agency": 13}),
}
SKIPPED = {
    "councils": {
        "not in England or Wales": 68,
        "a combined or regional authority has none of the duties": 15,
    },
    "nhs-trusts": {"a local health board, in the register of those": 1},
    "police-force-names": {"not a force of England and Wales": 1},
    "prisons": {"closed, and the register does not say since when": 46},
}
FORCES = {"police_forces_england_wales.csv": "slug,gss_code\nalpha,E1\n"}
REGIONS = {"probation_regions.csv": "id,delius_code\nr1,N1\n"}
DAMAGED: Mapping[str, tuple[str, Mapping[str, str], tuple[str, int, str]]] = {
    # a file with a good row and a bad one, files beside it, the problem: its code, row, column
    "areas": (
        "mappa_area,also_published_as,police_gss_codes,probation_region\n"
        "Alpha,,E1,North\nBeta,,E2,Nowhere\n",
        {"directories/probation_regions.csv": "name,delius_code\nNorth,N1\n"},
        ("not-in-look-up", 3, "probation_region"),
    ),
    "councils": (
        "local-authority-code,official-name,gss-code,start-date,end-date,replaced-by,nation,"
        "local-authority-type\nA,Alpha,E1,,,,England,UA\n"
        'B,Beta,E2,,2023-04-01,"A,C",England,CTY\n',
        {},
        ("not-in-look-up", 3, "replaced-by"),
    ),
    "integrated-care-boards": (
        "ods_code,name\nQ1,ALPHA\nQ2,\n", {}, ("empty-cell", 3, "name"),
    ),
    "local-health-boards": (
        "ods_code,health_board\n7A1,ALPHA\n,BETA\n", {}, ("empty-cell", 3, "ods_code"),
    ),
    "nhs-trusts": ("ods_code,trust_name\nR1,ALPHA\n,BETA\n", {}, ("empty-cell", 3, "ods_code")),
    "police-force-names": (
        "police-force\tname\nalpha\tAlpha Police\nbeta\tBeta Police\n", FORCES,
        ("not-in-look-up", 3, "police-force"),
    ),
    "police-forces": (
        "area_name,gss_code,slug,aliases\nAlpha,E1,alpha,\nBeta,E2,beta,\n",
        {"police_force_register.tsv": "police-force\tname\nalpha\tAlpha Police\n"},
        ("not-in-look-up", 3, "slug"),
    ),
    "prisons": (
        "prison_id,name,name_welsh,active_at_insert\nAAI,Alpha,,true\nBBI,,,true\n", {},
        ("empty-cell", 3, "name"),
    ),
    "probation-delivery-units": (
        "name,delius_code,probation_region_id\nAlpha,N1A,r1\nBeta,N1B,r2\n", REGIONS,
        ("not-in-look-up", 3, "probation_region_id"),
    ),
    "probation-regions": (
        "name,delius_code\nAlpha,N1\nBeta,\n", {}, ("empty-cell", 3, "delius_code"),
    ),
}  # fmt: skip


def mapped(name: str, shelf: Path) -> Mapped:
    """Map a register of the shelf."""
    mapping = find_mapping(name)
    path = shelf / mapping.file
    return apply_mapping(mapping, path if path.exists() else shelf / "directories" / mapping.file)


def agencies(name: str, shelf: Path) -> dict[str, Mapping[str, str]]:
    """Return the agencies of a register by code."""
    return {row.values["code"]: row.values for row in mapped(name, shelf).tables[0].rows}


def test_every_mapping_has_its_counts_and_a_damaged_sample_here() -> None:
    """A new mapping must say what a person finds by reading the file, and what it refuses."""
    known = [mapping.name for mapping in known_mappings()]

    assert sorted(COUNTS) == known
    assert sorted(DAMAGED) == known


@pytest.mark.parametrize("name", COUNTS)
def test_a_register_gives_what_a_person_finds_by_reading_it(name: str, shelf: Path) -> None:
    """Rows = mapped + skipped + refused, nothing is refused, and what is skipped has a reason."""
    rows, used, tables = COUNTS[name]

    found = mapped(name, shelf)

    assert (rows, used, []) == (found.rows, found.mapped, found.problems)
    assert found.rows == found.mapped + sum(found.skipped.values()) + found.refused
    assert SKIPPED.get(name, {}) == found.skipped
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


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_row_of_a_register_is_named_and_the_rest_goes_on(
    name: str, tmp_path: Path
) -> None:
    """A hole in a register is the register's: its publisher must be able to find it."""
    text, beside, problem = DAMAGED[name]
    mapping = find_mapping(name)
    for file, content in {mapping.file: text, **beside}.items():
        path = tmp_path / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")

    found = apply_mapping(mapping, tmp_path / mapping.file)

    assert [problem] == [(said.code, said.row, said.column) for said in found.problems]
    assert {mapping.file} == {said.file for said in found.problems}
    assert (2, 1, 1) == (found.rows, found.mapped, found.refused)


@pytest.mark.parametrize("name", DAMAGED)
def test_another_publishers_file_is_refused_by_its_columns(name: str, tmp_path: Path) -> None:
    """A file of the same name must not be read as if it were this one."""
    mapping = find_mapping(name)
    path = tmp_path / mapping.file
    sign = mapping.told.delimiter or ","
    path.write_text(f"ref{sign}town\n1{sign}Chester\n", encoding="utf-8")

    with pytest.raises(InputError) as caught:
        apply_mapping(mapping, path)

    assert mapping.columns() == {problem.column for problem in caught.value.problems}
    assert {(mapping.file, 1)} == {(problem.file, problem.row) for problem in caught.value.problems}


def test_two_codes_in_one_cell_are_two_successors_for_each_duty(shelf: Path) -> None:
    """Cumbria was replaced by two councils: whoever seeks its social care finds theirs."""
    found = agencies("councils", shelf)

    heirs = {
        duty: sorted(found[f"{duty}:E10000006"]["replaced_by"].split(";"))
        for duty in ("COUNCIL", "LA_CSC", "LA_ASC", "LA_EDU", "LA_PH")
    }

    assert heirs == {duty: [f"{duty}:E06000063", f"{duty}:E06000064"] for duty in heirs}
    assert "2023-04-01" == found["LA_CSC:E10000006"]["active_to"]


def test_every_ended_council_has_a_successor_that_is_there(shelf: Path) -> None:
    """48 councils of England ended, none without an heir; one heir ended in its turn."""
    found = agencies("councils", shelf)

    ended = {code for code, row in found.items() if row["active_to"]}
    heirs = {code: set(found[code]["replaced_by"].split(";")) for code in ended}

    assert 48 == sum(code.startswith("COUNCIL:") for code in ended)
    assert set() == {heir for each in heirs.values() for heir in each} - set(found)
    assert ended == {code for code, row in found.items() if row["replaced_by"]}
    assert {"COUNCIL:E07000246", "LHA:E07000246"} == {
        heir for each in heirs.values() for heir in each if heir in ended
    }


@pytest.mark.parametrize(
    ("gss", "duties"),
    [
        ("E06000049", {"COUNCIL", "LA_CSC", "LA_ASC", "LA_EDU", "LA_PH", "LHA"}),  # unitary
        ("E08000001", {"COUNCIL", "LA_CSC", "LA_ASC", "LA_EDU", "LA_PH", "LHA"}),  # metropolitan
        ("E09000001", {"COUNCIL", "LA_CSC", "LA_ASC", "LA_EDU", "LA_PH", "LHA"}),  # City of London
        ("E10000012", {"COUNCIL", "LA_CSC", "LA_ASC", "LA_EDU", "LA_PH"}),  # county
        ("E07000066", {"COUNCIL", "LHA"}),  # district
    ],
)
def test_a_council_is_one_agency_for_each_of_its_duties(
    gss: str, duties: set[str], shelf: Path
) -> None:
    """Children's services at the table do not make housing present."""
    found = {code: row for code, row in agencies("councils", shelf).items() if code.endswith(gss)}

    assert duties == {code.partition(":")[0] for code in found}
    assert {None, f"COUNCIL:{gss}"} == {row.get("part_of") for row in found.values()}
    assert {code: code.partition(":")[0] for code in found} == {
        code: row["of_type"] for code, row in found.items()
    }


def test_names_that_recur_are_units_of_their_own(shelf: Path) -> None:
    """Ten unit names recur across regions and stay apart; one unit is listed twice, and is one."""
    rows = [row.values for row in mapped("probation-delivery-units", shelf).tables[0].rows]

    units = {row["code"]: row for row in rows}
    twice = [code for code, times in Counter(row["code"] for row in rows).items() if times > 1]
    recurring = [
        name for name, times in Counter(row["name"] for row in units.values()).items() if times > 1
    ]

    assert ["PROB:N43ALL-NA"] == twice
    assert 221 == len(units)
    assert 10 == len(recurring)
    assert 11 == sum(row["name"] == "Probation, Performance and Quality" for row in units.values())


@pytest.mark.parametrize("name", COUNTS)
def test_no_text_of_a_register_begins_or_ends_with_a_space(name: str, shelf: Path) -> None:
    """A name that ends in a space is the same name."""
    texts = {
        text
        for table in mapped(name, shelf).tables
        for row in table.rows
        for text in row.values.values()
    }

    assert {text.strip() for text in texts} == texts


def test_a_force_keeps_its_other_names_but_not_its_own(shelf: Path) -> None:
    """Who looks for Teesside must find Cleveland; the name itself is no alias."""
    found = agencies("police-forces", shelf)

    assert "Cleveland Police" == found["POL:E23000013"]["name"]
    assert "Teesside" == found["POL:E23000013"]["aliases"]
    assert [] == [code for code, row in found.items() if row["name"] in row["aliases"].split(";")]


def test_names_in_capitals_are_read_as_people_write_them(shelf: Path) -> None:
    """The registers of the NHS shout."""
    names = [
        row["name"]
        for register in ("nhs-trusts", "integrated-care-boards", "local-health-boards")
        for row in agencies(register, shelf).values()
    ]

    assert [] == [name for name in names if name == name.upper()]
    assert "NHS Staffordshire and Stoke-on-Trent Integrated Care Board" in names
    assert "Guy's and St Thomas' NHS Foundation Trust" in names


def _load(store: Store, sources: Sources, source: str) -> int | None:
    made = prepare(sources, store, source=source, all_or_nothing=True)
    return apply(store, made, by="a tester", at=AT, files=sources.files)
