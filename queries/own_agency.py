"""What is asked of some agencies, with their branches: invitations, promises, a quarter's count.

Every text asks what the asker may see of a case before it counts anything of it.
"""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from graph.store import Reader, Row
from queries.analysis import Asked
from queries.attendance import CAME, COUNTED
from queries.clauses import wording
from queries.narrowing import Narrowed
from queries.predicates import visible

FAMILY_TEXT = """MATCH (own:Agency)-[:PART_OF*0..3]->(whole:Agency)
WHERE whole.code IN $agencies
RETURN DISTINCT own.code AS code, own.name AS name
ORDER BY name, code"""

INVITATIONS_TEXT = f"""MATCH (agency:Agency)<-[seat:INVITED]-(talk:Discussion)
      -[:AT_MEETING]->(sitting:Meeting)
WHERE agency.code IN $own AND sitting.state = 'planned' AND sitting.on >= $as_of
MATCH (talk)-[:CONSIDERS]->(matter:MappaCase)
WHERE {visible("matter")}
MATCH (sitting)-[:OF_PANEL]->(panel:Panel)
RETURN sitting.on AS day, sitting.code AS meeting, panel.code AS panel, panel.name AS panel_name,
       matter.ref AS reference, talk.item AS item, agency.code AS agency,
       agency.name AS agency_name, seat.outcome AS outcome, seat.report_on AS report_on
ORDER BY day, meeting, item, agency"""

BOARDS_TEXT = """MATCH (agency:Agency)<-[seat:INVITED]-(talk:Discussion)
      -[:AT_MEETING]->(sitting:Meeting)
WHERE agency.code IN $own AND sitting.state = 'planned' AND sitting.on >= $as_of
  AND NOT EXISTS { MATCH (talk)-[:CONSIDERS]->(:MappaCase) }
MATCH (sitting)-[:OF_PANEL]->(panel:Panel)
RETURN sitting.on AS day, sitting.code AS meeting, panel.code AS panel, panel.name AS panel_name,
       '' AS reference, talk.item AS item, agency.code AS agency,
       agency.name AS agency_name, seat.outcome AS outcome, seat.report_on AS report_on
ORDER BY day, meeting, item, agency"""

ACTIONS_TEXT = f"""MATCH (agency:Agency)<-[:OWNED_BY]-(task:Action)
WHERE agency.code IN $own AND (task.closed_on IS NULL OR task.closed_on > $as_of)
MATCH (task)-[:RAISED_AT]->(talk:Discussion)-[:CONSIDERS]->(matter:MappaCase)
WHERE {visible("matter")}
MATCH (talk)-[:AT_MEETING]->(sitting:Meeting)
WHERE sitting.on <= $as_of
RETURN task.code AS code, matter.ref AS reference, agency.name AS agency_name,
       task.pillar AS pillar, task.due_on AS due_on, task.text AS wording, sitting.on AS raised_on
ORDER BY due_on, code"""

_HELD = "sitting.state = 'held' AND sitting.on >= $from AND sitting.on < $until"
_COUNTED = """MATCH (sitting)-[:OF_PANEL]->(panel:Panel)
WITH panel.kind AS kind, [(panel)-[:FOR_LEVEL]->(rung:Level) | rung.code] AS levels,
     seat.outcome AS outcome, coalesce(seat.uninvited, false) AS uninvited
RETURN kind, levels, outcome, uninvited, count(*) AS times
ORDER BY kind, levels, outcome, uninvited"""

QUARTER_TEXT = f"""MATCH (agency:Agency)<-[seat:INVITED]-(talk:Discussion)
      -[:AT_MEETING]->(sitting:Meeting)
WHERE agency.code IN $own AND {_HELD}
MATCH (talk)-[:CONSIDERS]->(matter:MappaCase)
WHERE {visible("matter")}
{_COUNTED}"""

BOARD_QUARTER_TEXT = f"""MATCH (agency:Agency)<-[seat:INVITED]-(talk:Discussion)
      -[:AT_MEETING]->(sitting:Meeting)
WHERE agency.code IN $own AND {_HELD}
  AND NOT EXISTS {{ MATCH (talk)-[:CONSIDERS]->(:MappaCase) }}
{_COUNTED}"""

COUNTS = ("invited", "attended", "reported", "apologies", "absent", "not_recorded", "uninvited")
"""Columns of a quarter's count; the first is the sum of the next five."""


@dataclass(frozen=True)
class OwnAgency:
    """What is asked of some agencies on a day."""

    family: tuple[Row, ...]
    invitations: tuple[Row, ...]
    actions: tuple[Row, ...]


@dataclass(frozen=True)
class Quarter:
    """Three months of a year."""

    year: int
    number: int

    @classmethod
    def of(cls, day: datetime.date) -> "Quarter":
        """Return the quarter that a day is in."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def name(self) -> str:
        """Return its name, as 2026-Q3."""
        return f"{self.year}-Q{self.number}"

    @property
    def in_words(self) -> str:
        """Return its name as people read it, as July to September 2026."""
        return f"{self.first:%B} to {self.until - datetime.timedelta(days=1):%B %Y}"

    @property
    def first(self) -> datetime.date:
        """Return its first day."""
        return datetime.date(self.year, self.number * 3 - 2, 1)

    @property
    def until(self) -> datetime.date:
        """Return the first day after it."""
        return self.after.first

    @property
    def after(self) -> "Quarter":
        """Return the next one."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> "Quarter":
        """Return the one before."""
        return Quarter.of(self.first - datetime.timedelta(days=1))


def family_of(reader: Reader, asked: Asked, agencies: Collection[str]) -> tuple[Row, ...]:
    """Return agencies and their branches, by name."""
    told = {"agencies": sorted(agencies)}
    return tuple(reader.read(FAMILY_TEXT, told, seconds=asked.seconds))


def own_agency(reader: Reader, asked: Asked, agencies: Collection[str]) -> OwnAgency:
    """Read what is asked of some agencies; what may not be seen of a case is left out."""
    family = family_of(reader, asked, agencies)
    reader = Narrowed(reader, asked.scope)
    told = {**asked.values(), "own": [row["code"] for row in family]}
    asks = {text: (text, told) for text in (INVITATIONS_TEXT, BOARDS_TEXT, ACTIONS_TEXT)}
    rows = reader.read_each(asks, seconds=asked.seconds)
    invitations = [*rows[INVITATIONS_TEXT], *rows[BOARDS_TEXT]]
    actions = [
        {**row, "wording": wording(row["wording"], True, asked)} for row in rows[ACTIONS_TEXT]
    ]
    return OwnAgency(
        family,
        tuple(sorted(invitations, key=lambda row: (row["day"], row["meeting"], row["item"] or 0))),
        tuple(sorted(actions, key=lambda row: (row["due_on"] or datetime.date.max, row["code"]))),
    )


def counted(
    reader: Reader, asked: Asked, agencies: Collection[str], quarter: Quarter
) -> Mapping[tuple[str, str], Mapping[str, int]]:
    """Count the invitations of a quarter by kind of panel and level, up to the day; no case."""
    family = family_of(reader, asked, agencies)
    reader = Narrowed(reader, asked.scope)
    told = {
        **asked.values(),
        "own": [row["code"] for row in family],
        "from": quarter.first,
        "until": min(quarter.until, asked.as_of + datetime.timedelta(days=1)),
    }
    found: dict[tuple[str, str], dict[str, int]] = {}
    for text in (QUARTER_TEXT, BOARD_QUARTER_TEXT):
        for row in reader.read(text, told, seconds=asked.seconds):
            key = (row["kind"] or "mappa", ", ".join(sorted(row["levels"])))
            _count(found.setdefault(key, dict.fromkeys(COUNTS, 0)), row)
    return {key: found[key] for key in sorted(found)}


def _count(counts: dict[str, int], row: Row) -> None:
    """Add a row; who came without being asked is no part of those who were."""
    if row["uninvited"]:
        counts["uninvited"] += row["times"] if row["outcome"] in CAME else 0
        return
    counts["invited"] += row["times"]
    counts[COUNTED[row["outcome"]]] += row["times"]


def quarters(asked: Asked, days: int) -> Sequence[Quarter]:
    """Return the quarters that lie wholly within some days before today, the latest first."""
    found, one = [], Quarter.of(asked.today)
    while (asked.today - one.first).days < days:
        found.append(one)
        one = one.before
    return found
