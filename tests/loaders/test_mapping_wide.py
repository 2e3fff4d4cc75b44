"""Tables that keep one thing in many columns: a matrix of agencies by meetings."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from graph.errors import InputError
from tests.loaders.mappings import column, mapped, places

INVITED = (
    '[[row]]\ntable = "invited"\n[row.columns]\n'
    'discussion = { column = "meeting" }\nagency = { column = "Agency" }\n'
    'outcome = { column = "mark", values = { "1" = "in_person", "0" = "no_show" } }\n'
)
WIDE = '[wide]\nall_but = ["Total"]\nname = "meeting"\nvalue = "mark"\n'


def test_each_cell_of_a_matrix_becomes_a_row(tmp_path: Path) -> None:
    """That is how many offices keep attendance, and nobody should retype it."""
    found = mapped(tmp_path, WIDE + INVITED, "Agency,M1,M2,Total\nA,1,0,1\nB,,1,1\n")

    rows = [dict(row.values) for row in found.tables[0].rows]
    assert [
        {"discussion": "M1", "agency": "A", "outcome": "in_person"},
        {"discussion": "M2", "agency": "A", "outcome": "no_show"},
        {"discussion": "M2", "agency": "B", "outcome": "in_person"},
    ] == rows
    assert [2, 2, 3] == [row.number for row in found.tables[0].rows]


def test_a_matrix_may_lie_on_its_side(tmp_path: Path) -> None:
    """A row for each meeting and a column for each agency says the same."""
    words = (
        '[wide]\nmatching = "POL:.*|LHA:.*"\nname = "agency"\nvalue = "mark"\n'
        '[[row]]\ntable = "invited"\n[row.columns]\n'
        'discussion = { column = "Meeting" }\nagency = { column = "agency" }\n'
        'outcome = { column = "mark" }\n'
    )

    found = mapped(tmp_path, words, "Meeting,POL:1,LHA:1,Note\nM1,remote,apologies,x\n")

    assert ["POL:1", "LHA:1"] == column(found, "agency")
    assert ["remote", "apologies"] == column(found, "outcome")


def test_rows_are_counted_and_cells_beside_them(tmp_path: Path) -> None:
    """The balance is of the file's own rows; what became of each cell is told as well."""
    words = WIDE + 'reason = "not asked"\n' + INVITED
    table = "Agency,M1,M2,Total\nA,1,,1\nB,,,0\nC,1,q,1\n"

    found = mapped(tmp_path, words, table)

    balance = found.balance()
    assert (3, 1, 1, 1) == tuple(balance[n] for n in ("rows", "mapped", "skipped", "refused"))
    assert {"not asked": 1} == balance["reasons"]
    assert {"": 3, "not asked": 3} == balance["cells"]
    assert {"not asked": [(2, "M2"), (3, "M1"), (3, "M2")]} == found.places


def test_every_cell_that_cannot_be_read_is_named_and_its_row_yields_nothing(tmp_path: Path) -> None:
    """Half a row that is loaded is a row that nobody mends."""
    found = mapped(tmp_path, WIDE + INVITED, "Agency,M1,M2,M3,Total\nA,1,q,z,1\nB,1,1,1,3\n")

    assert [("not-a-choice", 2, "M2"), ("not-a-choice", 2, "M3")] == places(found)
    assert ["B"] * 3 == column(found, "agency")
    assert (1, 1) == (found.mapped, found.refused)


def test_a_bad_cell_of_the_row_itself_is_named_once(tmp_path: Path) -> None:
    """An agency without a name is one thing that is wrong, not one a meeting."""
    found = mapped(tmp_path, WIDE + INVITED, "Agency,M1,M2,Total\n,1,1,2\n")

    assert [("empty-cell", 2, "Agency")] == places(found)
    assert {"": 2} == found.cells


def test_headers_are_read_like_cells(tmp_path: Path) -> None:
    """A header is a day, a code, a name: what is done to cells is done to it."""
    words = WIDE + INVITED.replace(
        'column = "meeting"', 'column = "meeting", pick = "^(\\\\S+)", dates = "%d/%m/%Y"'
    )

    found = mapped(tmp_path, words, "Agency,12/03/2026 C1,Total\nA,1,1\n")

    assert ["2026-03-12"] == column(found, "discussion")


def test_a_header_that_cannot_be_read_refuses_the_file_and_every_such_header_is_named(
    tmp_path: Path,
) -> None:
    """It would refuse every row for one reason that stands in none of them."""
    words = WIDE + INVITED.replace('column = "meeting"', 'column = "meeting", dates = "%d/%m/%Y"')

    with pytest.raises(InputError) as caught:
        mapped(tmp_path, words, "Agency,12/03/2026,Note,Sum,Total\nA,1,x,1,1\n")

    assert [("not-a-date", 1, "Note"), ("not-a-date", 1, "Sum")] == [
        (said.code, said.row, said.column) for said in caught.value.problems
    ]
    assert "or leave the column out by the mapping" in str(caught.value)


def test_a_header_can_be_skipped_by_name(tmp_path: Path) -> None:
    """A skip may test the header or the text of the cell, and is counted in cells."""
    words = (
        WIDE
        + '[[skip]]\ncolumn = "meeting"\nwhen = ["Note"]\nreason = "a note"\n'
        + '[[skip]]\ncolumn = "mark"\nwhen = ["-"]\nreason = "a dash"\n'
        + INVITED
    )

    found = mapped(tmp_path, words, "Agency,M1,M2,Note,Total\nA,1,-,x,1\n")

    assert ["M1"] == column(found, "discussion")
    assert {"": 1, "a dash": 1, "a note": 1} == found.cells


def test_empty_cells_are_read_where_the_mapping_says_so(tmp_path: Path) -> None:
    """In some offices an empty cell means that nobody came."""
    words = WIDE + "keep_empty = true\n" + INVITED.replace('"0" =', '"" =')

    found = mapped(tmp_path, words, "Agency,M1,M2,Total\nA,,1,1\n")

    assert ["no_show", "in_person"] == column(found, "outcome")


def test_what_the_row_says_of_itself_is_said_once(tmp_path: Path) -> None:
    """A matrix may also be a list of agencies."""
    words = (
        WIDE + INVITED + '[[row]]\ntable = "agency"\n[row.columns]\ncode = { column = "Agency" }\n'
    )

    found = mapped(tmp_path, words, "Agency,M1,M2,Total\nA,1,0,1\nB,,,\n")

    assert ["A", "B"] == [row.values["code"] for row in found.tables[0].rows]
    assert 2 == found.mapped


def test_a_cell_that_no_row_asks_for_is_skipped_for_that_reason(tmp_path: Path) -> None:
    """What is left out must have a reason, cell by cell."""
    words = WIDE + INVITED.replace("[row.columns]", 'when = { "mark" = ["1"] }\n[row.columns]')

    found = mapped(tmp_path, words, "Agency,M1,M2,Total\nA,1,0,1\nB,0,,0\n")

    assert {"": 1, "no row of ours asks for it": 2, "an empty cell": 1} == found.cells
    assert {"each of its cells was skipped": 1} == found.skipped


def test_a_file_without_such_columns_is_refused(tmp_path: Path) -> None:
    """A matrix without meetings is another file."""
    with pytest.raises(InputError, match="finds none of the columns that stand side by side"):
        mapped(tmp_path, WIDE + INVITED, "Agency,Total\nA,1\n")


def test_the_file_must_not_have_a_column_of_the_same_name(tmp_path: Path) -> None:
    """Two columns of a name would be read as one."""
    with pytest.raises(InputError, match="row 1: the file has a column 'mark' of its own"):
        mapped(tmp_path, WIDE + INVITED, "Agency,M1,mark,Total\nA,1,1,1\n")


@pytest.mark.parametrize("words", ['all_but = ["Totl"]', 'columns = ["M1", "M3"]'])
def test_a_column_that_wide_names_must_be_there(tmp_path: Path, words: str) -> None:
    """A misspelt exception would become a meeting."""
    mapping = WIDE.replace('all_but = ["Total"]', words) + INVITED

    with pytest.raises(InputError, match=r"column (Totl|M3): the mapping m reads this column"):
        mapped(tmp_path, mapping, "Agency,M1,M2,Total\nA,1,1,2\n")


def test_columns_can_be_listed(tmp_path: Path) -> None:
    """What is not named is left alone."""
    mapping = WIDE.replace('all_but = ["Total"]', 'columns = ["M2"]') + INVITED

    found = mapped(tmp_path, mapping, "Agency,M1,M2,Total\nA,1,1,2\n")

    assert ["M2"] == column(found, "discussion")


@given(some.lists(some.tuples(*[some.sampled_from(("1", "0", "", "q"))] * 3), max_size=6))
def test_every_row_and_every_cell_has_a_fate(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, ...]]
) -> None:
    """The balances hold for any matrix."""
    table = "Agency,M1,M2,M3,Total\n" + "".join(f"A,{','.join(row)},0\n" for row in cells)

    found = mapped(tmp_path_factory.mktemp("any"), WIDE + INVITED, table)

    assert len(cells) == found.rows
    assert found.rows == found.mapped + sum(found.skipped.values()) + found.refused
    assert 3 * len(cells) == sum(found.cells.values())
    assert sum(row.count("q") > 0 for row in cells) == found.refused
