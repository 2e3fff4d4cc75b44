"""Registrations out of entries, in each of the shapes in which probation's systems write them."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.errors import Problem
from loaders.adapters.delius.entries import Entry
from loaders.adapters.delius.fields import Fields, shown
from loaders.adapters.delius.shapes import parts, whose
from loaders.mapping_cells import Refused
from loaders.reading import Place

MAPPA = "MAPP"
"""The register type's code; one that only speaks of MAPPA (ALT11, NOTMAPPA) is another."""
UNKNOWN = "unknown"
LEVELS = {"": "", "M0": "", "M1": "1", "M2": "2", "M3": "3"}
CATEGORIES = {"": UNKNOWN, "X9": UNKNOWN, "M1": "1", "M2": "2", "M3": "3", "M4": "4"}
"""M1 is level 1 in the level's column and category 1 in the category's (hmpps-integration-api)."""
MOST_NUMBER = 10**18

OTHER_TYPE = "of another register type"
NOT_REGISTERED = "without a MAPPA registration"


@dataclass(frozen=True)
class Registration:
    """One MAPPA registration; `level` is empty where it is not known.

    `end` is the day of deregistration, `region` the code of the probation area, `number` grows
    with each registration that the source makes.
    """

    row: int
    column: str
    crn: str
    start: datetime.date
    end: datetime.date | None
    review: datetime.date | None
    level: str
    category: str
    region: str
    number: int


@dataclass
class Reading:
    """What a file came to: registrations, and a fate for each thing in it.

    An entry counts as many rows as it has registrations, and one if it has none.
    """

    file: str
    rows: int = 0
    last: int = 0
    mapped: int = 0
    refused: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    refusals: dict[Place, Problem] = field(default_factory=dict)
    registrations: dict[str, list[Registration]] = field(default_factory=dict)
    unregistered: dict[str, int] = field(default_factory=dict)
    """Row of those whom the source names without a registration, by CRN."""
    damaged: dict[str, int] = field(default_factory=dict)
    """Row of those of whom something was refused, by CRN."""

    @property
    def crns(self) -> set[str]:
        """Return the CRN of everybody who is named."""
        return {*self.registrations, *self.unregistered, *self.damaged}

    def add(self, entry: Entry) -> None:
        """Take over an entry. Never raises for what it says."""
        self.last = entry.row
        crn = ""
        try:
            if entry.refused:
                raise entry.refused
            crn = whose(entry)
            found = list(parts(entry.value))
        except Refused as refused:
            self.rows += 1
            self.count_refused(entry.row, [refused], crn)
            return
        self.rows += max(len(found), 1)
        if not found:
            self.skipped[NOT_REGISTERED] += 1
            self.unregistered[crn] = entry.row
        for fields, is_coded in found:
            self._add_part(entry.row, crn, fields, is_coded=is_coded)

    def count_refused(self, row: int, faults: list[Refused], crn: str = "") -> None:
        """Count one registration, or an entry, as refused, with everything that is wrong."""
        found = [fault.problem(self.file, "", row) for fault in faults]
        self.refused += 1
        self.problems.extend(found)
        self.refusals.setdefault((self.file, "", row), found[0])
        if crn:
            self.damaged[crn] = row

    def warn(self, found: tuple[int, str], code: str, message: str, fix: str) -> None:
        """Say something that is odd at a row and a path, and that refuses nothing."""
        row, column = found
        self.problems.append(
            Problem(code, message, fix, self.file, "", row, column, severity="warning")
        )

    def balance(self) -> dict[str, object]:
        """Return rows = mapped + skipped + refused, for a report."""
        return {
            "file": self.file,
            "sheet": "",
            "rows": self.rows,
            "mapped": self.mapped,
            "skipped": self.skipped.total(),
            "refused": self.refused,
            "reasons": dict(self.skipped),
        }

    def _add_part(self, row: int, crn: str, fields: Fields, *, is_coded: bool) -> None:
        if fields.faults:  # it is no object: nothing can be asked of it
            self.count_refused(row, fields.faults, crn)
            return
        if is_coded and (kind := fields.code("type", required=True)) and kind != MAPPA:
            self.skipped[OTHER_TYPE] += 1
            self.unregistered.setdefault(crn, row)
            return
        found = self._coded(row, crn, fields) if is_coded else _detail(row, crn, fields)
        if found is None or fields.faults:
            self.count_refused(row, fields.faults, crn)
        else:
            self.registrations.setdefault(crn, []).append(found)

    def _coded(self, row: int, crn: str, fields: Fields) -> Registration | None:
        """Read a registration with codes; that it is active counts for more than an end.

        One that was ended and is active again still has the day of its last deregistration.
        """
        start, end = fields.day("startDate", required=True), fields.day("endDate")
        active = fields.yes_no("active")
        if active is False and end is None:
            fields.day("endDate", required=True)
        if start and end and active is not True and end < start:
            what = f"it begins on {start} and ends on {end}"
            fault = Refused(
                "ends-before-it-begins", what, "Correct one of the days",
                fields.column("endDate"), "",
            )  # fmt: skip
            fields.faults.append(fault)
        level = self._known(row, fields, "registerLevel", LEVELS)
        category = self._known(row, fields, "registerCategory", CATEGORIES)
        review, region = fields.day("nextReviewDate"), fields.code("registeringProbationArea")
        number = fields.number("registrationId", MOST_NUMBER)
        if start is None:
            return None
        end = None if active else end
        return Registration(
            row, fields.where, crn, start, end, review, level, category, region, number
        )

    def _known(self, row: int, fields: Fields, name: str, codes: Mapping[str, str]) -> str:
        code = fields.code(name)
        if code not in codes:
            which = f" {shown(code)}" if shown(code) else ""
            self.warn(
                (row, fields.column(f"{name}.code")), "unknown-code",
                f"the code{which} is not one that is known; it was taken as not known",
                f"Correct it where it is one of: {', '.join(code for code in codes if code)}",
            )  # fmt: skip
        return codes.get(code, codes[""])


def _detail(row: int, crn: str, fields: Fields) -> Registration | None:
    """Read a registration with numbers: what the source gives so is active."""
    start, review = fields.day("startDate", required=True), fields.day("reviewDate")
    level, category = fields.number("level", 3), fields.number("category", 4)
    region = fields.code("probationArea")
    if start is None:
        return None
    return Registration(
        row, fields.where, crn, start, None, review, str(level) if level else "",
        str(category) if category else UNKNOWN, region, 0,
    )  # fmt: skip
