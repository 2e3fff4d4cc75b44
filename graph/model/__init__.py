"""The node types, one declaration a file, found by walking this package."""

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from graph.errors import SchemaError
from graph.schema import DatedEdge, Edge, Kind, NodeType, Property, snake_case
from graph.values import Value, to_text


@dataclass(frozen=True)
class DatedEdgeType:
    """A dated edge with the label that declares it."""

    type: str
    origin: str
    edge: DatedEdge

    @cached_property
    def table(self) -> str:
        """Name of its table in a bundle."""
        return self.type.lower()

    @property
    def properties(self) -> Mapping[str, Property]:
        """Return the facts of its own."""
        return self.edge.properties

    @cached_property
    def key_columns(self) -> tuple[str, ...]:
        """Columns that hold the keys of its two ends."""
        first, second = snake_case(self.origin), snake_case(self.edge.target)
        return (first, second if second != first else f"other_{second}")

    def mark(self, properties: Mapping[str, Value]) -> str:
        """Return the text that tells an edge from others of its type with the same ends."""
        identity = self.edge.identity
        if len(identity) == 1:  # of most types: the text is shared, and not made again
            return to_text(properties.get(identity[0]))
        return "|".join(to_text(properties.get(name)) for name in identity)


@dataclass(frozen=True)
class Model:
    """Every declaration, checked against the others."""

    node_types: Mapping[str, NodeType]

    @cached_property
    def dated_edges(self) -> Mapping[str, DatedEdgeType]:
        """Dated edges by type."""
        return {
            type_: DatedEdgeType(type_, node.label, edge)
            for node in self.node_types.values()
            for type_, edge in node.dated_edges.items()
        }

    @cached_property
    def tables(self) -> Mapping[str, NodeType | DatedEdgeType]:
        """What each table of a bundle holds, by the table's name."""
        return {
            **{node.table: node for node in self.node_types.values()},
            **{edge.table: edge for edge in self.dated_edges.values()},
        }

    @cached_property
    def relationship_types(self) -> frozenset[str]:
        """Names of all edges, plain and dated."""
        return frozenset(self.dated_edges) | {
            type_ for node in self.node_types.values() for type_ in node.edges
        }

    @cached_property
    def property_names(self) -> frozenset[str]:
        """Names of all properties of nodes and dated edges."""
        owners: list[Mapping[str, Property]] = [
            *(node.properties for node in self.node_types.values()),
            *(edge.edge.properties for edge in self.dated_edges.values()),
        ]
        return frozenset(name for properties in owners for name in properties)

    def plain_edges(self) -> list[tuple[NodeType, str, Edge]]:
        """Every plain edge with the node type that declares it."""
        return [
            (node, type_, edge)
            for node in self.node_types.values()
            for type_, edge in node.edges.items()
        ]


def discover() -> Model:
    """Import every module beside this one and check what they declare; raises SchemaError."""
    found: dict[str, NodeType] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        constant = module.name.upper()
        declared = getattr(importlib.import_module(f"{__name__}.{module.name}"), constant, None)
        if not isinstance(declared, NodeType):
            raise SchemaError(f"graph/model/{module.name}.py must declare {constant} = NodeType(…)")
        if declared.table != module.name:
            raise SchemaError(
                f"graph/model/{module.name}.py declares {declared.label}; "
                f"name the file {declared.table}.py"
            )
        found[declared.label] = declared
    return checked(Model(found))


def checked(model: Model) -> Model:
    """Return a model whose declarations fit each other; raises SchemaError with every fault."""
    problems = [*_edge_problems(model), *_property_problems(model)]
    if problems:
        raise SchemaError("\n".join(problems))
    return model


def _edge_problems(model: Model) -> list[str]:
    problems = [
        f"{node.label}.{type_}: {edge.target!r} is no declared label"
        for node, type_, edge in model.plain_edges()
        if edge.target not in model.node_types
    ]
    for declared in model.dated_edges.values():
        if declared.edge.target not in model.node_types:
            problems.append(f"{declared.type}: {declared.edge.target!r} is no declared label")
        problems.extend(
            f"{declared.type}: identity names {name!r}, which is no property of it"
            for name in declared.edge.identity
            if name not in declared.edge.properties
        )
    return problems


def _property_problems(model: Model) -> list[str]:
    ends = [
        f"{node.label}: ends_with {node.ends_with!r} is no date of it"
        for node in model.node_types.values()
        if node.ends_with
        and (
            node.ends_with not in node.properties
            or node.properties[node.ends_with].kind is not Kind.DATE
        )
    ]
    owners: dict[str, Mapping[str, Property]] = {
        **{node.label: node.properties for node in model.node_types.values()},
        **{edge.type: edge.edge.properties for edge in model.dated_edges.values()},
    }
    return ends + [
        f"{owner}.{name}: {declared.refers_to!r} is no declared label"
        for owner, properties in owners.items()
        for name, declared in properties.items()
        if declared.refers_to and declared.refers_to not in model.node_types
    ]


MODEL = discover()
"""The model of the product."""
