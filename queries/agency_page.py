"""What the page of one agency holds: the body itself, and its part in cases that may be seen."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.errors import NotFound
from graph.store import Reader, Row
from queries.analysis import Asked, run
from queries.attendance import ATTENDANCE
from queries.clauses import days_between, wording
from queries.coverage_gaps import COVERAGE_GAPS
from queries.directory import contacts, state_of
from queries.narrowing import Narrowed
from queries.predicates import current, is_open, owned_by_own, visible
from queries.subqueries import WITH_LEVEL

YEAR = datetime.timedelta(days=365)

AGENCY_TEXT = """MATCH (agency:Agency {code: $agency})
OPTIONAL MATCH (agency)-[:OF_TYPE]->(kind:AgencyType)
RETURN agency.code AS code, agency.name AS name, agency.aliases AS aliases,
       agency.services AS services, agency.website AS website, agency.active_from AS active_from,
       agency.active_to AS active_to, agency.memorandum_signed_on AS memorandum_signed_on,
       kind.code AS type, kind.name AS type_name, kind.standing AS standing, kind.basis AS basis,
       kind.reach AS reach"""

PLACES_TEXT = """MATCH (agency:Agency {code: $agency})-[place:OPERATES_IN]->(area:Area)
RETURN area.code AS code, area.name AS name, place.valid_from AS valid_from,
       place.valid_to AS valid_to
ORDER BY name, valid_from"""

KIN_TEXT = """MATCH (agency:Agency {code: $agency})-[:PART_OF]->(other:Agency)
RETURN 'part of' AS how, other.code AS code, other.name AS name, other.active_to AS active_to
UNION ALL
MATCH (agency:Agency {code: $agency})<-[:PART_OF]-(other:Agency)
RETURN 'branch' AS how, other.code AS code, other.name AS name, other.active_to AS active_to
UNION ALL
MATCH (agency:Agency {code: $agency})-[:REPLACED_BY]->(other:Agency)
RETURN 'replaced by' AS how, other.code AS code, other.name AS name, other.active_to AS active_to
UNION ALL
MATCH (agency:Agency {code: $agency})<-[:REPLACED_BY]-(other:Agency)
RETURN 'took over from' AS how, other.code AS code, other.name AS name,
       other.active_to AS active_to"""

CASES_TEXT = f"""MATCH (agency:Agency {{code: $agency}})<-[work:LED_BY|INVOLVES]-(matter:MappaCase)
WHERE {current("work")}
  AND {is_open("matter")}
  AND {visible("matter")}
WITH matter, coalesce(work.role, 'lead') AS role, work.valid_from AS since
{WITH_LEVEL.replace("WITH matter, coalesce", "WITH matter, role, since, coalesce")}
RETURN matter.ref AS reference, role, since, level
ORDER BY reference, role, since"""

ACTIONS_TEXT = f"""MATCH (:Agency {{code: $agency}})<-[:PART_OF*0..3]-(owner:Agency)
WITH DISTINCT owner
MATCH (owner)<-[:OWNED_BY]-(task:Action)
WHERE task.closed_on IS NULL OR task.closed_on > $as_of
WITH DISTINCT task
MATCH (task)-[:RAISED_AT]->(talk:Discussion)-[:CONSIDERS]->(matter:MappaCase)
WHERE {visible("matter")}
MATCH (talk)-[:AT_MEETING]->(sitting:Meeting)
WHERE sitting.on <= $as_of
RETURN task.code AS action, matter.ref AS reference, task.pillar AS pillar, task.due_on AS due_on,
       task.text AS wording, {owned_by_own("task")} AS own
ORDER BY due_on, action"""

TEXTS: Mapping[str, str] = {
    "agency": AGENCY_TEXT,
    "places": PLACES_TEXT,
    "kin": KIN_TEXT,
    "cases": CASES_TEXT,
    "actions": ACTIONS_TEXT,
}


@dataclass(frozen=True)
class AgencyPage:
    """Everything that the page of an agency says; cases only as far as the asker may see them."""

    agency: Row
    state: str
    places: Sequence[Row]
    kin: Sequence[Row]
    contacts: Sequence[Row]
    cases: Sequence[Row]
    actions: Sequence[Row]
    gaps: Sequence[Row]
    attendance: Row | None
    """Of the last year; None where it was invited to nothing."""


def agency_page(reader: Reader, code: str, asked: Asked) -> AgencyPage:
    """Read the page of an agency. Raises NotFound."""
    narrowed = Narrowed(reader, asked.scope)
    told = {**asked.values(), "agency": code}
    asks = {name: (text, told) for name, text in TEXTS.items()}
    rows = narrowed.read_each(asks, seconds=asked.seconds)
    if not rows["agency"]:
        raise NotFound("There is no agency of that code")
    agency = rows["agency"][0]
    ours = {code, *(row["code"] for row in rows["kin"] if row["how"] == "branch")}
    year = {"from": asked.as_of - YEAR}
    attended = run(ATTENDANCE, reader, _asked(asked, year)).rows
    gaps = run(COVERAGE_GAPS, reader, _asked(asked, {})).rows
    return AgencyPage(
        agency,
        state_of(agency["active_from"], agency["active_to"], asked.as_of),
        rows["places"],
        sorted(rows["kin"], key=lambda row: (row["how"], row["name"], row["code"])),
        contacts(reader, asked, code),
        _by_case(rows["cases"]),
        _by_case(
            [
                {
                    **row,
                    "wording": wording(row["wording"], row["own"], asked),
                    "days_late": max(0, days_between(row["due_on"], asked.as_of) or 0),
                }
                for row in rows["actions"]
            ]
        ),
        [row for row in gaps if row["agency"] in ours],
        next((row for row in attended if row["agency"] == code), None),
    )


def _by_case(rows: Sequence[Row]) -> list[Row]:
    """Call the case of a row as answers do: in a text the word begins an expression."""
    return [
        {"case" if name == "reference" else name: value for name, value in row.items()}
        for row in rows
    ]


def _asked(asked: Asked, parameters: Mapping[str, object]) -> Asked:
    return Asked(
        asked.scope, asked.as_of, asked.today, asked.policy, parameters, asked.waivers,
        asked.seconds,
    )  # fmt: skip
