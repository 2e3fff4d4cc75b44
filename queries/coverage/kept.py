"""What is kept of the facts of coverage, and what of it outlives changes that do not touch it.

A what-if of one case, or a load of next week's meetings, would else read the country again.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from graph.model import MODEL
from graph.records import Changes, EdgeState, NodeState

if TYPE_CHECKING:
    from queries.coverage.facts import CaseFacts

AT_A_CASE = frozenset({"MappaCase", "Discussion", "Meeting"})
"""Nodes whose changes touch the cases that they belong to."""
OF_NO_CASE = frozenset({"Action", "Referral", "Review", "RiskAssessment", "Offender", "Panel"})
"""Nodes that can go without a change of any fact of coverage."""
DIRECTORY = frozenset({"Agency", "AgencyType"})
OF_AGENCIES = frozenset({"OPERATES_IN", "REPRESENTS"})


class KeptCases:
    """Facts by case, of one state of the graph."""

    def __init__(self, facts: dict[str, "CaseFacts"] | None = None) -> None:
        self.facts = facts or {}

    def after(self, changes: Changes) -> "KeptCases | None":
        """Return the facts of cases that the changes do not touch; None if any may be touched."""
        if _takes_edges(changes):
            return None
        facts = dict(self.facts)
        for reference in touched(changes, facts.values()):
            facts.pop(reference, None)
        return KeptCases(facts)


def touched(changes: Changes, known: Iterable["CaseFacts"]) -> set[str]:
    """Return the cases whose facts the changes touch, of those that are known, and others."""
    found: set[str] = set()
    talks: set[str] = set()
    meetings: set[str] = set()
    for state in (*changes.put, *changes.drop):
        if isinstance(state, EdgeState):
            origin = MODEL.dated_edges[state.type].origin
            {"MappaCase": found, "Discussion": talks}.get(origin, set()).add(state.from_key)
        else:
            {"MappaCase": found, "Discussion": talks, "Meeting": meetings}.get(
                state.label, set()
            ).add(state.key)
            found.update(state.plain_edges.get("CONSIDERS", ()))
    if talks or meetings:
        found |= {
            case.reference
            for case in known
            if any(talk.code in talks or talk.meeting in meetings for talk in case.talks)
        }
    return found


def touches_directory(changes: Changes) -> bool:
    """Whether changes touch an agency, where it works, or who speaks for it."""
    return _takes_edges(changes) or any(
        state.type in OF_AGENCIES if isinstance(state, EdgeState) else state.label in DIRECTORY
        for state in (*changes.put, *changes.drop)
    )


def _takes_edges(changes: Changes) -> bool:
    """Whether a node goes that takes edges with it which the changes do not name."""
    return any(
        isinstance(state, NodeState) and state.label not in AT_A_CASE | OF_NO_CASE
        for state in changes.drop
    )
