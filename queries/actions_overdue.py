"""Which promises are late, by how much, and whose are they?"""

import datetime
from collections.abc import Mapping, Sequence

from graph.schema import Kind
from graph.store import Row
from graph.worlds import World, agency, case, discussion, node, reference, world
from queries.analysis import AREA, CASE, Analysis, Asked, Column, Example, Source
from queries.clauses import (
    OWNER,
    TOLD_OF_ACTION,
    days_between,
    owned_by_the_asked,
    wording,
)
from queries.predicates import visible

ACTIONS_TEXT = f"""MATCH (task:Action)
WHERE task.due_on < $as_of
  AND (task.closed_on IS NULL OR task.closed_on > $as_of)
  AND {owned_by_the_asked("task")}
MATCH (task)-[:RAISED_AT]->(talk:Discussion)-[:CONSIDERS]->(matter:MappaCase)
WHERE ($case IS NULL OR matter.ref = $case)
  AND {visible("matter")}
{TOLD_OF_ACTION}
ORDER BY due_on, action"""

CARRIED_TEXT = f"""MATCH (later:Action)-[:FOLLOWS]->(task:Action)
MATCH (later)-[:RAISED_AT]->(talk:Discussion)-[:CONSIDERS]->(matter:MappaCase)
WHERE {visible("matter")}
MATCH (talk)-[:AT_MEETING]->(sitting:Meeting)
WHERE sitting.on <= $as_of
RETURN DISTINCT task.code AS action
ORDER BY action"""


def overdue(fetched: Mapping[str, list[Row]], asked: Asked) -> list[Row]:
    """Return the late promises, the latest first, with their days late."""
    carried = {row["action"] for row in fetched["carried"]}
    return [
        {
            "action": row["action"],
            "case": row["reference"],
            "area": row["area"],
            "owner": row["owner"],
            "owner_name": row["owner_name"],
            "pillar": row["pillar"] or "",
            "due_on": row["due_on"],
            "days_late": days_between(row["due_on"], asked.as_of),
            "first_due_on": row["first_due_on"],
            "days_since_first_due": days_between(row["first_due_on"], asked.as_of),
            "carried_on": row["action"] in carried,
            "discussion": row["discussion"],
            "raised_on": row["raised_on"],
            "wording": wording(row["wording"], row["own"], asked),
        }
        for row in fetched["actions"]
    ]


def _action(code: str, due_on: datetime.date | None, owner: str = "HOUSING", **more: str) -> World:
    """Return an action of discussion D1, owned by an agency."""
    edges: dict[str, Sequence[str]] = {
        "RAISED_AT": ["D1"],
        "OWNED_BY": [owner] if owner else [],
    }
    return node("Action", code, edges, text="An invented action", due_on=due_on, **more)


_RAISED = datetime.date(2025, 11, 10)
_DUE = datetime.date(2026, 1, 1)
_DAY = datetime.date(2026, 1, 31)
_GROUND = world(
    reference([("LHA", "area"), ("POL", "area")]),
    agency("HOUSING", "LHA", "cheshire"),
    agency("HOUSING-EAST", "LHA", "cheshire", part_of="HOUSING"),
    agency("POLICE", "POL", "cheshire"),
    case("C1"),
    discussion("D1", "C1", _RAISED),
)
_LATE = world(_GROUND, _action("A1", _DUE), _action("A2", _DAY), _action("A3", None))

ACTIONS_OVERDUE = Analysis(
    slug="actions-overdue",
    question="Which promises are late, by how much, and whose are they?",
    why="A plan is what agencies do between meetings; a late action is a hole in it.",
    source=Source("MAPPA Guidance, form MAPPA O: how, by whom, by when", "verified"),
    about="cases",
    parameters={"area": AREA, "case": CASE, "agency": OWNER},
    columns={
        "action": Column("Code of the action."),
        "case": Column("Reference of the case."),
        "area": Column("Home area of the case on the day; empty = none recorded."),
        "owner": Column("Agency that promised it; empty = none recorded."),
        "owner_name": Column("Name of that agency."),
        "pillar": Column("Part of the risk management plan; empty = none recorded."),
        "due_on": Column("Day by which it is due.", "ISO 8601 date", Kind.DATE),
        "days_late": Column("Days since then.", "days", Kind.INTEGER),
        "first_due_on": Column("Day it was first promised for.", "ISO 8601 date", Kind.DATE),
        "days_since_first_due": Column("Days since that.", "days", Kind.INTEGER),
        "carried_on": Column("Whether a later action carries it forward.", kind=Kind.YES_NO),
        "discussion": Column("Discussion that it comes from."),
        "raised_on": Column("Day of that discussion.", "ISO 8601 date", Kind.DATE),
        "wording": Column("What is to be done; empty where the asker may not read it."),
    },
    texts={"actions": ACTIONS_TEXT, "carried": CARRIED_TEXT},
    answer=overdue,
    limits=(
        "An action without a due date is never late: data-quality lists it. Actions of a board, "
        "about no case, are left out. A day that was moved shows its last value on every day; the "
        "first one is kept where it was recorded."
    ),
    examples=(
        Example(
            "one of three is late: one is due today, one has no day",
            given=_LATE,
            expect=[
                {
                    "action": "A1",
                    "case": "C1",
                    "owner": "HOUSING",
                    "due_on": _DUE,
                    "days_late": 30,
                    "first_due_on": None,
                    "days_since_first_due": None,
                    "carried_on": False,
                    "discussion": "D1",
                    "raised_on": _RAISED,
                }
            ],
        ),
        Example(
            "of one agency: a branch's promises are its own, another's are not",
            given=world(_LATE, _action("A4", _DUE, "HOUSING-EAST"), _action("A5", _DUE, "POLICE")),
            parameters={"agency": "HOUSING"},
            expect=[
                {"action": "A1", "owner": "HOUSING"},
                {"action": "A4", "owner": "HOUSING-EAST"},
            ],
        ),
        Example(
            "nobody promised it: late all the same",
            given=world(_GROUND, _action("A1", _DUE, "")),
            expect=[{"action": "A1", "owner": "", "owner_name": "", "days_late": 30}],
        ),
        Example(
            "what is done is not late",
            given=world(
                _GROUND,
                node(
                    "Action",
                    "A1",
                    {"RAISED_AT": ["D1"]},
                    due_on=_RAISED,
                    closed_on=datetime.date(2026, 1, 5),
                ),
            ),
            expect=[],
        ),
    ),
)
