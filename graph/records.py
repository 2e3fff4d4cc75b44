"""The records that layers pass to each other: states of elements, changes, the entry of a load."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.values import Value


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an element came from; None stands for the load that is being written.

    With `first_load` None that load makes the element: there must be none of its identity yet.
    """

    source: str = ""
    first_load: int | None = None
    load: int | None = None


@dataclass(frozen=True, slots=True)
class NodeState:
    """The whole state of a node: its set properties without the key, its plain edges by type."""

    label: str
    key: str
    properties: Mapping[str, Value] = field(default_factory=dict)
    plain_edges: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    provenance: Provenance = Provenance()

    @property
    def identity(self) -> tuple[str, ...]:
        """What tells this node from every other."""
        return (self.label, self.key)


@dataclass(frozen=True, slots=True)
class EdgeState:
    """The whole state of a dated edge; `mark` tells it from others with the same type and ends."""

    type: str
    from_key: str
    to_key: str
    mark: str = ""
    properties: Mapping[str, Value] = field(default_factory=dict)
    provenance: Provenance = Provenance()

    @property
    def identity(self) -> tuple[str, ...]:
        """What tells this edge from every other."""
        return (self.type, self.from_key, self.to_key, self.mark)


State = NodeState | EdgeState


@dataclass(frozen=True)
class Changes:
    """What a plan, a what-if or an undo does: elements as they shall be, elements that shall go."""

    put: tuple[State, ...] = ()
    drop: tuple[State, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.put or self.drop)

    def __len__(self) -> int:
        return len(self.put) + len(self.drop)


@dataclass(frozen=True)
class History:
    """What a store keeps beside the model, as it was: its mark, its loads, what they replaced.

    Each is a node's properties, whatever they are. `parts` may be read as they are asked for, and
    more than once.
    """

    info: Mapping[str, Any]
    loads: Sequence[Mapping[str, Any]]
    parts: Iterable[Mapping[str, Any]] = ()

    @property
    def version(self) -> int:
        """Return the number of the last load."""
        return max((int(load["number"]) for load in self.loads), default=0)


@dataclass(frozen=True)
class LoadEntry:
    """What the store records of a load, in the same transaction as its changes.

    `made_on` is the version that the plan read; the store refuses when it has moved.
    `before` are the states that the changes replace or drop, which an undo needs; an undo keeps
    none. `undoes` is the number of the load that an undo takes back.
    With `restores` the changes are another store's and carry their provenance: that store's history
    is written as it was, and no load is added.
    """

    kind: str
    source: str
    by: str
    at: datetime.datetime
    made_on: int
    files: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    policy: str = ""
    before: tuple[State, ...] = ()
    undoes: int | None = None
    restores: History | None = None
