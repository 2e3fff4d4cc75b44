"""What a picture and a page of one case hold: identity, agencies round it, coverage, actions."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.errors import NotFound
from graph.store import Reader, Row
from queries.analysis import Asked
from queries.clauses import wording
from queries.coverage.facts import AgencyFacts, CaseFacts, Directory, Facts, Talk, fetch
from queries.coverage.family import NextTime, next_planned, next_time, rules_by_id, strength_of
from queries.coverage.judge import WEIGHT, Judged, Verdict, judge
from queries.coverage.own import own_verdicts
from queries.coverage.policy import STRENGTHS, Clock, Link, Seat
from queries.narrowing import Narrowed
from queries.predicates import current, owned_by_own, visible

CASE_TEXT = f"""MATCH (matter:MappaCase {{ref: $reference}})
WHERE {visible("matter")}
RETURN matter.ref AS reference, matter.opened_on AS opened_on, matter.closed_on AS closed_on,
       matter.release_on AS release_on, matter.next_review_on AS next_review_on,
       matter.restricted AS restricted"""

AGENCIES_TEXT = f"""MATCH (matter:MappaCase {{ref: $reference}})
      -[work:LED_BY|INVOLVES]->(agency:Agency)
WHERE {current("work")} AND {visible("matter")}
RETURN agency.code AS code, coalesce(work.role, 'lead') AS role, work.valid_from AS since,
       work.valid_to AS until
ORDER BY code, role, since"""

PLACES_TEXT = f"""MATCH (matter:MappaCase {{ref: $reference}})-[place:IN_AREA]->(area:Area)
WHERE {current("place")} AND {visible("matter")}
RETURN area.code AS code, area.name AS name, place.standing AS standing
ORDER BY standing, code"""

LEVELS_TEXT = f"""MATCH (matter:MappaCase {{ref: $reference}})-[spell:AT_LEVEL|IN_CATEGORY]->(fact)
WHERE {current("spell")} AND {visible("matter")}
RETURN type(spell) AS kind, fact.code AS code, fact.name AS name, spell.valid_from AS since
ORDER BY kind, code"""

ACTIONS_TEXT = f"""MATCH (matter:MappaCase {{ref: $reference}})<-[:CONSIDERS]-(talk:Discussion)
      <-[:RAISED_AT]-(task:Action)
WHERE {visible("matter")} AND (task.closed_on IS NULL OR task.closed_on > $as_of)
OPTIONAL MATCH (task)-[:OWNED_BY]->(owner:Agency)
OPTIONAL MATCH (talk)-[:AT_MEETING]->(sitting:Meeting)
WITH task, talk, owner, sitting
WHERE sitting.on <= $as_of
RETURN task.code AS code, task.text AS wording, task.pillar AS pillar, task.due_on AS due_on,
       task.first_due_on AS first_due_on, owner.code AS owner, talk.code AS raised_at,
       {owned_by_own("task")} AS own
ORDER BY due_on, code"""

TEXTS: Mapping[str, str] = {
    "matter": CASE_TEXT,
    "agencies": AGENCIES_TEXT,
    "places": PLACES_TEXT,
    "levels": LEVELS_TEXT,
    "actions": ACTIONS_TEXT,
}


@dataclass(frozen=True)
class Requirement:
    """One rule of the policy for one case, with what follows from it."""

    rule: Seat | Link | Clock
    verdict: Verdict
    strength: str
    coming: NextTime


@dataclass(frozen=True)
class Round:
    """An agency round the case: what it is there, and the weightiest state of its seats."""

    agency: AgencyFacts
    roles: tuple[str, ...]
    since: datetime.date | None
    state: str
    rules: tuple[str, ...]
    until: datetime.date | None = None


@dataclass(frozen=True)
class EmptyChair:
    """Types of agency that nobody answers for: no agency of the case is known by name."""

    types: tuple[str, ...]
    state: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class CaseScene:
    """Everything that the page and the picture of a case say."""

    case: Row
    level: str
    categories: tuple[str, ...]
    levels: Sequence[Row]
    places: Sequence[Row]
    round: tuple[Round, ...]
    chairs: tuple[EmptyChair, ...]
    requirements: tuple[Requirement, ...]
    actions: Sequence[Row]
    last: Talk | None
    next: Talk | None
    directory: Directory


def case_scene(reader: Reader, reference: str, asked: Asked) -> CaseScene:
    """Read what is round a case. Raises NotFound where it is not there or not to be seen."""
    told = {**asked.values(), "reference": reference}
    reader = Narrowed(reader, asked.scope)
    asks = {name: (text, told) for name, text in TEXTS.items()}
    rows = reader.read_each(asks, seconds=asked.seconds)
    if not rows["matter"]:
        raise NotFound("There is no case of that reference that you may see")
    facts = facts_of(reader, [reference], asked)
    judged = judge(asked.policy, facts.cases, facts.directory, asked.as_of)
    found = judged[0] if judged else None
    requirements = requirements_of(found, facts, asked) if found else ()
    kinds = {row["kind"]: row["code"] for row in rows["levels"]}
    case_facts = facts.cases[0] if facts.cases else None
    return CaseScene(
        case=rows["matter"][0],
        level=found.level if found else kinds.get("AT_LEVEL", ""),
        categories=tuple(row["code"] for row in rows["levels"] if row["kind"] == "IN_CATEGORY"),
        levels=rows["levels"],
        places=rows["places"],
        round=_round(rows["agencies"], requirements, facts.directory),
        chairs=_chairs(requirements),
        requirements=requirements,
        actions=[
            {**row, "wording": wording(row["wording"], row["own"], asked)}
            for row in rows["actions"]
        ],
        last=last_held(case_facts, asked.as_of) if case_facts else None,
        next=next_planned(case_facts, asked.as_of) if case_facts else None,
        directory=facts.directory,
    )


def facts_of(reader: Reader, references: Sequence[str], asked: Asked) -> Facts:
    """Fetch the facts of cases by reference, at any level."""
    values = {
        **asked.scope.parameters(asked.today),
        "as_of": asked.as_of,
        "levels": list(asked.policy.levels),
        "areas": None,
        "references": list(references),
    }
    return fetch(reader, values, seconds=asked.seconds)


def requirements_of(found: Judged, facts: Facts, asked: Asked) -> tuple[Requirement, ...]:
    """Return the rules that say something of a case, the weightiest first."""
    rules = rules_by_id(asked.policy)
    requirements = [
        Requirement(
            rules[verdict.rule],
            verdict,
            strength_of(rules[verdict.rule]),
            next_time(rules[verdict.rule], found.case, facts.directory, found.area, asked.as_of),
        )
        for verdict in own_verdicts(found.verdicts, found, facts.directory, asked)
        if verdict.state != "not_required"
    ]
    return tuple(sorted(requirements, key=_weight))


def last_held(case: CaseFacts, as_of: datetime.date) -> Talk | None:
    """Return the last discussion that was held."""
    held = [talk for talk in case.talks if talk.state == "held" and talk.day <= as_of]
    return held[-1] if held else None


def _weight(requirement: Requirement) -> tuple[int, int, str]:
    return (
        WEIGHT[requirement.verdict.state],
        STRENGTHS.index(requirement.strength),
        requirement.rule.id,
    )


SPOKEN_OF = ("gap", "unknown", "at_risk", "not_due", "met")
"""States that put an agency, or an empty chair, round a case."""


def _round(
    rows: Sequence[Row], requirements: Sequence[Requirement], directory: Directory
) -> tuple[Round, ...]:
    roles: dict[str, list[str]] = {}
    since: dict[str, datetime.date | None] = {}
    until: dict[str, datetime.date | None] = {}
    for row in rows:
        roles.setdefault(row["code"], []).append(row["role"])
        since.setdefault(row["code"], row["since"])
        until.setdefault(row["code"], row["until"])
    states: dict[str, list[Requirement]] = {}
    for requirement in requirements:
        verdict = requirement.verdict
        if verdict.agency and verdict.state in SPOKEN_OF:
            states.setdefault(verdict.agency, []).append(requirement)
    found = []
    for code in sorted({*roles, *states}):
        if code not in directory.agencies:
            continue
        asked = states.get(code, [])
        heaviest = min((one.verdict.state for one in asked), key=WEIGHT.__getitem__, default="")
        found.append(
            Round(
                directory.agencies[code],
                tuple(dict.fromkeys(roles.get(code, ()))),
                since.get(code),
                heaviest,
                tuple(one.rule.id for one in asked),
                until.get(code),
            )
        )
    return tuple(found)


def _chairs(requirements: Sequence[Requirement]) -> tuple[EmptyChair, ...]:
    chairs: dict[tuple[str, ...], list[Requirement]] = {}
    for requirement in requirements:
        rule, verdict = requirement.rule, requirement.verdict
        if isinstance(rule, Clock) or verdict.agency or verdict.state not in SPOKEN_OF:
            continue
        chairs.setdefault(rule.requires, []).append(requirement)
    return tuple(
        EmptyChair(
            types,
            min((one.verdict.state for one in asked), key=WEIGHT.__getitem__),
            tuple(one.rule.id for one in asked),
        )
        for types, asked in sorted(chairs.items())
    )
