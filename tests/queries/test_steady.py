"""Cases judged on one day after another stand as if each day were the first."""

import datetime
from dataclasses import replace

import pytest

from graph.store import Store
from graph.worlds import put
from queries.coverage.judge import judge
from queries.coverage.steady import Days, standing_of
from tests.queries.worlds import POLICY, START, by_chance, facts_of

NO_CLOCKS = replace(POLICY, clocks=())
DAYS = 170
"""By then everything that a world by chance holds has begun, and most of it has ended."""


@pytest.mark.parametrize("step", [1, 9])
@pytest.mark.parametrize("seed", range(8))
def test_what_is_not_judged_anew_stands_as_if_it_were(
    embedded: Store, seed: int, step: int
) -> None:
    """A shortcut that forgets one kind of event shows a chair as taken that is empty."""
    put(embedded, by_chance(seed)[1])
    with embedded.snapshot() as reader:
        facts = facts_of(reader, START + datetime.timedelta(days=DAYS))
    days = Days(POLICY, facts.directory)

    for passed in range(0, DAYS, step):
        day = START + datetime.timedelta(days=passed)
        anew = judge(NO_CLOCKS, facts.cases, facts.directory, day)
        standings = days.standings(facts.cases, day)

        assert sorted(map(standing_of, anew), key=repr) == sorted(standings, key=repr)
