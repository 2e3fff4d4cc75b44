"""Errors: where it is, what is wrong, what to do."""

import pytest

from graph.errors import Conflict, ExplorerError, Problem, StoreError, TimeLimit, WriterBusy


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (
            Problem("c", "is no date", "Write 2026-01-31", "a.csv", "", 3, "on", "31/1"),
            "a.csv, row 3, column on: is no date ('31/1'). Write 2026-01-31",
        ),
        (
            Problem("c", "is empty", "Fill it in", "a.xlsx", "area", 2),
            "a.xlsx, sheet area, row 2: is empty. Fill it in",
        ),
        (Problem("c", "no table", "Name one"), "no table. Name one"),
    ],
)
def test_a_problem_is_one_line_that_says_where(problem: Problem, said: str) -> None:
    """The person who can mend it finds the cell from the line alone."""
    assert said == str(problem)


def test_what_passes_by_itself_is_told_from_what_does_not() -> None:
    """A page offers to try again only where that can help."""
    assert WriterBusy("x").retryable
    assert not StoreError("x").retryable
    assert not TimeLimit("x").retryable


def test_a_conflict_is_no_trouble_with_the_store() -> None:
    """It is somebody's plan that is out of date, and the page shows both versions."""
    assert issubclass(Conflict, ExplorerError)
    assert not issubclass(Conflict, StoreError)
