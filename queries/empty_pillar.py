"""Which cases have nothing going on in a part of the risk management plan?"""

import datetime
from collections import defaultdict
from collections.abc import Mapping

from graph.model.action import PILLARS
from graph.schema import Kind
from graph.store import Row
from graph.worlds import World, case, discussion, node, reference, world
from queries.analysis import AREA, CASE, Analysis, Asked, Column, Example, Parameter, Source
from queries.clauses import LEVEL, home_area
from queries.predicates import current, is_open, visible

_MANAGED = f"""MATCH (rung:Level)<-[at:AT_LEVEL]-(matter:MappaCase)
WHERE rung.code IN ['2', '3']
  AND {current("at")}
  AND {is_open("matter")}
  AND ($case IS NULL OR matter.ref = $case)
  AND {visible("matter")}"""

MANAGED_TEXT = f"""{_MANAGED}
WITH matter, max(rung.code) AS level
WHERE $level IS NULL OR level = $level
{home_area("matter")}
WITH matter, level, area
WHERE $area IS NULL OR area = $area
CALL (matter) {{
  MATCH (matter)<-[:CONSIDERS]-(:Discussion)-[:AT_MEETING]->(sitting:Meeting)
  WHERE sitting.state = 'held' AND sitting.on <= $as_of
  RETURN max(sitting.on) AS last_held
}}
RETURN matter.ref AS reference, level, area, last_held
ORDER BY reference"""

PLAN_TEXT = f"""{_MANAGED}
WITH DISTINCT matter
MATCH (matter)<-[:CONSIDERS]-(talk:Discussion)-[:AT_MEETING]->(sitting:Meeting)
WHERE sitting.on <= $as_of
MATCH (talk)<-[:RAISED_AT]-(task:Action)
RETURN matter.ref AS reference, task.code AS action, coalesce(task.pillar, '') AS pillar,
       CASE WHEN task.closed_on <= $as_of THEN task.closed_on END AS closed_on
ORDER BY reference, action"""

FOUR = tuple(pillar for pillar in PILLARS if pillar != "administration")
"""The four pillars; what is done for the meeting itself is none of them."""

STATES = {
    "never": "never had an action",
    "closed": "all its actions are closed",
    "unknown": "an open action says no pillar",
    "not_discussed": "not discussed yet",
}


def empty_pillars(fetched: Mapping[str, list[Row]], asked: Asked) -> list[Row]:
    """Return a row for each case and pillar without an open action, by case."""
    tasks: dict[str, list[Row]] = defaultdict(list)
    for row in fetched["actions"]:
        tasks[row["reference"]].append(row)
    rows = [
        _row(matter, pillar, tasks[matter["reference"]])
        for matter in fetched["cases"]
        for pillar in FOUR
        if not _is_open(tasks[matter["reference"]], pillar)
    ]
    told = asked.parameters
    return [
        row
        for row in rows
        if told.get("pillar") in {None, row["pillar"]} and told.get("state") in {None, row["state"]}
    ]


def _is_open(tasks: list[Row], pillar: str) -> bool:
    return any(row["pillar"] == pillar and row["closed_on"] is None for row in tasks)


def _row(matter: Row, pillar: str, tasks: list[Row]) -> Row:
    closed = [row for row in tasks if row["pillar"] == pillar]
    return {
        "case": matter["reference"],
        "area": matter["area"],
        "level": matter["level"],
        "pillar": pillar,
        "state": _state(matter, closed, tasks),
        "last_closed_on": max((row["closed_on"] for row in closed), default=None),
        "last_discussed_on": matter["last_held"],
        "actions": [row["action"] for row in closed],
    }


def _state(matter: Row, closed: list[Row], tasks: list[Row]) -> str:
    """Say why a pillar has no open action; one without a pillar might belong to it."""
    if _is_open(tasks, ""):
        return "unknown"
    if closed:
        return "closed"
    return "never" if matter["last_held"] else "not_discussed"


_HELD = datetime.date(2025, 11, 10)
_CLOSED = datetime.date(2026, 1, 5)


def _task(code: str, pillar: str | None, closed_on: datetime.date | None = None) -> World:
    """Return an action of the discussion of C1."""
    return node("Action", code, {"RAISED_AT": ["D1"]}, pillar=pillar, closed_on=closed_on)


_THREE = world(
    reference(),
    case("C1"),
    discussion("D1", "C1", _HELD),
    *(_task(f"A-{pillar}", pillar) for pillar in ("supervision", "monitoring", "interventions")),
)

EMPTY_PILLAR = Analysis(
    slug="empty-pillar",
    question="Which cases have nothing going on in a part of the risk management plan?",
    why="Victim safety is the pillar that is forgotten; a plan stands on four.",
    source=Source("Local policy: the four pillars of a risk management plan", "unverified"),
    about="cases",
    parameters={
        "area": AREA,
        "level": LEVEL,
        "case": CASE,
        "pillar": Parameter(
            Kind.CHOICE, "Only this pillar.", choices={name: PILLARS[name] for name in FOUR}
        ),
        "state": Parameter(Kind.CHOICE, "Only this state.", choices=STATES),
    },
    columns={
        "case": Column("Reference of the case."),
        "area": Column("Home area on the day; empty = none recorded."),
        "level": Column("Level on the day, 2 or 3."),
        "pillar": Column("Part of the plan without an open action."),
        "state": Column("never, closed, unknown or not_discussed."),
        "last_closed_on": Column("Day its last action was closed.", "ISO 8601 date", Kind.DATE),
        "last_discussed_on": Column("Day of the last discussion held.", "ISO 8601 date", Kind.DATE),
        "actions": Column("Codes of its closed actions.", kind=Kind.LIST),
    },
    texts={"cases": MANAGED_TEXT, "actions": PLAN_TEXT},
    answer=empty_pillars,
    limits=(
        "It reads the pillar that each action names; what the plan itself says is not kept here. "
        "An open action that names no pillar leaves every other pillar unknown. An action of "
        "administration belongs to none of the four."
    ),
    examples=(
        Example(
            "nothing for the safety of the victim any more",
            given=world(
                _THREE, _task("A4", "victim_safety", _CLOSED), _task("A5", "administration")
            ),
            expect=[
                {
                    "case": "C1",
                    "area": "cheshire",
                    "level": "2",
                    "pillar": "victim_safety",
                    "state": "closed",
                    "last_closed_on": _CLOSED,
                    "last_discussed_on": _HELD,
                    "actions": ["A4"],
                }
            ],
        ),
        Example(
            "it was still open on the day that is asked about",
            given=world(_THREE, _task("A4", "victim_safety", _CLOSED)),
            as_of=datetime.date(2026, 1, 4),
            expect=[],
        ),
        Example(
            "an open action without a pillar might be the one",
            given=world(_THREE, _task("A4", None)),
            expect=[{"pillar": "victim_safety", "state": "unknown", "actions": []}],
        ),
        Example(
            "a case that was never discussed has no plan of the panel yet",
            given=world(reference(), case("C2", level="3")),
            parameters={"pillar": "supervision"},
            expect=[{"case": "C2", "level": "3", "state": "not_discussed"}],
        ),
        Example(
            "Level 1 has no panel and no plan of one",
            given=world(reference(), case("C1", level="1")),
            expect=[],
        ),
    ),
)
