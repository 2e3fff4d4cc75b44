"""Which open promises were carried from meeting to meeting, and how often?"""

import datetime
from collections.abc import Iterator, Mapping, Sequence

from graph.schema import Kind
from graph.store import Row
from graph.worlds import World, agency, case, discussion, node, reference, world
from queries.analysis import AREA, CASE, Analysis, Asked, Column, Example, Parameter, Source
from queries.clauses import (
    OWNER,
    days_between,
    home_area,
    least,
    owned_by_the_asked,
    owner_of,
    wording,
)
from queries.predicates import owned_by_own, visible

CARRIED_TEXT = f"""MATCH (task:Action)-[:FOLLOWS]->(before:Action)
MATCH (task)-[:RAISED_AT]->(talk:Discussion)-[:CONSIDERS]->(matter:MappaCase)
WHERE ($case IS NULL OR matter.ref = $case)
  AND {visible("matter")}
MATCH (talk)-[:AT_MEETING]->(sitting:Meeting)
WHERE sitting.on <= $as_of
{home_area("matter")}
{owner_of("task")}
WITH task, before, talk, sitting, matter, area, owner, owner_name
WHERE $area IS NULL OR area = $area
RETURN task.code AS action, before.code AS before, matter.ref AS reference, area, owner,
       owner_name, task.pillar AS pillar, task.due_on AS due_on, task.text AS wording,
       talk.code AS discussion, sitting.on AS raised_on,
       (task.closed_on IS NULL OR task.closed_on > $as_of) AS still_open,
       {owned_by_the_asked("task")} AS wanted, {owned_by_own("task")} AS own
ORDER BY action, before"""

BEFORE_TEXT = f"""MATCH (:Action)-[:FOLLOWS]->(before:Action)
MATCH (before)-[:RAISED_AT]->(:Discussion)-[:CONSIDERS]->(matter:MappaCase)
WHERE {visible("matter")}
RETURN DISTINCT before.code AS action, before.due_on AS due_on,
       before.first_due_on AS first_due_on
ORDER BY action"""
"""What is carried may be of another case: it is told only where that case may be seen."""


def carried_forward(fetched: Mapping[str, list[Row]], asked: Asked) -> list[Row]:
    """Return the open actions at the end of a chain, those carried most often first."""
    at_least = least(asked, "n", 1)
    earlier = {row["action"]: row for row in fetched["before"]}
    steps = {row["action"]: row for row in fetched["steps"] if row["before"] in earlier}
    followed = {row["before"] for row in fetched["steps"]}
    rows = [
        _row(list(_back(action, steps)), earlier, asked)
        for action, row in steps.items()
        if row["still_open"] and row["wanted"] and action not in followed
    ]
    kept = [row for row in rows if row["times"] >= at_least]
    return sorted(kept, key=lambda row: (-row["times"], row["action"]))


def _back(action: str, steps: Mapping[str, Row]) -> Iterator[Row]:
    """Walk from an action to the first that it carries; a ring, made in error, ends."""
    seen: set[str] = set()
    while action in steps and action not in seen:
        seen.add(action)
        yield steps[action]
        action = steps[action]["before"]


def _row(chain: list[Row], earlier: Mapping[str, Row], asked: Asked) -> Row:
    last, first = chain[0], chain[-1]
    promised = earlier[first["before"]]
    first_due = promised["first_due_on"] or promised["due_on"]
    return {
        "action": last["action"],
        "case": last["reference"],
        "area": last["area"],
        "owner": last["owner"],
        "owner_name": last["owner_name"],
        "pillar": last["pillar"] or "",
        "times": len(chain),
        "due_on": last["due_on"],
        "first_due_on": first_due,
        "days_since_first_due": days_between(first_due, asked.as_of),
        "discussion": last["discussion"],
        "raised_on": last["raised_on"],
        "chain": [first["before"], *(step["action"] for step in reversed(chain))],
        "wording": wording(last["wording"], last["own"], asked),
    }


def _at(number: int, on: datetime.date, **closed: datetime.date) -> World:
    """Return the action of one of three discussions; each carries the one before."""
    edges: dict[str, Sequence[str]] = {
        "RAISED_AT": [f"D{number}"],
        "OWNED_BY": ["HOUSING"],
        "FOLLOWS": [f"A{number - 1}"] if number > 1 else [],
    }
    due = on + datetime.timedelta(days=14)
    return world(
        discussion(f"D{number}", "C1", on),
        node("Action", f"A{number}", edges, due_on=due, **closed),
    )


_FIRST = datetime.date(2025, 9, 1)
_SECOND = datetime.date(2025, 11, 3)
_THIRD = datetime.date(2026, 1, 5)
_FIRST_DUE = datetime.date(2025, 9, 15)
_GROUND = world(
    reference([("LHA", "area")]), agency("HOUSING", "LHA", "cheshire"), case("C1"),
    _at(1, _FIRST, closed_on=_SECOND), _at(2, _SECOND, closed_on=_THIRD),
)  # fmt: skip

ACTIONS_CARRIED_FORWARD = Analysis(
    slug="actions-carried-forward",
    question="Which open promises were carried from meeting to meeting, and how often?",
    why="An action that is renewed each time looks current and is not being done.",
    source=Source("Inspectorates' joint inspection 2011: actions poorly recorded", "verified"),
    about="cases",
    parameters={
        "area": AREA,
        "case": CASE,
        "agency": OWNER,
        "n": Parameter(Kind.INTEGER, "Carried at least so many times; empty = once."),
    },
    columns={
        "action": Column("Code of the last action of the chain, still open."),
        "case": Column("Reference of the case."),
        "area": Column("Home area of the case on the day; empty = none recorded."),
        "owner": Column("Agency that promised it last; empty = none recorded."),
        "owner_name": Column("Name of that agency."),
        "pillar": Column("Part of the risk management plan; empty = none recorded."),
        "times": Column("How often it was carried forward.", "times", Kind.INTEGER),
        "due_on": Column("Day by which it is due now.", "ISO 8601 date", Kind.DATE),
        "first_due_on": Column("Day the first was promised for.", "ISO 8601 date", Kind.DATE),
        "days_since_first_due": Column("Days since then.", "days", Kind.INTEGER),
        "discussion": Column("Discussion that raised the last one."),
        "raised_on": Column("Day of that discussion.", "ISO 8601 date", Kind.DATE),
        "chain": Column("Codes of the actions, the first one first.", kind=Kind.LIST),
        "wording": Column("What is to be done; empty where the asker may not read it."),
    },
    texts={"steps": CARRIED_TEXT, "before": BEFORE_TEXT},
    answer=carried_forward,
    limits=(
        "Carried is what the data says was carried (FOLLOWS); a due date that was moved without "
        "a new action is seen in actions-overdue. What is closed is left out."
    ),
    examples=(
        Example(
            "carried twice, first due in September",
            given=world(_GROUND, _at(3, _THIRD)),
            expect=[
                {
                    "action": "A3",
                    "case": "C1",
                    "owner": "HOUSING",
                    "times": 2,
                    "first_due_on": _FIRST_DUE,
                    "days_since_first_due": 138,
                    "discussion": "D3",
                    "chain": ["A1", "A2", "A3"],
                }
            ],
        ),
        Example(
            "on an earlier day it had been carried once",
            given=world(_GROUND, _at(3, _THIRD)),
            as_of=datetime.date(2025, 12, 1),
            expect=[{"action": "A2", "times": 1, "chain": ["A1", "A2"]}],
        ),
        Example(
            "done at last: nothing is carried any more",
            given=world(_GROUND, _at(3, _THIRD, closed_on=datetime.date(2026, 1, 20))),
            expect=[],
        ),
        Example(
            "carried less often than was asked for",
            given=world(_GROUND, _at(3, _THIRD)),
            parameters={"n": 3},
            expect=[],
        ),
    ),
)
