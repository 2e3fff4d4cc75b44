"""The statements that write changes and the entry of a load, in an order both engines take.

Every node gets its key as property `id` too: kglite knows a node in its log by type and id, and an
id of its own making can come twice once nodes have been deleted.
"""

import datetime
import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from graph.errors import Conflict, StoreError
from graph.model import MODEL
from graph.progress import advance, begin
from graph.records import Changes, EdgeState, History, LoadEntry, NodeState, State
from graph.states import batches, to_json
from graph.store import FORMAT

Some = TypeVar("Some", NodeState, EdgeState)

COUNTED = "RETURN count(*) AS done"
STATES_A_PART = 1_000
"""How many earlier states one LoadPart holds."""
PARTS_AT_ONCE = 20
LOAD = (
    "UNWIND $rows AS row\nMERGE (load:Load {number: row.number, id: row.id})\n"
    "SET load = row\nRETURN count(*) AS done"
)
LOAD_PART = (
    "UNWIND $rows AS row\nMERGE (part:LoadPart {key: row.key, id: row.id})\n"
    "SET part = row\nRETURN count(*) AS done"
)


@dataclass(frozen=True)
class Statement:
    """A text for a batch of rows; `counted` when it must return `done` = the number of rows."""

    text: str
    rows: list[dict[str, Any]]
    about: str
    counted: bool = True


def change_statements(
    changes: Changes, number: int, *, into_empty: bool = False
) -> Iterator[Statement]:
    """Yield what writes the changes as load `number`; `into_empty` if nothing can be there."""
    begin("writing", len(changes))
    yield from _told(_drops(changes))
    nodes = _grouped(state for state in changes.put if isinstance(state, NodeState))
    yield from _told(_nodes(nodes, number, into_empty=into_empty))
    yield from _plain_edges(nodes, into_empty=into_empty)
    edges = _grouped(state for state in changes.put if isinstance(state, EdgeState))
    yield from _told(_dated_edges(edges, number, into_empty=into_empty))


def entry_statements(entry: LoadEntry, number: int) -> Iterator[Statement]:
    """Yield what writes the history of load `number`, or a whole one that is restored."""
    if entry.restores:
        yield from _history_statements(entry.restores)
        return
    load = {
        "id": number,
        "number": number,
        "kind": entry.kind,
        "source": entry.source,
        "by": entry.by,
        "at": entry.at.isoformat(timespec="seconds"),
        "files": json.dumps(dict(entry.files), sort_keys=True),
        "counts": json.dumps(dict(entry.counts), sort_keys=True),
        "policy": entry.policy,
        **({"undoes": entry.undoes} if entry.undoes is not None else {}),
    }
    yield Statement(LOAD, [load], "Load")
    before = [json.dumps(to_json(state)) for state in entry.before]
    parts = [
        {
            "id": f"{number}:{start // STATES_A_PART}",
            "key": f"{number}:{start // STATES_A_PART}",
            "number": number,
            "states": before[start : start + STATES_A_PART],
        }
        for start in range(0, len(before), STATES_A_PART)
    ]
    for piece in batches(parts, PARTS_AT_ONCE):
        yield Statement(LOAD_PART, piece, "LoadPart")


def _history_statements(history: History) -> Iterator[Statement]:
    """Yield what writes loads and parts with whatever properties they had."""
    loads = [{**load, "id": load["number"]} for load in history.loads]
    for piece in batches(loads):
        yield Statement(LOAD, piece, "Load")
    for piece in batches(history.parts, PARTS_AT_ONCE):
        yield Statement(LOAD_PART, [{**part, "id": part["key"]} for part in piece], "LoadPart")


def info_statement(entry: LoadEntry) -> Statement:
    """Return what marks a store as ours, once, and locks it for this writer on a server.

    The key that it makes is the store's for good, and a restored store's is the one it had:
    references are derived from it.
    """
    made = {
        "format": FORMAT,
        "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "key": secrets.token_hex(32),
    }
    row = {**(entry.restores.info if entry.restores else made), "id": "store", "name": "store"}
    return Statement(
        "UNWIND $rows AS row\nMERGE (info:StoreInfo {name: 'store', id: 'store'})\n"
        "ON CREATE SET info = row\nSET info.name = row.name\nRETURN count(*) AS done",
        [row],
        "StoreInfo",
    )


def next_number(version: int, entry: LoadEntry) -> int:
    """Return the number of the load to be written; raises Conflict when the store has moved."""
    if version != entry.made_on:
        raise Conflict(
            f"The store has moved from load {entry.made_on} to load {version} since this was "
            f"planned; plan it again"
        )
    return entry.restores.version if entry.restores else version + 1


def ensure_done(statement: Statement, rows: list[dict[str, Any]]) -> None:
    """Raise StoreError when a statement did not reach everything that it names."""
    if statement.counted and (not rows or rows[0]["done"] != len(statement.rows)):
        raise StoreError(
            f"A change of {statement.about} points at something that is not there; "
            f"nothing was written"
        )


def _drops(changes: Changes) -> Iterator[Statement]:
    edges = _grouped(state for state in changes.drop if isinstance(state, EdgeState))
    for type_, going in edges.items():
        declared = MODEL.dated_edges[type_]
        origin, target = MODEL.node_types[declared.origin], MODEL.node_types[declared.edge.target]
        text = (
            f"UNWIND $rows AS row\nMATCH (a:{origin.label} {{{origin.key}: row.from_key}})"
            f"-[e:{type_} {{mark: row.mark}}]->(b:{target.label} {{{target.key}: row.to_key}})\n"
            f"DELETE e"
        )
        yield from _pieces(text, map(_edge_ends, going), type_, counted=False)
    nodes = _grouped(state for state in changes.drop if isinstance(state, NodeState))
    for label, states in nodes.items():
        node = MODEL.node_types[label]
        text = f"UNWIND $rows AS row\nMATCH (n:{label} {{{node.key}: row.key}})\nDETACH DELETE n"
        yield from _pieces(text, ({"key": state.key} for state in states), label, counted=False)


def _nodes(
    nodes: Mapping[str, list[NodeState]], number: int, *, into_empty: bool
) -> Iterator[Statement]:
    for label, states in nodes.items():
        key = MODEL.node_types[label].key
        pattern = f"(n:{label} {{{key}: row.key, id: row.key}})"
        for states_there, made in _parted(states, pattern, into_empty=into_empty):
            found = made or f"MERGE {pattern}"
            rows = (
                {
                    "key": state.key,
                    "properties": {key: state.key, "id": state.key, **_facts(state, number)},
                }
                for state in states_there
            )
            text = f"UNWIND $rows AS row\n{found}\nSET n = row.properties\n{COUNTED}"
            yield from _pieces(text, rows, label)


def _plain_edges(nodes: Mapping[str, list[NodeState]], *, into_empty: bool) -> Iterator[Statement]:
    """Take away what an earlier state may have had, then join each node as it shall be."""
    for label, states in nodes.items():
        node = MODEL.node_types[label]
        earlier = [
            {"key": state.key} for state in states if not _is_new(state, into_empty=into_empty)
        ]
        for type_, edge in node.edges.items():
            away = (
                f"UNWIND $rows AS row\nMATCH (n:{label} {{{node.key}: row.key}})"
                f"-[e:{type_}]->(m:{edge.target})\nDELETE e"
            )
            yield from _pieces(away, earlier, type_, counted=False)
            target = MODEL.node_types[edge.target]
            text = (
                f"UNWIND $rows AS row\nMATCH (n:{label} {{{node.key}: row.from_key}})\n"
                f"MATCH (m:{target.label} {{{target.key}: row.to_key}})\n"
                f"MERGE (n)-[:{type_}]->(m)\nRETURN count(*) AS done"
            )
            rows = (
                {"from_key": state.key, "to_key": to_key}
                for state in states
                for to_key in state.plain_edges.get(type_, ())
            )
            yield from _pieces(text, rows, type_)


def _dated_edges(
    edges: Mapping[str, list[EdgeState]], number: int, *, into_empty: bool
) -> Iterator[Statement]:
    for type_, states in edges.items():
        declared = MODEL.dated_edges[type_]
        origin, target = MODEL.node_types[declared.origin], MODEL.node_types[declared.edge.target]
        pattern = f"(a)-[e:{type_}]->(b)"
        for states_there, made in _parted(states, pattern, into_empty=into_empty):
            found = made or f"MERGE (a)-[e:{type_} {{mark: row.mark}}]->(b)"
            rows = (
                {**_edge_ends(state), "properties": {"mark": state.mark, **_facts(state, number)}}
                for state in states_there
            )
            text = (
                f"UNWIND $rows AS row\nMATCH (a:{origin.label} {{{origin.key}: row.from_key}})\n"
                f"MATCH (b:{target.label} {{{target.key}: row.to_key}})\n"
                f"{found}\nSET e = row.properties\n{COUNTED}"
            )
            yield from _pieces(text, rows, type_)


def _parted(
    states: Iterable[Some], pattern: str, *, into_empty: bool
) -> Iterator[tuple[list[Some], str]]:
    """Yield what this load makes, with the clause that makes it, and what may be there already.

    To make an element takes half the time of looking for it first.
    """
    new: list[Some] = []
    old: list[Some] = []
    for state in states:
        (new if _is_new(state, into_empty=into_empty) else old).append(state)
    yield new, f"CREATE {pattern}"
    yield old, ""


def _is_new(state: State, *, into_empty: bool) -> bool:
    return into_empty or state.provenance.first_load is None


def _edge_ends(state: EdgeState) -> dict[str, Any]:
    return {"from_key": state.from_key, "to_key": state.to_key, "mark": state.mark}


def _facts(state: State, number: int) -> dict[str, Any]:
    """Return what an element says, and where it comes from."""
    origin = state.provenance
    return {
        **state.properties,
        "source": origin.source,
        "first_load": number if origin.first_load is None else origin.first_load,
        "load": number if origin.load is None else origin.load,
    }


def _grouped(states: Iterable[Some]) -> dict[str, list[Some]]:
    groups: dict[str, list[Some]] = defaultdict(list)
    for state in states:
        groups[state.identity[0]].append(state)
    return groups


def _pieces(
    text: str, rows: Iterable[dict[str, Any]], about: str, *, counted: bool = True
) -> Iterator[Statement]:
    for piece in batches(rows):
        yield Statement(text, piece, about, counted)


def _told(statements: Iterator[Statement]) -> Iterator[Statement]:
    """Say how many elements are written once each statement has been run."""
    for statement in statements:
        yield statement
        advance(len(statement.rows))
