"""What can be supposed of a case: its level, its category, a circumstance, who works on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph.errors import InputError
from graph.model import MODEL
from graph.records import State
from graph.reference import names
from graph.states import edge_states
from graph.store import Reader
from graph.values import Value
from queries.coverage.policy_file import ROLES as ROLE_CODES
from queries.coverage.words import ROLES
from webapp.effect import Question
from webapp.suppositions.supposed import (
    BY_KEY,
    ensure,
    ensure_agency,
    ensure_case,
    ensure_choice,
    holds,
    instead,
    new_edge,
    with_property,
)


@dataclass(frozen=True)
class Moved:
    """A case is at another level from the day on."""

    case: str
    level: str

    def states(self, reader: Reader, question: Question) -> Iterator[State]:
        """Yield the level it has, ended, and the one it would have."""
        ensure_case(reader, self.case, question)
        ensure(reader, "Level", self.level)
        yield from instead(reader, "AT_LEVEL", self.case, self.level, question.as_of, "level")

    def in_words(self, called: Mapping[str, str] = BY_KEY) -> str:
        """Say it."""
        return f"{self.case} is at Level {self.level}"


@dataclass(frozen=True)
class Categorised:
    """A case is in another category from the day on."""

    case: str
    category: str

    def states(self, reader: Reader, question: Question) -> Iterator[State]:
        """Yield the category it has, ended, and the one it would have."""
        ensure_case(reader, self.case, question)
        ensure(reader, "Category", self.category)
        if self.category not in question.scope.categories:
            raise InputError(f"Category {self.category} is none that you may see. Name another")
        day = question.as_of
        yield from instead(reader, "IN_CATEGORY", self.case, self.category, day, "category")

    def in_words(self, called: Mapping[str, str] = BY_KEY) -> str:
        """Say it."""
        return f"{self.case} is in Category {self.category}"


@dataclass(frozen=True)
class Placed:
    """A case is managed in an area from the day on."""

    case: str
    area: str

    def states(self, reader: Reader, question: Question) -> Iterator[State]:
        """Yield the home area it has, ended, and the one it would have."""
        ensure_case(reader, self.case, question)
        ensure(reader, "Area", self.area)
        for edge in edge_states(reader, MODEL.dated_edges["IN_AREA"], [self.case]):
            if edge.properties["standing"] == "home" and holds(edge, question.as_of):
                yield with_property(edge, "valid_to", question.as_of)
        facts: dict[str, Value] = {"valid_from": question.as_of, "standing": "home"}
        yield new_edge("IN_AREA", self.case, self.area, facts)

    def in_words(self, called: Mapping[str, str] = BY_KEY) -> str:
        """Say it."""
        return f"the home area of {self.case} is {called.get(self.area, self.area)}"


@dataclass(frozen=True)
class Answered:
    """A circumstance of a case is known from the day on: yes or no."""

    case: str
    circumstance: str
    answer: str

    def states(self, reader: Reader, question: Question) -> Iterator[State]:
        """Yield the answers that hold, ended, and the one that would."""
        ensure_case(reader, self.case, question)
        ensure(reader, "Circumstance", self.circumstance)
        ensure_choice(self.answer, "HAS_CIRCUMSTANCE", "answer")
        for edge in edge_states(reader, MODEL.dated_edges["HAS_CIRCUMSTANCE"], [self.case]):
            if edge.to_key == self.circumstance and holds(edge, question.as_of):
                yield with_property(edge, "valid_to", question.as_of)
        facts: dict[str, Value] = {
            "valid_from": question.as_of,
            "answer": self.answer,
            "dated": "exact",
        }
        yield new_edge("HAS_CIRCUMSTANCE", self.case, self.circumstance, facts)

    def in_words(self, called: Mapping[str, str] = BY_KEY) -> str:
        """Say it."""
        what = names("circumstance").get(self.circumstance, self.circumstance)
        return f"“{what}” is answered {self.answer} for {self.case}"


@dataclass(frozen=True)
class Linked:
    """An agency works on a case, or leads it, from the day on."""

    case: str
    agency: str
    role: str

    def states(self, reader: Reader, question: Question) -> Iterator[State]:
        """Yield the link; a new lead agency ends the time of the one before."""
        ensure_case(reader, self.case, question)
        ensure_agency(reader, self.agency)
        if self.role not in ROLE_CODES:
            raise InputError(f"{self.role!r} is no role. Write one of {', '.join(ROLE_CODES)}")
        day = question.as_of
        if self.role == "lead":
            yield from instead(reader, "LED_BY", self.case, self.agency, day, "lead agency")
        else:
            facts: dict[str, Value] = {"valid_from": day, "role": self.role}
            yield new_edge("INVOLVES", self.case, self.agency, facts)

    def in_words(self, called: Mapping[str, str] = BY_KEY) -> str:
        """Say it."""
        who = called.get(self.agency, self.agency)
        return f"{who} is linked to {self.case} as {ROLES[self.role]}"
