"""The trend is the matrix of each month end, counted."""

import datetime
from collections import Counter

import pytest

from graph.errors import InputError
from graph.scope import OPERATOR
from graph.store import Store
from graph.worlds import put
from queries.analysis import Asked, run
from queries.coverage import examples
from queries.coverage_matrix import COVERAGE_MATRIX
from queries.coverage_totals import COVERAGE_TOTALS
from queries.coverage_trend import COVERAGE_TREND, month_ends
from tests.queries.worlds import POLICY, START, by_chance

DAY = START + datetime.timedelta(days=170)


@pytest.mark.parametrize(
    ("as_of", "months", "expected"),
    [
        ("2026-01-31", 2, ["2025-12-31", "2026-01-31"]),
        ("2026-01-30", 2, ["2025-11-30", "2025-12-31"]),
        ("2024-03-15", 1, ["2024-02-29"]),
    ],
)
def test_a_month_that_is_not_over_is_not_shown(
    as_of: str, months: int, expected: list[str]
) -> None:
    """Half a month beside whole ones looks like a fall."""
    found = month_ends(datetime.date.fromisoformat(as_of), months)

    assert expected == [day.isoformat() for day in found]


@pytest.mark.parametrize("months", [0, 121])
def test_a_senseless_number_of_months_is_refused(embedded: Store, months: int) -> None:
    """Nobody waits for a thousand months."""
    asked = Asked(OPERATOR, DAY, DAY, POLICY, {"months": months})

    with pytest.raises(InputError, match="from 1 to 120"):
        run(COVERAGE_TREND, embedded, asked)


@pytest.mark.feature(22)
@pytest.mark.parametrize("seed", range(12))
def test_each_month_counts_the_matrix_of_its_last_day(embedded: Store, seed: int) -> None:
    """Two pages that tell of one day must not tell two things."""
    put(embedded, by_chance(seed)[1])

    trend = run(COVERAGE_TREND, embedded, Asked(OPERATOR, DAY, DAY, POLICY)).rows
    matrices = Counter(
        (day, row["area"], row["type"], row["level"], row["state"])
        for day in month_ends(DAY, 12)
        for row in run(COVERAGE_MATRIX, embedded, Asked(OPERATOR, day, DAY, POLICY)).rows
    )

    counted = {
        (row["month"], row["area"], row["type"], row["level"], state): row[state]
        for row in trend
        for state in ("met", "at_risk", "not_due", "unknown")
    }
    gaps = {
        (row["month"], row["area"], row["type"], row["level"], "gap"):
        row["required"] - row["met"] - row["at_risk"]
        for row in trend
    }  # fmt: skip
    found = {key: count for key, count in {**counted, **gaps}.items() if count}
    states = {"met", "at_risk", "not_due", "unknown", "gap"}
    assert {key: count for key, count in matrices.items() if key[4] in states} == found


@pytest.mark.parametrize("wanted", [{"level": "3"}, {"category": "2"}, {"panel": "P"}])
def test_a_filter_means_the_same_in_matrix_trend_and_totals(
    embedded: Store, wanted: dict[str, str]
) -> None:
    """Whoever follows a number from page to page must not land among other cases."""
    put(embedded, by_chance(5)[1])
    (day,) = month_ends(DAY, 1)
    told = {"months": 1, **wanted}

    trend = run(COVERAGE_TREND, embedded, Asked(OPERATOR, DAY, DAY, POLICY, told)).rows
    cells = run(COVERAGE_MATRIX, embedded, Asked(OPERATOR, day, DAY, POLICY, wanted)).rows
    totals = run(COVERAGE_TOTALS, embedded, Asked(OPERATOR, day, DAY, POLICY, wanted)).rows

    met = sum(row["state"] == "met" for row in cells)
    assert [met, met] == [sum(r["met"] for r in rows if r["type"]) for rows in (trend, totals)]
    assert cells


def test_the_months_of_one_area_are_those_rows_of_all(embedded: Store) -> None:
    """An area must read of itself what the country reads of it."""
    put(embedded, examples.ABSENT_TRUST)
    told = [{}, {"area": "cheshire"}]

    both = [
        run(COVERAGE_TREND, embedded, Asked(OPERATOR, DAY, DAY, examples.POLICY, one)).rows
        for one in told
    ]

    assert both[0] == both[1]
