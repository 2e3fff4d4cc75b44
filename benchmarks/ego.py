"""The picture of one case as an analyst would draw it: the network round it, on circles."""

import math
from collections.abc import Iterator
from typing import Any

import networkx

from benchmarks.baseline import Analyst, Thing, holds
from benchmarks.network import Network

RADIUS = {"MappaCase": 0, "Agency": 200, "Discussion": 300, "Action": 400}


def ego_picture(network: Network, case: str, analyst: Analyst) -> dict[str, Any]:
    """Return the elements of a case's network with its gaps and a place for each node."""
    centre = ("MappaCase", case)
    drawn = network.subgraph([centre, *_around(network, centre, analyst)]).copy()
    gaps = list(analyst.gaps_of(centre))
    for label, radius in RADIUS.items():
        nodes = sorted(node for node in drawn if node[0] == label)
        for number, node in enumerate(nodes):
            angle = math.tau * number / len(nodes)
            drawn.nodes[node]["position"] = (radius * math.cos(angle), radius * math.sin(angle))
    found: dict[str, Any] = networkx.cytoscape_data(drawn)
    found["gaps"] = gaps
    return found


def _around(network: Network, centre: Thing, analyst: Analyst) -> Iterator[Thing]:
    for _, end, tie in network.out_edges(centre, data=True):
        if end[0] == "Agency" and holds(tie, analyst.day):
            yield end
    for talk, _, tie in network.in_edges(centre, data=True):
        if tie["type"] != "CONSIDERS":
            continue
        yield talk
        for action, _, raised in network.in_edges(talk, data=True):
            closed = network.nodes[action].get("closed_on")
            if raised["type"] == "RAISED_AT" and (closed is None or closed > analyst.day):
                yield action
