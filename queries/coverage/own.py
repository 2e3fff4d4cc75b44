"""What of coverage an agency's contact is told: the seats and links of their own agencies.

Design, section 7: the gaps of a contact are those of their own agencies, in the cases that those
are part of. Which rules others have to answer for is for the panel's chair.
"""

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from queries.coverage.answering import answering_on, answering_parties
from queries.coverage.facts import Directory
from queries.coverage.judge import Judged, Verdict
from queries.coverage.policy import Clock, Link, Seat
from queries.coverage.thinness import Cover

if TYPE_CHECKING:
    from queries.analysis import Asked

MOST_STEPS = 3
"""How far up an agency's whole is looked for, as in the predicates of the scope."""


def own_verdicts(
    verdicts: Iterable[Verdict], found: Judged, directory: Directory, asked: "Asked"
) -> list[Verdict]:
    """Leave those verdicts that the asker's own agencies answer for; whoever is no contact: all."""
    if asked.scope.agencies is None:
        return list(verdicts)
    own = own_agencies(directory, asked.scope.agencies)
    rules = {rule.id: rule for rule in (*asked.policy.rules, *asked.policy.clocks)}
    return [
        verdict
        for verdict in verdicts
        if _is_own(rules[verdict.rule], verdict, found, directory, own, asked.as_of)
    ]


def own_agencies(directory: Directory, agencies: frozenset[str]) -> frozenset[str]:
    """Return agencies with all that are part of them."""
    key = ("own", agencies)
    if key not in directory.found:
        own = set(agencies)
        for _ in range(MOST_STEPS):
            own |= {part for part, wholes in directory.wholes.items() if not own.isdisjoint(wholes)}
        directory.found[key] = frozenset(own)
    found: frozenset[str] = directory.found[key]
    return found


def told_of(directory: Directory, asked: "Asked") -> frozenset[str] | None:
    """Return the agencies that the asker is told of; None = they are no contact: of every one."""
    if asked.scope.agencies is None:
        return None
    return own_agencies(directory, asked.scope.agencies)


def own_rules(found: Judged, directory: Directory, asked: "Asked") -> frozenset[str]:
    """Return the ids of the rules whose verdict on a case the asker is told."""
    return frozenset(
        verdict.rule for verdict in own_verdicts(found.verdicts, found, directory, asked)
    )


def types_asked(
    asked: "Asked", own: frozenset[str] | None = None
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the wanted types that each rule asks for at each level; of a contact's own rules."""
    only = asked.parameters.get("type")
    return {
        (rule.id, level): tuple(kind for kind in rule.requires if only in {None, kind})
        for rule in asked.policy.rules
        if own is None or rule.id in own
        for level in rule.levels
    }


def own_covers(covers: Iterable[Cover], own: frozenset[str] | None) -> Iterator[Cover]:
    """Yield on whom cover rests, as far as that is an agency that the asker is told of."""
    for cover in covers:
        if own is None or not own.isdisjoint(cover.unrecorded or cover.offices):
            yield cover


def _is_own(
    rule: Seat | Link | Clock,
    verdict: Verdict,
    found: Judged,
    directory: Directory,
    own: frozenset[str],
    as_of: datetime.date,
) -> bool:
    """Say whether one of the agencies answers; where one other agency is looked for, none does."""
    if isinstance(rule, Clock):
        return False  # a meeting that is late is no agency's empty chair
    parties = answering_parties(rule, found.case, directory, found.area, as_of)
    if not own.isdisjoint(parties.named):
        return True
    if verdict.agency:
        return verdict.agency in own
    return not own.isdisjoint(answering_on(parties, directory, as_of))
