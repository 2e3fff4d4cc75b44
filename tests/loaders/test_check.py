"""What is said of a row that is refused, in full, and that it is not used."""

from pathlib import Path

import pytest

from graph.errors import Problem
from graph.store import Store
from loaders.check import check
from loaders.tables import Table
from tests.loaders.bundles import folder, load
from tests.loaders.checks import CONTRADICTED, GROUND, rows_used, table

SAID: dict[str, tuple[Table, list[tuple[str, str, str, int, str, str]]]] = {
    # what it is: a table, and code, message, fix, row, column and value of each of its problems
    "a key in other capitals, in the file": (
        table("area", "code,name", "york,York", "York,York"),
        [
            (
                "nearly-the-same-key",
                "row 2 of area.csv has the key 'york', which differs only in capitals or spaces",
                "Write both alike", 3, "code", "York",
            )
        ],
    ),
    "a key in other capitals, in the store": (
        table("mappa_case", "ref,opened_on,concerns", "c1,2024-01-01,O1"),
        [
            (
                "nearly-the-same-key",
                "the store, or another row, has the key 'C1', which differs only in capitals or "
                "spaces", "Write both alike", 2, "ref", "c1",
            )
        ],
    ),
    "a key with zeros, in the store": (
        table("agency", "code,name,of_type", "POL:01,One,POL"),
        [
            (
                "nearly-the-same-key",
                "the store, or another row, has the key 'POL:1', which differs only in leading "
                "zeros", "Write both alike", 2, "code", "POL:01",
            )
        ],
    ),
    "two rows of a node that disagree": (
        table("area", "code,name", "york,York", "york,Yorks"),
        [
            ("contradiction", f"row 2 of area.csv {CONTRADICTED}", "Keep the right one", 3, "",
             "york"),
            ("contradiction", f"row 3 of area.csv {CONTRADICTED}", "Keep the right one", 2, "",
             "york"),
        ],
    ),
    "two rows of a dated edge that disagree": (
        table(
            "in_area", "mappa_case,area,valid_from,standing", "C1,essex,2025-01-01,home",
            "C1,essex,2025-01-01,temporary",
        ),
        [
            ("contradiction", f"row 2 of in_area.csv {CONTRADICTED}", "Keep the right one", 3, "",
             "C1"),
            ("contradiction", f"row 3 of in_area.csv {CONTRADICTED}", "Keep the right one", 2, "",
             "C1"),
        ],
    ),
    "a spell that ends as it begins": (
        table("at_level", "mappa_case,level,valid_from,valid_to", "C1,3,2025-03-01,2025-03-01"),
        [
            (
                "ends-before-it-begins", "it begins on 2025-03-01 and ends on 2025-03-01",
                "Correct one of the days", 2, "valid_to", "2025-03-01",
            )
        ],
    ),
    "a spell without a day": (
        table("at_level", "mappa_case,level,valid_from,valid_to", "C1,3,,"),
        [("no-start", "a fact of this kind needs its first day", "Fill it in", 2, "valid_from",
          "")],
    ),
    "a new node without its name": (
        table("area", "code,name", "york,"),
        [("missing-value", "a new one needs this, and nothing says it", "Fill it in", 2, "name",
          "")],
    ),
    "a new node without the column of its name": (
        table("area", "code", "york"),
        [("missing-value", "a new one needs this, and nothing says it", "Fill it in", 2, "name",
          "")],
    ),
    "a new node without what it belongs to": (
        table("agency", "code,name,of_type", "POL:2,Second,"),
        [("missing-value", "a new one needs this, and nothing says it", "Fill it in", 2,
          "of_type", "")],
    ),
    "a new dated edge without what it needs": (
        table("in_area", "mappa_case,area,valid_from", "C1,essex,2025-01-01"),
        [("missing-value", "a new one needs this, and nothing says it", "Fill it in", 2,
          "standing", "")],
    ),
}  # fmt: skip


@pytest.fixture
def ground(embedded: Store, tmp_path: Path) -> Store:
    """Give a store that holds a case, an agency and where both are."""
    load(embedded, folder(tmp_path / "ground", **GROUND))
    return embedded


@pytest.mark.parametrize("name", SAID)
def test_what_is_wrong_with_a_row_is_said_in_full(ground: Store, name: str) -> None:
    """Who mends the file reads the message, not the program: each part of it must be right."""
    damaged, said = SAID[name]

    checked = check([damaged], ground)

    assert [
        Problem(code, message, fix, damaged.file, "", row, column, value)
        for code, message, fix, row, column, value in said
    ] == checked.problems
    assert {problem.row for problem in checked.problems} == {row for _, _, row in checked.refusals}
    assert len(said) == checked.refused[damaged.name]


@pytest.mark.parametrize(
    "name", [name for name in SAID if name != "a key in other capitals, in the file"]
)
def test_what_is_refused_is_not_used(ground: Store, name: str) -> None:
    """A row that was said to be refused and is written all the same is a lie in the report."""
    checked = check([SAID[name][0]], ground)

    assert {} == rows_used(checked)


def test_of_two_keys_that_look_alike_the_first_is_used(ground: Store) -> None:
    """Refusing both would take out an agency that was there and right."""
    checked = check([SAID["a key in other capitals, in the file"][0]], ground)

    assert {"area": [2]} == rows_used(checked)
