"""What a coverage policy is: seats, links and clocks, each with its authority."""

import datetime
from dataclasses import dataclass, field

STRENGTHS = ("must", "should", "consider")
"""How strongly a rule asks, the strongest first."""
STATUSES = {
    "verified": "basis verified in the source",
    "secondary": "basis from a secondary source",
    "unverified": "basis to be confirmed by the Strategic Management Board",
}
"""How sure we are of a rule's basis."""


@dataclass(frozen=True)
class Rule:
    """What seats and links share: which types, when, how strongly, on what authority."""

    id: str
    requires: tuple[str, ...]
    levels: tuple[str, ...]
    strength: str
    basis: str
    status: str
    circumstances: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    in_force_from: datetime.date | None = None
    in_force_until: datetime.date | None = None

    def in_force(self, day: datetime.date) -> bool:
        """Whether the rule is in force on a day."""
        return _in_force(self, day)


@dataclass(frozen=True)
class Seat(Rule):
    """Who must be at the table each time the case is discussed."""

    by: tuple[str, ...] = ("in_person", "remote", "report_only")
    grades: tuple[str, ...] = ()
    may_miss: int = 0


@dataclass(frozen=True)
class Link(Rule):
    """Who must be linked to the case, at the table or not."""

    roles: tuple[str, ...] = ()
    grace_days: int = 0


@dataclass(frozen=True)
class Clock:
    """How often something is done, in days; a target of an indicator; how small a total may be."""

    id: str
    of: str
    levels: tuple[str, ...]
    basis: str
    status: str
    first_within_days: int | None = None
    then_within_days: int | None = None
    bands: tuple[str, ...] = ()
    indicator: str = ""
    at_least_percent: int | None = None
    fewest: int | None = None
    """Of totals: a smaller count is told to whoever sees totals alone as being smaller."""
    in_force_from: datetime.date | None = None
    in_force_until: datetime.date | None = None

    def in_force(self, day: datetime.date) -> bool:
        """Whether the clock is in force on a day."""
        return _in_force(self, day)


@dataclass(frozen=True)
class Policy:
    """The rules by which coverage is judged; `digest` tells this text from every other."""

    name: str
    version: str
    digest: str
    seats: tuple[Seat, ...] = ()
    links: tuple[Link, ...] = ()
    clocks: tuple[Clock, ...] = ()
    note: str = ""
    file: str = ""
    levels: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        named = {level for rule in self.rules for level in rule.levels}
        of_clocks = {
            level for clock in self.clocks if clock.of == "discussion" for level in clock.levels
        }
        object.__setattr__(self, "levels", tuple(sorted(named | of_clocks)))

    @property
    def rules(self) -> tuple[Seat | Link, ...]:
        """Seats, then links."""
        return (*self.seats, *self.links)

    def rule(self, id_: str) -> Seat | Link | Clock | None:
        """Return the rule or clock of an id."""
        return next((row for row in (*self.rules, *self.clocks) if row.id == id_), None)

    def clocks_of(self, of: str, day: datetime.date, level: str | None = None) -> list[Clock]:
        """Return the clocks of one sort in force on a day, of a level where one is named."""
        return [
            clock
            for clock in self.clocks
            if clock.of == of and clock.in_force(day) and (level is None or level in clock.levels)
        ]


def _in_force(row: Rule | Clock, day: datetime.date) -> bool:
    return (row.in_force_from is None or row.in_force_from <= day) and (
        row.in_force_until is None or day < row.in_force_until
    )
