"""How often does each agency come when it is invited?"""

import datetime
from collections.abc import Mapping

from graph.schema import Kind
from graph.store import Row
from graph.worlds import World, agency, case, edge, node, reference, world
from queries.analysis import Analysis, Asked, Column, Example, Source
from queries.clauses import (
    FROM,
    HELD_IN_PERIOD,
    ON_A_PANEL_OF,
    PANEL_AREA,
    PANEL_LEVEL,
    percent,
)
from queries.predicates import is_own, visible

ATTENDANCE_TEXT = f"""MATCH (matter:MappaCase)<-[:CONSIDERS]-(talk:Discussion)
      -[:AT_MEETING]->(sitting:Meeting)
WHERE {HELD_IN_PERIOD}
  AND {visible("matter")}
MATCH {ON_A_PANEL_OF}
MATCH (talk)-[seat:INVITED]->(agency:Agency)
WITH agency, seat.outcome AS outcome, coalesce(seat.uninvited, false) AS uninvited,
     count(*) AS times
WHERE {is_own("agency")}
MATCH (agency)-[:OF_TYPE]->(kind:AgencyType)
RETURN agency.code AS agency, agency.name AS name, kind.code AS kind, outcome, uninvited, times
ORDER BY agency, outcome, uninvited"""

COUNTED = {
    "in_person": "attended",
    "remote": "attended",
    "report_only": "reported",
    "apologies": "apologies",
    "no_show": "absent",
    "awaited": "not_recorded",
}
"""Which count an outcome of an invitation belongs to."""
CAME = ("in_person", "remote")


def attendance(fetched: Mapping[str, list[Row]], asked: Asked) -> list[Row]:
    """Return a row an agency; a rate is of the invitations whose outcome is known."""
    del asked
    found: dict[str, Row] = {}
    for row in fetched["seats"]:
        counts = found.setdefault(row["agency"], _nothing(row))
        if row["uninvited"]:
            counts["uninvited"] += row["times"] if row["outcome"] in CAME else 0
            continue
        counts["invited"] += row["times"]
        counts[COUNTED[row["outcome"]]] += row["times"]
    for counts in found.values():
        counts["known"] = counts["invited"] - counts["not_recorded"]
        counts["rate"] = percent(counts["attended"], counts["known"])
    return [found[code] for code in sorted(found)]


def _nothing(row: Row) -> Row:
    counts = dict.fromkeys(("invited", "uninvited", *COUNTED.values()), 0)
    return {"agency": row["agency"], "name": row["name"], "type": row["kind"], **counts}


def _held(code: str, on: datetime.date, panel: str, **outcomes: str) -> World:
    """Return a discussion of C1 with its seats."""
    return world(
        node("Meeting", f"M-{code}", {"OF_PANEL": [panel]}, on=on, state="held"),
        node("Discussion", code, {"AT_MEETING": [f"M-{code}"], "CONSIDERS": ["C1"]}, item=1),
        *(edge("INVITED", code, name, outcome=outcome) for name, outcome in outcomes.items()),
    )


_ORDINARY = datetime.date(2025, 10, 6)
_LATER = datetime.date(2025, 12, 1)
_THREE = world(
    reference([("NHST", "area"), ("POL", "area")], ("cheshire", "kent")),
    node("Panel", "L3", {"FOR_AREA": ["kent"], "FOR_LEVEL": ["3"]}, name="Level 3", kind="mappa"),
    agency("TRUST", "NHST", "cheshire"),
    agency("POLICE", "POL", "cheshire"),
    case("C1"),
    _held("D1", _ORDINARY, "PANEL", TRUST="in_person", POLICE="awaited"),
    _held("D2", _LATER, "PANEL", TRUST="apologies", POLICE="awaited"),
    _held("D3", _LATER, "L3", TRUST="report_only"),
)

ATTENDANCE = Analysis(
    slug="attendance",
    question="How often does each agency come when it is invited?",
    why="The table fails quietly: one absence is an accident, a rate is a pattern.",
    source=Source(
        "MAPPA Guidance ch. 31: boards monitor performance; the rate itself", "secondary"
    ),
    about="cases",
    aggregate=True,
    parameters={"from": FROM, "area": PANEL_AREA, "level": PANEL_LEVEL},
    columns={
        "agency": Column("Code of the agency."),
        "name": Column("Name of the agency."),
        "type": Column("Type of agency."),
        "invited": Column("Discussions it was asked to.", "discussions", Kind.INTEGER),
        "attended": Column("Of these: came, in person or remotely.", "discussions", Kind.INTEGER),
        "reported": Column("Of these: sent a report, did not come.", "discussions", Kind.INTEGER),
        "apologies": Column("Of these: sent apologies.", "discussions", Kind.INTEGER),
        "absent": Column("Of these: did not come, sent no word.", "discussions", Kind.INTEGER),
        "not_recorded": Column("Of these: outcome not recorded.", "discussions", Kind.INTEGER),
        "rate": Column(
            "Attended of those whose outcome is known; empty = none.", "percent", Kind.INTEGER
        ),
        "known": Column("Invitations whose outcome is known.", "discussions", Kind.INTEGER),
        "uninvited": Column(
            "Discussions it came to without being asked.", "discussions", Kind.INTEGER
        ),
    },
    texts={"seats": ATTENDANCE_TEXT},
    answer=attendance,
    limits=(
        "It tells who came when asked, not who should have been asked: meeting-coverage and "
        "coverage-gaps do. Meetings of a board about no case are left out. Area and level are "
        "those of the panel. Each agency stands for itself, without its branches."
    ),
    examples=(
        Example(
            "a report is no attendance, and what is not recorded lowers no rate",
            given=_THREE,
            expect=[
                {"agency": "POLICE", "invited": 2, "not_recorded": 2, "rate": None, "known": 0},
                {
                    "agency": "TRUST",
                    "type": "NHST",
                    "invited": 3,
                    "attended": 1,
                    "reported": 1,
                    "apologies": 1,
                    "absent": 0,
                    "rate": 33,
                    "known": 3,
                },
            ],
        ),
        Example(
            "a period, an area and a level are those of the meeting",
            given=_THREE,
            parameters={"from": _LATER, "area": "kent", "level": "3"},
            expect=[{"agency": "TRUST", "invited": 1, "reported": 1, "rate": 0}],
        ),
        Example(
            "who came without being asked is counted apart",
            given=world(
                _THREE,
                _held("D4", _LATER, "PANEL"),
                edge("INVITED", "D4", "POLICE", outcome="remote", uninvited=True),
            ),
            parameters={"from": _LATER, "area": "cheshire"},
            expect=[
                {"agency": "POLICE", "invited": 1, "attended": 0, "uninvited": 1},
                {"agency": "TRUST", "invited": 1, "apologies": 1, "rate": 0},
            ],
        ),
        Example(
            "a meeting that is only planned says nothing of attendance",
            given=world(
                _THREE,
                node("Meeting", "M-D1", {"OF_PANEL": ["PANEL"]}, on=_ORDINARY, state="planned"),
            ),
            parameters={"area": "cheshire"},
            as_of=_ORDINARY,
            expect=[],
        ),
    ),
)
