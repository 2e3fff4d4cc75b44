"""Which agencies meet about cases, and how often?"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from graph.schema import Kind
from graph.store import Row
from graph.worlds import World, agency, case, discussion, reference, world
from queries.analysis import AREA, Analysis, Asked, Column, Example, Parameter, Source
from queries.predicates import OWN_AGENCIES, current, visible

TABLES_TEXT = f"""MATCH (sitting:Meeting)<-[:AT_MEETING]-(talk:Discussion)
      -[:CONSIDERS]->(matter:MappaCase)
WHERE sitting.state = 'held'
  AND sitting.on <= $as_of
  AND ($from IS NULL OR sitting.on >= $from)
  AND ($area IS NULL OR EXISTS {{ MATCH (matter)-[home:IN_AREA]->(place:Area)
                                 WHERE place.code = $area AND home.standing = 'home'
                                   AND {current("home", "sitting.on")} }})
  AND {visible("matter")}
RETURN talk.code AS code, sitting.code AS meeting, sitting.on AS day, matter.ref AS reference,
       [(talk)-[seat:INVITED]->(agency:Agency)
        WHERE seat.outcome IN ['in_person', 'remote'] | agency.code] AS came
ORDER BY code"""

FROM = Parameter(Kind.DATE, "Only meetings of this day or later; all of them if not given.")


def pairs(fetched: Mapping[str, Sequence[Row]], asked: Asked) -> list[Row]:
    """Return each two agencies that met, those that met most often first."""
    own = own_of(fetched, asked)
    tables = [
        table for table in fetched["tables"] if own is None or not own.isdisjoint(table["came"])
    ]
    wanted = asked.parameters.get("agency")
    came: dict[str, int] = defaultdict(int)
    met: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for table in tables:
        codes = sorted(set(table["came"]))
        for code in codes:
            came[code] += 1
        for pair in combinations(codes, 2):
            if wanted in {None, *pair} and (own is None or not own.isdisjoint(pair)):
                met[pair].append(table)
    rows = [_row(pair, together, came) for pair, together in met.items()]
    return sorted(rows, key=lambda row: (-row["met"], row["agency"], row["other"]))


def own_of(fetched: Mapping[str, Sequence[Row]], asked: Asked) -> frozenset[str] | None:
    """Return a contact's own agencies with their branches; None = the asker is no contact."""
    if asked.scope.agencies is None:
        return None
    return frozenset(row["code"] for row in fetched["own"])


def _row(pair: tuple[str, str], together: Sequence[Row], came: Mapping[str, int]) -> Row:
    one, other = pair
    days = [table["day"] for table in together]
    return {
        "agency": one,
        "other": other,
        "met": len(together),
        "agency_came": came[one],
        "other_came": came[other],
        "meetings": _distinct(table["meeting"] for table in together),
        "cases": _distinct(table["reference"] for table in together),
        "first_on": min(days),
        "last_on": max(days),
        "discussions": [table["code"] for table in together],
    }


def _distinct(values: Iterable[str]) -> int:
    return len(set(values))


FIRST = datetime.date(2025, 6, 3)
SECOND = datetime.date(2025, 9, 9)
GROUND: World = world(
    reference([("POL", "area"), ("PROB", "area"), ("LHA", "area")]),
    agency("POLICE", "POL", "cheshire"),
    agency("PROBATION", "PROB", "cheshire"),
    agency("HOUSING", "LHA", "cheshire"),
    case("C1"),
)
MET_TWICE: World = world(
    GROUND,
    discussion("D1", "C1", FIRST, {"POLICE": "in_person", "PROBATION": "remote"}),
    discussion(
        "D2",
        "C1",
        SECOND,
        {"POLICE": "in_person", "PROBATION": "in_person", "HOUSING": "report_only"},
    ),
)
"""Police and probation met twice; housing sent a report."""

CO_ATTENDANCE = Analysis(
    slug="co-attendance",
    question="Which agencies meet about cases, and how often?",
    why="Agencies that never sit at one table do not know what the other knows.",
    source=Source("Criminal Justice Act 2003 s.325(3): the duty to co-operate"),
    about="cases",
    parameters={
        "area": AREA,
        "agency": Parameter(Kind.TEXT, "Only pairs with this agency.", refers_to="Agency"),
        "from": FROM,
    },
    columns={
        "agency": Column("One agency."),
        "other": Column("The other."),
        "met": Column("Discussions to which both came.", unit="discussions", kind=Kind.INTEGER),
        "agency_came": Column(
            "Discussions to which the one came.", unit="discussions", kind=Kind.INTEGER
        ),
        "other_came": Column(
            "Discussions to which the other came.", unit="discussions", kind=Kind.INTEGER
        ),
        "meetings": Column("Meetings at which they were.", unit="meetings", kind=Kind.INTEGER),
        "cases": Column("Cases that they discussed.", unit="cases", kind=Kind.INTEGER),
        "first_on": Column("First time.", unit="ISO 8601 date", kind=Kind.DATE),
        "last_on": Column("Last time.", unit="ISO 8601 date", kind=Kind.DATE),
        "discussions": Column("Codes of those discussions.", kind=Kind.LIST),
    },
    texts={"tables": TABLES_TEXT, "own": OWN_AGENCIES},
    answer=pairs,
    limits=(
        "Two agencies meet when both came, in person or from elsewhere, to one held discussion of "
        "a case that the asker may see; a report is no meeting. Boards are left out. The area is "
        "the case's home on the day of the meeting."
    ),
    examples=(
        Example(
            "police and probation met twice; housing only wrote",
            given=MET_TWICE,
            expect=[
                {
                    "agency": "POLICE",
                    "other": "PROBATION",
                    "met": 2,
                    "agency_came": 2,
                    "other_came": 2,
                    "meetings": 2,
                    "cases": 1,
                    "first_on": FIRST,
                    "last_on": SECOND,
                    "discussions": ["D1", "D2"],
                }
            ],
        ),
        Example(
            "only the later meeting lies in the period",
            given=MET_TWICE,
            parameters={"from": SECOND},
            expect=[{"met": 1, "agency_came": 1, "discussions": ["D2"]}],
        ),
        Example(
            "a meeting that was cancelled, and one to come, brought nobody together",
            given=world(
                GROUND,
                discussion(
                    "D1",
                    "C1",
                    FIRST,
                    {"POLICE": "in_person", "PROBATION": "remote"},
                    state="cancelled",
                ),
                discussion(
                    "D2",
                    "C1",
                    datetime.date(2026, 3, 1),
                    {"POLICE": "awaited", "PROBATION": "awaited"},
                    state="planned",
                ),
            ),
            expect=[],
        ),
    ),
)
