"""A rule where people read of it: its words first, its id behind, for whoever looks it up."""

from typing import Any

from queries.coverage.words import rule_in_short
from webapp.lists import on_day
from webapp.site import site


def why_cell(case: str, rule: str, *beside: str) -> dict[str, Any]:
    """Return a cell that leads to why a rule of the policy in force flags a case."""
    return {
        "text": words_of(rule),
        "href": on_day("cases.why", reference=case, rule=rule),
        "note": ", ".join([rule, *filter(None, beside)]),
    }


def words_of(rule: str) -> str:
    """Return what a rule asks for in a few words; of one that is in force no longer, its id."""
    found = site().policy.rule(rule)
    return rule_in_short(found) if found else rule
