"""What checking leaves: records that can be used, and what is wrong with the others."""

from collections import defaultdict
from dataclasses import dataclass, field

from graph.errors import Problem
from graph.records import EdgeState, NodeState
from loaders.reading import Record


@dataclass
class Checked:
    """Records that can be used, what the store has of them, and what is wrong with the others."""

    nodes: dict[str, dict[str, Record]] = field(default_factory=dict)
    edges: dict[str, list[Record]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    repeated: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    stored_nodes: dict[str, dict[str, NodeState]] = field(default_factory=dict)
    stored_edges: dict[str, dict[str, list[EdgeState]]] = field(default_factory=dict)

    def refuse(self, record: Record, problem: Problem | None) -> None:
        """Count a record as refused, with its reason."""
        self.refused[record.table] += 1
        if problem:
            self.problems.append(problem)
