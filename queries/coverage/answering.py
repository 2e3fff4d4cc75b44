"""Which agencies answer for a rule, and whether one of them could come (points 3 and 6)."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from queries.coverage.facts import AgencyFacts, CaseFacts, Contact, Directory, Spell
from queries.coverage.policy import Rule


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers: the named core agencies with their families, or whoever works in the area."""

    core: tuple[str, ...]
    linked: tuple[str, ...]
    named: frozenset[str]
    anywhere: frozenset[str]
    in_area: tuple[tuple[str, Spell], ...]
    always: frozenset[str] = frozenset()
    """Who answers on every day: the named, those of anywhere, those in the area without dates."""
    dated: tuple[tuple[str, Spell], ...] = ()
    """Those in the area from or up to a day."""
    everybody: frozenset[str] = frozenset()
    """All of them, whatever the day."""


@dataclass(frozen=True, slots=True)
class Threat:
    """Why nobody could come next time, and since when; an empty kind = somebody could."""

    kind: str = ""
    since: datetime.date | None = None


def answering_parties(
    rule: Rule, case: CaseFacts, directory: Directory, area: str, as_of: datetime.date
) -> Answering:
    """Return who answers for the rule in this case on `as_of`, whichever day is looked at."""
    return answering_of(rule, working_on(case, directory, as_of), directory, area)


class Work(NamedTuple):
    """An agency that works on a case on a day."""

    role: str
    agency: str
    kind: str


def working_on(case: CaseFacts, directory: Directory, as_of: datetime.date) -> list[Work]:
    """Return who works on a case on a day: found once, read by every rule."""
    agencies = directory.agencies
    return [
        Work(role, spell.code, agencies[spell.code].kind)
        for role, spells in case.works.items()
        for spell in spells
        if spell.code in agencies and spell.holds(as_of)
    ]


def answering_of(rule: Rule, working: Sequence[Work], directory: Directory, area: str) -> Answering:
    """Return who answers for the rule in a case of an area on which these agencies work."""
    requires = rule.requires
    linked = tuple(dict.fromkeys(agency for _, agency, kind in working if kind in requires))
    if not linked:
        return _of_area(requires, area, directory)
    core = tuple(a for role, a, kind in working if role == "core" and kind in requires)
    key = ("answering", requires, "" if core else area, core, linked)
    if key not in directory.found:
        directory.found[key] = (
            _named(core, linked, requires, directory)
            if core
            else replace(_of_area(requires, area, directory), linked=linked)
        )
    found: Answering = directory.found[key]
    return found


def _named(
    core: tuple[str, ...], linked: tuple[str, ...], requires: tuple[str, ...], directory: Directory
) -> Answering:
    named = families(core, requires, directory)
    return Answering(core, linked, named, frozenset(), (), named, everybody=named)


def _of_area(requires: tuple[str, ...], area: str, directory: Directory) -> Answering:
    """Return who answers where no core agency is named; worked out once for each area."""
    key = ("of area", requires, area)
    if key not in directory.found:
        anywhere: set[str] = set()
        in_area: list[tuple[str, Spell]] = []
        for kind in requires:
            if directory.reach.get(kind) == "anywhere":
                anywhere.update(directory.by_type.get(kind, ()))
            elif area:
                in_area.extend(directory.by_place.get((kind, area), ()))
        dated = tuple(
            (code, place)
            for code, place in in_area
            if place.valid_from is not None or place.valid_to is not None
        )
        always = anywhere | {
            code for code, place in in_area if place.valid_from is None and place.valid_to is None
        }
        directory.found[key] = Answering(
            (), (), frozenset(), frozenset(anywhere), tuple(in_area), frozenset(always), dated,
            everybody=frozenset(anywhere) | {code for code, _ in in_area},
        )  # fmt: skip
    found: Answering = directory.found[key]
    return found


def answering_on(parties: Answering, directory: Directory, day: datetime.date) -> frozenset[str]:
    """Return who answers on a day: in an area, those that operate there on that day."""
    del directory
    if not parties.dated:
        return parties.always
    return parties.always | {agency for agency, place in parties.dated if place.holds(day)}


def looked_for(parties: Answering, candidates: frozenset[str]) -> str:
    """Return the agency that is looked for, where it is one.

    The core agency; else the one of the type that leads or works on the case; else the only one.
    """
    for found in (parties.core, parties.linked, tuple(candidates)):
        if len(found) == 1:
            return found[0]
    return ""


def could_come(parties: Answering, directory: Directory, area: str, as_of: datetime.date) -> Threat:
    """Say whether one of the answering agencies could come next time.

    A body that only holds others together comes itself only where it has a contact of its own.
    """
    key = ("could come", parties.everybody, area, as_of)
    if key not in directory.found:
        directory.found[key] = _could_come(parties.everybody, directory, area, as_of)
    found: Threat = directory.found[key]
    return found


def could_be_asked(
    parties: Answering, directory: Directory, area: str, as_of: datetime.date
) -> tuple[AgencyFacts, ...]:
    """Return the answering agencies that act on the day and, where it matters, in the area."""
    those = _at_all(parties.everybody, directory)
    return tuple(agency for agency in those if _works(agency, directory, area, as_of))


def able_to_come(
    parties: Answering, directory: Directory, area: str, as_of: datetime.date
) -> tuple[str, ...]:
    """Return the answering agencies of which one is enough: none of them is a threat (point 6)."""
    there = could_be_asked(parties, directory, area, as_of)
    return tuple(agency.code for agency in there if _can_send(agency, area, as_of))


def known_contacts(agency: AgencyFacts, as_of: datetime.date) -> list[Contact]:
    """Return the contacts of an agency, present and former, that were on record on a day."""
    return [found for found in agency.contacts if _known(found.valid_from, as_of)]


def serving(contacts: Iterable[Contact], area: str, as_of: datetime.date) -> list[Contact]:
    """Return the contacts that hold on a day and speak for this area or for all."""
    return [
        found
        for found in contacts
        if found.area in {"", area}
        and _known(found.valid_from, as_of)
        and (found.valid_to is None or as_of < found.valid_to)
    ]


def _at_all(codes: Iterable[str], directory: Directory) -> list[AgencyFacts]:
    return [
        agency
        for agency in (directory.agencies[code] for code in sorted(codes))
        if agency.contacts or agency.kind not in directory.umbrellas
    ]


def _could_come(
    codes: frozenset[str], directory: Directory, area: str, as_of: datetime.date
) -> Threat:
    agencies = _at_all(codes, directory)
    there = [agency for agency in agencies if _works(agency, directory, area, as_of)]
    if not there:
        ended = [agency.active.valid_to for agency in agencies]
        ended += [
            place.valid_to for agency in agencies for place in agency.places if place.code == area
        ]
        return Threat("no_agency", _latest(ended, as_of))
    if any(_can_send(agency, area, as_of) for agency in there):
        return Threat()
    spoke = [
        found
        for agency in there
        for found in known_contacts(agency, as_of)
        if found.area in {"", area}
    ]
    return Threat("no_contact", _latest((found.valid_to for found in spoke), as_of))


def _can_send(agency: AgencyFacts, area: str, as_of: datetime.date) -> bool:
    """Say whether an agency has somebody to send; one without any contact on record may have."""
    known = known_contacts(agency, as_of)
    return not known or bool(serving(known, area, as_of))


def _works(agency: AgencyFacts, directory: Directory, area: str, day: datetime.date) -> bool:
    if not agency.active.holds(day):
        return False
    if directory.reach.get(agency.kind) != "area":
        return True
    return any(place.code == area and place.holds(day) for place in agency.places)


def families(
    core: tuple[str, ...], requires: tuple[str, ...], directory: Directory
) -> frozenset[str]:
    """Return agencies with what they are part of, what is part of them, and what they replaced.

    Of a family only those count that are of a required type, or hold such agencies together: a
    council's housing authority is not at the table because its children's services are.
    """
    key = ("families", core, requires)
    if key not in directory.found:
        family = _reached(core, directory.parts)
        answering = {
            code
            for code in family
            if directory.agencies[code].kind in requires
            or directory.agencies[code].kind in directory.umbrellas
        }
        directory.found[key] = frozenset(
            _reached(answering, directory.former) & set(directory.agencies)
        )
    found: frozenset[str] = directory.found[key]
    return found


def _reached(start: Iterable[str], steps: Mapping[str, tuple[str, ...]]) -> set[str]:
    found = set(start)
    ahead = list(found)
    while ahead:
        for code in steps.get(ahead.pop(), ()):
            if code not in found:
                found.add(code)
                ahead.append(code)
    return found


def _known(day: datetime.date | None, as_of: datetime.date) -> bool:
    return day is None or day <= as_of


def _latest(days: Iterable[datetime.date | None], as_of: datetime.date) -> datetime.date | None:
    return max((day for day in days if day is not None and day <= as_of), default=None)
