"""The steps that a path may take: one text a kind of edge and direction, each in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph.model import MODEL
from queries.predicates import current, is_open, visible

NEVER = frozenset({"Area", "Level", "Category", "Circumstance", "AgencyType"})
"""What everything is tied to: a path through them says nothing."""

WALKED = tuple(label for label in MODEL.node_types if label not in NEVER)

WORDS: Mapping[str, tuple[str, str]] = {
    "ASSIGNED_TO": ("is assigned to", "is to do"),
    "ATTENDED": ("was attended by", "attended"),
    "AT_MEETING": ("was held at", "had on its agenda"),
    "CHAIRED_BY": ("was chaired by", "chaired"),
    "CONCERNS": ("concerns", "is the person of"),
    "CONSIDERS": ("considered", "was considered at"),
    "DONE_BY": ("was done by", "did"),
    "FOLLOWS": ("carries forward", "was carried forward by"),
    "FOR_CASE": ("is about", "was referred by"),
    "INVITED": ("invited", "was invited to"),
    "INVOLVES": ("involves", "works on"),
    "LED_BY": ("is led by", "leads"),
    "LINKED_TO": ("is linked to", "is linked to"),
    "OF_CASE": ("is of", "has"),
    "OF_PANEL": ("was of", "sat as"),
    "OWNED_BY": ("is owned by", "owns"),
    "PART_OF": ("is part of", "has as a part"),
    "RAISED_AT": ("was raised at", "raised"),
    "REFERRED_BY": ("was made by", "made"),
    "REPLACED_BY": ("was replaced by", "replaced"),
    "REPRESENTS": ("speaks for", "is spoken for by"),
}
"""Each kind of edge in words, read from the side that declares it and from the other."""

NOUNS: Mapping[str, str] = {
    "Action": "action",
    "Agency": "agency",
    "Discussion": "discussion",
    "MappaCase": "case",
    "Meeting": "meeting",
    "Offender": "person",
    "Panel": "panel",
    "Referral": "referral",
    "Representative": "contact",
    "Review": "review",
    "RiskAssessment": "risk assessment",
}

SEEN: Mapping[str, str] = {
    "MappaCase": f"WHERE {is_open('matter')} AND {visible('matter')}\n",
    "Offender": f"MATCH (there)<-[:CONCERNS]-(matter:MappaCase)\nWHERE {visible('matter')}\n",
    "Discussion": (
        f"MATCH (there)-[:CONSIDERS]->(matter:MappaCase)\nMATCH (there)-[:AT_MEETING]->"
        f"(sitting:Meeting)\nWHERE sitting.on <= $as_of AND {visible('matter')}\n"
    ),
    "Action": (
        f"MATCH (there)-[:RAISED_AT]->(talk:Discussion)-[:CONSIDERS]->(matter:MappaCase)\n"
        f"MATCH (talk)-[:AT_MEETING]->(sitting:Meeting)\n"
        f"WHERE sitting.on <= $as_of AND {visible('matter')}\n"
    ),
    "Referral": (
        f"MATCH (there)-[:FOR_CASE]->(matter:MappaCase)\n"
        f"WHERE there.received_on <= $as_of AND {visible('matter')}\n"
    ),
    "Review": (
        f"MATCH (there)-[:OF_CASE]->(matter:MappaCase)\n"
        f"WHERE there.done_on <= $as_of AND {visible('matter')}\n"
    ),
    "RiskAssessment": (
        f"MATCH (there)-[:OF_CASE]->(matter:MappaCase)\n"
        f"WHERE there.assessed_on <= $as_of AND {visible('matter')}\n"
    ),
    "Meeting": "WHERE there.on <= $as_of\n",
    "Agency": "WHERE there.active_from IS NULL OR there.active_from <= $as_of\n",
}
"""What must be so of a thing that a path comes to: it is there on the day, and may be seen.

Asked in a text of its own, a label each, before anything goes on from the thing: with it in every
step a server planned some thirty heavy texts for its first path, and took half a minute.
"""


@dataclass(frozen=True)
class Step:
    """One kind of edge walked in one direction."""

    edge: str
    here: str
    there: str
    forward: bool

    @property
    def name(self) -> str:
        """Name its text."""
        return f"{self.edge} {'from' if self.forward else 'to'} {self.here}"

    @property
    def words(self) -> str:
        """Say what the thing here does to the thing there."""
        return WORDS[self.edge][0 if self.forward else 1]


def steps() -> Iterator[Step]:
    """Yield every step between things that a path may come to."""
    ends = {(type_, node.label, edge.target) for node, type_, edge in MODEL.plain_edges()}
    ends |= {(name, one.origin, one.edge.target) for name, one in MODEL.dated_edges.items()}
    for type_, origin, target in sorted(ends):
        if NEVER.isdisjoint({origin, target}):
            yield Step(type_, origin, target, True)
            yield Step(type_, target, origin, False)


def text_of(step: Step) -> str:
    """Return the text that walks a step from things known by key; nothing in it is input."""
    dated = MODEL.dated_edges.get(step.edge)
    tie = f"-[tie:{step.edge}]-"
    arrow = f"{tie}>" if step.forward else f"<{tie}"
    here_key = MODEL.node_types[step.here].key
    there_key = MODEL.node_types[step.there].key
    is_spell = dated is not None and dated.edge.is_spell
    holds = f"WHERE {current('tie')}\n" if is_spell else ""
    since = "min(tie.valid_from)" if is_spell else "null"
    return (
        f"UNWIND $keys AS wanted\n"
        f"MATCH (here:{step.here} {{{here_key}: wanted}}){arrow}(there:{step.there})\n"
        f"{holds}RETURN wanted AS here, there.{there_key} AS there, {since} AS since\n"
        f"ORDER BY here, there"
    )


def seen_text(label: str) -> str:
    """Return the text that keeps, of things known by key, those there and to be seen."""
    key = MODEL.node_types[label].key
    there = "matter" if label == "MappaCase" else "there"
    return (
        f"UNWIND $keys AS wanted\n"
        f"MATCH ({there}:{label} {{{key}: wanted}})\n"
        f"{SEEN[label]}RETURN DISTINCT wanted AS seen\n"
        f"ORDER BY seen"
    )


STEPS = tuple(steps())
SEATS: Mapping[str, str] = {
    step.name: "there" if step.forward else "here" for step in STEPS if step.edge == "INVITED"
}
"""The steps over an invitation, with the column that has the agency."""
EDGES = tuple(sorted({step.edge for step in STEPS}))
TEXTS: Mapping[str, str] = {
    **{f"seen {label}": seen_text(label) for label in SEEN},
    **{step.name: text_of(step) for step in STEPS},
}
"""Every text of the family, by name."""
