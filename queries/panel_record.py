"""What the page of a panel holds: who came to its last meetings, its cases, its old promises."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.store import Reader, Row
from queries.analysis import Asked
from queries.attendance import CAME
from queries.narrowing import Narrowed
from queries.panels import of_meetings, panel, sittings
from queries.predicates import is_own, visible
from queries.promises import Promise, promises_of

MEETINGS_SHOWN = 8
"""Held meetings of which attendance is shown: four months of a panel that meets each fortnight."""
OF_LATE = datetime.timedelta(days=365)

CAME_TEXT = f"""UNWIND $meetings AS wanted
MATCH (sitting:Meeting {{code: wanted}})<-[:AT_MEETING]-(talk:Discussion)
      -[:CONSIDERS]->(matter:MappaCase)
WHERE {visible("matter")}
MATCH (talk)-[seat:INVITED]->(agency:Agency)
WHERE NOT coalesce(seat.uninvited, false)
  AND {is_own("agency")}
RETURN sitting.code AS meeting, agency.code AS code, agency.name AS name,
       seat.outcome AS outcome, count(*) AS times
ORDER BY name, code, meeting, outcome"""

CASES_TEXT = f"""UNWIND $meetings AS wanted
MATCH (sitting:Meeting {{code: wanted}})<-[:AT_MEETING]-(talk:Discussion)
      -[:CONSIDERS]->(matter:MappaCase)
WHERE {visible("matter")}
RETURN DISTINCT matter.ref AS reference, sitting.code AS meeting
ORDER BY reference, meeting"""

TEXTS: Mapping[str, str] = {"came": CAME_TEXT, "cases": CASES_TEXT}


@dataclass(frozen=True)
class Came:
    """One agency: to how many discussions of each meeting it came, of those it was asked to."""

    code: str
    name: str
    counts: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class CaseHere:
    """A case of the panel: when it was last discussed here, and when it is next."""

    reference: str
    last_on: datetime.date | None
    next_on: datetime.date | None


@dataclass(frozen=True)
class PanelRecord:
    """One panel as it stands on a day."""

    panel: Row
    meetings: Sequence[Row]
    held: Sequence[Row]
    """The last of them, the earliest first."""
    attendance: tuple[Came, ...]
    cases: Mapping[str, CaseHere]
    promises: Sequence[Promise]

    @property
    def carried(self) -> list[Promise]:
        """Return open actions that were moved to a later day or carried on from an earlier one."""
        return [one for one in self.promises if one.is_open and (one.follows or one.has_moved)]


def panel_record(reader: Reader, code: str, asked: Asked) -> PanelRecord:
    """Read one panel. Raises NotFound."""
    found = panel(reader, code, asked)
    meetings = sittings(reader, asked, panel=code)
    past = [row for row in meetings if row["state"] == "held" and row["day"] <= asked.as_of]
    held = past[-MEETINGS_SHOWN:]
    cases = _cases(reader, meetings, asked)
    narrowed = Narrowed(reader, asked.scope)
    promises = promises_of(narrowed, list(cases), asked)
    return PanelRecord(found, meetings, held, _came(reader, held, asked), cases, promises)


def _came(reader: Reader, held: Sequence[Row], asked: Asked) -> tuple[Came, ...]:
    rows = of_meetings(reader, CAME_TEXT, [row["code"] for row in held], asked)
    counts: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}
    for row in rows:
        of_agency = counts.setdefault((row["code"], row["name"]), {})
        came, invited = of_agency.get(row["meeting"], (0, 0))
        times = row["times"] if row["outcome"] in CAME else 0
        of_agency[row["meeting"]] = (came + times, invited + row["times"])
    return tuple(
        Came(code, name, tuple(found.get(row["code"], (0, 0)) for row in held))
        for (code, name), found in counts.items()
    )


def _cases(reader: Reader, meetings: Sequence[Row], asked: Asked) -> dict[str, CaseHere]:
    """Return the cases that were discussed here in the last year, or will be."""
    near = {
        row["code"]: row
        for row in meetings
        if (row["state"] == "held" and asked.as_of - OF_LATE <= row["day"] <= asked.as_of)
        or (row["state"] == "planned" and row["day"] >= asked.as_of)
    }
    days: dict[str, tuple[list[datetime.date], list[datetime.date]]] = {}
    for row in of_meetings(reader, CASES_TEXT, list(near), asked):
        sitting = near[row["meeting"]]
        past, ahead = days.setdefault(row["reference"], ([], []))
        (past if sitting["state"] == "held" else ahead).append(sitting["day"])
    return {
        reference: CaseHere(reference, max(past, default=None), min(ahead, default=None))
        for reference, (past, ahead) in days.items()
    }
