"""One verdict with what it was reached from: who answers, who did, who else could."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from graph.scope import Scope
from queries.coverage.answering import Answering, answering_parties, could_be_asked
from queries.coverage.facts import AgencyFacts, Directory
from queries.coverage.judge import Judged, Verdict
from queries.coverage.policy import Clock, Link, Seat


@dataclass(frozen=True)
class Standing:
    """One verdict with what it was reached from."""

    found: Judged
    verdict: Verdict
    rule: Seat | Link | Clock
    directory: Directory
    as_of: datetime.date
    scope: Scope

    @property
    def case(self) -> str:
        """Return the reference of the case."""
        return self.verdict.reference

    @cached_property
    def parties(self) -> Answering:
        """Return who answers for the rule; nobody for a clock."""
        if isinstance(self.rule, Clock):
            return Answering((), (), frozenset(), frozenset(), ())
        return answering_parties(
            self.rule, self.found.case, self.directory, self.found.area, self.as_of
        )

    @cached_property
    def could_be_asked(self) -> tuple[str, ...]:
        """Return the answering agencies that act on the day, the one that is looked for first."""
        there = could_be_asked(self.parties, self.directory, self.found.area, self.as_of)
        first = self.verdict.agency
        return tuple(sorted((found.code for found in there), key=lambda code: code != first))


def formerly(standing: Standing) -> tuple[str, ...]:
    """Return the agencies that answered once and no longer act, the latest to end first."""
    ended = [
        (
            max(spell.valid_to or datetime.date.min, agency.active.valid_to or datetime.date.min),
            code,
        )
        for code, spell in standing.parties.in_area
        for agency in (standing.directory.agencies[code],)
    ]
    ended += [
        (standing.directory.agencies[code].active.valid_to or datetime.date.min, code)
        for code in standing.parties.anywhere
    ]
    return tuple(code for end, code in sorted(ended, reverse=True) if end > datetime.date.min)


def others(standing: Standing) -> tuple[str, ...]:
    """Return agencies of the types that act in the area, though the case names others as core."""
    there = (
        code
        for kind in kinds(standing)
        for code in standing.directory.by_type.get(kind, ())
        if code not in standing.parties.named
    )
    return tuple(code for code in there if _acts(standing, standing.directory.agencies[code]))


def elsewhere(standing: Standing) -> tuple[tuple[str, str], ...]:
    """Return areas with an agency of the types that acts there, for a case without a home area.

    Areas of the agencies that lead or work on the case come first.
    """
    agencies, day = standing.directory.agencies, standing.as_of
    theirs = {
        place.code
        for spells in standing.found.case.works.values()
        for spell in spells
        if spell.holds(day) and spell.code in agencies
        for place in agencies[spell.code].places
    }
    found = {
        place.code: code
        for kind in kinds(standing)
        for code in standing.directory.by_type.get(kind, ())
        for place in agencies[code].places
        if agencies[code].active.holds(day) and place.holds(day)
    }
    return tuple(sorted(found.items(), key=lambda pair: (pair[0] not in theirs, pair[0])))


def needs_a_home(standing: Standing) -> bool:
    """Whether nobody can answer because the case has no home area."""
    reach = standing.directory.reach
    return not standing.found.area and any(reach.get(k) == "area" for k in kinds(standing))


def _acts(standing: Standing, agency: AgencyFacts) -> bool:
    if not agency.active.holds(standing.as_of):
        return False
    return not of_area(standing, agency.code) or any(
        place.code == standing.found.area and place.holds(standing.as_of) for place in agency.places
    )


def of_area(standing: Standing, agency: str) -> bool:
    """Whether an agency has to work in the area of the case."""
    kind = standing.directory.agencies[agency].kind
    return standing.directory.reach.get(kind) == "area" and bool(standing.found.area)


def kinds(standing: Standing) -> tuple[str, ...]:
    """Return the types that the rule asks for."""
    return () if isinstance(standing.rule, Clock) else standing.rule.requires
