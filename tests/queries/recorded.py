"""What a store would hold had its loads stopped on a day: the rest was recorded later."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import replace

from graph.model import MODEL
from graph.records import EdgeState, NodeState, State

BEGINS = {
    "MappaCase": "opened_on",
    "Referral": "received_on",
    "Review": "done_on",
    "RiskAssessment": "assessed_on",
}
"""The date of their own on which things are recorded."""

ENDS = {
    ("MappaCase", "closed_on"): (),
    ("Agency", "active_to"): (),
    ("Action", "closed_on"): ("outcome",),
    ("Referral", "decided_on"): ("decision", "level_given"),
    ("Discussion", "minutes_sent_on"): (),
}
"""Dates that are recorded when they come, with what is recorded along with them."""

CALENDAR = "derived"
"""Source of circumstances that follow from a date known in advance."""


def recorded_by(states: Iterable[State], day: datetime.date) -> list[State]:
    """Return what was recorded up to and on a day, as it stood."""
    found = list(states)
    nodes = {
        state.identity: state
        for state in found
        if isinstance(state, NodeState) and not _begins_later(state, day)
    }
    gone = True
    while gone:  # what hangs on something that was not there yet was not there either
        kept = {key: node for key, node in nodes.items() if _stands(node, nodes)}
        gone = len(kept) < len(nodes)
        nodes = kept
    # A person comes with the first case; nobody is recorded without one.
    concerned = {key for node in nodes.values() for key in node.plain_edges.get("CONCERNS", ())}
    nodes = {
        key: node for key, node in nodes.items() if node.label != "Offender" or key[1] in concerned
    }
    edges = (state for state in found if isinstance(state, EdgeState))
    return [
        *(_as_it_stood(node, day) for node in nodes.values()),
        *(edge for state in edges for edge in _edge_then(state, nodes, day)),
    ]


def _begins_later(node: NodeState, day: datetime.date) -> bool:
    if node.label == "Meeting":
        held = node.properties["state"] != "planned"
        return held and _later(node.properties["on"], day)
    return _later(node.properties.get(BEGINS.get(node.label, "")), day)


def _stands(node: NodeState, nodes: dict[tuple[str, ...], NodeState]) -> bool:
    declared = MODEL.node_types[node.label]
    return all(
        (declared.edges[type_].target, key) in nodes
        for type_, keys in node.plain_edges.items()
        for key in keys
    )


def _as_it_stood(node: NodeState, day: datetime.date) -> NodeState:
    later = {
        name
        for (label, ended), along in ENDS.items()
        if label == node.label and _later(node.properties.get(ended), day)
        for name in (ended, *along)
    }
    kept = {name: value for name, value in node.properties.items() if name not in later}
    return replace(node, properties=kept)


def _edge_then(
    edge: EdgeState, nodes: dict[tuple[str, ...], NodeState], day: datetime.date
) -> Iterator[EdgeState]:
    declared = MODEL.dated_edges[edge.type]
    ends = ((declared.origin, edge.from_key), (declared.edge.target, edge.to_key))
    if not all(end in nodes for end in ends):
        return
    calendar = edge.provenance.source == CALENDAR
    if _later(edge.properties.get("valid_from"), day) and not calendar:
        return
    kept = {
        name: value
        for name, value in edge.properties.items()
        if calendar or name not in {"valid_to", "report_on"} or not _later(value, day)
    }
    yield replace(edge, properties=kept)


def _later(value: object, day: datetime.date) -> bool:
    return isinstance(value, datetime.date) and value > day
