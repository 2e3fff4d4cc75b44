"""What can be supposed of a case at the table: that it is discussed, and who comes."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from graph.errors import InputError
from graph.model import MODEL
from graph.records import State
from graph.states import edge_states
from graph.store import Reader
from queries.coverage.words import OUTCOMES, WAYS
from webapp.effect import Question
from webapp.suppositions.supposed import (
    BY_KEY,
    SUPPOSED,
    ensure_agency,
    ensure_case,
    ensure_choice,
    new_edge,
    new_node,
    with_property,
)

PANEL = """MATCH (panel:Panel)-[:FOR_AREA]->(place:Area)
      <-[home:IN_AREA]-(matter:MappaCase {ref: $case})
WHERE panel.kind = 'mappa'
RETURN panel.code AS code
ORDER BY code
LIMIT 1"""
HELD = """MATCH (matter:MappaCase {ref: $case})<-[:CONSIDERS]-(talk:Discussion)
      -[:AT_MEETING]->(sitting:Meeting)
WHERE sitting.state = 'held' AND sitting.on <= $as_of
RETURN talk.code AS code, talk.item AS item, sitting.on AS day
ORDER BY day DESC, item DESC, code DESC"""


class Came(NamedTuple):
    """What comes of an agency's invitation."""

    agency: str
    outcome: str = "in_person"
    grade: str = ""


@dataclass(frozen=True)
class Planned:
    """A case is to be discussed on a day, with some agencies invited."""

    case: str
    on: datetime.date
    invited: tuple[str, ...] = ()

    def states(self, reader: Reader, question: Question) -> Iterator[State]:
        """Yield the meeting, the discussion and the invitations."""
        ensure_case(reader, self.case, question)
        if self.on < question.as_of:
            raise InputError(f"{self.on} is past on {question.as_of}. Plan it on a later day")
        for agency in self.invited:
            ensure_agency(reader, agency)
        yield from _meeting(reader, self.case, self.on, "planned", 1)
        for agency in self.invited:
            yield new_edge("INVITED", _key(self.case, self.on), agency, {"outcome": "awaited"})

    def in_words(self, called: Mapping[str, str] = BY_KEY) -> str:
        """Say it."""
        agencies = ", ".join(called.get(code, code) for code in self.invited)
        who = f" with {agencies} invited" if agencies else ""
        return f"{self.case} is discussed on {self.on}{who}"


@dataclass(frozen=True)
class Discussed:
    """A case is discussed on the day as it was the last time, but for what some agencies do."""

    case: str
    came: tuple[Came, ...] = ()

    def states(self, reader: Reader, question: Question) -> Iterator[State]:
        """Yield the meeting, the discussion, and who comes."""
        ensure_case(reader, self.case, question)
        for came in self.came:
            ensure_agency(reader, came.agency)
            ensure_choice(came.outcome, "INVITED", "outcome")
            if came.grade:
                ensure_choice(came.grade, "INVITED", "grade")
        day = question.as_of
        held = reader.read(HELD, {"case": self.case, "as_of": day})
        same_day = held[0]["item"] or 0 if held and held[0]["day"] == day else 0
        yield from _meeting(reader, self.case, day, "held", same_day + 1)
        key, invited = _key(self.case, day), MODEL.dated_edges["INVITED"]
        for seat in edge_states(reader, invited, [held[0]["code"]] if held else []):
            facts = {name: seat.properties.get(name) for name in ("outcome", "grade")}
            yield new_edge("INVITED", key, seat.to_key, facts)
        for came in self.came:
            yield new_edge(
                "INVITED", key, came.agency, {"outcome": came.outcome, "grade": came.grade}
            )

    def in_words(self, called: Mapping[str, str] = BY_KEY) -> str:
        """Say it."""
        if not self.came:
            return f"{self.case} is discussed on the day, as it was the last time"
        who = " and ".join(_in_words(came, called) for came in self.came)
        return f"{self.case} is discussed on the day and {who}"


@dataclass(frozen=True)
class Recorded:
    """What came of an agency's invitation is recorded, where it was left open."""

    case: str
    came: Came

    def states(self, reader: Reader, question: Question) -> Iterator[State]:
        """Yield the latest invitation that is open, as it would be. Raises InputError for none."""
        ensure_case(reader, self.case, question)
        ensure_agency(reader, self.came.agency)
        ensure_choice(self.came.outcome, "INVITED", "outcome")
        held = reader.read(HELD, {"case": self.case, "as_of": question.as_of})
        seats = {
            seat.from_key: seat
            for seat in edge_states(
                reader, MODEL.dated_edges["INVITED"], [row["code"] for row in held]
            )
            if seat.to_key == self.came.agency
        }
        for row in held:
            seat = seats.get(row["code"])
            if seat is not None and _is_open(seat.properties, self.came):
                told = with_property(seat, "outcome", self.came.outcome)
                yield with_property(told, "grade", self.came.grade or None)
                return
        raise InputError(
            f"No discussion of {self.case} up to {question.as_of} awaits what came of "
            f"{self.came.agency}. See mappa ask explain-gap"
        )

    def in_words(self, called: Mapping[str, str] = BY_KEY) -> str:
        """Say it."""
        grade = f" at grade {self.came.grade}" if self.came.grade else ""
        who = called.get(self.came.agency, self.came.agency)
        return f"it is recorded that {who} {OUTCOMES[self.came.outcome]}{grade}"


def _is_open(seat: Mapping[str, object], came: Came) -> bool:
    if seat["outcome"] == "awaited":
        return True
    return bool(came.grade) and not seat.get("grade") and seat["outcome"] == came.outcome


def _in_words(came: Came, called: Mapping[str, str]) -> str:
    grade = f" at grade {came.grade}" if came.grade else ""
    what = WAYS.get(came.outcome) or f"({OUTCOMES[came.outcome]})"
    return f"{called.get(came.agency, came.agency)} {what}{grade}"


def _key(case: str, day: datetime.date) -> str:
    return f"{SUPPOSED} {case} {day}"


def _meeting(
    reader: Reader, case: str, day: datetime.date, state: str, item: int
) -> Iterator[State]:
    key, panel = _key(case, day), reader.read(PANEL, {"case": case})
    of_panel = {"OF_PANEL": (panel[0]["code"],)} if panel else {}
    yield new_node("Meeting", key, {"on": day, "state": state}, of_panel)
    edges = {"AT_MEETING": (key,), "CONSIDERS": (case,)}
    yield new_node("Discussion", key, {"item": item}, edges)
