"""What checking makes of several rows, of the store beside them, and of the files of a table."""

from pathlib import Path

import pytest

from graph.errors import InputError, Problem
from graph.store import Store
from loaders import check as checking
from loaders.check import check
from loaders.tables import Table
from tests.loaders.bundles import AT, CASES, folder, load
from tests.loaders.checks import CONTRADICTED, GROUND, PARTS, rows_used, table


@pytest.fixture
def ground(embedded: Store, tmp_path: Path) -> Store:
    """Give a store that holds a case, an agency and where both are."""
    load(embedded, folder(tmp_path / "ground", **GROUND))
    return embedded


def test_a_key_that_contradicts_itself_is_not_used_from_a_third_file_either(
    embedded: Store,
) -> None:
    """Which of three files came last must not decide what an area is called."""
    tables = [
        table("area", "code,name", f"york,{name}", ending=ending)
        for name, ending in (("York", "csv"), ("Yorks", "tsv"), ("York", "jsonl"))
    ]

    checked = check(tables, embedded)

    assert {} == rows_used(checked)
    assert {"area": 3} == dict(checked.refused)
    assert {"area.csv", "area.tsv", "area.jsonl"} == {file for file, _, _ in checked.refusals}


def test_a_row_that_is_said_again_is_one_record(ground: Store) -> None:
    """Two teams that send the same agency agree with each other; nobody has to mend anything."""
    tables = [
        table("agency", "code,name,of_type", "POL:2,Second,POL", "POL:2,Second,POL"),
        table("agency", "code,active_to", "POL:2,2025-01-01", ending="tsv"),
        table("in_area", "mappa_case,area,valid_from,standing,withdraw",
              "C1,kent,2024-01-01,home,yes", "C1,kent,2024-01-01,home,yes"),
    ]  # fmt: skip

    checked = check(tables, ground)

    assert [] == checked.problems
    assert {"agency": [2], "in_area": [2]} == rows_used(checked)
    assert {"agency": 2, "in_area": 1} == dict(checked.repeated)
    merged = checked.nodes["Agency"]["POL:2"]
    assert ("Second", "2025-01-01") == (merged.values["name"], str(merged.values["active_to"]))


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("POL:2,Second,POL,", "POL:2,Second,HEA,"),
        ("POL:2,Second,POL,POL:1", "POL:2,Second,POL,"),
        ("POL:2,Second,POL,", "POL:2,Other,POL,"),
    ],
)
def test_rows_that_differ_in_one_thing_contradict_each_other(
    ground: Store, first: str, again: str
) -> None:
    """Whose agency it is is as much a fact as what it is called."""
    checked = check([table("agency", "code,name,of_type,part_of", first, again)], ground)

    assert ["contradiction"] * 2 == [problem.code for problem in checked.problems]


def test_who_takes_back_and_who_states_an_edge_contradict_each_other(ground: Store) -> None:
    """Believing the last of two rows would make the order of a file decide."""
    rows = table(
        "in_area", "mappa_case,area,valid_from,standing,withdraw",
        "C1,kent,2024-01-01,home,yes", "C1,kent,2024-01-01,home,no",
    )  # fmt: skip

    checked = check([rows], ground)

    assert ["contradiction"] * 2 == [problem.code for problem in checked.problems]
    assert {} == rows_used(checked)


def test_of_an_edge_that_is_taken_back_and_ended_both_rows_are_told(ground: Store) -> None:
    """Each row names the other: they may stand a thousand lines apart."""
    rows = table(
        "operates_in", "agency,area,valid_from,valid_to,withdraw", "POL:1,essex,2025-01-01,,",
        "POL:1,kent,,2025-01-01,", "POL:1,kent,2020-01-01,,", "POL:1,kent,,,yes",
    )  # fmt: skip

    checked = check([rows], ground)

    assert [
        Problem(
            "contradiction", f"row {other} of operates_in.csv {CONTRADICTED}",
            "Keep the right one", "operates_in.csv", "", row, "", "POL:1",
        )
        for row, other in ((3, 5), (5, 3))
    ] == checked.problems  # fmt: skip
    assert {3, 5} == {row for _, _, row in checked.refusals}
    assert {"operates_in": [2, 4]} == rows_used(checked)


def test_edges_of_different_days_are_different_edges(ground: Store) -> None:
    """A case that came to an area twice was there twice."""
    rows = table(
        "in_area", "mappa_case,area,valid_from,standing", "C1,essex,2025-01-01,home",
        "C1,essex,2025-06-01,temporary",
    )  # fmt: skip

    checked = check([rows], ground)

    assert [] == checked.problems
    assert {"in_area": [2, 3]} == rows_used(checked)


def test_an_edge_that_is_open_and_its_end_are_two_rows(ground: Store) -> None:
    """A list of where agencies act may hold a place and, further down, the day it was given up."""
    rows = table(
        "operates_in", "agency,area,valid_from,valid_to", "POL:1,essex,,", "POL:1,essex,,2025-01-01"
    )

    checked = check([rows], ground)

    assert [] == checked.problems
    assert {"operates_in": [2, 3]} == rows_used(checked)


def test_a_link_between_cases_is_one_whichever_is_named_first(
    ground: Store, tmp_path: Path
) -> None:
    """Two areas that report the same association must not make two of it."""
    load(ground, folder(tmp_path / "more", mappa_case=CASES.replace("C1,", "C2,")))
    rows = table(
        "linked_to", "mappa_case,other_mappa_case,kind", "C2,C1,associate", "C1,C2,associate"
    )

    checked = check([rows], ground)

    assert [("C1", "C2")] == [(r.key, r.to_key) for r in checked.edges["LINKED_TO"]]
    assert {"linked_to": 1} == dict(checked.repeated)


def test_an_agency_does_not_become_part_of_its_own_part(ground: Store, tmp_path: Path) -> None:
    """One half of a circle may have been loaded last year."""
    load(ground, folder(tmp_path / "more", agency=f"{PARTS}POL:2,Second,POL,POL:1\n"))

    checked = check([table("agency", "code,part_of", "POL:1,POL:2")], ground)

    assert [("part-of-itself", "part_of", "POL:2")] == [
        (problem.code, problem.column, problem.value) for problem in checked.problems
    ]
    assert {} == rows_used(checked)


@pytest.mark.parametrize(
    ("name", "header", "row"),
    [
        ("area", "code", "kent"),
        ("agency", "code,name", "POL:1,New"),
        ("agency", "code,of_type", "POL:1,POL"),
        ("in_area", "mappa_case,area,valid_from,valid_to", "C1,kent,2024-01-01,2025-01-01"),
        ("in_area", "mappa_case,area,valid_from,withdraw", "C1,kent,2024-01-01,yes"),
        ("in_area", "mappa_case,area,valid_to", "C1,kent,2025-01-01"),
    ],
)
def test_who_sends_a_part_of_what_is_there_need_not_send_the_rest(
    ground: Store, name: str, header: str, row: str
) -> None:
    """Half a table is enough to change half a table, to end an edge or to take it back."""
    checked = check([table(name, header, row)], ground)

    assert [] == checked.problems
    assert {name: [2]} == rows_used(checked)


@pytest.mark.parametrize(
    ("name", "header", "row", "column"),
    [
        ("area", "code,name", "kent,", "name"),
        ("agency", "code,of_type", "POL:1,", "of_type"),
        ("in_area", "mappa_case,area,valid_from,standing", "C1,kent,2024-01-01,", "standing"),
        ("in_area", "mappa_case,area,valid_from", "C1,kent,2024-02-01", "standing"),
        ("in_area", "mappa_case,area,valid_from", "C1,essex,2024-01-01", "standing"),
        (
            "in_area",
            "mappa_case,area,valid_from,valid_to",
            "C1,essex,2024-01-01,2025-01-01",
            "standing",
        ),
        ("in_area", "mappa_case,area,valid_from", "C2,kent,2024-01-01", "standing"),
    ],
)
def test_what_is_required_cannot_be_emptied_nor_borrowed_from_another(
    ground: Store, name: str, header: str, row: str, column: str
) -> None:
    """What the store says of one spell says nothing of the next one."""
    checked = check([table(name, header, row)], ground)

    assert [("missing-value", column)] == [(p.code, p.column) for p in checked.problems]
    assert {} == rows_used(checked)


def test_what_the_load_names_is_read_from_the_store_and_nothing_else(ground: Store) -> None:
    """A load of one row must not read the country into memory."""
    tables = [
        table("area", "code,name", "kent,Kent"),
        table("at_level", "mappa_case,level,valid_from", "C9,1,2025-01-01"),
    ]

    checked = check(tables, ground)

    assert {"Area": ["kent"]} == {of: list(found) for of, found in checked.stored_nodes.items()}
    assert {"AT_LEVEL": {}} == checked.stored_edges


def test_what_reading_refuses_adds_up_over_the_files_of_a_table(ground: Store) -> None:
    """Rows and refusals of both files are in the one line that an administrator reads."""
    tables = [
        table("mappa_case", "ref,opened_on,concerns", "C5,2024-13-01,O1", "C6,2024-01-01,O1"),
        table("mappa_case", "ref,opened_on,concerns", "C7,x,O1", "C8,y,O1", ending="tsv"),
        table("mappa_case", "ref,opened", "C9,2024-01-01", "C10,2024-01-01", ending="jsonl"),
    ]

    checked = check(tables, ground)

    assert {"mappa_case": 6} == checked.rows
    assert {"mappa_case": 5} == dict(checked.refused)
    assert {"mappa_case": [3]} == rows_used(checked)
    assert {
        ("mappa_case.csv", "", 2): "not-a-date",
        ("mappa_case.tsv", "", 2): "not-a-date",
        ("mappa_case.tsv", "", 3): "not-a-date",
        ("mappa_case.jsonl", "", 0): "unknown-column",
    } == {place: problem.code for place, problem in checked.refusals.items()}


@pytest.mark.parametrize(
    ("damaged", "unclear", "spared"),
    [
        (table("area", "code,name", "kent,a\x07b"), set(), {("kent", "")}),
        (table("area", "code,name", ",Kent"), {"area"}, {("", "")}),
        (table("area", "code,named", "kent,Kent"), {"area"}, set()),
        (table("in_area", "mappa_case,area,valid_from,standing", "C1,kent,x,home"), set(),
         {("C1", "kent")}),
        (table("in_area", "mappa_case,area,valid_from,standing", "C1,,2024-01-01,home"),
         {"in_area"}, {("C1", "")}),
        (table("in_area", "mappa_case,area,valid_from,standing", ",kent,2024-01-01,home"),
         {"in_area"}, {("", "kent")}),
    ],
    ids=["a bad cell", "no key", "a bad header", "a bad day", "no second end", "no first end"],
)  # fmt: skip
def test_what_a_refused_row_names_is_spared_by_a_snapshot(
    ground: Store, damaged: Table, unclear: set[str], spared: set[tuple[str, str]]
) -> None:
    """A slip of the pen in a row must not end what the row is about, nor all that nobody names."""
    checked = check([damaged], ground)

    assert (unclear, spared) == (checked.unclear, checked.spared[damaged.name])


def test_what_a_mapping_says_of_its_tables_is_handed_on(embedded: Store) -> None:
    """Former names are lost for good, and days wrong, where a table's own wishes are not heard."""
    areas = table("area", "code,name", "kent,Kent")
    day = {"valid_from": AT.date()}
    wished = Table("operates_in", "o.csv", ("agency", "area"), (), "", "", 1, True, day)

    checked = check([areas, wished], embedded)

    assert {"operates_in"} == checked.keeping
    assert {"area": {}, "operates_in": day} == checked.dated_by_load


def test_the_rows_of_all_tables_count_towards_the_most_of_a_load(
    embedded: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten files of a country each fill memory as one file of ten countries does."""
    monkeypatch.setattr(checking, "MOST_ROWS", 3)
    areas, levels = (
        table(name, "code,name", "1,One", "2,Two", "3,Three") for name in ("area", "level")
    )

    checked = check([areas], embedded)
    with pytest.raises(InputError) as refused:
        check([areas, levels], embedded)

    assert {"area": 3} == checked.rows
    assert [("too-many-rows", "level.csv", 2)] == [
        (problem.code, problem.file, problem.row) for problem in refused.value.problems
    ]
