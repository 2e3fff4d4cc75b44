"""The policy, another policy tried, and what-if: the same objects as on the pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from graph.errors import InputError, NotFound
from graph.schema import Kind
from queries.analysis import Parameter
from queries.coverage.differences import Difference, differences, in_words
from queries.coverage.policy_file import default_policy
from queries.coverage.words import rule_in_words
from queries.coverage_gaps import COVERAGE_GAPS
from webapp.access import CASES, QUESTIONS, any_of
from webapp.api.endpoint import Endpoint, Told
from webapp.api.shapes import DAY, NUMBER, OBJECT, POLICY, TEXT, each, one, row_of
from webapp.audit.seen import seen
from webapp.effect import Effect
from webapp.policy_trial import read_text, tried
from webapp.policy_words import policy_as_json, rule_as_json
from webapp.site import site
from webapp.spoken import SPOKEN, read_all
from webapp.supposing import told_in
from webapp.trying import asked_about
from webapp.what_if import suppose

SUPPOSED: Mapping[str, Parameter] = {
    name: Parameter(Kind.LIST, f"{spoken.metavar}. {spoken.help}")
    for name, spoken in SPOKEN.items()
}
"""As the options of `mappa what-if`, each as often as wanted."""
GAP = row_of(COVERAGE_GAPS)
EFFECT = one(opened=each(GAP), closed=each(GAP), at_risk=each(GAP), settled=each(GAP))
DIFFERENCE = one(**dict.fromkeys(Difference._fields, TEXT), in_words=TEXT)
COUNTED = one(rule=TEXT, area=TEXT, opened=NUMBER, closed=NUMBER, at_risk=NUMBER)


def what_if(told: Told) -> dict[str, Any]:
    """Return what would open and close if several things were so; nothing is written."""
    supposed = read_all(told_in({name: told[name] or () for name in SUPPOSED}))
    if not supposed:
        raise InputError(f"Say what is supposed: one or more of {', '.join(SUPPOSED)}")
    question = asked_about()
    effect = suppose(site().store, supposed, question, then=question)
    number = {"suppositions": len(supposed)}
    _seen("what-if", number, effect, [one.case for one in supposed if one.case is not None])
    return {
        "supposed": [one.in_words() for one in supposed],
        "as_of": question.as_of,
        "policy": _policy(),
        "coverage": effect.as_json(),
    }


def policy(told: Told) -> dict[str, Any]:
    """Return the policy in force."""
    del told
    return policy_as_json(site().policy)


def rule_shown(told: Told, rule: str) -> dict[str, Any]:
    """Return one rule."""
    del told
    found = site().policy.rule(rule)
    if found is None:
        raise NotFound("The policy has no rule of that id")
    return {"in_words": rule_in_words(found), "rule": rule_as_json(found)}


def compared(told: Told) -> dict[str, Any]:
    """Return what differs from the policy that the product ships to the one in force."""
    del told
    shipped, in_force = default_policy(), site().policy
    rows = [
        {**one._asdict(), "in_words": in_words(one, shipped, in_force)}
        for one in differences(shipped, in_force)
    ]
    return {"rows": rows, "count": len(rows)}


def trial(told: Told) -> dict[str, Any]:
    """Return what another policy would do to coverage; nothing is kept of it."""
    other, before = read_text(told["text"]), site().policy
    found = tried(other, before, asked_about())
    rules = {"rules": len(other.rules) + len(other.clocks)}
    _seen("policy-trial", rules, found.effect, ())
    return {
        "policy": {"name": other.name, "version": other.version, "digest": other.digest},
        "differences": list(found.differences),
        "by_rule_and_area": found.by_rule_and_area,
        "coverage": found.effect.as_json(),
    }


def _policy() -> dict[str, str]:
    found = site().policy
    return {"name": found.name, "version": found.version, "digest": found.digest}


def _seen(
    question: str, parameters: Mapping[str, Any], effect: Effect, cases: Sequence[str]
) -> None:
    seen().compared(question, parameters, site().asked().as_of, effect.rows())
    seen().case(*cases)


WHAT_IF = one(supposed=each(TEXT), as_of=DAY, policy=POLICY, coverage=EFFECT)
ENDPOINTS = (
    Endpoint(
        "/what-if", "what_if", "What coverage would be, if", CASES, what_if, WHAT_IF, SUPPOSED
    ),
    Endpoint(
        "/policy", "policy", "The policy in force", QUESTIONS, policy,
        one(name=TEXT, version=TEXT, digest=TEXT, seats=each(OBJECT), links=each(OBJECT),
            clocks=each(OBJECT)),
        of_a_day=False,
    ),
    Endpoint(
        "/policy/differences", "policy_differences",
        "What differs from the policy that the product ships", QUESTIONS, compared,
        one(rows=each(DIFFERENCE), count=NUMBER), of_a_day=False,
    ),
    Endpoint(
        "/policy/<rule>", "policy_rule", "One rule of the policy", QUESTIONS, rule_shown,
        one(in_words=TEXT, rule=OBJECT), of_a_day=False,
    ),
    Endpoint(
        "/policy/trial", "policy_trial", "What another policy would do to coverage",
        any_of("load"), trial,
        one(policy=POLICY, differences=each(TEXT), by_rule_and_area=each(COUNTED), coverage=EFFECT),
        body={"text": Parameter(Kind.TEXT, "The policy, as TOML.", required=True)},
    ),
)  # fmt: skip
