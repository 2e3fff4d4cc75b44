"""The store's content as a NetworkX graph in memory, as an analyst would have it."""

from typing import TYPE_CHECKING, Any

import networkx

from graph.model import MODEL
from graph.states import edge_states, node_states
from graph.store import Reader

if TYPE_CHECKING:
    Network = networkx.MultiDiGraph[Any]
else:
    Network = networkx.MultiDiGraph


def read_network(reader: Reader) -> Network:
    """Read every node and every edge; a node is (label, key), an edge knows its type."""
    network: Network = networkx.MultiDiGraph()
    plain = []
    for label, node in MODEL.node_types.items():
        for found in node_states(reader, node):
            here = (label, found.key)
            network.add_node(here, **found.properties)
            for type_, keys in found.plain_edges.items():
                plain += [(here, (node.edges[type_].target, key), type_) for key in keys]
    for start, end, type_ in plain:
        network.add_edge(start, end, type=type_)
    for type_, edge in MODEL.dated_edges.items():
        for tie in edge_states(reader, edge):
            start = (edge.origin, tie.from_key)
            end = (edge.edge.target, tie.to_key)
            facts: dict[str, Any] = dict(tie.properties)
            network.add_edge(start, end, type=type_, **facts)
    return network
