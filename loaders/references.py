"""Refuses rows that point at nothing, and agencies that would be part of themselves."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from graph.errors import Problem
from graph.model import MODEL, DatedEdgeType
from graph.schema import NodeType
from graph.states import every_key, existing_keys
from graph.store import Reader
from graph.values import to_text
from loaders.checked import Checked
from loaders.lookalikes import Lookalikes, difference
from loaders.reading import Record


def refuse_dangling(checked: Checked, reader: Reader) -> None:
    """Refuse what points at nothing, and then what pointed at that, until nothing changes."""
    in_store = _targets_in_store(checked, reader)
    near = Near(checked, reader)
    while True:
        before = sum(checked.refused.values())
        for records in checked.nodes.values():
            for key, record in list(records.items()):
                problem = _dangling(checked, in_store, near, record, _node_references(record))
                if problem:
                    checked.refuse(records.pop(key), problem)
        for type_, rows in checked.edges.items():
            declared = MODEL.dated_edges[type_]
            checked.edges[type_] = [
                record
                for record in rows
                if _points_at_things(checked, in_store, near, declared, record)
            ]
        if before == sum(checked.refused.values()):
            return


class Near:
    """Keys of the load and of the store that look like a key that is not there."""

    def __init__(self, checked: Checked, reader: Reader) -> None:
        self._checked, self._reader = checked, reader
        self._known: dict[str, Lookalikes] = {}

    def hint(self, label: str, key: str) -> str:
        """Return a question that helps to correct a key, or an empty text."""
        if label not in self._known:  # read when it is wanted: most loads point at nothing wrong
            stored = every_key(self._reader, MODEL.node_types[label])
            self._known[label] = Lookalikes([*stored, *self._checked.nodes.get(label, ())])
        other = self._known[label].other_than(key)
        return f"Did you mean {other!r}? It differs in {difference(key, other)}. " if other else ""


def _points_at_things(
    checked: Checked,
    in_store: dict[str, set[str]],
    near: Near,
    declared: DatedEdgeType,
    record: Record,
) -> bool:
    problem = _dangling(checked, in_store, near, record, _edge_references(declared, record))
    if problem:
        checked.refuse(record, problem)
    return problem is None


def _dangling(
    checked: Checked,
    in_store: dict[str, set[str]],
    near: Near,
    record: Record,
    references: Iterable[tuple[str, str, str]],
) -> Problem | None:
    for column, label, key in references:
        if key not in checked.nodes.get(label, ()) and key not in in_store[label]:
            return record.problem(
                "no-such-thing",
                f"there is no {label} of this key, or its own row was refused",
                f"{near.hint(label, key)}Correct the key, or load what it names as well",
                column,
                key,
            )
    return None


def _targets_in_store(checked: Checked, reader: Reader) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for records in checked.nodes.values():
        for record in records.values():
            for _, label, key in _node_references(record):
                wanted[label].add(key)
    for type_, rows in checked.edges.items():
        declared = MODEL.dated_edges[type_]
        for record in rows:
            for _, label, key in _edge_references(declared, record):
                wanted[label].add(key)
    found: dict[str, set[str]] = defaultdict(set)
    for label, keys in wanted.items():
        outside = sorted(keys - set(checked.nodes.get(label, ())))
        found[label] = existing_keys(reader, MODEL.node_types[label], outside)
    return found


def _node_references(record: Record) -> list[tuple[str, str, str]]:
    node = MODEL.tables[record.table]
    if not isinstance(node, NodeType):
        return []
    references = [
        (type_.lower(), node.edges[type_].target, key)
        for type_, keys in record.edges.items()
        for key in keys
    ]
    return references + [
        (name, of.refers_to, to_text(record.values[name]))
        for name, of in node.properties.items()
        if of.refers_to and record.values.get(name)
    ]


def _edge_references(declared: DatedEdgeType, record: Record) -> list[tuple[str, str, str]]:
    """Return what a row of a dated edge names: column, label and key."""
    first, second = declared.key_columns
    references = [
        (first, declared.origin, record.key),
        (second, declared.edge.target, record.to_key),
    ]
    references.extend(
        (name, of.refers_to, to_text(record.values[name]))
        for name, of in declared.properties.items()
        if of.refers_to and record.values.get(name)
    )
    return references


def refuse_cycles(checked: Checked, reader: Reader) -> None:
    """Refuse agencies that would be part of themselves."""
    records = checked.nodes.get("Agency", {})
    if not any("PART_OF" in record.edges for record in records.values()):
        return
    parts = {
        row["code"]: row["whole"]
        for row in reader.read(
            "MATCH (part:Agency)-[:PART_OF]->(whole:Agency)\n"
            "RETURN part.code AS code, whole.code AS whole"
        )
    }
    for key, record in records.items():
        if "PART_OF" in record.edges:
            parts.pop(key, None)
            if record.edges["PART_OF"]:
                parts[key] = record.edges["PART_OF"][0]
    for key in [key for key in records if _returns(key, parts.get)]:
        record = records[key]
        if record.edges.get("PART_OF"):
            checked.refuse(
                records.pop(key),
                record.problem(
                    "part-of-itself", "the agency would be part of itself",
                    "Correct which agency it is part of", "part_of", record.edges["PART_OF"][0],
                ),
            )  # fmt: skip


def _returns(key: str, whole_of: Callable[[str], str | None]) -> bool:
    seen, now = {key}, whole_of(key)
    while now is not None and now not in seen:
        seen.add(now)
        now = whole_of(now)
    return now == key
