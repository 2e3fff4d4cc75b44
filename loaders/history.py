"""The history of one load: what it created, replaced and dropped, and what came after it.

An element tells by itself which load made it (`first_load`) and which changed it last (`load`);
what a load replaced or dropped is kept with it as it was before.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from graph.errors import NotFound
from graph.model import MODEL, DatedEdgeType
from graph.records import EdgeState, NodeState, Provenance, State
from graph.schema import NodeType
from graph.states import WHOLE_STORE_SECONDS, batches, edge_states, from_json, loads, node_states
from graph.store import Reader

Identity = tuple[str, ...]
UNDO = "undo"


@dataclass(frozen=True)
class Later:
    """An element that a load touched and a later one touched again; `by` is the last that did."""

    state: State
    by: int
    is_there: bool


@dataclass(frozen=True)
class Touched:
    """What one load did to the elements of the store, and what later loads did to them.

    `created` hold identity and provenance only: a national load makes a million of them. Once the
    load is undone nobody can tell what was dropped from what was replaced: `replaced` has both.
    """

    entry: Mapping[str, Any]
    created: tuple[State, ...]
    replaced: tuple[State, ...]
    dropped: tuple[State, ...]
    later: tuple[Later, ...]


def entry_of(reader: Reader, number: int) -> dict[str, Any]:
    """Return the entry of a load; `undone_by` is the load that took it back. Raises NotFound."""
    for entry in entries(reader):
        if entry["number"] == number:
            return entry
    raise NotFound(
        f"There is no load {number}: the last one is {reader.version()}. mappa loads lists them"
    )


def entries(reader: Reader) -> list[dict[str, Any]]:
    """Return the history of loads, oldest first, each with the undo that took it back."""
    history = loads(reader)
    undone = {entry["undoes"]: entry["number"] for entry in history if entry["undoes"]}
    return [{**entry, "undone_by": undone.get(entry["number"])} for entry in history]


def touched_by(reader: Reader, number: int) -> Touched:
    """Return what a load touched. Raises NotFound."""
    entry = entry_of(reader, number)
    created, before = tuple(made_by(reader, number)), states_before(reader, number)
    if entry["undone_by"]:
        return Touched(entry, created, tuple(before), (), ())
    now = loads_now(reader, before)
    left = later_parts(reader, number) if reader.version() > number else {}
    there = {**now, **{state.identity: state.provenance.load or 0 for state in created}}
    again = [
        Later(state, there[state.identity], True)
        for state in (*created, *before)
        if there.get(state.identity, number) != number
    ]
    gone = [later for identity, later in left.items() if identity not in there]
    dropped = {
        state.identity
        for state in before
        if now.get(state.identity) != number and state.identity not in left
    }
    return Touched(
        entry,
        created,
        tuple(state for state in before if state.identity not in dropped),
        tuple(state for state in before if state.identity in dropped),
        (*again, *gone),
    )


def states_before(reader: Reader, number: int) -> list[State]:
    """Return the states that a load replaced or dropped, as they were."""
    rows = reader.read(
        "MATCH (part:LoadPart)\nWHERE part.number = $number\n"
        "RETURN part.states AS states\nORDER BY part.key",
        {"number": number},
        seconds=WHOLE_STORE_SECONDS,
    )
    return [from_json(json.loads(text)) for row in rows for text in row["states"]]


def made_by(reader: Reader, number: int) -> Iterator[State]:
    """Yield, without their facts, the elements that a load made and that are still there."""
    ask = partial(reader.read, parameters={"number": number}, seconds=WHOLE_STORE_SECONDS)
    for node in MODEL.node_types.values():
        for row in ask(
            f"MATCH (n:{node.label})\nWHERE n.first_load = $number\n"
            f"RETURN n.{node.key} AS key, n.source AS source, n.load AS load\nORDER BY key"
        ):
            origin = Provenance(row["source"], number, row["load"])
            yield NodeState(node.label, row["key"], provenance=origin)
    for edge in MODEL.dated_edges.values():
        for row in ask(
            f"{_ends(edge)}\nWHERE e.first_load = $number\n"
            f"RETURN {_identity(edge)}, e.source AS source\nORDER BY from_key, to_key, mark"
        ):
            origin = Provenance(row["source"], number, row["load"])
            yield EdgeState(
                edge.type, row["from_key"], row["to_key"], row["mark"], provenance=origin
            )


def loads_now(reader: Reader, states: Iterable[State]) -> dict[Identity, int]:
    """Return the load that last changed each of some elements, of those that are there."""
    wanted: dict[str, dict[str, None]] = {}
    for state in states:
        key = state.key if isinstance(state, NodeState) else state.from_key
        wanted.setdefault(state.identity[0], {})[key] = None
    found: dict[Identity, int] = {}
    for name, keys in wanted.items():
        edge = MODEL.dated_edges.get(name)
        for piece in batches(keys):
            text = _edges_from(edge) if edge else _nodes_of(MODEL.node_types[name])
            for row in reader.read(text, {"keys": piece}, seconds=WHOLE_STORE_SECONDS):
                ends = (row["from_key"], row["to_key"], row["mark"]) if edge else (row["key"],)
                found[name, *ends] = row["load"]
    return found


def state_now(reader: Reader, state: State) -> State | None:
    """Return an element as it stands now, or None where it is not there."""
    if isinstance(state, NodeState):
        return next(node_states(reader, MODEL.node_types[state.label], [state.key]), None)
    stored = edge_states(reader, MODEL.dated_edges[state.type], [state.from_key])
    return next((found for found in stored if found.identity == state.identity), None)


def later_parts(reader: Reader, number: int) -> dict[Identity, Later]:
    """Return what later loads replaced or dropped as this load had left it."""
    rows = reader.read(
        "MATCH (part:LoadPart)\nWHERE part.number > $number\n"
        "UNWIND part.states AS state\nWITH part.number AS number, state\n"
        "WHERE state CONTAINS $provenance\nRETURN number, state\nORDER BY number",
        {"number": number, "provenance": f", {number}]"},
        seconds=WHOLE_STORE_SECONDS,
    )
    found = [Later(from_json(json.loads(row["state"])), row["number"], False) for row in rows]
    return {later.state.identity: later for later in found if later.state.provenance.load == number}


def _nodes_of(node: NodeType) -> str:
    return (
        f"UNWIND $keys AS wanted\nMATCH (n:{node.label} {{{node.key}: wanted}})\n"
        f"RETURN n.{node.key} AS key, n.load AS load"
    )


def _edges_from(edge: DatedEdgeType) -> str:
    origin = MODEL.node_types[edge.origin]
    return (
        f"UNWIND $keys AS wanted\n"
        f"MATCH (a:{origin.label} {{{origin.key}: wanted}})-[e:{edge.type}]->"
        f"(b:{edge.edge.target})\nRETURN {_identity(edge)}"
    )


def _ends(edge: DatedEdgeType) -> str:
    return f"MATCH (a:{edge.origin})-[e:{edge.type}]->(b:{edge.edge.target})"


def _identity(edge: DatedEdgeType) -> str:
    origin, target = MODEL.node_types[edge.origin], MODEL.node_types[edge.edge.target]
    return f"a.{origin.key} AS from_key, b.{target.key} AS to_key, e.mark AS mark, e.load AS load"
