"""What could be supposed of a case so that a rule no longer flags it: the smallest changes first.

Nothing here says that a change helps: that is found by trying it (`webapp/clearing.py`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from graph.reference import codes
from queries.coverage.conditions import UNKNOWN_CATEGORY, now
from queries.coverage.policy import Clock, Link, Seat
from webapp.standing import (
    Standing,
    elsewhere,
    formerly,
    kinds,
    needs_a_home,
    of_area,
    others,
)
from webapp.suppositions.agencies import Appointed, Founded, Working
from webapp.suppositions.cases import Answered, Categorised, Linked, Moved, Placed
from webapp.suppositions.meetings import Came, Discussed, Recorded
from webapp.suppositions.supposed import Supposition

Proposal = tuple[Supposition, ...]
"""What is supposed together."""

LEAST_EFFORT = ("report_only", "remote", "in_person")
"""Ways to take part, the least first."""
LEAST_ROLE = ("informed", "contributing", "core", "lead")
MOST_AGENCIES = 2
"""Of several agencies that would do, how many are tried."""
MOST_AREAS = 2


def proposals(standing: Standing) -> Iterator[Proposal]:
    """Yield what to try for a verdict, by its kind; nothing where it needs no clearing."""
    propose = _BY_KIND.get(standing.verdict.kind)
    if propose:
        yield from propose(standing)


def _attending(standing: Standing) -> Iterator[Proposal]:
    """Yield a discussion to which somebody who answers comes, in each way that counts."""
    if not standing.could_be_asked:
        yield from _brought_to_the_table(standing)
    else:
        ways = _ways(standing.rule)
        for place, agency in enumerate(standing.could_be_asked[:MOST_AGENCIES]):
            for outcome, grade in ways if place == 0 else ways[:1]:
                yield (Discussed(standing.case, (Came(agency, outcome, grade),)),)
    yield from _moved(standing)


def _brought_to_the_table(standing: Standing) -> Iterator[Proposal]:
    """Yield that somebody is there to invite, and comes; then that somebody is there, alone."""
    (outcome, grade), *_ = _ways(standing.rule)
    for made, agency in _somebody(standing):
        yield (*made, Discussed(standing.case, (Came(agency, outcome, grade),)))
    for made, _ in list(_somebody(standing))[:1]:
        yield made


def _replaced(standing: Standing) -> Iterator[Proposal]:
    yield from (made for made, _ in _somebody(standing))


def _appointed(standing: Standing) -> Iterator[Proposal]:
    for agency in standing.could_be_asked[:MOST_AGENCIES]:
        yield (Appointed(agency, standing.found.area),)


def _somebody(standing: Standing) -> Iterator[tuple[Proposal, str]]:
    """Yield ways to have an answering agency: the former again, another, a new one; or a home."""
    if needs_a_home(standing):
        for home, code in elsewhere(standing)[:MOST_AREAS]:
            yield (Placed(standing.case, home),), code
        return
    parties, area = standing.parties, standing.found.area
    former = parties.core or formerly(standing)
    for code in former[:1]:
        yield (Working(code, area if of_area(standing, code) else ""),), code
    for code in others(standing)[:1] if parties.core else ():
        yield (Linked(standing.case, code, "core"),), code
    for kind in kinds(standing)[:1]:
        new = Founded(kind, area if standing.directory.reach.get(kind) == "area" else "")
        named = (Linked(standing.case, new.agency, "core"),) if parties.core else ()
        yield (new, *named), new.agency


def _linked(standing: Standing) -> Iterator[Proposal]:
    """Yield that an agency of the type is linked, in each role that the rule accepts."""
    rule, case = standing.rule, standing.case
    roles = [role for role in LEAST_ROLE if isinstance(rule, Link) and role in rule.roles]
    for place, agency in enumerate(standing.could_be_asked[:MOST_AGENCIES]):
        for role in roles if place == 0 else roles[:1]:
            yield (Linked(case, agency, role),)
    if not standing.could_be_asked:
        for made, agency in _somebody(standing):
            yield (*made, Linked(case, agency, roles[0]))
    yield from _moved(standing)


def _answered(standing: Standing) -> Iterator[Proposal]:
    """Yield yes and no to each circumstance that is not known; then no to all of them."""
    rule = standing.rule
    unknown: Sequence[str] = ()
    if not isinstance(rule, Clock):
        known = now(standing.found.case, standing.as_of)
        unknown = [code for code in (*rule.circumstances, *rule.also) if code in known.unknown]
    for code in unknown[:MOST_AGENCIES]:
        yield (Answered(standing.case, code, "yes"),)
        yield (Answered(standing.case, code, "no"),)
    if len(unknown) > 1:
        yield tuple(Answered(standing.case, code, "no") for code in unknown)


def _categorised(standing: Standing) -> Iterator[Proposal]:
    """Yield a category that the rule names, and one that it does not."""
    rule, day = standing.rule, standing.as_of
    if isinstance(rule, Clock) or any(s.valid_from == day for s in standing.found.case.categories):
        return
    may_see = [
        code
        for code in codes("category")
        if code != UNKNOWN_CATEGORY and code in standing.scope.categories
    ]
    for named in (True, False):
        for code in [code for code in may_see if (code in rule.categories) == named][:1]:
            yield (Categorised(standing.case, code),)


def _recorded(standing: Standing) -> Iterator[Proposal]:
    """Yield what was left open as coming, and as not coming; or that somebody comes next."""
    rule = standing.rule
    for agency, outcome in _left_open(standing):
        for way, grade in _ways(rule)[:2] if outcome == "awaited" else _grades(rule, outcome):
            yield (Recorded(standing.case, Came(agency, way, grade)),)
        if outcome == "awaited":
            yield (Recorded(standing.case, Came(agency, "no_show")),)
    yield from _attending(standing)


def _left_open(standing: Standing) -> list[tuple[str, str]]:
    """Return agency and outcome of what the latest open discussion awaits, or lacks a grade for."""
    by = standing.rule.by if isinstance(standing.rule, Seat) else ()
    latest = next(heard for heard in reversed(standing.verdict.heard) if heard.made == "open")
    awaited = [found for found in latest.outcomes if found[1] == "awaited"]
    return (awaited or [found for found in latest.outcomes if found[1] in by])[:1]


def _ways(rule: Seat | Link | Clock) -> list[tuple[str, str]]:
    """Return the ways to take part that count, with a grade where one is asked for.

    A report has no grade: where one is asked for somebody has to come.
    """
    if not isinstance(rule, Seat):
        return [("in_person", "")]
    grade = rule.grades[0] if rule.grades else ""
    ways = [way for way in LEAST_EFFORT if way in rule.by and not (grade and way == "report_only")]
    return [(way, grade) for way in ways or rule.by]


def _grades(rule: Seat | Link | Clock, outcome: str) -> list[tuple[str, str]]:
    grades = rule.grades if isinstance(rule, Seat) else ()
    return [(outcome, grade) for grade in grades[:1]]


def _discussed(standing: Standing) -> Iterator[Proposal]:
    yield (Discussed(standing.case),)
    yield from _moved(standing)


def _moved(standing: Standing) -> Iterator[Proposal]:
    """Yield the nearest level that the rule does not name, rather below than above."""
    if any(spell.valid_from == standing.as_of for spell in standing.found.case.levels):
        return
    here = standing.found.level
    levels = codes("level")
    place = levels.index(here) if here in levels else 0
    free = [code for code in levels if code not in standing.rule.levels]
    for level in sorted(
        free, key=lambda code: (levels.index(code) > place, abs(levels.index(code) - place))
    )[:1]:
        yield (Moved(standing.case, level),)


_BY_KIND: Mapping[str, Callable[[Standing], Iterator[Proposal]]] = {
    **dict.fromkeys(
        ("not_invited", "no_show", "apologies", "report_only", "wrong_grade", "nobody_to_invite"),
        _attending,
    ),
    "not_linked": _linked,
    "circumstance_unknown": _answered,
    "category_unknown": _categorised,
    "awaited": _recorded,
    "no_agency": _replaced,
    "no_contact": _appointed,
    "meeting_overdue": _discussed,
}
