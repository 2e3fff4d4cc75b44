"""States: what the store holds, as values that can be written down and read back."""

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model import MODEL
from graph.records import EdgeState, NodeState, Provenance, State
from graph.states import BATCH, batches, edge_states, existing_keys, from_json, node_states, to_json
from graph.store import Store
from graph.worlds import agency, case, discussion, put, reference, world

DAY = datetime.date(2024, 2, 29)
WORLD = world(
    reference([("POL", "area")], circumstances=["no_fixed_abode"]),
    agency("POL:1", "POL", "cheshire", since=DAY, aliases=["one; two", "three"]),
    case("C1", circumstances={"no_fixed_abode": "unknown"}, restricted=True),
    case("C2"),
    discussion("D1", "C1", DAY, {"POL:1": "in_person"}, grades={"POL:1": "senior"}),
)
LOADS = st.none() | st.integers(1, 10_000)
ORIGINS = st.builds(Provenance, st.text(max_size=9), LOADS, LOADS)
DATES = st.dates().map(lambda day: day)
NODES = st.builds(
    NodeState,
    st.just("MappaCase"),
    st.text(min_size=1),
    st.fixed_dictionaries(
        {"opened_on": DATES}, optional={"closed_on": DATES, "restricted": st.booleans()}
    ),
    st.sampled_from([{}, {"CONCERNS": ("O1",)}]),
    ORIGINS,
)
EDGES = st.builds(
    EdgeState,
    st.just("HAS_CIRCUMSTANCE"),
    st.text(min_size=1),
    st.text(min_size=1),
    st.text(),
    st.fixed_dictionaries(
        {"valid_from": DATES, "answer": st.sampled_from(["yes", "no", "unknown"])}
    ),
    ORIGINS,
)


@given(NODES | EDGES)
def test_a_state_that_was_written_down_is_read_back(state: State) -> None:
    """An undo puts back what was, exactly."""
    assert state == from_json(json.loads(json.dumps(to_json(state))))


@pytest.mark.parametrize("state", WORLD.states, ids=lambda state: "-".join(state.identity))
def test_every_state_of_a_world_is_read_back(state: State) -> None:
    """Lists, whole numbers, plain edges and marks too."""
    assert state == from_json(json.loads(json.dumps(to_json(state))))


@given(st.integers(0, 3 * BATCH + 1))
def test_pieces_are_full_but_the_last_and_lose_nothing(number: int) -> None:
    """A load of any size is written in pieces that both engines like."""
    pieces = [len(piece) for piece in batches(range(number))]

    assert number == sum(pieces)
    assert all(size == BATCH for size in pieces[:-1])
    assert 0 not in pieces


def test_nodes_come_by_the_keys_that_are_asked_for(store: Store) -> None:
    """A plan of ten rows does not read ninety thousand cases."""
    put(store, WORLD)

    found = node_states(store, MODEL.node_types["MappaCase"], ["C2", "NOBODY", "C1"])

    assert ["C2", "C1"] == [state.key for state in found]


def test_dated_edges_come_by_the_node_at_which_they_start(store: Store) -> None:
    """What a case had before decides what a new spell ends."""
    put(store, WORLD)

    found = list(edge_states(store, MODEL.dated_edges["HAS_CIRCUMSTANCE"], ["C1", "C2"]))

    assert [("C1", "no_fixed_abode", "2020-01-01")] == [
        (state.from_key, state.to_key, state.mark) for state in found
    ]
    assert "unknown" == found[0].properties["answer"]


def test_keys_that_are_there_are_told_from_those_that_are_not(store: Store) -> None:
    """A row that points at nothing is refused before anything is written."""
    put(store, WORLD)

    assert {"C1"} == existing_keys(store, MODEL.node_types["MappaCase"], ["C1", "C3"])
