"""Clauses and parameters that several questions share, each written once."""

import datetime
from typing import Any

from graph.errors import InputError
from graph.schema import Kind
from queries.analysis import Asked, Parameter
from queries.predicates import current, owned_by_own

FROM = Parameter(Kind.DATE, "First day of the period; empty = as far back as is known.")
PANEL_AREA = Parameter(Kind.TEXT, "Only meetings of this area's panels.", refers_to="Area")
PANEL_LEVEL = Parameter(Kind.TEXT, "Only meetings of panels for this level.", refers_to="Level")
LEVEL = Parameter(Kind.TEXT, "Only cases at this level on the day.", refers_to="Level")
OWNER = Parameter(Kind.TEXT, "Only actions of this agency and its branches.", refers_to="Agency")

ON_A_PANEL_OF = """(sitting)-[:OF_PANEL]->(panel:Panel)-[:FOR_AREA]->(place:Area)
WHERE ($area IS NULL OR place.code = $area)
  AND ($level IS NULL OR EXISTS { MATCH (panel)-[:FOR_LEVEL]->(rung:Level)
                                  WHERE rung.code = $level })"""
"""A meeting's panel, of the area and for the level that were asked for."""

HELD_IN_PERIOD = """sitting.state = 'held' AND sitting.on <= $as_of
  AND ($from IS NULL OR sitting.on >= $from)"""
"""A meeting that took place from the first day of the period up to the day."""


def home_area(matter: str) -> str:
    """Return a clause that finds a case's home area on the day, as `area`."""
    return f"""CALL ({matter}) {{
  MATCH ({matter})-[home:IN_AREA]->(ground:Area)
  WHERE home.standing = 'home' AND {current("home")}
  RETURN coalesce(max(ground.code), '') AS area
}}"""


def owner_of(task: str) -> str:
    """Return a clause that finds the agency that promised an action, as `owner` and its name."""
    return f"""CALL ({task}) {{
  MATCH ({task})-[:OWNED_BY]->(agency:Agency)
  RETURN coalesce(max(agency.code), '') AS owner, coalesce(max(agency.name), '') AS owner_name
}}"""


def owned_by_the_asked(task: str) -> str:
    """Return the predicate that the agency asked for, or a branch of it, promised an action."""
    return f"""($agency IS NULL
       OR EXISTS {{ MATCH ({task})-[:OWNED_BY]->(:Agency)-[:PART_OF*0..3]->(whole:Agency)
                   WHERE whole.code = $agency }})"""


TOLD_OF_ACTION = f"""MATCH (talk)-[:AT_MEETING]->(sitting:Meeting)
WHERE sitting.on <= $as_of
{home_area("matter")}
{owner_of("task")}
WITH task, talk, sitting, matter, area, owner, owner_name
WHERE $area IS NULL OR area = $area
RETURN task.code AS action, matter.ref AS reference, area, owner, owner_name,
       task.pillar AS pillar, task.due_on AS due_on, task.first_due_on AS first_due_on,
       talk.code AS discussion, sitting.on AS raised_on, task.text AS wording,
       {owned_by_own("task")} AS own"""
"""What is told of an action (`task`, raised at `talk` about `matter`), in the area asked for."""


def least(asked: Asked, name: str, otherwise: int) -> int:
    """Return a whole number that was asked for, 1 or more. Raises InputError."""
    found: int | None = asked.parameters.get(name)
    if found is None:
        return otherwise
    if found < 1:
        raise InputError(f"{name} must be a whole number, 1 or more; it was {found}")
    return found


def days_between(first: datetime.date | None, last: datetime.date) -> int | None:
    """Return the days from one day to another; None where the first is not known."""
    return (last - first).days if first else None


def percent(part: int, whole: int) -> int | None:
    """Return a percentage, halves upwards; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None


def wording(text: str | None, own: bool, asked: Asked) -> Any:
    """Return the wording of an action where the asker may read it, otherwise nothing.

    `own`: whether the asker reads it as far as its owner goes (`owned_by_own`).
    """
    return text if own and "actions" in asked.scope.sees else None
