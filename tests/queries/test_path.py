"""Paths: the shortest there is, of what may be seen, and no way round a rule."""

import datetime
from typing import Any

import networkx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import InputError, NotFound
from graph.model import MODEL
from graph.scope import EVERY_CATEGORY, OPERATOR, Scope
from graph.store import Store, open_store
from graph.worlds import agency, case, edge, put, reference, world
from queries.analysis import Asked, run
from queries.coverage.policy_file import default_policy
from queries.path import PATH, TWO_CASES
from queries.path_steps import EDGES, NEVER, NOUNS, STEPS, WALKED, WORDS
from tests.queries.plain import Country
from tests.queries.worlds import START, by_chance

DAY = datetime.date(2025, 11, 1)
POLICY = default_policy()
CHESHIRE = Scope(frozenset({"cheshire"}), EVERY_CATEGORY)


def path(
    store: Any, one: str, other: str, scope: Scope = OPERATOR, day: datetime.date = DAY, **more: Any
) -> list[str]:
    """Return the words of a path."""
    told = {"one": one, "other": other, **more}
    return [row["words"] for row in run(PATH, store, Asked(scope, day, DAY, POLICY, told)).rows]


def test_every_step_has_words_and_none_leads_to_what_everything_is_tied_to() -> None:
    """A new kind of edge is walked by itself; it must be sayable."""
    assert set(EDGES) == set(WORDS)
    assert set(WALKED) == set(NOUNS)
    assert set() == NEVER & {label for step in STEPS for label in (step.here, step.there)}
    assert set(MODEL.node_types) == NEVER | set(WALKED)


@pytest.mark.feature(20)
def test_a_path_does_not_go_through_a_case_that_may_not_be_seen(store: Store) -> None:
    """A step through a hidden case would say that it is there."""
    put(
        store,
        world(
            reference([("POL", "area")], areas=("cheshire", "kent")),
            agency("A", "POL"),
            agency("B", "POL"),
            case("HIDDEN", area="kent"),
            *(edge("INVOLVES", "HIDDEN", code, role="core", valid_from=START) for code in "AB"),
        ),
    )

    assert 2 == len(path(store, "A", "B"))
    assert [] == path(store, "A", "B", CHESHIRE)


def test_a_case_that_may_not_be_seen_is_not_there(store: Store) -> None:
    """Whether a reference exists is not told by the kind of error."""
    put(store, world(TWO_CASES, case("HIDDEN", area="kent"), reference(areas=("kent",))))

    with pytest.raises(NotFound) as hidden:
        path(store, "C1", "HIDDEN", CHESHIRE)
    with pytest.raises(NotFound) as missing:
        path(store, "C1", "NOWHERE", CHESHIRE)

    assert str(hidden.value) == str(missing.value)


def test_two_linked_cases_are_a_path_only_for_who_may_see_links(store: Store) -> None:
    """Joining two people is itself a disclosure."""
    put(store, world(TWO_CASES, case("C3"), edge("LINKED_TO", "C1", "C3", kind="household")))

    assert ["Case C1 is linked to case C3."] == path(store, "C1", "C3")
    assert [] == path(store, "C1", "C3", CHESHIRE)


def test_a_path_by_what_is_no_edge_is_refused(store: Store) -> None:
    """A misspelt edge must not look like no connection."""
    put(store, TWO_CASES)

    with pytest.raises(InputError, match="AT_LEVEL: no path goes by this"):
        path(store, "C1", "C2", by=["AT_LEVEL"])
    with pytest.raises(InputError, match="from 1 to 6, not 7"):
        path(store, "C1", "C2", steps=7)


@pytest.mark.feature(20)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 1_000_000), days=st.integers(0, 200))
def test_it_is_as_short_as_networkx_says(
    tmp_path_factory: pytest.TempPathFactory, seed: int, days: int
) -> None:
    """A search from both ends may stop one step too late; a plain search does not."""
    store = open_store(f"embedded:{tmp_path_factory.mktemp('world')}")
    country, told = by_chance(seed)
    put(store, told)
    day = START + datetime.timedelta(days=days)
    net = network(country, day)
    things = sorted(node for node in net if node[0] != "D")[:5]
    asked = Asked(OPERATOR, day, day, POLICY)

    differences = []
    for place, one in enumerate(things):
        for other in things[place:]:
            ends = {"one": one, "other": other, "by": ["LED_BY", "INVOLVES", "CONSIDERS",
                                                       "INVITED", "PART_OF"]}  # fmt: skip
            found = run(PATH, store, Asked(OPERATOR, day, day, POLICY, ends)).count
            length = networkx.shortest_path_length(net, one, other) if networkx.has_path(
                net, one, other
            ) else 0  # fmt: skip
            if found != (length if length <= 6 else 0):
                differences.append((one, other, found, length))

    assert ([], day) == (differences, asked.as_of)


def network(country: Country, day: datetime.date) -> "networkx.Graph[str]":
    """Return the world as a plain graph of cases, agencies and discussions on a day."""
    net: networkx.Graph[str] = networkx.Graph()
    net.add_nodes_from(country.bodies)
    net.add_edges_from((b.code, b.part_of) for b in country.bodies.values() if b.part_of)
    for matter in country.matters:
        if matter.opened > day or (matter.closed and matter.closed <= day):
            continue
        net.add_node(matter.ref)
        net.add_edges_from((matter.ref, s.code) for _, s in matter.works if s.on(day))
    for matter in country.matters:
        for talk in matter.talks:
            if talk.day <= day:
                net.add_node(talk.code)
                net.add_edges_from((talk.code, code) for code in talk.seats)
                if matter.ref in net:
                    net.add_edge(talk.code, matter.ref)
    return net
