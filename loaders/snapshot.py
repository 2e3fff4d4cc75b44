"""Ends what a snapshot no longer names; never deletes.

A snapshot says that the tables of a load are the whole truth for the elements of their source.
"""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.errors import InputError, Problem
from graph.model import MODEL, DatedEdgeType
from graph.records import EdgeState, State
from graph.schema import NodeType
from graph.states import edge_states, node_states
from graph.store import Reader
from loaders.check import is_ending
from loaders.checked import Checked
from loaders.limited import Limit
from loaders.planned import Item, Plan

MOST_SHARE = 0.2
"""Share of a source that one snapshot may end unless its loader insists: one fifth (design 8)."""
WHY = "ended because the snapshot does not name them"


@dataclass(frozen=True)
class Snapshot:
    """The day on which what is not named ends, and how much of the source may end at once."""

    on: datetime.date
    most_share: float = MOST_SHARE


def add_endings(
    made: Plan, checked: Checked, reader: Reader, snapshot: Snapshot, limit: Limit | None = None
) -> None:
    """Add to a plan what it ends by not naming it. Raises InputError when that is too much.

    What the loader may not see is left as it is, and not counted.
    """
    touched = {item.before.identity for item in made.items if item.before}
    open_ones, ended = 0, Counter[str]()
    for table in checked.rows:
        if table in checked.unclear:
            made.problems.append(_unclear(table))
            continue
        of_source = _of_source(made.source, table, checked, reader)
        for state, is_named in _seen(of_source, reader, limit) if limit else of_source:
            if is_named or state.identity in touched:
                open_ones += _is_open(table, state, snapshot.on)
                continue
            after = _ended(table, state, snapshot.on)
            if after is None:
                made.left.append(state)
            elif after != state:
                open_ones += 1
                ended[table] += 1
                after = replace(after, provenance=made.provenance(state))
                made.follow(WHY, Item("ended", table, state, after, WHY))
    _refuse_too_many(made.source, ended, open_ones, snapshot)


def _seen(
    found: Iterator[tuple[State, bool]], reader: Reader, limit: Limit
) -> Iterator[tuple[State, bool]]:
    """Leave out what is about a case that the loader may not see."""
    every = list(found)
    hidden = {state.identity for state in limit.hidden(reader, (state for state, _ in every))}
    return ((state, is_named) for state, is_named in every if state.identity not in hidden)


def _of_source(
    source: str, table: str, checked: Checked, reader: Reader
) -> Iterator[tuple[State, bool]]:
    """Yield what the store has of a source in one table, and whether the load names it."""
    declared = MODEL.tables[table]
    spared = checked.spared.get(table, set())
    if isinstance(declared, NodeType):
        named = checked.nodes.get(declared.label, {})
        for node in node_states(reader, declared, source=source):
            yield node, node.key in named or (node.key, "") in spared
        return
    marks = _named_edges(checked, declared)
    for edge in edge_states(reader, declared, source=source):
        ends = (edge.from_key, edge.to_key)
        yield edge, ends in spared or bool(marks & {(*ends, edge.mark), (*ends, None)})


def _named_edges(checked: Checked, declared: DatedEdgeType) -> set[tuple[str, str, str | None]]:
    """Return ends and mark of what rows name; a row that ends names every mark."""
    return {
        (
            record.key,
            record.to_key,
            None if is_ending(declared, record) else declared.mark(record.values),
        )
        for record in checked.edges.get(declared.type, ())
    }


def _is_open(table: str, state: State, on: datetime.date) -> bool:
    after = _ended(table, state, on)
    return after is not None and after != state


def _ended(table: str, state: State, on: datetime.date) -> State | None:
    """Return the state with its end; the same where it has one; None where it can have none."""
    declared = MODEL.tables[table]
    name = declared.ends_with if isinstance(declared, NodeType) else _end_of(declared)
    if not name:
        return None
    end, start = state.properties.get(name), state.properties.get("valid_from")
    if isinstance(end, datetime.date) and end <= on:
        return state
    if isinstance(state, EdgeState) and isinstance(start, datetime.date) and start >= on:
        return None  # a fact of the future cannot end before it begins
    return replace(state, properties={**state.properties, name: on})


def _end_of(declared: DatedEdgeType) -> str:
    return "valid_to" if declared.edge.is_spell else ""


def _refuse_too_many(source: str, ended: Counter[str], open_ones: int, snapshot: Snapshot) -> None:
    count = ended.total()
    if count <= snapshot.most_share * open_ones:
        return
    which = ", ".join(f"{number} of {table}" for table, number in sorted(ended.items()))
    problem = Problem(
        "snapshot-ends-too-much",
        f"the snapshot would end {count} of {open_ones} elements of {source} ({which}), more than "
        f"{snapshot.most_share:.0%}; nothing was written",
        "Look whether the file is whole; if it is, say --yes",
    )
    raise InputError(str(problem), [problem])


def _unclear(table: str) -> Problem:
    return Problem(
        "snapshot-unclear",
        f"a refused row of {table} does not say what it names: nothing of {table} was ended",
        "Mend the row and load again",
        severity="warning",
    )
