"""Which cases are moving to another area, since when, and who from there has come?"""

import datetime
from collections.abc import Mapping

from graph.schema import Kind
from graph.store import Row
from graph.worlds import agency, case, discussion, edge, reference, world
from queries.analysis import AREA, CASE, Analysis, Asked, Column, Example, Parameter, Source
from queries.clauses import days_between, home_area
from queries.predicates import current, is_open, visible

MOVING_TEXT = f"""MATCH (matter:MappaCase)-[moving:IN_AREA]->(there:Area)
WHERE moving.standing = 'receiving' AND {current("moving")}
  AND {is_open("matter")}
  AND ($case IS NULL OR matter.ref = $case)
  AND ($receiving IS NULL OR there.code = $receiving)
  AND {visible("matter")}
{home_area("matter")}
WITH matter, moving, there, area
WHERE $area IS NULL OR area = $area
RETURN matter.ref AS reference, area, there.code AS receiving, moving.valid_from AS since
ORDER BY reference, receiving, since"""

TALKS_TEXT = f"""MATCH (matter:MappaCase)-[moving:IN_AREA]->(there:Area)
WHERE moving.standing = 'receiving' AND {current("moving")}
  AND {visible("matter")}
MATCH (matter)<-[:CONSIDERS]-(talk:Discussion)-[:AT_MEETING]->(sitting:Meeting)
WHERE sitting.on >= moving.valid_from
  AND ((sitting.state = 'held' AND sitting.on <= $as_of)
       OR (sitting.state = 'planned' AND sitting.on >= $as_of))
RETURN DISTINCT matter.ref AS reference, there.code AS receiving, moving.valid_from AS since,
       talk.code AS discussion, sitting.on AS day, sitting.state AS state
ORDER BY reference, receiving, since, day, discussion"""

SEATS_TEXT = f"""MATCH (matter:MappaCase)-[moving:IN_AREA]->(there:Area)
WHERE moving.standing = 'receiving' AND {current("moving")}
  AND {visible("matter")}
MATCH (matter)<-[:CONSIDERS]-(talk:Discussion)-[seat:INVITED]->(agency:Agency)
CALL (agency) {{
  MATCH (agency)-[works:OPERATES_IN]->(ground:Area)
  WHERE {current("works")}
  RETURN collect(DISTINCT ground.code) AS areas
}}
RETURN DISTINCT talk.code AS discussion, agency.code AS agency, seat.outcome AS outcome, areas
ORDER BY discussion, agency"""

CAME = ("in_person", "remote")


def transfers(fetched: Mapping[str, list[Row]], asked: Asked) -> list[Row]:
    """Return the cases on the move, the longest first, with who from there was at the table."""
    talks: dict[tuple[str, str, datetime.date], list[Row]] = {}
    for row in fetched["talks"]:
        talks.setdefault(_key(row), []).append(row)
    seats: dict[str, list[Row]] = {}
    for row in fetched["seats"]:
        seats.setdefault(row["discussion"], []).append(row)
    rows = [_row(row, talks.get(_key(row), []), seats, asked) for row in fetched["cases"]]
    return sorted(rows, key=lambda row: (row["since"], row["case"], row["receiving"]))


def _key(row: Row) -> tuple[str, str, datetime.date]:
    return (row["reference"], row["receiving"], row["since"])


def _row(row: Row, talks: list[Row], seats: Mapping[str, list[Row]], asked: Asked) -> Row:
    held = [talk for talk in talks if talk["state"] == "held"]
    ahead = [talk for talk in talks if talk["state"] == "planned"]
    theirs = [
        seat
        for talk in held
        for seat in seats.get(talk["discussion"], [])
        if row["receiving"] in seat["areas"] and row["area"] not in seat["areas"]
    ]
    came = sorted({seat["agency"] for seat in theirs if seat["outcome"] in CAME})
    reported = {seat["agency"] for seat in theirs if seat["outcome"] == "report_only"}
    invited = {
        seat["agency"]
        for talk in ahead
        for seat in seats.get(talk["discussion"], [])
        if row["receiving"] in seat["areas"] and row["area"] not in seat["areas"]
    }
    return {
        "case": row["reference"],
        "area": row["area"],
        "receiving": row["receiving"],
        "since": row["since"],
        "days": days_between(row["since"], asked.as_of),
        "state": "attended" if came else "nobody_came" if held else "not_discussed",
        "discussions": [talk["discussion"] for talk in held],
        "attended": came,
        "reported": sorted(reported - set(came)),
        "next_on": ahead[0]["day"] if ahead else None,
        "invited": sorted(invited),
    }


_SINCE = datetime.date(2025, 12, 1)
_HELD = datetime.date(2026, 1, 5)
_GROUND = world(
    reference([("POL", "area"), ("EM", "anywhere"), ("PROB", "area")], ("cheshire", "kent")),
    agency("POLICE", "POL", "cheshire"),
    agency("KENT-POLICE", "POL", "kent"),
    agency("BOTH", "PROB", "cheshire", "kent"),
    case("C1"),
    edge("IN_AREA", "C1", "kent", standing="receiving", valid_from=_SINCE),
)
_CAME = discussion(
    "D1", "C1", _HELD, {"POLICE": "in_person", "KENT-POLICE": "remote", "BOTH": "in_person"}
)

TRANSFERS_IN_PROGRESS = Analysis(
    slug="transfers-in-progress",
    question="Which cases are moving to another area, since when, and who from there has come?",
    why="A person between two areas is the one whom each believes to be with the other.",
    source=Source("MAPPA Guidance ch. 17; form MAPPA G"),
    about="cases",
    parameters={
        "area": AREA,
        "receiving": Parameter(Kind.TEXT, "Only to this area.", refers_to="Area"),
        "case": CASE,
    },
    columns={
        "case": Column("Reference of the case."),
        "area": Column("Home area on the day; empty = none recorded."),
        "receiving": Column("Area that is to take it over."),
        "since": Column("Day on which the receiving began.", "ISO 8601 date", Kind.DATE),
        "days": Column("Days since then.", "days", Kind.INTEGER),
        "state": Column("By those from there, since then: attended, nobody_came, not_discussed."),
        "discussions": Column("Codes of the discussions held since then.", kind=Kind.LIST),
        "attended": Column("Agencies from there that came.", kind=Kind.LIST),
        "reported": Column("Agencies from there that only reported.", kind=Kind.LIST),
        "next_on": Column("Next planned discussion.", "ISO 8601 date", Kind.DATE),
        "invited": Column("Agencies from there invited to planned ones.", kind=Kind.LIST),
    },
    texts={"cases": MOVING_TEXT, "talks": TALKS_TEXT, "seats": SEATS_TEXT},
    answer=transfers,
    limits=(
        "From there is who operates in the receiving area and not in the home area; an agency of "
        "both, or of none, proves nothing. How long a transfer may take is not fixed by anything "
        "seen: local policy, to be confirmed."
    ),
    examples=(
        Example(
            "the police from there came; those who work in both areas prove nothing",
            given=world(_GROUND, _CAME),
            expect=[
                {
                    "case": "C1",
                    "area": "cheshire",
                    "receiving": "kent",
                    "since": _SINCE,
                    "days": 61,
                    "state": "attended",
                    "discussions": ["D1"],
                    "attended": ["KENT-POLICE"],
                    "reported": [],
                    "next_on": None,
                    "invited": [],
                }
            ],
        ),
        Example(
            "before the move does not count; a report is no attendance; the next one is told",
            given=world(
                _GROUND,
                discussion("D0", "C1", datetime.date(2025, 11, 3), {"KENT-POLICE": "in_person"}),
                discussion("D1", "C1", _HELD, {"KENT-POLICE": "report_only", "BOTH": "remote"}),
                discussion(
                    "D2",
                    "C1",
                    datetime.date(2026, 2, 9),
                    {"KENT-POLICE": "awaited"},
                    state="planned",
                ),
            ),
            expect=[
                {
                    "state": "nobody_came",
                    "discussions": ["D1"],
                    "attended": [],
                    "reported": ["KENT-POLICE"],
                    "next_on": datetime.date(2026, 2, 9),
                    "invited": ["KENT-POLICE"],
                }
            ],
        ),
        Example(
            "not discussed since the move began",
            given=_GROUND,
            expect=[{"case": "C1", "state": "not_discussed", "discussions": []}],
        ),
        Example(
            "taken over: the move is done",
            given=world(
                _GROUND,
                edge(
                    "IN_AREA", "C1", "kent", standing="receiving", valid_from=_SINCE, valid_to=_HELD
                ),
            ),
            expect=[],
        ),
    ),
)
