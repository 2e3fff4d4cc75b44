"""Reads what the store holds as states: of given keys, or of everything."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from graph.errors import StoreError
from graph.model import MODEL, DatedEdgeType
from graph.records import EdgeState, NodeState, Provenance, State
from graph.schema import NodeType, Property
from graph.store import FORMAT, Reader
from graph.values import Value, read_back, to_text

BATCH = 5_000
"""Keys or rows in one statement: as fast as more of them on both engines, in less memory."""

KEYS_A_PAGE = 5_000
"""Nodes, or nodes at which edges start, that are read at once where everything is read."""

LOAD_COLUMNS = ("number", "kind", "source", "by", "at", "files", "counts", "policy", "undoes")
"""What the history of loads tells of each."""

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
    """Yield everything that the store holds of the model, page by page, in the order of tables."""
    for table in MODEL.tables:
        yield from table_states(reader, table)


def table_states(reader: Reader, table: str) -> Iterator[State]:
    """Yield all nodes or dated edges of a table, in order of their keys, page by page."""
    declared = MODEL.tables[table]
    origin = declared if isinstance(declared, NodeType) else MODEL.node_types[declared.origin]
    for keys in batches(sorted(every_key(reader, origin)), KEYS_A_PAGE):
        if isinstance(declared, NodeType):
            yield from node_states(reader, declared, keys)
        else:
            yield from sorted(edge_states(reader, declared, keys), key=lambda edge: edge.identity)


def loads(reader: Reader) -> list[dict[str, Any]]:
    """Return the history of loads, oldest first."""
    columns = ", ".join(f"load.{name} AS {name}" for name in LOAD_COLUMNS)
    return reader.read(f"MATCH (load:Load)\nRETURN {columns}\nORDER BY number")


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


def batches(items: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    """Cut a row of things into pieces of a size that both engines like."""
    piece: list[Any] = []
    for item in items:
        piece.append(item)
        if len(piece) == size:
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
    """Keep what the model declares and what is set: an engine adds names of its own."""
    return {
        name: stored[name]
        for name in declared
        if name != without and stored.get(name) not in (None, [])
    }


def _parsed(texts: Mapping[str, str], declared: Mapping[str, Property]) -> dict[str, Value]:
    return {name: read_back(declared[name], text) for name, text in texts.items()}


def _provenance(stored: Mapping[str, Any]) -> Provenance:
    return Provenance(stored.get("source") or "", stored.get("first_load"), stored.get("load"))
