"""A year by the default policy: late meetings are no gaps, and who stays away is found, alone."""

import pytest

from graph.scope import OPERATOR
from graph.store import Store
from graph.worlds import put
from queries.analysis import Asked, run
from queries.coverage_gaps import COVERAGE_GAPS
from tests.queries.years import POLICY, Day, Year, days

NAMES = ("case", "rule", "state", "kind", "since", "missed")
Rows = set[tuple[object, ...]]


def told(store: Store, year: Year) -> dict[Day, Rows]:
    """Return what coverage-gaps says on every fourteenth day of a year."""
    put(store, year.world())
    with store.snapshot() as reader:
        return {
            day: {
                tuple(row[name] for name in NAMES)
                for row in run(COVERAGE_GAPS, reader, Asked(OPERATOR, day, day, POLICY)).rows
            }
            for day in days()
        }


def test_a_year_in_time_in_which_everybody_comes_has_nothing_to_tell(embedded: Store) -> None:
    """A list that is never empty is not read."""
    found = told(embedded, Year())

    assert {day: set() for day in days()} == found


def test_meetings_a_fortnight_late_are_late_meetings_and_no_gaps(embedded: Store) -> None:
    """By days, every case at Level 2 would show a false gap: lateness is the clock's business."""
    year = Year(late=14)

    found = told(embedded, year)

    expected = {day: year.late_meetings(day) for day in days()}
    assert expected == found
    assert {"MEET-L2", "MEET-L3"} == {row[1] for rows in found.values() for row in rows}


@pytest.mark.parametrize(
    ("absent", "rules"),
    [
        ("LHA", {"HOUS-NFA"}),
        ("NHST", {"NHST-MH"}),
        ("POL", {"RA-POL-L23", "SENIOR-L3-POL", "DA-LINK-POL"}),
    ],
)
def test_an_agency_that_stays_away_is_found_and_no_other(
    embedded: Store, absent: str, rules: set[str]
) -> None:
    """The empty chair: by the right rules, since the right day, as often as it was empty."""
    year = Year(absent=absent)

    found = told(embedded, year)

    expected = {day: year.absences(day) for day in days()}
    assert expected == found
    assert rules == {row[1] for rows in found.values() for row in rows}


def test_late_and_absent_are_told_apart(embedded: Store) -> None:
    """A meeting that is late hides no empty chair, and an empty chair makes no meeting late."""
    year = Year(late=14, absent="LHA")

    found = told(embedded, year)

    expected = {day: year.late_meetings(day) | year.absences(day) for day in days()}
    assert expected == found
