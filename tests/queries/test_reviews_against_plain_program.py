"""Reviews that are overdue, and those that came in time, against a plain program by chance."""

import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.scope import EVERY_CATEGORY, OPERATOR, Scope
from graph.states import every_state
from graph.store import Reader, Store, open_store
from graph.worlds import World, put
from queries.analysis import Asked, run
from queries.board_indicators import BOARD_INDICATORS
from queries.review_overdue import REVIEW_OVERDUE
from tests.queries.review_worlds import POLICY, plain_again, plain_overdue, with_reviews
from tests.queries.worlds import START

WORLDS_ON_A_SERVER = 5
QUICKLY = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def overdue(
    reader: Reader, day: datetime.date, area: str | None, *, by_scope: bool
) -> list[tuple[Any, ...]]:
    """Return what the product says is overdue, in the plain program's form."""
    scope = OPERATOR
    if by_scope and area:
        scope = Scope(frozenset({area}), EVERY_CATEGORY)
    asked = Asked(scope, day, day, POLICY, {} if by_scope else {"area": area})
    return sorted(
        (
            row["case"], row["state"], row["clock"], row["due"], row["overdue_of_lead"],
            row["cases_of_lead"],
        )
        for row in run(REVIEW_OVERDUE, reader, asked).rows
    )  # fmt: skip


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


@QUICKLY
@given(
    seed=st.integers(0, 1_000_000),
    days=st.integers(0, 260),
    area=st.sampled_from((None, "cheshire", "kent")),
    by_scope=st.booleans(),
)
def test_what_is_overdue_is_what_a_plain_program_says(
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    days: int,
    area: str | None,
    by_scope: bool,
) -> None:
    """A list of late reviews that is wrong in one row is believed in none."""
    country, looks, told = with_reviews(seed)
    store = open_store(f"embedded:{tmp_path_factory.mktemp('world')}")
    put(store, told)
    day = START + datetime.timedelta(days=days)

    found = overdue(store, day, area, by_scope=by_scope)

    assert plain_overdue(country, looks, day, area) == found


@QUICKLY
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


def test_both_stores_agree_with_the_plain_program(store: Store) -> None:
    """One Cypher text runs unchanged on both, and means the same."""
    day = START + datetime.timedelta(days=120)
    expected, found = [], []
    for seed in range(WORLDS_ON_A_SERVER):
        country, looks, told = with_reviews(seed)
        _replace(store, told)
        with store.snapshot() as reader:
            found.append((overdue(reader, day, None, by_scope=False), again(reader, START, day)))
        expected.append(
            (plain_overdue(country, looks, day, None), plain_again(country, START, day))
        )

    assert expected == found


def _replace(store: Store, told: World) -> None:
    """Take away the world before, and put the next one in."""
    put(store, World(), drop=list(every_state(store)))
    put(store, told)
