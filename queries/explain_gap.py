"""Why is this case flagged by this rule, and what would clear it?"""

from collections.abc import Callable, Mapping

from graph.errors import InputError
from graph.schema import Kind
from graph.store import Row
from queries.analysis import Analysis, Asked, Column, Example, Parameter, Source
from queries.coverage import examples
from queries.coverage.facts import Facts
from queries.coverage.family import fetch_facts, judged, next_time, rules_by_id
from queries.coverage.judge import STATES, Judged, Verdict
from queries.coverage.own import own_verdicts
from queries.coverage.policy import Clock, Link, Seat
from queries.coverage.texts import TEXTS
from queries.coverage.words import (
    authority,
    clears,
    day,
    discussion_in_words,
    kind_in_words,
    listed,
    rule_in_words,
)

PARTS = {
    "rule": "what the policy asks for",
    "authority": "on what authority",
    "finding": "what was found",
    "fact": "a fact that was used",
    "discussion": "a discussion that was looked at",
    "looked_for": "what was looked for and not found",
    "next": "the next discussion",
    "clears": "what would clear it",
}


def explain(facts: Facts, asked: Asked) -> list[Row]:
    """Return the reasons of one verdict, step by step. Raises InputError for an unknown rule."""
    rule_id = asked.parameters["rule"]
    rule = rules_by_id(asked.policy).get(rule_id)
    if rule is None:
        raise InputError(f"The policy {asked.policy.name} has no rule {rule_id!r}. Check its id")
    rows: list[Row] = []
    for found in judged(facts, asked):
        for verdict in own_verdicts(found.verdicts, found, facts.directory, asked):
            if verdict.rule == rule_id:
                rows.extend(_steps(found, verdict, rule, facts, asked))
    for number, row in enumerate(rows, start=1):
        row["step"] = number
    return rows


def _steps(
    found: Judged, verdict: Verdict, rule: Seat | Link | Clock, facts: Facts, asked: Asked
) -> list[Row]:
    def step(part: str, words: str, keys: list[str] | None = None) -> Row:
        return {
            "case": verdict.reference,
            "rule": verdict.rule,
            "part": part,
            "words": words,
            "state": verdict.state,
            "kind": verdict.kind,
            "keys": keys or [],
        }

    called = {code: agency.name for code, agency in facts.directory.agencies.items()}
    rows = [step("rule", rule_in_words(rule)), step("authority", authority(rule))]
    rows.append(step("finding", _finding(verdict)))
    rows.append(step("fact", f"The case is at Level {found.level} on {day(asked.as_of)}."))
    if verdict.duty:
        rows.extend(
            step("fact", f"{name[0].upper()}{name[1:]} since {day(since)}.")
            for name, since in verdict.duty.reasons
        )
        rows.append(step("fact", f"So the duty began on {day(verdict.duty.start)}."))
    rows.extend(
        step("discussion", discussion_in_words(heard, called), [heard.talk.code])
        for heard in verdict.heard
    )
    if isinstance(rule, Seat | Link) and verdict.duty:
        rows.append(_looked_for(step, verdict, rule, called))
        coming = next_time(rule, found.case, facts.directory, found.area, asked.as_of)
        if coming.on:
            words = f"Next discussed on {day(coming.on)}; invited: {coming.invited}."
            rows.append(step("next", words, [coming.discussion]))
        else:
            rows.append(step("next", "No discussion is planned."))
    rows.extend(
        step("clears", words) for words in clears(rule, verdict, called.get(verdict.agency, ""))
    )
    return rows


def _finding(verdict: Verdict) -> str:
    state = STATES[verdict.state]
    words = f"{state[0].upper()}{state[1:]}"
    if verdict.kind:
        words += f": {kind_in_words(verdict.kind)}"
    if verdict.since:
        words += f", since {day(verdict.since)}"
    if verdict.missed:
        words += f" ({verdict.missed} missed in a row)"
    return f"{words}."


def _looked_for(
    step: Callable[..., Row], verdict: Verdict, rule: Seat | Link, called: Mapping[str, str]
) -> Row:
    if verdict.candidates:
        answering = listed((called[code] for code in verdict.candidates), "and")
        words = f"Who answers on the day: {answering}."
        return step("fact", words, list(verdict.candidates))
    return step(
        "looked_for",
        f"No agency of the type {listed(rule.requires)} operates in the case's area.",
    )


EXPLAIN_GAP = Analysis(
    slug="explain-gap",
    question="Why is this case flagged by this rule, and what would clear it?",
    why="A finding that cannot be explained cannot be acted on, or challenged.",
    source=Source("The coverage policy in force"),
    about="cases",
    parameters={
        "case": Parameter(
            Kind.TEXT, "Reference of the case.", refers_to="MappaCase", required=True
        ),
        "rule": Parameter(Kind.TEXT, "Id of a rule or clock of the policy.", required=True),
    },
    columns={
        "step": Column("Place in the explanation.", unit="rank from 1", kind=Kind.INTEGER),
        "case": Column("Reference of the case."),
        "rule": Column("Rule or clock of the policy."),
        "part": Column("What sort of step it is."),
        "words": Column("The step in words."),
        "state": Column("State of the rule for the case."),
        "kind": Column("What sort of gap it is."),
        "keys": Column("Keys of what proves the step.", kind=Kind.LIST),
    },
    texts=TEXTS,
    facts=fetch_facts,
    answer=explain,
    limits="A case at no level of the policy has no explanation: nothing is asked of it.",
    examples=(
        Example(
            "apologies, after having come once",
            given=examples.ABSENT_TRUST,
            parameters={"case": "C1", "rule": "HEALTH-L3"},
            policy=examples.POLICY,
            expect=[
                {"part": "rule"},
                {"part": "authority"},
                {
                    "part": "finding",
                    "words": "Missing: sent apologies, since 22 December 2025 (1 missed in a row).",
                },
                {"part": "fact", "words": "The case is at Level 3 on 31 January 2026."},
                {"part": "fact", "words": "Case opened since 1 October 2025."},
                {"part": "fact", "words": "At a level of the rule since 1 October 2025."},
                {"part": "fact", "words": "In its home area since 1 October 2025."},
                {"part": "fact", "words": "So the duty began on 1 October 2025."},
                {"part": "discussion", "keys": ["D1"]},
                {"part": "discussion", "keys": ["D2"]},
                {"part": "fact", "keys": ["TRUST"]},
                {"part": "next", "words": "No discussion is planned."},
                {"part": "clears"},
            ],
        ),
        Example(
            "a clock that is kept has nothing to explain",
            given=examples.PRESENT_TRUST,
            parameters={"case": "C2", "rule": "MEET-L3"},
            policy=examples.POLICY,
            expect=[],
        ),
    ),
)
