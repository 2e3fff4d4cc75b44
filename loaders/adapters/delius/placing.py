"""Rows of ours for one registration, beside what the store has of the person already.

A registration has one start date and one level. When the level changes, the source keeps the start
date: so a level that differs from the one before, under a start date that is not newer, begins on
the day on which it was first seen.
"""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from graph.records import EdgeState, NodeState
from loaders.adapters.delius.in_store import Person
from loaders.adapters.delius.registrations import UNKNOWN, Reading, Registration
from loaders.tables import Row, Table

ONE_DAY = datetime.timedelta(days=1)
NEVER = datetime.date.min


@dataclass(frozen=True)
class Spells:
    """A fact that a registration gives one value of: its edge, its table, the column of its end."""

    type: str
    table: str
    column: str


LEVEL = Spells("AT_LEVEL", "at_level", "level")
CATEGORY = Spells("IN_CATEGORY", "in_category", "category")
HOME = Spells("IN_AREA", "in_area", "area")


class Placing:
    """Collects the rows of each table of ours."""

    def __init__(self, reading: Reading, day: datetime.date) -> None:
        self.reading = reading
        self.day = day
        self._rows: dict[str, list[Row]] = defaultdict(list)

    def tables(self) -> list[Table]:
        """Return what was collected; a row that lacks a column leaves that property alone."""
        return [
            Table(name, self.reading.file, _columns(rows), rows)
            for name, rows in self._rows.items()
        ]

    def add_case(self, person: Person, found: Registration) -> None:
        """Name the person's case, or make one; one that was closed is opened again."""
        self._name_offender(person, found)
        cells = {"ref": person.case_ref}
        if found.review:
            cells["next_review_on"] = str(found.review)
        if person.case is None:
            cells.update(opened_on=str(found.start), concerns=person.offender or person.reference)
        else:
            closed = person.case.properties.get("closed_on")
            if isinstance(closed, datetime.date) and closed <= self.day:
                cells["closed_on"] = ""
                if found.start < closed:
                    self._warn_of_reopened(person.case_ref, closed, found)
        self._add("mappa_case", found.row, cells)

    def add_spell(
        self,
        person: Person,
        found: Registration,
        of: Spells,
        wanted: str,
        over: datetime.date | None,
    ) -> None:
        """Say which value holds and since when; `over` is when an earlier registration ended."""
        current, free_from = self._stored(person.spells[of.type], wanted)
        if current and over and _start(current) < over:
            self._name(of, current, found.row, valid_to=str(over))
            current, free_from = None, max(free_from, over)
        if current is None:
            if wanted:
                self._begin(person, found, of, wanted, free_from)
        elif current.to_key == wanted:
            self._name(of, current, found.row)
        elif wanted in ("", UNKNOWN):
            self._keep(of, current, found, "no-longer-known", "no longer says it")
        elif current.properties.get("decided_at"):
            self._keep(of, current, found, "differs-from-decision", f"says {wanted}")
        else:
            self._change(person, found, of, wanted, current)

    def add_home(self, person: Person, found: Registration, area: str) -> None:
        """Give a case without a home area the one area of its region, where there is only one."""
        homes = [edge for edge in person.spells["IN_AREA"] if edge.properties["standing"] == "home"]
        if not homes and area:
            self._begin(person, found, HOME, area, NEVER, standing="home")
        for edge in homes:
            if edge.properties.get("valid_to") is None and edge.to_key == area:
                self._name(HOME, edge, found.row)

    def end_case(
        self, person: Person, case: NodeState, found: Registration, end: datetime.date
    ) -> None:
        """End case, level and category on the day of deregistration; a case closed before stays."""
        self._name_offender(person, found)
        closed = case.properties.get("closed_on")
        is_open = not isinstance(closed, datetime.date) or closed > end
        cells = {"ref": case.key}
        self._add("mappa_case", found.row, {**cells, "closed_on": str(end)} if is_open else cells)
        for of in (LEVEL, CATEGORY):
            for edge in person.spells[of.type]:
                if _holds_after(edge, end) and _start(edge) < end:
                    self._name(of, edge, found.row, valid_to=str(end))
                elif _holds_after(edge, end):
                    self._keep(of, edge, found, "begins-after-the-end", f"was over on {end}")

    def keep(self, person: Person, row: int) -> None:
        """Name what there is of a person whose registration was refused: a snapshot spares it."""
        if person.case is None or person.is_ambiguous:
            return
        self._add("mappa_case", row, {"ref": person.case.key})
        self._add("offender", row, {"ref": person.offender})
        for of in (LEVEL, CATEGORY, HOME):
            for edge in person.spells[of.type]:
                self._name(of, edge, row)

    def _stored(
        self, spells: Sequence[EdgeState], wanted: str
    ) -> tuple[EdgeState | None, datetime.date]:
        """Return the spell that holds, and the day from which another can begin."""
        holding = [edge for edge in spells if _holds_after(edge, self.day)]
        same = [edge for edge in holding if edge.to_key == wanted]
        current = max(same or holding, key=_start, default=None)
        ended = [
            end
            for edge in spells
            if isinstance(end := edge.properties.get("valid_to"), datetime.date) and end <= self.day
        ]
        return current, max(ended, default=NEVER)

    def _change(
        self, person: Person, found: Registration, of: Spells, wanted: str, current: EdgeState
    ) -> None:
        began = _start(current)
        if found.start <= began == self.day and current.properties.get("dated") == "first_seen":
            # Seen earlier today, and no day holds both.
            self._name(of, current, found.row, withdraw="yes")
            self._begin(person, found, of, wanted, self.day + ONE_DAY)
        elif found.start <= began and self.day <= began:
            self._keep(of, current, found, "older-than-the-store", f"says {wanted}")
        else:
            self._begin(person, found, of, wanted, began + ONE_DAY)

    def _begin(
        self,
        person: Person,
        found: Registration,
        of: Spells,
        wanted: str,
        free_from: datetime.date,
        **cells: str,
    ) -> None:
        """Begin a spell on the start date, or on the day of the load where that day is taken."""
        is_exact = found.start >= free_from
        if of is not HOME:
            cells["dated"] = "exact" if is_exact else "first_seen"
        cells["valid_from"] = str(found.start if is_exact else self.day)
        self._add(of.table, found.row, {"mappa_case": person.case_ref, of.column: wanted, **cells})

    def _name(self, of: Spells, edge: EdgeState, row: int, **cells: str) -> None:
        """Name a spell of the store: to end it, or to say that it still holds."""
        ends = {
            "mappa_case": edge.from_key,
            of.column: edge.to_key,
            "valid_from": str(_start(edge)),
        }
        if of is HOME:
            ends["standing"] = str(edge.properties["standing"])
        self._add(of.table, row, {**ends, **cells})

    def _keep(
        self, of: Spells, edge: EdgeState, found: Registration, code: str, message: str
    ) -> None:
        self._name(of, edge, found.row)
        self.reading.warn(
            (found.row, found.column), code,
            f"case {edge.from_key} has {of.column} {edge.to_key} since {_start(edge)}, and the "
            f"registration {message}; what the store has was kept",
            "Correct the one that is wrong",
        )  # fmt: skip

    def _warn_of_reopened(self, ref: str, closed: datetime.date, found: Registration) -> None:
        self.reading.warn(
            (found.row, found.column), "opened-again",
            f"case {ref} was closed on {closed}, and its registration is active; it was opened "
            f"again",
            "If it is over, end the registration in probation's system",
        )  # fmt: skip

    def _name_offender(self, person: Person, found: Registration) -> None:
        new = {"ref": person.reference, "crn": found.crn}
        self._add("offender", found.row, {"ref": person.offender} if person.offender else new)

    def _add(self, table: str, row: int, cells: dict[str, str]) -> None:
        self._rows[table].append(Row(row, cells))


def _columns(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(column for row in rows for column in row.values))


def _start(edge: EdgeState) -> datetime.date:
    start = edge.properties.get("valid_from")
    return start if isinstance(start, datetime.date) else NEVER


def _holds_after(edge: EdgeState, day: datetime.date) -> bool:
    end = edge.properties.get("valid_to")
    return not isinstance(end, datetime.date) or end > day
