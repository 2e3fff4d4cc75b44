"""Which agencies were round a case, from when to when, and what each did at its discussions.

A contact is told what their own agencies did; of the others, that they work on the case, which
everybody round the table knows.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from queries.analysis import Asked
from queries.coverage.facts import CaseFacts, Directory, Talk
from queries.coverage.own import told_of

ROLES = ("lead", "core", "contributing", "informed")
"""What an agency can be to a case, the closest first."""
HEARD = frozenset({"in_person", "remote", "report_only"})


@dataclass(frozen=True)
class Part:
    """A time in which an agency had a role; None = as long as is known, still."""

    role: str
    start: datetime.date | None
    end: datetime.date | None


@dataclass(frozen=True)
class Mark:
    """What came of an agency's invitation to one discussion."""

    on: datetime.date
    outcome: str
    discussion: str
    meeting: str


@dataclass(frozen=True)
class Involvement:
    """One agency round a case."""

    agency: str
    name: str
    parts: tuple[Part, ...]
    marks: tuple[Mark, ...]

    @property
    def last_heard(self) -> datetime.date | None:
        """Return the day on which it last came or reported."""
        return max((mark.on for mark in self.marks if mark.outcome in HEARD), default=None)


def involvement(case: CaseFacts, directory: Directory, asked: Asked) -> list[Involvement]:
    """Return every agency that worked on a case or was asked to it up to a day.

    The lead first, then by role and name; who was only asked comes last. A part that ends later
    than the day has no end yet; an invitation to a meeting that is planned is awaited.
    """
    as_of, own = asked.as_of, told_of(directory, asked)
    talks = talks_until(case, as_of)
    parts: dict[str, list[Part]] = {}
    for role in ROLES:
        for spell in case.works.get(role, ()):
            if spell.valid_from is None or spell.valid_from <= as_of:
                end = spell.valid_to if spell.valid_to and spell.valid_to <= as_of else None
                parts.setdefault(spell.code, []).append(Part(role, spell.valid_from, end))
    seated = {code for talk in talks for code in talk.seats if own is None or code in own}
    found = [
        Involvement(
            code,
            directory.agencies[code].name if code in directory.agencies else code,
            tuple(parts.get(code, ())),
            tuple(
                Mark(talk.day, _outcome(talk, code, as_of), talk.code, talk.meeting)
                for talk in talks
                if code in seated & talk.seats.keys()
            ),
        )
        for code in parts.keys() | seated
    ]
    return sorted(found, key=lambda one: (_closeness(one, as_of), one.name, one.agency))


def talks_until(case: CaseFacts, as_of: datetime.date) -> list[Talk]:
    """Return the discussions that were held up to a day, and those that are planned."""
    return [
        talk
        for talk in case.talks
        if (talk.state == "held" and talk.day <= as_of) or talk.state == "planned"
    ]


def _outcome(talk: Talk, code: str, as_of: datetime.date) -> str:
    ahead = talk.state == "planned" and talk.day >= as_of
    return "awaited" if ahead else talk.seats[code].outcome


def _closeness(one: Involvement, as_of: datetime.date) -> int:
    """Return how close an agency is to the case: its role today, then a former one, then none."""
    today = [ROLES.index(part.role) for part in one.parts if part.end is None]
    if today:
        return min(today)
    return len(ROLES) if one.parts else len(ROLES) + 1


def first_day(case: CaseFacts, found: Sequence[Involvement]) -> datetime.date:
    """Return the day on which a timeline of the case begins."""
    days = [case.opened_on]
    days += [part.start for one in found for part in one.parts if part.start]
    days += [mark.on for one in found for mark in one.marks]
    return min(days)
