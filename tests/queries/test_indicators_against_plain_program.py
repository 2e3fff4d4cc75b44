"""What was discussed again in time, against a plain program by chance."""

import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.scope import OPERATOR
from graph.store import Reader, open_store
from graph.worlds import put
from queries.analysis import Asked, run
from queries.board_indicators import BOARD_INDICATORS
from tests.queries.review_worlds import POLICY, plain_again, with_reviews
from tests.queries.worlds import START


def again(
    reader: Reader, start: datetime.date, day: datetime.date, area: str | None = None
) -> list[tuple[Any, ...]]:
    """Return the rows behind K1 and K2."""
    told = [{"from": start, "indicator": name, "area": area} for name in ("K1", "K2")]
    return sorted(
        (row["indicator"], row["case"], row["day"], row["made"])
        for parameters in told
        for row in run(BOARD_INDICATORS, reader, Asked(OPERATOR, day, day, POLICY, parameters)).rows
    )


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 1_000_000), days=st.integers(0, 200), back=st.integers(0, 150))
def test_what_was_discussed_again_in_time_is_what_a_plain_program_says(
    tmp_path_factory: pytest.TempPathFactory, seed: int, days: int, back: int
) -> None:
    """A percentage that a board publishes has to come out the same by another way of counting."""
    country, _, told = with_reviews(seed)
    store = open_store(f"embedded:{tmp_path_factory.mktemp('world')}")
    put(store, told)
    day = START + datetime.timedelta(days=days)
    start = day - datetime.timedelta(days=back)

    found = again(store, start, day)

    assert plain_again(country, start, day) == found
