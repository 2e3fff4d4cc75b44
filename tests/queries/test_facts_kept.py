"""Facts that are kept over changes: the same as facts that are read afresh."""

import datetime
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.model import MODEL
from graph.records import Changes, EdgeState, State
from graph.states import every_state
from graph.store import Store, Trial, open_store
from graph.worlds import changes_over, edge, node, put
from queries.coverage import examples
from queries.coverage.facts import Facts
from tests.queries.worlds import START, by_chance, facts_of

DAY = START + datetime.timedelta(days=90)


def some_changes(trial: Trial, seed: int, rng: random.Random) -> Changes:
    """Return some elements of another world, with what they hang on, and some that go."""
    there = {state.identity: state for state in every_state(trial)}
    other = {state.identity: state for state in changes_over(trial, by_chance(seed)[1]).put}
    wanted = rng.sample(sorted(other), k=rng.randint(0, min(12, len(other))))
    put_in: dict[tuple[str, ...], State] = {}
    while wanted:
        identity = wanted.pop()
        if identity in other and identity not in put_in:
            put_in[identity] = other[identity]
            wanted += [one for one in ends(other[identity]) if one not in there]
    named = {end for state in put_in.values() for end in ends(state)} | set(put_in)
    loose = [
        identity
        for identity, state in there.items()
        if isinstance(state, EdgeState) and identity not in named
    ]
    going = rng.sample(sorted(loose), k=min(len(loose), rng.randint(0, 3)))
    return Changes(tuple(put_in.values()), tuple(there[identity] for identity in going))


def ends(state: State) -> list[tuple[str, ...]]:
    """Return the nodes that an element cannot be without."""
    if isinstance(state, EdgeState):
        declared = MODEL.dated_edges[state.type]
        return [(declared.origin, state.from_key), (declared.edge.target, state.to_key)]
    edges = MODEL.node_types[state.label].edges
    return [(edges[type_].target, key) for type_, keys in state.plain_edges.items() for key in keys]


def sorted_facts(facts: Facts) -> tuple[object, object]:
    """Return facts in a form that can be compared: what a store returns in any order, in order."""
    cases = [
        (
            one.reference, one.opened_on, one.levels, one.categories, one.circumstances, one.homes,
            {role: sorted(map(str, spells)) for role, spells in one.works.items()}, one.talks,
        )
        for one in facts.cases
    ]  # fmt: skip
    return cases, facts.directory


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=st.integers(0, 10_000), second=st.integers(0, 10_000), chance=st.integers(0, 10_000))
def test_kept_facts_are_those_that_are_read_afresh(
    tmp_path_factory: pytest.TempPathFactory, first: int, second: int, chance: int
) -> None:
    """One fact kept too long, and a what-if tells of a case as it was."""
    store = open_store(f"embedded:{tmp_path_factory.mktemp('world')}")
    put(store, by_chance(first)[1])
    facts_of(store, DAY)
    with store.trial() as trial:
        trial.apply(some_changes(trial, second, random.Random(chance)))  # noqa: S311 -- no secret
        kept = sorted_facts(facts_of(trial, DAY))
        trial.kept.clear()

        afresh = sorted_facts(facts_of(trial, DAY))

    assert afresh == kept


def test_what_changes_do_not_touch_is_not_read_again(store: Store) -> None:
    """A what-if of one case would else read the country twice."""
    put(store, examples.ABSENT_TRUST + examples.PRESENT_TRUST)
    before = facts_of(store, examples.DAY)

    with store.trial() as trial:
        trial.apply(changes_over(trial, edge("IN_CATEGORY", "C1", "2", valid_from=DAY)))
        after = facts_of(trial, examples.DAY)

    same = [one is other for one, other in zip(before.cases, after.cases, strict=True)]
    assert ([False, True], True) == (same, before.directory is after.directory)


def test_a_load_keeps_what_it_does_not_touch(store: Store) -> None:
    """Readers go on after a load as quickly as before it, with what is new."""
    put(store, examples.ABSENT_TRUST + examples.PRESENT_TRUST)
    before = facts_of(store, examples.DAY)

    put(store, edge("IN_CATEGORY", "C1", "2", valid_from=DAY))
    after = facts_of(store, examples.DAY)

    same = [one is other for one, other in zip(before.cases, after.cases, strict=True)]
    assert ([False, True], True) == (same, before.directory is after.directory)
    assert ["2", "1"] == [spell.code for spell in after.cases[0].categories]


def test_a_node_that_goes_takes_the_facts_with_it(embedded: Store) -> None:
    """It takes edges with it that no change names."""
    put(embedded, examples.ABSENT_TRUST)
    facts_of(embedded, examples.DAY)

    with embedded.trial() as trial:
        trial.apply(Changes(drop=tuple(node("Agency", "TRUST").states)))
        facts = facts_of(trial, examples.DAY)

    assert "TRUST" not in facts.directory.agencies
    assert all("TRUST" not in talk.seats for one in facts.cases for talk in one.talks)
