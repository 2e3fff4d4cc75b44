"""What stands round one agency: cases that it works on, panels that invite it, whom it meets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.errors import NotFound
from graph.store import Reader, Row
from queries.analysis import Asked
from queries.coverage.facts import AgencyFacts, directory
from queries.narrowing import Narrowed
from queries.neighbours import LEVEL, RECENT, TALKED, level_of
from queries.predicates import current, is_open, visible

MOST_CASES = 24
MOST_MET = 12
"""Cases and agencies that a picture of one agency begins with; the texts read no more."""

CASES_TEXT = f"""MATCH (agency:Agency {{code: $agency}})<-[work:LED_BY|INVOLVES]-(matter:MappaCase)
WHERE {current("work")} AND {is_open("matter")}
  AND {visible("matter")}
WITH matter, collect(DISTINCT coalesce(work.role, 'lead')) AS roles,
     min(work.valid_from) AS since, max(work.valid_to) AS until
WITH matter.ref AS reference, roles, since, until, {LEVEL} AS levels
RETURN reference, levels, roles, since, until
ORDER BY levels DESC, reference
LIMIT {MOST_CASES}"""

COUNT_TEXT = f"""MATCH (agency:Agency {{code: $agency}})<-[work:LED_BY|INVOLVES]-(matter:MappaCase)
WHERE {current("work")} AND {is_open("matter")}
  AND {visible("matter")}
WITH DISTINCT matter
WITH matter.ref AS reference, {LEVEL} AS levels
RETURN levels, count(*) AS cases
ORDER BY levels"""

PANELS_TEXT = f"""MATCH (agency:Agency {{code: $agency}})<-[:INVITED]-(talk:Discussion)
      -[:CONSIDERS]->(matter:MappaCase)
WHERE {visible("matter")}
MATCH (talk)-[:AT_MEETING]->(sitting:Meeting)-[:OF_PANEL]->(panel:Panel)
WHERE {TALKED}
RETURN panel.code AS code, panel.name AS name, count(DISTINCT talk.code) AS times
ORDER BY code"""

MET_TEXT = f"""MATCH (agency:Agency {{code: $agency}})<-[own:INVITED]-(talk:Discussion)
      -[:CONSIDERS]->(matter:MappaCase)
WHERE own.outcome IN ['in_person', 'remote']
  AND {visible("matter")}
MATCH (talk)-[:AT_MEETING]->(sitting:Meeting)
WHERE sitting.state = 'held' AND sitting.on <= $as_of AND sitting.on > $recent
MATCH (talk)-[seat:INVITED]->(other:Agency)
WHERE seat.outcome IN ['in_person', 'remote'] AND other.code <> $agency
RETURN other.code AS code, count(DISTINCT talk.code) AS met, max(sitting.on) AS last_on
ORDER BY met DESC, code
LIMIT {MOST_MET}"""

TEXTS: Mapping[str, str] = {
    "cases": CASES_TEXT, "count": COUNT_TEXT, "panels": PANELS_TEXT, "met": MET_TEXT,
}  # fmt: skip


@dataclass(frozen=True)
class AgencyRound:
    """An agency and what stands round it; `cases` are the first of all, Level 3 before 2.

    `counts` says by level how many there are, `met` the agencies that it met most.
    """

    agency: AgencyFacts
    agencies: Mapping[str, AgencyFacts]
    cases: Sequence[Row]
    counts: Mapping[str, int]
    panels: Sequence[Row]
    met: Sequence[Row]

    @property
    def total(self) -> int:
        """Return how many cases the agency works on."""
        return sum(self.counts.values())


def agency_round(reader: Reader, code: str, asked: Asked) -> AgencyRound:
    """Read what stands round an agency. Raises NotFound where the directory does not have it."""
    reader = Narrowed(reader, asked.scope)
    agencies = directory(reader, seconds=asked.seconds).agencies
    if code not in agencies:
        raise NotFound("There is no agency of that code")
    told = {**asked.values(), "agency": code, "recent": asked.as_of - RECENT}
    asks = {name: (text, told) for name, text in TEXTS.items()}
    rows = reader.read_each(asks, seconds=asked.seconds)
    counts: dict[str, int] = {}
    for row in rows["count"]:
        level = level_of(row["levels"])
        counts[level] = counts.get(level, 0) + row["cases"]
    return AgencyRound(agencies[code], agencies, rows["cases"], counts, rows["panels"], rows["met"])
