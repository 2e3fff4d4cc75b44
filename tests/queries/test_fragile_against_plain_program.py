"""Thin cover and co-attendance against independent programs, over worlds by chance."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.scope import OPERATOR
from graph.states import every_state
from graph.store import Reader, Store, open_store
from graph.worlds import World, put
from queries.analysis import Analysis, Asked, run
from queries.co_attendance import CO_ATTENDANCE
from queries.thin_coverage import THIN_COVERAGE
from tests.queries.plain import Country
from tests.queries.plain_fragile import thin, together
from tests.queries.worlds import POLICY, START, by_chance

ON_A_SERVER = (0, 3, 11, 42, 77)
"""A fixed few: filling a server takes its time."""
FIRST = START + datetime.timedelta(days=30)


def rows(analysis: Analysis, reader: Reader, day: datetime.date, **told: object) -> list[dict]:  # type: ignore[type-arg]
    """Ask as the operator."""
    return list(run(analysis, reader, Asked(OPERATOR, day, day, POLICY, told)).rows)


def differences(reader: Reader, country: Country, day: datetime.date) -> dict[str, object]:
    """Return, by question, what only one of the two programs says."""
    ours = {
        (row["case"], ";".join(row["types"]), row["rests_on"], ";".join(row["agencies"]),
         row["people"])
        for row in rows(THIN_COVERAGE, reader, day)
    }  # fmt: skip
    found: dict[str, object] = {"thin": ours ^ set(thin(country, POLICY, day))}
    for area in (None, "cheshire", "kent"):
        met = {
            (row["agency"], row["other"]): row["met"]
            for row in rows(CO_ATTENDANCE, reader, day, area=area, **{"from": FIRST})
        }
        plain = together(country, area, FIRST, day)
        found[f"together {area}"] = set(met.items()) ^ set(plain.items())
    return {name: only for name, only in found.items() if only}


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 1_000_000), days=st.integers(0, 200))
def test_both_programs_say_the_same(
    tmp_path_factory: pytest.TempPathFactory, seed: int, days: int
) -> None:
    """Two programs written by different ways must not differ in one row."""
    store = open_store(f"embedded:{tmp_path_factory.mktemp('world')}")
    country, told = by_chance(seed)
    put(store, told)

    found = differences(store, country, START + datetime.timedelta(days=days))

    assert {} == found


def test_both_stores_say_the_same(store: Store) -> None:
    """One Cypher text runs unchanged on both, and means the same."""
    found = []
    for seed in ON_A_SERVER:
        country, told = by_chance(seed)
        put(store, World(), drop=list(every_state(store)))
        put(store, told)
        with store.snapshot() as reader:
            found.append(differences(reader, country, START + datetime.timedelta(days=120)))

    assert [{}] * len(ON_A_SERVER) == found
