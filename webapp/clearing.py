"""What would clear a gap: each change tried by the store's trial; and who could be invited."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from graph.errors import InputError, NotFound
from graph.records import Changes
from graph.store import Reader, Row, Store
from queries.analysis import Asked, find_case
from queries.coverage.facts import Directory
from queries.coverage.family import fetch_facts, judged, rules_by_id
from queries.coverage.inviting import whom_to_ask
from queries.coverage.judge import STATES, Judged, Verdict
from queries.coverage.own import own_verdicts
from queries.coverage.policy import Clock, Link, Seat
from queries.coverage.words import kind_in_words
from queries.coverage_gaps import SHOWN
from queries.explain_gap import EXPLAIN_GAP
from queries.narrowing import Narrowed
from webapp.effect import Question, asked_twice
from webapp.proposals import Proposal, proposals
from webapp.standing import Standing
from webapp.suppositions.agencies import Founded
from webapp.what_if import changes_of

MOST_TRIED = 5
"""Proposals that are tried: a page must stay quick."""
MOST_ASKED = 5
"""Agencies that are named as those who could be invited."""
CLEAR = frozenset({"met", "not_due", "not_required"})
"""States in which nobody has to do anything."""


@dataclass(frozen=True)
class Tried:
    """One proposal, and what the rule says of the case where it is so."""

    supposed: Proposal
    state: str
    kind: str
    opens: Sequence[str]
    """Other rules that then flag the case, and did not before."""
    called: Mapping[str, str]

    @property
    def clears(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in CLEAR

    def in_words(self) -> str:
        """Say what is supposed."""
        return ", and ".join(one.in_words(self.called) for one in self.supposed)

    def leads_to(self) -> str:
        """Say what the rule says then."""
        kind = kind_in_words(self.kind)
        return f"{STATES[self.state]}{f': {kind}' if kind else ''}"

    def as_row(self) -> Row:
        """Return it as the command prints it."""
        return {
            "clears": self.clears, "change": self.in_words(),
            "state": self.state, "kind": self.kind, "opens": list(self.opens),
        }  # fmt: skip


@dataclass(frozen=True)
class Clearing:
    """What would clear one verdict, those that do first; and who could be invited."""

    case: str
    rule: str
    state: str
    kind: str
    tried: Sequence[Tried]
    invited: Sequence[Row]
    more_agencies: int = 0
    """Agencies that could be invited and are not named."""

    @property
    def is_open(self) -> bool:
        """Whether somebody has to do something."""
        return self.state in SHOWN

    def as_json(self) -> dict[str, Any]:
        """Return it as the command prints it."""
        return {
            "case": self.case,
            "rule": self.rule,
            "state": self.state,
            "kind": self.kind,
            "tried": [one.as_row() for one in self.tried],
            "could_be_invited": list(self.invited),
            "more_agencies": self.more_agencies,
        }


def clearing(store: Store, asked: Asked, case: str, rule_id: str) -> Clearing:
    """Propose what would clear a verdict, try each proposal, and find whom to ask.

    Nothing is written. Raises NotFound for a case that is not there or not to be seen, InputError
    for a rule that the policy does not have.
    """
    rule = rules_by_id(asked.policy).get(rule_id)
    if rule is None:
        raise InputError(f"The policy {asked.policy.name} has no rule {rule_id!r}. Check its id")
    asked = replace(asked, parameters={"case": case})
    with store.snapshot() as reader:
        find_case(reader, case, asked)
        standing = _standing(reader, asked, rule)
        if standing is None:
            state = _without_verdict(rule, _judged(reader, asked)[1])
            return Clearing(case, rule_id, state, "", (), ())
        agencies = standing.could_be_asked
        invited = _invited(reader, standing, agencies[:MOST_ASKED], asked)
    tried = list(_tried(store, standing, asked))
    tried.sort(key=lambda one: not one.clears)
    return Clearing(
        case, rule_id, standing.verdict.state, standing.verdict.kind, tried, invited,
        max(0, len(agencies) - MOST_ASKED),
    )  # fmt: skip


def _standing(reader: Reader, asked: Asked, rule: Seat | Link | Clock) -> Standing | None:
    """Return what the rule says of the case; None where it says nothing."""
    directory, found = _judged(reader, asked)
    for verdict in own_verdicts(found.verdicts, found, directory, asked) if found else ():
        if found and verdict.rule == rule.id:
            return Standing(found, verdict, rule, directory, asked.as_of, asked.scope)
    return None


def _judged(reader: Reader, asked: Asked) -> tuple[Directory, Judged | None]:
    """Judge the case that is asked about by every rule; None where nothing is asked of it."""
    facts = fetch_facts(EXPLAIN_GAP, Narrowed(reader, asked.scope), asked)
    return facts.directory, next(iter(judged(facts, asked)), None)


def _tried(store: Store, standing: Standing, asked: Asked) -> Iterator[Tried]:
    question = Question(asked.policy, asked.as_of, asked.today, asked.scope)
    names = {code: agency.name for code, agency in standing.directory.agencies.items()}

    def ask(reader: Reader) -> Judged | None:
        return _judged(reader, asked)[1]

    for proposal in islice(proposals(standing), MOST_TRIED):

        def change(reader: Reader, supposed: Proposal = proposal) -> Changes:
            return changes_of(reader, supposed, question)

        try:
            before, after = asked_twice(store, change, ask, ask)
        except (InputError, NotFound):
            continue  # what cannot be supposed of this case on this day is no proposal
        then = _by_rule(after)
        verdict = then.pop(standing.rule.id, None)
        was = _by_rule(before)
        new = {one.agency: one.name for one in proposal if isinstance(one, Founded)}
        yield Tried(
            proposal,
            verdict.state if verdict else _without_verdict(standing.rule, after),
            verdict.kind if verdict else "",
            [rule for rule in then if _flags(then, rule) and not _flags(was, rule)],
            {**names, **new},
        )


def _by_rule(found: Judged | None) -> dict[str, Verdict]:
    return {verdict.rule: verdict for verdict in found.verdicts} if found else {}


def _flags(verdicts: Mapping[str, Verdict], rule: str) -> bool:
    return rule in verdicts and verdicts[rule].state in SHOWN


def _invited(
    reader: Reader, standing: Standing, agencies: Sequence[str], asked: Asked
) -> list[Row]:
    rows = whom_to_ask(reader, agencies, standing.found.area, asked.as_of, asked.scope)
    return [
        {"agency": row["agency"], "called": standing.directory.agencies[row["agency"]].name, **row}
        for row in rows
    ]


def _without_verdict(rule: Seat | Link | Clock, found: Judged | None) -> str:
    """Return the state where a rule says nothing: a clock that is kept is silent."""
    kept = isinstance(rule, Clock) and found is not None and found.level in rule.levels
    return "met" if kept else "not_required"
