"""Plans what a load will do: created, updated, ended, unchanged, on a stated version.

A plan writes nothing. What follows by itself (an open spell that a later one ends, circumstances
that follow from a date) is counted apart, as consequences.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from graph.errors import Problem
from graph.model import MODEL, DatedEdgeType
from graph.records import Changes, EdgeState, NodeState, Provenance, State
from graph.store import Reader
from graph.values import Value
from graph.worlds import edge_mark
from loaders.check import is_ending
from loaders.checked import Checked
from loaders.reading import Record

VERBS = ("created", "updated", "unchanged", "ended", "refused")
Edges = dict[tuple[str, ...], EdgeState]


@dataclass(frozen=True)
class Item:
    """One element that a load changes: what is done, what was, what will be."""

    verb: str
    table: str
    before: State | None
    after: State | None


@dataclass
class Plan:
    """What a load will do to one version of the store."""

    source: str
    made_on: int
    items: list[Item] = field(default_factory=list)
    tables: dict[str, dict[str, int]] = field(default_factory=dict)
    consequences: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    problems: list[Problem] = field(default_factory=list)

    def changes(self) -> Changes:
        """Return what puts the plan into effect."""
        return Changes(
            put=tuple(item.after for item in self.items if item.after is not None),
            drop=tuple(
                item.before for item in self.items if item.after is None and item.before is not None
            ),
        )

    def before(self) -> tuple[State, ...]:
        """Return the states that the plan replaces or drops."""
        return tuple(item.before for item in self.items if item.before is not None)

    def count(self, verb: str) -> int:
        """Return how many rows of all tables have one fate."""
        return sum(counts[verb] for counts in self.tables.values())

    def renamed(self) -> list[tuple[str, str, str]]:
        """Return key, old name and new name of what gets another name."""
        return [
            (
                item.after.key,
                str(item.before.properties["name"]),
                str(item.after.properties["name"]),
            )
            for item in self.items
            if isinstance(item.before, NodeState)
            and isinstance(item.after, NodeState)
            and "name" in item.before.properties
            and "name" in item.after.properties
            and item.before.properties["name"] != item.after.properties["name"]
        ]


def plan(checked: Checked, reader: Reader, *, source: str) -> Plan:
    """Plan a load of checked records."""
    made = Plan(source, reader.version(), problems=list(checked.problems))
    for table, rows in checked.rows.items():
        counts = dict.fromkeys(("rows", *VERBS), 0)
        counts.update(
            rows=rows,
            refused=checked.refused.get(table, 0),
            unchanged=checked.repeated.get(table, 0),
        )
        made.tables[table] = counts
    for label, records in checked.nodes.items():
        stored = checked.stored_nodes[label]
        for key, record in records.items():
            _plan_node(made, label, record, stored.get(key))
    for type_, edges in checked.edges.items():
        _plan_edges(made, MODEL.dated_edges[type_], edges, checked.stored_edges[type_])
    return made


def _plan_node(made: Plan, label: str, record: Record, stored: NodeState | None) -> None:
    properties = _merged(stored.properties if stored else {}, record.values)
    properties.pop(MODEL.node_types[label].key, None)
    edges = dict(stored.plain_edges) if stored else {}
    edges.update(record.edges)
    after = NodeState(
        label,
        record.key,
        properties,
        {type_: keys for type_, keys in edges.items() if keys},
        _provenance(made, stored),
    )
    if stored is None:
        _note(made, "created", record.table, None, after)
    elif (stored.properties, stored.plain_edges) == (after.properties, after.plain_edges):
        made.tables[record.table]["unchanged"] += 1
    else:
        _note(made, "updated", record.table, stored, after)


def _plan_edges(
    made: Plan,
    declared: DatedEdgeType,
    rows: Sequence[Record],
    stored: dict[str, list[EdgeState]],
) -> None:
    by_origin: dict[str, list[Record]] = defaultdict(list)
    for record in rows:
        by_origin[record.key].append(record)
    for key, records in by_origin.items():
        before: Edges = {state.identity: state for state in stored.get(key, ())}
        after: Edges = dict(before)
        named: dict[tuple[str, ...], str] = {}
        for record in sorted(records, key=lambda record: is_ending(declared, record)):
            _place(made, declared, record, after, named)
        if declared.edge.one_at_a_time:
            _chain(made, declared, after, named)
        _note_edges(made, declared, before, after, named)


def _place(
    made: Plan,
    declared: DatedEdgeType,
    record: Record,
    after: Edges,
    named: dict[tuple[str, ...], str],
) -> None:
    """Put what one row says into the edges that start at its node."""
    mark = edge_mark(declared.type, record.values)
    identity = (declared.type, record.key, record.to_key, mark)
    if record.withdraw:
        if after.pop(identity, None) is None:
            _refuse_row(made, record, "nothing-to-withdraw", "there is no such edge to take back")
        else:
            named[identity] = record.table
        return
    if is_ending(declared, record):
        open_ones = [
            state
            for state in after.values()
            if state.to_key == record.to_key and state.properties.get("valid_to") is None
        ]
        if open_ones:
            for state in open_ones:
                ended = {**state.properties, "valid_to": record.values["valid_to"]}
                after[state.identity] = replace(
                    state, properties=ended, provenance=_provenance(made, state)
                )
            named[open_ones[0].identity] = record.table
            return
        if not declared.edge.open_start:
            _end_again(made, record, after)
            return
    stored = after.get(identity)
    after[identity] = EdgeState(
        declared.type,
        record.key,
        record.to_key,
        mark,
        _merged(stored.properties if stored else {}, record.values),
        _provenance(made, stored),
    )
    named[identity] = record.table


def _end_again(made: Plan, record: Record, after: Edges) -> None:
    """Take an end that the store has already as unchanged; refuse one of nothing."""
    day = record.values["valid_to"]
    for state in after.values():
        if state.to_key == record.to_key and state.properties.get("valid_to") == day:
            made.tables[record.table]["unchanged"] += 1
            return
    _refuse_row(made, record, "nothing-to-end", "there is no open edge to end")


def _chain(
    made: Plan, declared: DatedEdgeType, after: Edges, named: dict[tuple[str, ...], str]
) -> None:
    """End each open spell on the day on which the next one of its kind begins."""
    for group in _groups(declared, after):
        for earlier, later in pairwise(group):
            start, next_start = (state.properties["valid_from"] for state in (earlier, later))
            touched = earlier.identity in named or later.identity in named
            if not touched or str(start) == str(next_start):
                continue
            if earlier.properties.get("valid_to") is None:
                ended = {**earlier.properties, "valid_to": next_start}
                after[earlier.identity] = replace(
                    earlier, properties=ended, provenance=_provenance(made, earlier)
                )
            elif str(earlier.properties["valid_to"]) > str(next_start):
                made.problems.append(_overlap(declared, earlier, later))


def _groups(declared: DatedEdgeType, after: Edges) -> Iterator[list[EdgeState]]:
    groups: dict[str, list[EdgeState]] = defaultdict(list)
    among = declared.edge.among
    for state in after.values():
        if among and state.properties.get(among[0]) != among[1]:
            continue
        if state.properties.get("valid_from") is not None:
            groups[state.to_key if declared.edge.one_at_a_time == "ends" else ""].append(state)
    for group in groups.values():
        yield sorted(group, key=lambda state: (str(state.properties["valid_from"]), state.to_key))


def _note_edges(
    made: Plan,
    declared: DatedEdgeType,
    before: Edges,
    after: Edges,
    named: dict[tuple[str, ...], str],
) -> None:
    table = declared.table
    for identity in {**before, **after}:
        was, will = before.get(identity), after.get(identity)
        verb = _verb(was, will)
        if identity in named:
            if verb == "unchanged":
                made.tables[table]["unchanged"] += 1
            else:
                _note(made, verb, table, was, will)
        elif verb != "unchanged":
            made.consequences["spells ended by a later one"] += 1
            made.items.append(Item("ended", table, was, will))


def _verb(was: EdgeState | None, will: EdgeState | None) -> str:
    if was is None:
        return "created"
    if will is None:
        return "ended"
    if was.properties == will.properties:
        return "unchanged"
    opened = was.properties.get("valid_to") is None
    return "ended" if opened and will.properties.get("valid_to") is not None else "updated"


def _note(made: Plan, verb: str, table: str, was: State | None, will: State | None) -> None:
    made.tables[table][verb] += 1
    made.items.append(Item(verb, table, was, will))


def _refuse_row(made: Plan, record: Record, code: str, message: str) -> None:
    made.tables[record.table]["refused"] += 1
    made.problems.append(record.problem(code, message, "Correct the row", "", record.to_key))


def _overlap(declared: DatedEdgeType, earlier: EdgeState, later: EdgeState) -> Problem:
    day: Value = later.properties["valid_from"]
    shown = day.isoformat() if isinstance(day, datetime.date) else str(day)
    return Problem(
        "overlap",
        f"{declared.origin} {earlier.from_key}: {declared.type} {earlier.to_key} and "
        f"{later.to_key} both hold on {shown}",
        "Both were kept; correct the one that is wrong",
        severity="warning",
    )


def _merged(stored: object, given: dict[str, Value]) -> dict[str, Value]:
    known: dict[str, Value] = dict(stored) if isinstance(stored, dict) else {}
    known.update(given)
    return {name: value for name, value in known.items() if value is not None and value != []}


def _provenance(made: Plan, stored: State | None) -> Provenance:
    if stored is None:
        return Provenance(made.source)
    return Provenance(stored.provenance.source, stored.provenance.first_load)
