"""What can be supposed of agencies and their people: that they go, that they come."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph.model import MODEL
from graph.records import State
from graph.reference import names
from graph.states import edge_states, node_states
from graph.store import Reader
from graph.values import Value
from webapp.effect import Question
from webapp.suppositions.supposed import (
    BY_KEY,
    SUPPOSED,
    ensure,
    ensure_agency,
    holds,
    new_edge,
    new_node,
    with_property,
)

MOST_BRANCHES = 3
"""How deep the branches of an agency are followed, as in the scope."""


@dataclass(frozen=True)
class Withdrawn:
    """An agency, with its branches, no longer works in an area, or anywhere."""

    agency: str
    area: str = ""
    case = None

    def states(self, reader: Reader, question: Question) -> Iterator[State]:
        """Yield its work as it would end on the day."""
        ensure(reader, "Agency", self.agency)
        if self.area:
            ensure(reader, "Area", self.area)
        rows = reader.read(
            f"MATCH (branch:Agency)-[:PART_OF*0..{MOST_BRANCHES}]->(whole:Agency {{code: $code}})\n"
            f"RETURN DISTINCT branch.code AS code\nORDER BY code",
            {"code": self.agency},
        )
        codes = [row["code"] for row in rows]
        for edge in edge_states(reader, MODEL.dated_edges["OPERATES_IN"], codes):
            if self.area in ("", edge.to_key) and holds(edge, question.as_of):
                yield with_property(edge, "valid_to", question.as_of)
        if not self.area:
            for node in node_states(reader, MODEL.node_types["Agency"], codes):
                over = node.properties.get("active_to")
                if not isinstance(over, datetime.date) or over > question.as_of:
                    yield with_property(node, "active_to", question.as_of)

    def in_words(self, called: Mapping[str, str] = BY_KEY) -> str:
        """Say it."""
        where = f"in {called.get(self.area, self.area)}" if self.area else "anywhere"
        return f"{called.get(self.agency, self.agency)} no longer works {where}"


@dataclass(frozen=True)
class Working:
    """An agency is active, and works in an area where one is named."""

    agency: str
    area: str = ""
    case = None

    def states(self, reader: Reader, question: Question) -> Iterator[State]:
        """Yield the agency as it would be active, and its work in the area."""
        ensure(reader, "Agency", self.agency)
        for node in node_states(reader, MODEL.node_types["Agency"], [self.agency]):
            start, over = node.properties.get("active_from"), node.properties.get("active_to")
            if isinstance(start, datetime.date) and start > question.as_of:
                yield with_property(node, "active_from", question.as_of)
            elif isinstance(over, datetime.date) and over <= question.as_of:
                yield with_property(node, "active_to", None)
        if self.area:
            ensure(reader, "Area", self.area)
            places = edge_states(reader, MODEL.dated_edges["OPERATES_IN"], [self.agency])
            if not any(p.to_key == self.area and holds(p, question.as_of) for p in places):
                facts = {"valid_from": question.as_of}
                yield new_edge("OPERATES_IN", self.agency, self.area, facts)

    def in_words(self, called: Mapping[str, str] = BY_KEY) -> str:
        """Say it."""
        where = f"works in {called.get(self.area, self.area)}" if self.area else "is active"
        return f"{called.get(self.agency, self.agency)} {where}"


@dataclass(frozen=True)
class Founded:
    """There is one more agency of a type, in an area where one is named."""

    kind: str
    area: str = ""
    case = None

    @property
    def agency(self) -> str:
        """Return the code by which other suppositions speak of it."""
        return f"{SUPPOSED} {self.kind} {self.area}".rstrip()

    @property
    def name(self) -> str:
        """Return what it is called."""
        return f"the new agency ({names('agency_type').get(self.kind, self.kind)})"

    def states(self, reader: Reader, question: Question) -> Iterator[State]:
        """Yield the agency and its work."""
        ensure(reader, "AgencyType", self.kind)
        yield new_node("Agency", self.agency, {"name": self.name}, {"OF_TYPE": (self.kind,)})
        if self.area:
            ensure(reader, "Area", self.area)
            facts = {"valid_from": question.as_of}
            yield new_edge("OPERATES_IN", self.agency, self.area, facts)

    def in_words(self, called: Mapping[str, str] = BY_KEY) -> str:
        """Say it."""
        kind = names("agency_type").get(self.kind, self.kind)
        where = f" in {called.get(self.area, self.area)}" if self.area else ""
        return f"there is a new agency ({kind}){where}"


@dataclass(frozen=True)
class Left:
    """A contact no longer speaks for anybody."""

    representative: str
    case = None

    def states(self, reader: Reader, question: Question) -> Iterator[State]:
        """Yield whom the contact speaks for, as it would end on the day."""
        ensure(reader, "Representative", self.representative)
        spoken_for = MODEL.dated_edges["REPRESENTS"]
        for edge in edge_states(reader, spoken_for, [self.representative]):
            if holds(edge, question.as_of):
                yield with_property(edge, "valid_to", question.as_of)

    def in_words(self, called: Mapping[str, str] = BY_KEY) -> str:
        """Say it."""
        return f"contact {self.representative} leaves"


@dataclass(frozen=True)
class Appointed:
    """Somebody new speaks for an agency, in one area or wherever it works."""

    agency: str
    area: str = ""
    case = None

    def states(self, reader: Reader, question: Question) -> Iterator[State]:
        """Yield the contact and whom it speaks for."""
        ensure_agency(reader, self.agency)
        if self.area:
            ensure(reader, "Area", self.area)
        key = f"{SUPPOSED} contact of {self.agency} {self.area}".rstrip()
        yield new_node("Representative", key, {}, {})
        facts: dict[str, Value] = {
            "valid_from": question.as_of,
            "single_point_of_contact": True,
            "area": self.area,
        }
        yield new_edge("REPRESENTS", key, self.agency, facts)

    def in_words(self, called: Mapping[str, str] = BY_KEY) -> str:
        """Say it."""
        where = f" in {called.get(self.area, self.area)}" if self.area else ""
        return f"{called.get(self.agency, self.agency)} has a new contact{where}"
