"""Which discussions decided or raised nothing?"""

import datetime
from collections.abc import Mapping

from graph.schema import Kind
from graph.store import Row
from graph.worlds import World, case, discussion, node, reference, world
from queries.analysis import AREA, CASE, Analysis, Asked, Column, Example, Parameter, Source
from queries.clauses import FROM, HELD_IN_PERIOD, home_area
from queries.predicates import visible

EMPTY_TEXT = f"""MATCH (matter:MappaCase)<-[:CONSIDERS]-(talk:Discussion)
      -[:AT_MEETING]->(sitting:Meeting)
WHERE {HELD_IN_PERIOD}
  AND ($case IS NULL OR matter.ref = $case)
  AND {visible("matter")}
CALL (talk) {{
  MATCH (talk)<-[:RAISED_AT]-(task:Action)
  RETURN count(task) AS actions
}}
WITH matter, talk, sitting, actions,
     CASE WHEN talk.decision IS NULL THEN 'not_recorded' ELSE talk.decision END AS decision
WHERE actions = 0 OR decision = 'not_recorded'
{home_area("matter")}
WITH matter, talk, sitting, actions, decision, area
WHERE $area IS NULL OR area = $area
RETURN talk.code AS discussion, matter.ref AS reference, area, sitting.code AS meeting,
       sitting.on AS day, decision, actions
ORDER BY day DESC, discussion"""

FINDINGS = {
    "nothing": "no decision recorded, no action raised",
    "no_action": "decided, no action raised",
    "no_decision": "actions raised, no decision recorded",
}


def empty(fetched: Mapping[str, list[Row]], asked: Asked) -> list[Row]:
    """Return the discussions, the latest first, with what they lack."""
    rows = [
        {
            "discussion": row["discussion"],
            "case": row["reference"],
            "area": row["area"],
            "meeting": row["meeting"],
            "on": row["day"],
            "finding": _finding(row),
            "decision": row["decision"],
            "actions": row["actions"],
        }
        for row in fetched["discussions"]
    ]
    wanted = asked.parameters.get("finding")
    return [row for row in rows if wanted in {None, row["finding"]}]


def _finding(row: Row) -> str:
    if row["actions"]:
        return "no_decision"
    return "nothing" if row["decision"] == "not_recorded" else "no_action"


_FIRST = datetime.date(2025, 11, 10)
_SECOND = datetime.date(2025, 12, 22)


def _talk(code: str, on: datetime.date, decision: str | None, *actions: str) -> World:
    """Return a discussion of C1 with its decision and its actions."""
    return world(
        discussion(code, "C1", on),
        node(
            "Discussion",
            code,
            {"AT_MEETING": [f"M-{code}"], "CONSIDERS": ["C1"]},
            item=1,
            decision=decision,
        ),
        *(node("Action", action, {"RAISED_AT": [code]}) for action in actions),
    )


_GROUND = world(reference(), case("C1"), _talk("D1", _FIRST, "remain", "A1"))

DISCUSSION_WITHOUT_ACTION = Analysis(
    slug="discussion-without-action",
    question="Which discussions decided or raised nothing?",
    why="A meeting that only exchanges information manages nothing.",
    source=Source("Inspectorates' joint inspection 2011: exchange, not active management"),
    about="cases",
    parameters={
        "from": FROM,
        "area": AREA,
        "case": CASE,
        "finding": Parameter(Kind.CHOICE, "Only this finding.", choices=FINDINGS),
    },
    columns={
        "discussion": Column("Code of the discussion."),
        "case": Column("Reference of the case."),
        "area": Column("Home area of the case on the day; empty = none recorded."),
        "meeting": Column("Code of the meeting."),
        "on": Column("Day of the meeting.", "ISO 8601 date", Kind.DATE),
        "finding": Column("nothing, no_action or no_decision."),
        "decision": Column("What was decided; not_recorded = nobody knows."),
        "actions": Column("Actions raised there.", "actions", Kind.INTEGER),
    },
    texts={"discussions": EMPTY_TEXT},
    answer=empty,
    limits=(
        "A decision that is not recorded may have been made. A case that leaves may rightly leave "
        "without an action: see its decision. Whether an action is any good is not told."
    ),
    examples=(
        Example(
            "one raised nothing, one has no decision on record, one has neither",
            given=world(
                _GROUND,
                _talk("D2", _SECOND, "remain"),
                _talk("D3", _SECOND, None, "A2"),
                _talk("D4", _SECOND, "not_recorded"),
            ),
            expect=[
                {
                    "discussion": "D2",
                    "case": "C1",
                    "on": _SECOND,
                    "finding": "no_action",
                    "decision": "remain",
                    "actions": 0,
                },
                {
                    "discussion": "D3",
                    "finding": "no_decision",
                    "decision": "not_recorded",
                    "actions": 1,
                },
                {
                    "discussion": "D4",
                    "finding": "nothing",
                    "decision": "not_recorded",
                    "actions": 0,
                },
            ],
        ),
        Example(
            "it is told only of the period",
            given=world(_GROUND, _talk("D2", _FIRST, "remain"), _talk("D3", _SECOND, "remain")),
            parameters={"from": _SECOND},
            expect=[{"discussion": "D3"}],
        ),
        Example("decided and raised: nothing to say", given=_GROUND, expect=[]),
        Example(
            "a discussion that is only planned has decided nothing yet",
            given=world(
                _GROUND, discussion("D5", "C1", datetime.date(2026, 2, 9), state="planned")
            ),
            expect=[],
        ),
    ),
)
