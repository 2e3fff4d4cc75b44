"""What checking leaves adds up: each row is used, said again, or refused, and counted once."""

from loaders.checked import Checked
from loaders.reading import Record


def of_row(row: int) -> Record:
    """Return a row that names the same agency as every other here."""
    return Record("agency", "agency.csv", row, key="POL:1")


def test_rows_that_say_the_same_are_counted_until_what_they_repeat_is_refused() -> None:
    """Three rows of one agency are one record; refused, they are three rows to mend."""
    checked, first = Checked(), of_row(2)
    for row in (3, 4):
        checked.repeat(first, of_row(row))
    repeated = dict(checked.repeated)
    again = of_row(5)
    checked.repeat(again, of_row(6))

    checked.refuse(first, first.problem("not-a-date", "is no date", "Write it as 2026-01-31"))

    assert ({"agency": 2}, {"agency": 1}) == (repeated, dict(checked.repeated))
    assert {"agency": 3} == dict(checked.refused)
    assert {2, 3, 4} == {row for _, _, row in checked.refusals}
    assert {("POL:1", "")} == checked.spared["agency"]


def test_the_first_reason_for_a_row_is_the_one_that_is_told() -> None:
    """What is wrong next may be wrong because of it."""
    checked, row = Checked(), of_row(2)
    reasons = [row.problem(code, "is wrong", "Mend it") for code in ("first", "second")]

    for reason in reasons:
        checked.refuse(row, reason)

    assert {row.place: reasons[0]} == checked.refusals
    assert reasons == checked.problems
