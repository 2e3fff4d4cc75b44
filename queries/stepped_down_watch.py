"""Which cases were stepped down lately, who decided it, and who was there?"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

from graph.schema import Kind
from graph.store import Reader, Row
from graph.worlds import LONG_AGO, agency, case, discussion, edge, reference, world
from queries.analysis import AREA, CASE, Analysis, Asked, Column, Example, Parameter, Source
from queries.coverage.facts import Spell
from queries.predicates import OWN_AGENCIES
from queries.subqueries import (
    HOMES_TEXT,
    NAMED_CASES,
    OPEN_CASES,
    WITH_LEVEL,
    cases_first,
    homes_of,
    texts_with,
)

CASES_TEXT = f"""{OPEN_CASES}
  AND ($case IS NULL OR matter.ref = $case)
  AND EXISTS {{ MATCH (matter)-[moved:AT_LEVEL]->(:Level)
               WHERE (moved.valid_from > $since AND moved.valid_from <= $as_of)
                  OR (moved.valid_to > $since AND moved.valid_to <= $as_of) }}
RETURN matter.ref AS reference
ORDER BY reference"""

SPELLS_TEXT = f"""{NAMED_CASES}
{WITH_LEVEL}
MATCH (matter)-[spell:AT_LEVEL]->(step:Level)
WHERE spell.valid_from <= $as_of
RETURN matter.ref AS reference, level, matter.release_on AS release_on, step.code AS code,
       spell.valid_from AS valid_from, spell.valid_to AS valid_to,
       spell.decided_at AS decided_at, spell.reason AS reason
ORDER BY reference, valid_from, code"""

DECIDED_TEXT = f"""{NAMED_CASES}
      <-[:CONSIDERS]-(talk:Discussion)-[:AT_MEETING]->(sitting:Meeting)
WHERE sitting.on <= $as_of
  AND EXISTS {{ MATCH (matter)-[later:AT_LEVEL]->(:Level) WHERE later.decided_at = talk.code }}
RETURN matter.ref AS reference, talk.code AS code, sitting.on AS day, sitting.code AS meeting,
       [(sitting)-[:CHAIRED_BY]->(person:Representative) | person.code] AS chairs,
       [(talk)-[seat:INVITED]->(agency:Agency) | agency.code + '|' + seat.outcome] AS seats
ORDER BY reference, code"""

CAME = frozenset({"in_person", "remote"})
NEITHER = frozenset({"apologies", "no_show"})


def fetch_changes(analysis: Analysis, reader: Reader, asked: Asked) -> Mapping[str, list[Row]]:
    """Fetch the levels of cases that changed within the days asked about."""
    of_cases = {name: text for name, text in analysis.texts.items() if name != "own"}
    return {
        **cases_first(of_cases, reader, asked, since=_since(asked)),
        **texts_with({"own": analysis.texts["own"]}, reader, asked),
    }


def _since(asked: Asked) -> datetime.date:
    days = asked.parameters.get("n")
    if days is None:
        clocks = asked.policy.clocks_of("watch", asked.as_of)
        days = max((clock.then_within_days or 0 for clock in clocks), default=0)
    return asked.as_of - datetime.timedelta(days=days)


def stepped_down(rows: Mapping[str, Sequence[Row]], asked: Asked) -> list[Row]:
    """Return each fall of a level within the days, the latest first."""
    own = None if asked.scope.agencies is None else {row["code"] for row in rows["own"]}
    decided = {
        (row["reference"], row["code"]): {**row, "seats": _told(row["seats"], own)}
        for row in rows["decided"]
    }
    spells: dict[str, list[Row]] = defaultdict(list)
    for row in rows["spells"]:
        spells[row["reference"]].append(row)
    since = _since(asked)
    homes = homes_of(rows["homes"])
    found = [
        {**_row(fall, mine, decided, asked.as_of), "area": homes.get(mine[0]["reference"], "")}
        for mine in spells.values()
        for fall in falls(_as_spells(mine), asked.as_of)
        if fall.day > since
    ]
    return sorted(found, key=lambda row: (-row["fell_on"].toordinal(), row["case"]))


def _told(seats: Sequence[str], own: Set[str] | None) -> list[tuple[str, str]]:
    """Return agencies with what came of their invitation; to a contact, of their own alone."""
    found = [(code, outcome) for code, _, outcome in (seat.rpartition("|") for seat in seats)]
    return [seat for seat in found if own is None or seat[0] in own]


class Fall(Spell):
    """A change from one level to a lower one: `code` = from which, `valid_from` = the day."""

    @property
    def day(self) -> datetime.date:
        """First day at the lower level."""
        return self.valid_from or datetime.date.min


def falls(spells: Sequence[Spell], as_of: datetime.date) -> Iterator[Fall]:
    """Yield each day on which the level fell, as the higher level, that day, and it again.

    Where several levels hold, the highest is the level; days with none are passed over.
    """
    days = {spell.valid_from for spell in spells} | {spell.valid_to for spell in spells}
    before = ""
    for day in sorted(day for day in days if day is not None and day <= as_of):
        level = max((spell.code for spell in spells if spell.holds(day)), default="")
        if level and level < before:
            yield Fall(before, day, day)
        before = level or before


def _as_spells(rows: Sequence[Row]) -> list[Spell]:
    return [Spell(row["code"], row["valid_from"], row["valid_to"]) for row in rows]


def _later_higher(row: Row) -> tuple[str, datetime.date]:
    return row["code"], row["valid_from"]


def _row(
    fall: Fall, mine: Sequence[Row], decided: Mapping[tuple[str, str], Row], as_of: datetime.date
) -> Row:
    spells = zip(_as_spells(mine), mine, strict=True)
    to = max((row for spell, row in spells if spell.holds(fall.day)), key=_later_higher)
    began = to["valid_from"] == fall.day
    talk = decided.get((to["reference"], to["decided_at"] or "")) if began else None
    seats = talk["seats"] if talk else []
    return {
        "case": to["reference"],
        "fell_on": fall.day,
        "days": (as_of - fall.day).days,
        "from_level": fall.code,
        "to_level": to["code"],
        "level": to["level"],
        "reason": (to["reason"] if began else None) or "not recorded",
        "decided_at": talk["code"] if talk else "",
        "decided_on": talk["day"] if talk else None,
        "chair": min(talk["chairs"], default="") if talk else "",
        "present": sorted(agency for agency, outcome in seats if outcome in CAME),
        "reported": sorted(agency for agency, outcome in seats if outcome == "report_only"),
        "absent": sorted(agency for agency, outcome in seats if outcome in NEITHER),
        "release_on": to["release_on"],
    }


DAY = datetime.date(2026, 1, 10)
MET = datetime.date(2026, 1, 8)
STEPPED = world(
    reference([("POL", "area"), ("PROB", "area"), ("NHST", "area")]),
    agency("POLICE", "POL", "cheshire"),
    agency("PROBATION", "PROB", "cheshire"),
    agency("TRUST", "NHST", "cheshire"),
    case("C1", level=None),
    edge("AT_LEVEL", "C1", "2", valid_from=LONG_AGO, valid_to=DAY),
    discussion(
        "D1", "C1", MET, {"POLICE": "in_person", "PROBATION": "report_only", "TRUST": "no_show"}
    ),
)

STEPPED_DOWN_WATCH = Analysis(
    slug="stepped-down-watch",
    question="Which cases were stepped down lately, who decided it, and who was there?",
    why="Inspectors named serious offences that came soon after a step-down from Level 2.",
    source=Source("HMI Probation thematic inspection, July 2022, as reported", "secondary"),
    about="cases",
    parameters={
        "area": AREA,
        "n": Parameter(Kind.INTEGER, "How many days back; as the policy says unless told."),
        "case": CASE,
    },
    columns={
        "case": Column("Reference of the case."),
        "area": Column("Home area on the day; empty = none recorded."),
        "fell_on": Column("First day at the lower level.", unit="ISO 8601 date", kind=Kind.DATE),
        "days": Column("Days since then.", unit="days", kind=Kind.INTEGER),
        "from_level": Column("Level before."),
        "to_level": Column("Level that it fell to."),
        "level": Column("Level on the day that is asked about; or unknown."),
        "reason": Column("Why, as recorded; or not recorded."),
        "decided_at": Column("Discussion that decided it; empty = not recorded."),
        "decided_on": Column("Day of that.", unit="ISO 8601 date", kind=Kind.DATE),
        "chair": Column("Who was in the chair; empty = not recorded."),
        "present": Column("Agencies that took part.", kind=Kind.LIST),
        "reported": Column("Agencies that sent a report only.", kind=Kind.LIST),
        "absent": Column("Agencies that sent apologies or did not come.", kind=Kind.LIST),
        "release_on": Column("Earliest day of release.", unit="ISO 8601 date", kind=Kind.DATE),
    },
    texts={
        "cases": CASES_TEXT,
        "spells": SPELLS_TEXT,
        "decided": DECIDED_TEXT,
        "homes": HOMES_TEXT,
        "own": OWN_AGENCIES,
    },
    facts=fetch_changes,
    answer=stepped_down,
    limits=(
        "Cases that are open on the day. It watches and does not judge: most step-downs are right. "
        "Where no discussion is recorded as having decided it, nobody is known to have been "
        "there, which is not the same as nobody having been there. A fall that corrects an "
        "earlier record says so as its reason. How long is local policy."
    ),
    examples=(
        Example(
            "decided two days before, with the trust away",
            given=world(
                STEPPED,
                edge("AT_LEVEL", "C1", "1", valid_from=DAY, decided_at="D1", reason="risk_reduced"),
            ),
            expect=[
                {
                    "case": "C1",
                    "fell_on": DAY,
                    "days": 21,
                    "from_level": "2",
                    "to_level": "1",
                    "reason": "risk_reduced",
                    "decided_at": "D1",
                    "decided_on": MET,
                    "present": ["POLICE"],
                    "reported": ["PROBATION"],
                    "absent": ["TRUST"],
                }
            ],
        ),
        Example(
            "nobody wrote down who decided it",
            given=world(STEPPED, edge("AT_LEVEL", "C1", "1", valid_from=DAY)),
            expect=[{"case": "C1", "decided_at": "", "reason": "not recorded", "present": []}],
        ),
        Example(
            "a rise is no fall",
            given=world(STEPPED, edge("AT_LEVEL", "C1", "3", valid_from=DAY, decided_at="D1")),
            expect=[],
        ),
        Example(
            "a fall longer ago than is asked about",
            given=world(STEPPED, edge("AT_LEVEL", "C1", "1", valid_from=DAY, decided_at="D1")),
            parameters={"n": 20},
            expect=[],
        ),
    ),
)
