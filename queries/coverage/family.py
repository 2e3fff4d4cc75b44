"""What the coverage family shares: fetch the facts, judge them, read the verdicts."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.store import Reader
from queries.coverage.answering import answering_on, answering_parties
from queries.coverage.facts import CaseFacts, Directory, Facts, Talk, fetch
from queries.coverage.judge import Judged, Verdict, judge
from queries.coverage.policy import Clock, Link, Policy, Seat

if TYPE_CHECKING:
    from queries.analysis import Analysis, Asked

STRENGTH_WEIGHT = {"must": 0, "should": 1, "consider": 2}


def fetch_facts(analysis: "Analysis", reader: Reader, asked: "Asked") -> Facts:
    """Fetch the facts of the cases that `area` or `case` name, or of all that may be seen."""
    told = asked.parameters
    references = told.get("references")
    if told.get("case"):
        references = [told["case"]]
    values = {
        **asked.scope.parameters(asked.today),
        "as_of": asked.as_of,
        "levels": list(asked.policy.levels),
        "areas": [told["area"]] if told.get("area") else None,
        "references": references,
    }
    return fetch(reader, values, seconds=asked.seconds)


def judged(facts: Facts, asked: "Asked") -> list[Judged]:
    """Judge the facts by the policy and the day of an asking."""
    return judge(asked.policy, facts.cases, facts.directory, asked.as_of)


def at_level(found: Sequence[Judged], asked: "Asked") -> list[Judged]:
    """Return the cases at the level that was asked for; all where none was."""
    level = asked.parameters.get("level")
    return [one for one in found if level in {None, "", one.level}]


@dataclass(frozen=True, slots=True)
class NextTime:
    """When a case is discussed next, and whether an answering agency is asked to come."""

    on: datetime.date | None
    invited: str
    discussion: str = ""


def next_time(
    rule: Seat | Link | Clock | None,
    case: CaseFacts,
    directory: Directory,
    area: str,
    as_of: datetime.date,
) -> NextTime:
    """Return the next planned discussion of a case, seen from one rule."""
    talk = next_planned(case, as_of)
    if talk is None:
        return NextTime(None, "nothing planned")
    if not isinstance(rule, Seat | Link):
        return NextTime(talk.day, "", talk.code)
    parties = answering_parties(rule, case, directory, area, as_of)
    answering = answering_on(parties, directory, talk.day)
    asked = not answering.isdisjoint(talk.seats)
    return NextTime(talk.day, "yes" if asked else "no", talk.code)


def next_planned(case: CaseFacts, as_of: datetime.date) -> Talk | None:
    """Return the earliest discussion that is planned for the day or later."""
    return next(
        (talk for talk in case.talks if talk.state == "planned" and talk.day >= as_of), None
    )


def strength_of(rule: Seat | Link | Clock | None) -> str:
    """Return the strength of a rule; a clock asks without degrees."""
    return rule.strength if isinstance(rule, Seat | Link) else "must"


def waived_until(
    waivers: Sequence[Mapping[str, Any]], verdict: Verdict, level: str, as_of: datetime.date
) -> datetime.date | None:
    """Return until when a gap is waived: by case, rule and level, and not past its date."""
    ends = [
        waiver["until"]
        for waiver in waivers
        if waiver["case"] == verdict.reference
        and waiver["rule"] == verdict.rule
        and waiver["level"] == level
        and waiver["until"] > as_of
    ]
    return max(ends, default=None)


def proof(verdict: Verdict) -> list[str]:
    """Return the keys of what proves a verdict: the discussions that were looked at."""
    return [heard.talk.code for heard in verdict.heard]


def rules_by_id(policy: Policy) -> dict[str, Seat | Link | Clock]:
    """Return seats, links and clocks by id."""
    return {row.id: row for row in (*policy.rules, *policy.clocks)}
