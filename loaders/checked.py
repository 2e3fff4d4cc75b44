"""What checking leaves: records that can be used, and what is wrong with the others."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.errors import Problem
from graph.records import EdgeState, NodeState
from loaders.reading import Place, Record


@dataclass
class Checked:
    """Records that can be used, what the store has of them, and what is wrong with the others.

    `refusals` hold the first reason for each refused row. `spared` are keys that a refused row
    names, by table: a snapshot does not end what is named, however badly. A table is in `unclear`
    when a row of it does not even say what it names.
    """

    nodes: dict[str, dict[str, Record]] = field(default_factory=dict)
    edges: dict[str, list[Record]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    repeated: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    refusals: dict[Place, Problem] = field(default_factory=dict)
    spared: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    unclear: set[str] = field(default_factory=set)
    keeping: set[str] = field(default_factory=set)
    """Tables of which a name that changes stays as an alias."""
    dated_by_load: dict[str, Mapping[str, datetime.date]] = field(default_factory=dict)
    """Columns of a table that hold the day of the load where the source knows no other."""
    stored_nodes: dict[str, dict[str, NodeState]] = field(default_factory=dict)
    stored_edges: dict[str, dict[str, list[EdgeState]]] = field(default_factory=dict)

    def repeat(self, earlier: Record, record: Record) -> None:
        """Count a row that says of the same thing what an earlier one does, or adds to it."""
        earlier.values.update(record.values)
        earlier.edges.update(record.edges)
        earlier.also = (*earlier.also, record.place)
        self.repeated[record.table] += 1

    def refuse(self, record: Record, problem: Problem) -> None:
        """Count a record as refused, with its reason, and with it what repeats it."""
        self.problems.append(problem)
        self.refused[record.table] += 1 + len(record.also)
        self.repeated[record.table] -= len(record.also)
        for place in (record.place, *record.also):
            self.refusals.setdefault(place, problem)
        self.spared[record.table].add((record.key, record.to_key))
