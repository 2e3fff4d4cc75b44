"""Which open cases have no lead agency, or several?"""

import datetime
from collections.abc import Mapping, Sequence

from graph.schema import Kind
from graph.store import Row
from graph.worlds import LONG_AGO, agency, case, edge, reference, world
from queries.analysis import AREA, CASE, Analysis, Asked, Column, Example, Parameter, Source
from queries.coverage.facts import Spell
from queries.predicates import current
from queries.subqueries import (
    HOMES_TEXT,
    NAMED_CASES,
    OPEN_CASES,
    WITH_LEVEL,
    fetch_cases_first,
    homes_of,
)

CASES_TEXT = f"""{OPEN_CASES}
CALL (matter) {{
  MATCH (matter)-[lead:LED_BY]->(agency:Agency)
  WHERE {current("lead")}
  RETURN count(DISTINCT agency.code) AS leads
}}
WITH matter, leads
WHERE leads <> 1 AND ($case IS NULL OR matter.ref = $case)
{WITH_LEVEL}
WHERE $level IS NULL OR level = $level
RETURN matter.ref AS reference, matter.opened_on AS opened_on, level
ORDER BY reference"""

LEADS_TEXT = f"""{NAMED_CASES}
      -[lead:LED_BY]->(agency:Agency)
WHERE lead.valid_from <= $as_of
RETURN matter.ref AS reference, agency.code AS code, lead.valid_from AS valid_from,
       lead.valid_to AS valid_to
ORDER BY reference, valid_from, code"""

KINDS = {"none": "nobody leads it", "several": "several agencies lead it at once"}


def without_one_lead(rows: Mapping[str, Sequence[Row]], asked: Asked) -> list[Row]:
    """Return the cases that not exactly one agency leads, those at a high level first."""
    leads: dict[str, list[Spell]] = {}
    for row in rows["leads"]:
        spell = Spell(row["code"], row["valid_from"], row["valid_to"])
        leads.setdefault(row["reference"], []).append(spell)
    homes = homes_of(rows["homes"])
    found = [
        _row(row, homes.get(row["reference"], ""), leads.get(row["reference"], []), asked.as_of)
        for row in rows["cases"]
    ]
    kept = [row for row in found if asked.parameters.get("kind") in {None, row["kind"]}]
    return sorted(kept, key=lambda row: (_rank(row["level"]), row["since"], row["case"]))


def _row(row: Row, area: str, leads: Sequence[Spell], day: datetime.date) -> Row:
    now = [spell for spell in leads if spell.holds(day)]
    ended = [spell for spell in leads if not spell.holds(day)]
    if now:
        since = max(spell.valid_from or row["opened_on"] for spell in _first_of_each(now))
    else:
        since = max([row["opened_on"], *(spell.valid_to for spell in ended if spell.valid_to)])
    return {
        "case": row["reference"],
        "area": area,
        "level": row["level"],
        "kind": "several" if now else "none",
        "agencies": sorted({spell.code for spell in now}),
        "since": since,
        "led_before": sorted({spell.code for spell in ended} - {spell.code for spell in now}),
    }


def _first_of_each(spells: Sequence[Spell]) -> list[Spell]:
    """Return the two agencies that have led longest: with the second it became several."""
    first: dict[str, Spell] = {}
    for spell in sorted(spells, key=lambda one: one.valid_from or datetime.date.min):
        first.setdefault(spell.code, spell)
    return list(first.values())[:2]


def _rank(level: str) -> int:
    return -int(level) if level.isdigit() else 0


YESTERDAY = datetime.date(2026, 1, 30)
GROUND = world(
    reference([("POL", "area"), ("PROB", "area")]),
    agency("POLICE", "POL", "cheshire"),
    agency("PROBATION", "PROB", "cheshire"),
)

NO_LEAD_AGENCY = Analysis(
    slug="no-lead-agency",
    question="Which open cases have no lead agency, or several?",
    why="What everybody looks after nobody answers for: each case has one lead agency at a time.",
    source=Source("HMI Probation and HMI Constabulary, joint inspections of 2011 and 2015"),
    about="cases",
    parameters={
        "area": AREA,
        "level": Parameter(Kind.TEXT, "Only cases at this level.", refers_to="Level"),
        "kind": Parameter(Kind.CHOICE, "Only this kind.", choices=KINDS),
        "case": CASE,
    },
    columns={
        "case": Column("Reference of the case."),
        "area": Column("Home area on the day; empty = none recorded."),
        "level": Column("Level on the day; or unknown."),
        "kind": Column("Whether nobody leads it, or several do."),
        "agencies": Column("Agencies that lead it on the day.", kind=Kind.LIST),
        "since": Column("First day of it.", unit="ISO 8601 date", kind=Kind.DATE),
        "led_before": Column("Agencies that led it and no longer do.", kind=Kind.LIST),
    },
    texts={"cases": CASES_TEXT, "leads": LEADS_TEXT, "homes": HOMES_TEXT},
    facts=fetch_cases_first,
    answer=without_one_lead,
    limits=(
        "It says who is recorded as lead, not who does the work. A lead agency that no longer acts "
        "is one lead here: directory-health lists it."
    ),
    examples=(
        Example(
            "a case that nobody ever led, and one whose lead has ended",
            given=world(
                GROUND,
                case("C1", level="2"),
                case("C2", level="3"),
                edge("LED_BY", "C2", "POLICE", valid_from=LONG_AGO, valid_to=YESTERDAY),
            ),
            expect=[
                {"case": "C2", "kind": "none", "since": YESTERDAY, "led_before": ["POLICE"]},
                {"case": "C1", "kind": "none", "since": LONG_AGO, "led_before": []},
            ],
        ),
        Example(
            "two agencies at once are several, since the second came",
            given=world(
                GROUND,
                case("C1"),
                edge("LED_BY", "C1", "POLICE", valid_from=LONG_AGO),
                edge("LED_BY", "C1", "PROBATION", valid_from=YESTERDAY),
            ),
            expect=[
                {
                    "case": "C1",
                    "kind": "several",
                    "agencies": ["POLICE", "PROBATION"],
                    "since": YESTERDAY,
                }
            ],
        ),
        Example(
            "one lead after another is one lead; a case that is over needs none",
            given=world(
                GROUND,
                case("C1"),
                edge("LED_BY", "C1", "POLICE", valid_from=LONG_AGO, valid_to=YESTERDAY),
                edge("LED_BY", "C1", "PROBATION", valid_from=YESTERDAY),
                case("C2", closed_on=YESTERDAY),
            ),
            expect=[],
        ),
    ),
)
