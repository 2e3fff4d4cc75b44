"""On whom the cover of a case rests: who could come next time, by each set of agency types."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from queries.coverage.answering import (
    answering_parties,
    could_be_asked,
    known_contacts,
    serving,
)
from queries.coverage.facts import Directory
from queries.coverage.judge import Judged, Verdict
from queries.coverage.policy import Policy, Seat

COVERED = ("met", "not_due")
"""States of a seat that somebody could still fill next time."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Who could come for one case and one set of types, any of which would do."""

    judged: Judged
    types: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    agencies: tuple[str, ...]
    """Answering agencies that act on the day, and in the area where that matters."""
    people: tuple[tuple[str, str], ...]
    """Contacts that hold, each with the agency: person, agency."""
    unrecorded: tuple[str, ...]
    """Those agencies of which no contact was ever recorded: nobody knows who would come."""

    @property
    def persons(self) -> list[str]:
        """Return each person once."""
        return sorted({person for person, _ in self.people})

    @property
    def offices(self) -> list[str]:
        """Return the agencies with somebody to send, or of which that is not known."""
        return sorted({agency for _, agency in self.people} | set(self.unrecorded))


def covers(
    policy: Policy, judged: Sequence[Judged], directory: Directory, as_of: datetime.date
) -> Iterator[Cover]:
    """Yield who could come, for each case and each set of types whose seats are all covered."""
    seats = {rule.id: rule for rule in policy.seats}
    for found in judged:
        by_types: dict[tuple[str, ...], list[Verdict]] = {}
        for verdict in found.verdicts:
            seat = seats.get(verdict.rule)
            if seat is not None and verdict.state in COVERED:
                by_types.setdefault(seat.requires, []).append(verdict)
        for verdicts in by_types.values():
            yield _cover(found, seats[verdicts[0].rule], verdicts, directory, as_of)


def _cover(
    found: Judged,
    seat: Seat,
    verdicts: Sequence[Verdict],
    directory: Directory,
    as_of: datetime.date,
) -> Cover:
    parties = answering_parties(seat, found.case, directory, found.area, as_of)
    there = could_be_asked(parties, directory, found.area, as_of)
    return Cover(
        found,
        seat.requires,
        tuple(verdicts),
        tuple(agency.code for agency in there),
        tuple(
            sorted(
                {
                    (contact.person, agency.code)
                    for agency in there
                    for contact in serving(agency.contacts, found.area, as_of)
                }
            )
        ),
        tuple(agency.code for agency in there if not known_contacts(agency, as_of)),
    )
