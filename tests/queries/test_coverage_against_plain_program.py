"""The judge against an independent program, over worlds by chance; the facts on both stores."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.scope import OPERATOR
from graph.states import every_state
from graph.store import Reader, Store, open_store
from graph.worlds import World, put
from queries.coverage.facts import Facts, fetch
from queries.coverage.judge import judge
from tests.queries.plain import Country, answers
from tests.queries.worlds import POLICY, START, by_chance

WORLDS_ON_A_SERVER = 8
"""A fixed few: filling a server takes its time."""


def facts_of(reader: Reader, day: datetime.date) -> Facts:
    """Fetch the facts of everything, as the operator."""
    values = {
        **OPERATOR.parameters(day), "as_of": day, "levels": ["1", "2", "3"], "areas": None,
        "references": None,
    }  # fmt: skip
    return fetch(reader, values, seconds=30)


def judged(reader: Reader, day: datetime.date) -> list[tuple[object, ...]]:
    """Return what the product says, in the plain program's form."""
    facts = facts_of(reader, day)
    return sorted(
        (v.reference, v.rule, v.state, v.kind, v.since, v.missed)
        for found in judge(POLICY, facts.cases, facts.directory, day)
        for v in found.verdicts
    )


def differences(
    reader: Reader, country: Country, day: datetime.date
) -> tuple[list[object], list[object]]:
    """Return what only the product says, and what only the plain program says."""
    product, plain = set(judged(reader, day)), set(answers(country, POLICY, day))
    return sorted(product - plain, key=str), sorted(plain - product, key=str)


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 1_000_000), days=st.integers(0, 200))
def test_the_judge_says_what_a_plain_program_says(
    tmp_path_factory: pytest.TempPathFactory, seed: int, days: int
) -> None:
    """Two programs written from one page by different ways must not differ in one row."""
    folder = tmp_path_factory.mktemp("world")
    store = open_store(f"embedded:{folder}")
    country, told = by_chance(seed)
    put(store, told)

    found = differences(store, country, START + datetime.timedelta(days=days))

    assert ([], []) == found


def test_both_stores_tell_the_same_facts(store: Store) -> None:
    """One Cypher text runs unchanged on both, and means the same."""
    found = []
    for seed in range(WORLDS_ON_A_SERVER):
        country, told = by_chance(seed)
        _replace(store, told)
        with store.snapshot() as reader:
            found.append(differences(reader, country, START + datetime.timedelta(days=120)))

    assert [([], [])] * WORLDS_ON_A_SERVER == found


def _replace(store: Store, told: World) -> None:
    """Take away the world before, and put the next one in."""
    put(store, World(), drop=list(every_state(store)))
    put(store, told)
