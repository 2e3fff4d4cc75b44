"""What has been promised and is not done, by whom, and how late is it?"""

import datetime
from collections.abc import Mapping, Sequence

from graph.schema import Kind
from graph.store import Row
from graph.worlds import World, agency, case, discussion, node, reference, world
from queries.actions_overdue import CARRIED_TEXT
from queries.analysis import AREA, CASE, Analysis, Asked, Column, Example, Parameter, Source
from queries.clauses import (
    LEVEL,
    OWNER,
    TOLD_OF_ACTION,
    days_between,
    owned_by_the_asked,
    wording,
)
from queries.predicates import current, visible

OPEN_TEXT = f"""MATCH (task:Action)
WHERE (task.closed_on IS NULL OR task.closed_on > $as_of)
  AND {owned_by_the_asked("task")}
  AND ($type IS NULL OR EXISTS {{ MATCH (task)-[:OWNED_BY]->(:Agency)-[:OF_TYPE]->(kind:AgencyType)
                                 WHERE kind.code = $type }})
MATCH (task)-[:RAISED_AT]->(talk:Discussion)-[:CONSIDERS]->(matter:MappaCase)
WHERE ($case IS NULL OR matter.ref = $case)
  AND ($level IS NULL OR EXISTS {{ MATCH (matter)-[at:AT_LEVEL]->(rung:Level)
                                  WHERE rung.code = $level AND {current("at")} }})
  AND {visible("matter")}
{TOLD_OF_ACTION}
ORDER BY action"""

PERSON_TEXT = f"""MATCH (task:Action)-[:ASSIGNED_TO]->(person:Representative)
WHERE task.closed_on IS NULL OR task.closed_on > $as_of
MATCH (task)-[:RAISED_AT]->(:Discussion)-[:CONSIDERS]->(matter:MappaCase)
WHERE {visible("matter")}
RETURN task.code AS action, max(person.code) AS person, max(person.name) AS name
ORDER BY action"""
"""Who is to do it: the name only to those who may see names."""

STATES = {"overdue": "Overdue", "open": "Open, not yet due"}
NEVER = datetime.date.max


def still_open(fetched: Mapping[str, list[Row]], asked: Asked) -> list[Row]:
    """Return what is not done: by agency, the first due first, without a day last."""
    carried = {row["action"] for row in fetched["carried"]}
    people = {row["action"]: row for row in fetched["people"]}
    sees_names = "names" in asked.scope.sees
    rows = []
    for row in fetched["actions"]:
        late = max(0, days_between(row["due_on"], asked.as_of) or 0)
        person = people.get(row["action"])
        rows.append(
            {
                "action": row["action"],
                "case": row["reference"],
                "area": row["area"],
                "owner": row["owner"],
                "owner_name": row["owner_name"],
                "assigned_to": person["person"] if person else "",
                "person": person["name"] if person and sees_names else None,
                "state": "overdue" if late else "open",
                "pillar": row["pillar"] or "",
                "due_on": row["due_on"],
                "days_late": late,
                "first_due_on": row["first_due_on"],
                "carried_on": row["action"] in carried,
                "discussion": row["discussion"],
                "raised_on": row["raised_on"],
                "wording": wording(row["wording"], row["own"], asked),
            }
        )
    wanted = asked.parameters.get("state")
    kept = [row for row in rows if wanted in {None, row["state"]}]
    return sorted(
        kept,
        key=lambda row: (row["owner_name"], row["owner"], row["due_on"] or NEVER, row["action"]),
    )


def _action(code: str, due_on: datetime.date | None, owner: str, **more: datetime.date) -> World:
    """Return an action of discussion D1, owned by an agency."""
    edges: dict[str, Sequence[str]] = {"RAISED_AT": ["D1"], "OWNED_BY": [owner]}
    return node("Action", code, edges, text="An invented action", due_on=due_on, **more)


_RAISED = datetime.date(2025, 11, 10)
_DUE = datetime.date(2026, 1, 1)
_DAY = datetime.date(2026, 1, 31)
_WORLD = world(
    reference([("LHA", "area"), ("POL", "area")]),
    agency("HOUSING", "LHA", "cheshire"),
    agency("POLICE", "POL", "cheshire"),
    case("C1"),
    discussion("D1", "C1", _RAISED),
    _action("A1", _DUE, "POLICE"),
    _action("A2", _DAY, "HOUSING"),
    _action("A3", None, "HOUSING"),
    _action("A4", _DUE, "HOUSING", closed_on=_DAY),
)

ACTIONS_OPEN = Analysis(
    slug="actions-open",
    question="What has been promised and is not done, by whom, and how late is it?",
    why="What was promised is what the plan rests on until the next meeting.",
    source=Source("MAPPA Guidance, form MAPPA O: how, by whom, by when", "verified"),
    about="cases",
    parameters={
        "area": AREA,
        "case": CASE,
        "level": LEVEL,
        "agency": OWNER,
        "type": Parameter(
            Kind.TEXT, "Only actions of agencies of this type.", refers_to="AgencyType"
        ),
        "state": Parameter(Kind.CHOICE, "Only what is late, or only the rest.", choices=STATES),
    },
    columns={
        "action": Column("Code of the action."),
        "case": Column("Reference of the case."),
        "area": Column("Home area of the case on the day; empty = none recorded."),
        "owner": Column("Agency that promised it; empty = none recorded."),
        "owner_name": Column("Name of that agency."),
        "assigned_to": Column("Code of the person who is to do it; empty = nobody named."),
        "person": Column("Name of that person; empty where the asker may not see names."),
        "state": Column("overdue, or open: not yet due, or without a day."),
        "pillar": Column("Part of the risk management plan; empty = none recorded."),
        "due_on": Column("Day by which it is due; empty = none.", "ISO 8601 date", Kind.DATE),
        "days_late": Column("Days since then; nought = not late.", "days", Kind.INTEGER),
        "first_due_on": Column("Day it was first promised for.", "ISO 8601 date", Kind.DATE),
        "carried_on": Column("Whether a later action carries it forward.", kind=Kind.YES_NO),
        "discussion": Column("Discussion that it comes from."),
        "raised_on": Column("Day of that discussion.", "ISO 8601 date", Kind.DATE),
        "wording": Column("What is to be done; empty where the asker may not read it."),
    },
    texts={"actions": OPEN_TEXT, "people": PERSON_TEXT, "carried": CARRIED_TEXT},
    answer=still_open,
    limits=(
        "What is overdue here is what actions-overdue lists. An action of a board, about no case, "
        "is left out. A day that was moved shows its last value; the first one is kept where it "
        "was recorded."
    ),
    examples=(
        Example(
            "by agency: one is due today, one has no day, one is late; what is done is left out",
            given=_WORLD,
            expect=[
                {"action": "A2", "owner": "HOUSING", "state": "open", "days_late": 0},
                {"action": "A3", "due_on": None, "state": "open"},
                {
                    "action": "A1",
                    "case": "C1",
                    "owner": "POLICE",
                    "owner_name": "Agency POLICE",
                    "state": "overdue",
                    "days_late": 30,
                    "assigned_to": "",
                },
            ],
        ),
        Example(
            "only what is late, of one type of agency",
            given=_WORLD,
            parameters={"state": "overdue", "type": "POL"},
            expect=[{"action": "A1"}],
        ),
        Example(
            "what was closed today is open the day before",
            given=_WORLD,
            parameters={"agency": "HOUSING", "state": "overdue"},
            as_of=_DAY - datetime.timedelta(days=1),
            expect=[{"action": "A4", "days_late": 29}],
        ),
        Example(
            "nothing was promised to a case of another level",
            given=_WORLD,
            parameters={"level": "3"},
            expect=[],
        ),
    ),
)
