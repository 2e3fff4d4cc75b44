"""The vocabulary in which node types are declared."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache

from graph.errors import SchemaError

RESERVED_PROPERTIES = frozenset(
    {"title", "type", "label", "id", "source", "first_load", "load", "mark", "withdraw"}
)
"""Names that an engine or the provenance of every element uses for itself."""


class Kind(Enum):
    """What sort of value a property holds."""

    TEXT = "text"
    DATE = "date"
    INTEGER = "whole number"
    YES_NO = "yes or no"
    CHOICE = "one of a list"
    LIST = "several texts, split by ;"


@dataclass(frozen=True)
class Property:
    """One property of a node type or of a dated edge.

    `sensitive` names the permission without which it is not shown, logged or exported;
    `refers_to` names the label whose key the value is.
    """

    kind: Kind
    help: str
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    source: str = ""
    sensitive: str = ""
    refers_to: str = ""

    def __post_init__(self) -> None:
        if (self.kind is Kind.CHOICE) != bool(self.choices):
            raise SchemaError(
                f"A property has choices if and only if it is a choice: {self.help!r}"
            )


@dataclass(frozen=True)
class Edge:
    """A plain edge: a column of the declaring type's table that holds the key of the other end."""

    target: str
    help: str
    required: bool = False
    many: bool = False
    source: str = ""


@dataclass(frozen=True)
class DatedEdge:
    """An edge with facts of its own and so with a table of its own.

    `identity` are the properties that, with both ends, tell one edge from another.
    `open_start` allows an empty `valid_from`, "as long as known".
    `one_at_a_time` is what a later spell ends: "from" = any spell of the same type from the same
    node, "ends" = those with both ends the same, "" = none; `among` narrows it to edges whose
    property has that value.
    `symmetric` edges are stored from the smaller key to the larger one.
    `sensitive` as for a property.
    """

    target: str
    help: str
    identity: tuple[str, ...] = ()
    properties: Mapping[str, Property] = field(default_factory=dict)
    open_start: bool = False
    one_at_a_time: str = ""
    among: tuple[str, str] | None = None
    symmetric: bool = False
    source: str = ""
    sensitive: str = ""

    @property
    def is_spell(self) -> bool:
        """Whether it holds from a day to a day."""
        return "valid_from" in self.properties


@dataclass(frozen=True)
class NodeType:
    """One kind of thing in the graph, with its properties and the edges that start at it.

    `ends_with` names the date from which one of them is over, where it can be.
    """

    label: str
    plural: str
    help: str
    key: str
    properties: Mapping[str, Property]
    edges: Mapping[str, Edge] = field(default_factory=dict)
    dated_edges: Mapping[str, DatedEdge] = field(default_factory=dict)
    about: str = "cases"
    ends_with: str = ""

    def __post_init__(self) -> None:
        if self.key not in self.properties or not self.properties[self.key].required:
            raise SchemaError(f"{self.label}: the key {self.key!r} must be a required property")
        if self.about not in {"cases", "directory"}:
            raise SchemaError(f"{self.label}: about is 'cases' or 'directory', not {self.about!r}")
        reserved = RESERVED_PROPERTIES & set(self.properties)
        if reserved:
            raise SchemaError(f"{self.label}: reserved property name {sorted(reserved)[0]!r}")

    @property
    def table(self) -> str:
        """Name of its table in a bundle: the label in snake case."""
        return snake_case(self.label)

    @property
    def key_columns(self) -> tuple[str, ...]:
        """Columns without which a row of its table names nothing."""
        return (self.key,)


@cache
def snake_case(label: str) -> str:
    """Turn a label such as `MappaCase` into `mappa_case`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", label).lower()


SPELL: Mapping[str, Property] = {
    "valid_from": Property(Kind.DATE, "First day on which it holds.", unit="ISO 8601 date"),
    "valid_to": Property(
        Kind.DATE, "Day from which it no longer holds; empty = still.", unit="ISO 8601 date"
    ),
}
"""A fact that holds from a day up to, not including, another."""

DATED: Mapping[str, Property] = {
    "dated": Property(
        Kind.CHOICE,
        "Whether the first day is known, or the fact is at least that old.",
        choices={"exact": "known to the day", "first_seen": "since, at the latest"},
    )
}
"""How sure the first day of a spell is."""
