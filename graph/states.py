"""Reads what the store holds as states: of given keys, or of everything."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from graph.errors import StoreError
from graph.model import MODEL, DatedEdgeType
from graph.records import EdgeState, NodeState, Provenance, State
from graph.schema import Kind, NodeType, Property
from graph.store import FORMAT, Reader
from graph.values import Value, parse, split, to_text

BATCH = 5_000
"""Keys or rows in one statement: as fast as more of them on both engines, in less memory."""

WHOLE_STORE_SECONDS = 600.0
"""Longest that reading a whole label may take."""


def node_states(
    reader: Reader, node: NodeType, keys: Sequence[str] | None = None, *, source: str = ""
) -> Iterator[NodeState]:
    """Yield the nodes of a label: of the given keys, in their order, or all (of a source)."""
    edges = "".join(
        f",\n       [(n)-[:{type_}]->(m:{edge.target}) | m.{MODEL.node_types[edge.target].key}]"
        f" AS {type_}"
        for type_, edge in node.edges.items()
    )
    returned = f"RETURN n.{node.key} AS key, properties(n) AS properties{edges}"
    if keys is None:
        text = f"MATCH (n:{node.label}{_of(source)})\n{returned}\nORDER BY key"
    else:
        text = f"UNWIND $keys AS wanted\nMATCH (n:{node.label} {{{node.key}: wanted}})\n{returned}"
    for row in _rows(reader, text, keys, source):
        yield NodeState(
            node.label,
            row["key"],
            _declared(row["properties"], node.properties, without=node.key),
            {type_: tuple(sorted(row[type_])) for type_ in node.edges if row[type_]},
            _provenance(row["properties"]),
        )


def edge_states(
    reader: Reader,
    edge: DatedEdgeType,
    from_keys: Sequence[str] | None = None,
    *,
    source: str = "",
) -> Iterator[EdgeState]:
    """Yield the dated edges of a type: from the given keys, or all (of a source) in order."""
    origin, target = MODEL.node_types[edge.origin], MODEL.node_types[edge.edge.target]
    returned = (
        f"RETURN a.{origin.key} AS from_key, b.{target.key} AS to_key, e.mark AS mark, "
        f"properties(e) AS properties"
    )
    if from_keys is None:
        start = f"MATCH (a:{origin.label})-[e:{edge.type}{_of(source)}]->(b:{target.label})"
        text = f"{start}\n{returned}\nORDER BY from_key, to_key, mark"
    else:
        text = (
            f"UNWIND $keys AS wanted\n"
            f"MATCH (a:{origin.label} {{{origin.key}: wanted}})"
            f"-[e:{edge.type}]->(b:{target.label})\n{returned}"
        )
    for row in _rows(reader, text, from_keys, source):
        yield EdgeState(
            edge.type,
            row["from_key"],
            row["to_key"],
            row["mark"],
            _declared(row["properties"], edge.edge.properties),
            _provenance(row["properties"]),
        )


def existing_keys(reader: Reader, node: NodeType, keys: Sequence[str]) -> set[str]:
    """Return which of the keys the store has."""
    text = (
        f"UNWIND $keys AS wanted\nMATCH (n:{node.label} {{{node.key}: wanted}})\n"
        f"RETURN n.{node.key} AS key"
    )
    return {row["key"] for row in _rows(reader, text, keys)}


def every_key(reader: Reader, node: NodeType) -> list[str]:
    """Return the key of every node of a label, in order."""
    text = f"MATCH (n:{node.label})\nRETURN n.{node.key} AS key\nORDER BY key"
    return [row["key"] for row in _rows(reader, text, None)]


def every_state(reader: Reader) -> Iterator[State]:
    """Yield everything that the store holds of the model: nodes, then dated edges."""
    for node in MODEL.node_types.values():
        yield from node_states(reader, node)
    for edge in MODEL.dated_edges.values():
        yield from edge_states(reader, edge)


def loads(reader: Reader) -> list[dict[str, Any]]:
    """Return the history of loads, oldest first."""
    return reader.read(
        "MATCH (load:Load)\n"
        "RETURN load.number AS number, load.kind AS kind, load.source AS source, load.by AS by, "
        "load.at AS at, load.files AS files, load.counts AS counts, load.policy AS policy, "
        "load.undoes AS undoes\n"
        "ORDER BY number"
    )


def version_of(reader: Reader) -> int:
    """Return the number of the last load; 0 when there was none."""
    number = reader.read("MATCH (load:Load)\nRETURN max(load.number) AS number")[0]["number"]
    return int(number or 0)


def format_of(reader: Reader, where: str) -> dict[str, str]:
    """Say in which format the store is and since when; raises StoreError for a newer one."""
    rows = reader.read("MATCH (info:StoreInfo)\nRETURN info.format AS format, info.created AS at")
    if rows and int(rows[0]["format"]) > FORMAT:
        raise StoreError(
            f"The store {where} has format {rows[0]['format']}; this version of MAPPA Explorer "
            f"reads up to {FORMAT}. Use a newer version"
        )
    return {
        "format": str(rows[0]["format"] if rows else FORMAT),
        "created": str(rows[0]["at"] if rows else "nothing loaded yet"),
    }


def digest_of(reader: Reader) -> str:
    """Return a digest of every state and of the history of loads."""
    lines = sorted(json.dumps(to_json(state), sort_keys=True) for state in every_state(reader))
    summary = hashlib.sha256()
    for line in lines:
        summary.update(line.encode() + b"\n")
    summary.update(json.dumps(loads(reader), sort_keys=True).encode())
    return summary.hexdigest()


def to_json(state: State) -> dict[str, Any]:
    """Write a state as plain JSON values, so that `from_json` reads it back."""
    origin = state.provenance
    plain: dict[str, Any] = {
        "properties": {name: to_text(value) for name, value in sorted(state.properties.items())},
        "provenance": [origin.source, origin.first_load, origin.load],
    }
    if isinstance(state, NodeState):
        edges = {type_: list(keys) for type_, keys in sorted(state.plain_edges.items())}
        return {"label": state.label, "key": state.key, "plain_edges": edges, **plain}
    ends = {"from_key": state.from_key, "to_key": state.to_key, "mark": state.mark}
    return {"edge": state.type, **ends, **plain}


def from_json(plain: Mapping[str, Any]) -> State:
    """Read a state that `to_json` wrote."""
    origin = Provenance(*plain["provenance"])
    if "label" in plain:
        node = MODEL.node_types[plain["label"]]
        edges = {type_: tuple(keys) for type_, keys in plain["plain_edges"].items()}
        values = _parsed(plain["properties"], node.properties)
        return NodeState(node.label, plain["key"], values, edges, origin)
    values = _parsed(plain["properties"], MODEL.dated_edges[plain["edge"]].edge.properties)
    return EdgeState(
        plain["edge"], plain["from_key"], plain["to_key"], plain["mark"], values, origin
    )


def batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    """Cut a row of things into pieces of a size that both engines like."""
    piece: list[Any] = []
    for item in items:
        piece.append(item)
        if len(piece) == BATCH:
            yield piece
            piece = []
    if piece:
        yield piece


def _of(source: str) -> str:
    return " {source: $source}" if source else ""


def _rows(
    reader: Reader, text: str, keys: Sequence[str] | None, source: str = ""
) -> Iterator[dict[str, Any]]:
    if keys is None:
        told = {"source": source} if source else {}
        yield from reader.read(text, told, seconds=WHOLE_STORE_SECONDS)
        return
    for piece in batches(keys):
        yield from reader.read(text, {"keys": piece}, seconds=WHOLE_STORE_SECONDS)


def _declared(
    stored: Mapping[str, Value], declared: Mapping[str, Property], without: str = ""
) -> dict[str, Value]:
    """Keep what the model declares: an engine adds names of its own to a property map."""
    return {
        name: stored[name] for name in declared if name != without and stored.get(name) is not None
    }


def _parsed(texts: Mapping[str, str], declared: Mapping[str, Property]) -> dict[str, Value]:
    return {name: _read_back(declared[name], text) for name, text in texts.items()}


def _read_back(declared: Property, text: str) -> Value:
    """Read what a store held, by no rule for what people may type: it comes back as it was."""
    if declared.kind in {Kind.TEXT, Kind.CHOICE}:
        return text
    return split(text) if declared.kind is Kind.LIST else parse(declared, text)


def _provenance(stored: Mapping[str, Any]) -> Provenance:
    return Provenance(stored.get("source") or "", stored.get("first_load"), stored.get("load"))
