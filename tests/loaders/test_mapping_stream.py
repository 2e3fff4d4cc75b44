"""A mapping reads its file as a stream: a large one is mapped in little memory."""

import tracemalloc
from pathlib import Path

import pytest

from graph.errors import InputError
from loaders.mapping import apply_mapping
from loaders.mapping_file import read_mapping
from tests.loaders.mappings import AGENCY, mapped

ROWS = 5_000
WORDS = AGENCY + (
    'name = { column = "name" }\n[[row]]\ntable = "operates_in"\n[row.columns]\n'
    'agency = { column = "id" }\narea = { column = "name", required = true }\n'
)


def test_rows_of_a_large_file_are_not_held(tmp_path: Path) -> None:
    """A national register must not need a machine of its own."""
    table = "id,name\n" + "".join(f"{number},Town {number}\n" for number in range(ROWS))
    mapped(tmp_path, WORDS, table)
    mapping = read_mapping(tmp_path / "m.toml")

    tracemalloc.start()
    found = apply_mapping(mapping, tmp_path / "f.csv")
    counted = [sum(1 for _ in table.rows) for table in found.tables]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert [ROWS, ROWS] == counted
    assert peak < 600_000, peak


def test_rows_of_ours_can_be_read_again(tmp_path: Path) -> None:
    """Checking reads them, and so does whoever shows examples."""
    found = mapped(tmp_path, WORDS, "id,name\n1,A\n2,\n3,B\n")

    first, again = list(found.tables[0].rows), list(found.tables[0].rows)

    assert first == again
    assert ["X:1", "X:3"] == [row.values["code"] for row in first]


def test_a_row_that_one_target_refuses_yields_nothing_in_any(tmp_path: Path) -> None:
    """An agency without the area that its row names would look as if it acted nowhere."""
    found = mapped(tmp_path, WORDS, "id,name\n1,A\n2,\n")

    assert [[2], [2]] == [[row.number for row in table.rows] for table in found.tables]
    assert 1 == found.refused


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    """What was counted must be what is loaded."""
    found = mapped(tmp_path, WORDS, "id,name\n1,A\n")
    (tmp_path / "f.csv").write_text("id,name\n1,Another\n2,B\n", encoding="utf-8")

    with pytest.raises(InputError, match=r"f\.csv changed while it was read\. Load it again"):
        list(found.tables[0].rows)


def test_problems_beyond_a_number_are_counted_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A million wrong rows have one reason, and it is not in the last of them."""
    monkeypatch.setattr("loaders.mapped.MOST_PROBLEMS", 20)

    found = mapped(tmp_path, AGENCY, "id,name\n" + ",A\n" * 30)

    assert (30, 21) == (found.refused, len(found.problems))
    assert "more-problems" == found.problems[-1].code
