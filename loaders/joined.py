"""What later loads joined to what a load made or changed: without it they would hang in the air."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from graph.errors import Problem
from graph.model import MODEL, DatedEdgeType
from graph.records import EdgeState, NodeState, State
from graph.schema import NodeType
from graph.states import WHOLE_STORE_SECONDS, batches, existing_keys, node_states
from graph.store import Reader, Row
from graph.values import to_text
from loaders.derived import SOURCE
from loaders.naming import in_words

Refusal = tuple[State, Problem]
"""An element for which an undo is refused, and why."""

MOST_ROWS = 1_000
"""Rows of one text: whoever undoes the reference tables need not read a million reasons."""


def joined_later(reader: Reader, number: int, made: Iterable[State]) -> Iterator[Refusal]:
    """Yield what later loads joined to nodes that a load made: edges of each kind, references."""
    keys: dict[str, list[str]] = {}
    for state in made:
        if isinstance(state, NodeState):
            keys.setdefault(state.label, []).append(state.key)
    for label, of_label in keys.items():
        yield from _by_plain_edges(reader, number, MODEL.node_types[label], of_label)
        yield from _by_dated_edges(reader, number, MODEL.node_types[label], of_label)
        yield from _by_references(reader, number, label, set(of_label))


def derived_later(reader: Reader, number: int, put: Sequence[State]) -> Iterator[Refusal]:
    """Yield circumstances that later loads derived from dates which would change back."""
    cases = _differing(reader, put, "MappaCase", ("opened_on", "release_on"))
    yield from _derived(reader, number, "MATCH (a:MappaCase {ref: wanted})", cases, "")
    people = _differing(reader, put, "Offender", ("date_of_birth",))
    start = "MATCH (o:Offender {ref: wanted})<-[:CONCERNS]-(a:MappaCase)"
    yield from _derived(reader, number, start, people, " AND b.derived_from = 'date_of_birth'")


def left_hanging(reader: Reader, put: Sequence[State]) -> Iterator[Refusal]:
    """Yield states that would come back and name what an earlier undo has taken away."""
    wanted: dict[str, dict[str, None]] = {}
    for state in put:
        for label, key in _named_by(state):
            wanted.setdefault(label, {})[key] = None
    there = {
        label: existing_keys(reader, MODEL.node_types[label], list(keys))
        for label, keys in wanted.items()
    }
    for state in put:
        for label, key in _named_by(state):
            if key not in there[label]:
                message = (
                    f"{in_words(state)} would come back and name {label} {key}, "
                    f"which is no longer there"
                )
                fix = f"Load {label} {key} again first"
                yield state, Problem("points-at-nothing", message, fix)


def _by_plain_edges(
    reader: Reader, number: int, node: NodeType, keys: Sequence[str]
) -> Iterator[Refusal]:
    for origin, type_, edge in MODEL.plain_edges():
        if edge.target != node.label:
            continue
        text = (
            f"UNWIND $keys AS wanted\n"
            f"MATCH (n:{node.label} {{{node.key}: wanted}})<-[:{type_}]-(x:{origin.label})\n"
            f"WHERE x.load > $number\n"
            f"RETURN x.{origin.key} AS key, wanted AS made, x.load AS number\n"
            f"ORDER BY key, made\nLIMIT {MOST_ROWS}"
        )
        for row in _asked(reader, text, number, keys):
            state = NodeState(origin.label, row["key"])
            what = f"{in_words(state)} names {node.label} {row['made']} as its {type_.lower()}"
            yield state, _joined(f"{what} since load {row['number']}", row["number"])


def _by_dated_edges(
    reader: Reader, number: int, node: NodeType, keys: Sequence[str]
) -> Iterator[Refusal]:
    made = f":{node.label} {{{node.key}: wanted}}"
    for edge in MODEL.dated_edges.values():
        patterns = []
        if edge.origin == node.label:
            patterns.append(f"(a{made})-[e:{edge.type}]->(b:{edge.edge.target})")
        if edge.edge.target == node.label:
            patterns.append(f"(b{made})<-[e:{edge.type}]-(a:{edge.origin})")
        for pattern in patterns:
            text = (
                f"UNWIND $keys AS wanted\nMATCH {pattern}\nWHERE e.load > $number\n"
                f"{_returned(edge)}\nLIMIT {MOST_ROWS}"
            )
            for row in _asked(reader, text, number, keys):
                state = _edge(edge, row)
                what = f"load {row['number']} joined {in_words(state)} to what load {number} made"
                yield state, _joined(what, row["number"])


def _by_references(reader: Reader, number: int, label: str, keys: set[str]) -> Iterator[Refusal]:
    """Look at every later value of a property that refers to the label: no edge leads there."""
    for table in MODEL.tables.values():
        for name, of in table.properties.items():
            if of.refers_to != label:
                continue
            for state, value, by in _values(reader, number, table, name):
                if value in keys:
                    what = f"load {by} names {label} {value} as {name} of {in_words(state)}"
                    yield state, _joined(what, by)


def _values(
    reader: Reader, number: int, table: NodeType | DatedEdgeType, name: str
) -> Iterator[tuple[State, str, int]]:
    """Yield what later loads left with a value of the property, the value and the load."""
    if isinstance(table, NodeType):
        text = (
            f"MATCH (x:{table.label})\nWHERE x.load > $number AND x.{name} IS NOT NULL\n"
            f"RETURN x.{table.key} AS key, x.load AS number, x.{name} AS value\nORDER BY key"
        )
    else:
        text = (
            f"MATCH (a:{table.origin})-[e:{table.type}]->(b:{table.edge.target})\n"
            f"WHERE e.load > $number AND e.{name} IS NOT NULL\n"
            f"{_returned(table, f', e.{name} AS value')}"
        )
    for row in reader.read(text, {"number": number}, seconds=WHOLE_STORE_SECONDS):
        if isinstance(table, NodeType):
            yield NodeState(table.label, row["key"]), row["value"], row["number"]
        else:
            yield _edge(table, row), row["value"], row["number"]


def _derived(
    reader: Reader, number: int, start: str, keys: Sequence[str], further: str
) -> Iterator[Refusal]:
    edge = MODEL.dated_edges["HAS_CIRCUMSTANCE"]
    text = (
        f"UNWIND $keys AS wanted\n{start}-[e:{edge.type}]->(b:{edge.edge.target})\n"
        f"WHERE e.source = '{SOURCE}' AND e.load > $number{further}\n"
        f"{_returned(edge)}\nLIMIT {MOST_ROWS}"
    )
    for row in _asked(reader, text, number, keys):
        state = _edge(edge, row)
        what = f"load {row['number']} derived {in_words(state)} from a date that would change back"
        yield state, _joined(what, row["number"])


def _differing(reader: Reader, put: Sequence[State], label: str, dates: Sequence[str]) -> list[str]:
    """Return keys of nodes of which a date, or what they point at, would change."""
    will = {s.key: s for s in put if isinstance(s, NodeState) and s.label == label}
    return [
        now.key
        for now in node_states(reader, MODEL.node_types[label], list(will))
        if now.plain_edges != will[now.key].plain_edges
        or any(now.properties.get(d) != will[now.key].properties.get(d) for d in dates)
    ]


def _named_by(state: State) -> list[tuple[str, str]]:
    """Return label and key of each node that an element names."""
    if isinstance(state, NodeState):
        node = MODEL.node_types[state.label]
        named = [
            (node.edges[type_].target, key)
            for type_, keys in state.plain_edges.items()
            for key in keys
        ]
        declared = node.properties
    else:
        edge = MODEL.dated_edges[state.type]
        named = [(edge.origin, state.from_key), (edge.edge.target, state.to_key)]
        declared = edge.properties
    return named + [
        (declared[name].refers_to, to_text(value))
        for name, value in state.properties.items()
        if declared[name].refers_to
    ]


def _joined(what: str, by: int) -> Problem:
    return Problem("joined-later", what, f"Undo load {by} first")


def _returned(edge: DatedEdgeType, more: str = "") -> str:
    origin, target = MODEL.node_types[edge.origin], MODEL.node_types[edge.edge.target]
    return (
        f"RETURN a.{origin.key} AS from_key, b.{target.key} AS to_key, e.mark AS mark, "
        f"e.load AS number{more}\nORDER BY from_key, to_key, mark"
    )


def _edge(edge: DatedEdgeType, row: Mapping[str, str]) -> EdgeState:
    return EdgeState(edge.type, row["from_key"], row["to_key"], row["mark"])


def _asked(reader: Reader, text: str, number: int, keys: Sequence[str]) -> Iterator[Row]:
    for piece in batches(keys):
        yield from reader.read(text, {"keys": piece, "number": number}, seconds=WHOLE_STORE_SECONDS)
