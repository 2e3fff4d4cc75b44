"""What was promised about cases: by whom, by when, and how it stands on a day."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from graph.store import Reader
from queries.analysis import Asked
from queries.clauses import days_between, owner_of, wording
from queries.predicates import owned_by_own, visible

PROMISES_TEXT = f"""UNWIND $references AS wanted
MATCH (matter:MappaCase {{ref: wanted}})<-[:CONSIDERS]-(talk:Discussion)
      <-[:RAISED_AT]-(task:Action)
WHERE {visible("matter")}
MATCH (talk)-[:AT_MEETING]->(sitting:Meeting)
WHERE sitting.on <= $as_of
{owner_of("task")}
OPTIONAL MATCH (task)-[:ASSIGNED_TO]->(person:Representative)
RETURN matter.ref AS reference, task.code AS code, owner, owner_name, task.pillar AS pillar,
       task.due_on AS due_on, task.first_due_on AS first_due_on, task.closed_on AS closed_on,
       task.outcome AS outcome, task.text AS wording, talk.code AS discussion,
       sitting.on AS raised_on, person.code AS person,
       CASE WHEN $names THEN person.name END AS person_name,
       {owned_by_own("task")} AS own
ORDER BY reference, code"""

FOLLOWED_TEXT = f"""UNWIND $actions AS wanted
MATCH (:Action {{code: wanted}})-[:FOLLOWS]->(before:Action)
MATCH (before)-[:RAISED_AT]->(:Discussion)-[:CONSIDERS]->(matter:MappaCase)
WHERE {visible("matter")}
RETURN wanted AS action, before.code AS before, matter.ref AS reference
ORDER BY action, before"""
"""What is carried forward may be of another case: it is told only where that one may be seen."""


NEVER = datetime.date.max


@dataclass(frozen=True)
class Promise:
    """One action of a case, as it stands on a day."""

    reference: str
    code: str
    owner: str
    owner_name: str
    pillar: str
    due_on: datetime.date | None
    first_due_on: datetime.date | None
    closed_on: datetime.date | None
    outcome: str
    wording: str
    discussion: str
    raised_on: datetime.date
    days_late: int
    """Nought where it is not late, or closed."""
    person: str
    """Who is to do it: the name, for those who may see names, or else the code; empty = nobody."""
    follows: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it was not closed on the day."""
        return self.closed_on is None

    @property
    def has_moved(self) -> bool:
        """Whether it was first promised for another day."""
        return self.first_due_on is not None and self.first_due_on != self.due_on


def promises_of(reader: Reader, references: Sequence[str], asked: Asked) -> list[Promise]:
    """Read the actions that discussions of cases raised up to the day, the first due first.

    What was closed later is still open on the day; the wording only to those who may read it.
    """
    names = "names" in asked.scope.sees
    told = {**asked.values(), "references": list(references), "names": names}
    rows = reader.read(PROMISES_TEXT, told, seconds=asked.seconds)
    codes = [row["code"] for row in rows]
    links = reader.read(FOLLOWED_TEXT, {**told, "actions": codes}, seconds=asked.seconds)
    follows: dict[str, list[str]] = {}
    for link in links:
        follows.setdefault(link["action"], []).append(link["before"])
    found = []
    for row in rows:
        closed = row["closed_on"] is not None and row["closed_on"] <= asked.as_of
        late = 0 if closed else max(0, days_between(row["due_on"], asked.as_of) or 0)
        found.append(
            Promise(
                row["reference"], row["code"], row["owner"], row["owner_name"],
                row["pillar"] or "", row["due_on"], row["first_due_on"],
                row["closed_on"] if closed else None,
                (row["outcome"] or "") if closed else "",
                wording(row["wording"], row["own"], asked) or "",
                row["discussion"], row["raised_on"], late,
                row["person_name"] or row["person"] or "",
                tuple(follows.get(row["code"], ())),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.reference, one.due_on or NEVER, one.code))
