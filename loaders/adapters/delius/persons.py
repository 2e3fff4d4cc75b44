"""From the registrations of each person to rows of ours: which one counts, and what it says."""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from loaders.adapters.delius.in_store import Person
from loaders.adapters.delius.placing import CATEGORY, LEVEL, Placing
from loaders.adapters.delius.registrations import UNKNOWN, Reading, Registration
from loaders.mapping_cells import Refused
from loaders.tables import Table

EARLIER = "earlier than another of the same person"
SAID_TWICE = "said twice"
TWO_ACTIVE = "active beside a newer one of the same person"
NOT_KNOWN_HERE = "over, of a person who has no case here"
NOT_SURE = "over, of a person of whom another registration was refused"
OF_ANOTHER_TIME = "over before the case was opened"


def place_everybody(
    reading: Reading,
    people: Mapping[str, Person],
    areas: Mapping[str, str],
    day: datetime.date,
) -> Sequence[Table]:
    """Return rows of ours; what cannot be placed is counted and told in the reading."""
    placing = Placing(reading, day)
    for crn, found in reading.registrations.items():
        person = people[crn]
        if person.is_ambiguous:
            _refuse_all(reading, crn, found)
        elif crn in reading.damaged and all(one.end for one in found):
            reading.skipped[NOT_SURE] += len(found)  # the refused one may be the active one
            placing.keep(person, reading.damaged[crn])
        else:
            _place(placing, person, _ordered(reading, found), areas)
    for crn in reading.damaged.keys() - reading.registrations.keys():
        placing.keep(people[crn], reading.damaged[crn])
    for crn in reading.unregistered.keys() - reading.registrations.keys() - reading.damaged.keys():
        _warn_of_left(reading, people[crn], reading.unregistered[crn])
    return placing.tables()


def _refuse_all(reading: Reading, crn: str, found: Iterable[Registration]) -> None:
    for registration in found:
        fault = Refused(
            "two-offenders", "two offenders of the store have this CRN",
            "Correct the offender whose CRN is wrong, and load again", registration.column, "",
        )  # fmt: skip
        reading.count_refused(registration.row, [fault], crn)


def _ordered(reading: Reading, found: Sequence[Registration]) -> Sequence[Registration]:
    """Return the one that counts, and then those that were over before it."""
    distinct = {
        (one.start, one.end, one.level, one.category, one.review): one
        for one in sorted(found, key=_weight)
    }
    if len(found) > len(distinct):
        reading.skipped[SAID_TWICE] += len(found) - len(distinct)
    by_weight = sorted(distinct.values(), key=_weight, reverse=True)
    counts, *others = by_weight
    for other in others:
        if other.end is None:
            reading.skipped[TWO_ACTIVE] += 1
            reading.warn(
                (other.row, other.column), "two-active",
                f"the same person has a registration that counts before it (row {counts.row}); "
                f"this one was left out",
                "End the one that is wrong in probation's system",
            )  # fmt: skip
        else:
            reading.skipped[EARLIER] += 1
    return [counts, *(other for other in others if other.end)]


def _weight(one: Registration) -> tuple[object, ...]:
    """Weigh registrations: active, begun last, made last; then in an order that is always one."""
    category = "" if one.category == UNKNOWN else one.category
    last = (str(one.review or ""), one.region)
    return (one.end is None, one.end or one.start, one.start, one.number, one.level, category, last)


def _place(
    placing: Placing,
    person: Person,
    registrations: Sequence[Registration],
    areas: Mapping[str, str],
) -> None:
    counts, *earlier = registrations
    if counts.end:
        _end(placing, person, counts, counts.end)
        return
    placing.reading.mapped += 1
    placing.add_case(person, counts)
    over = max((one.end for one in earlier if one.end and one.end <= counts.start), default=None)
    placing.add_spell(person, counts, LEVEL, counts.level, over)
    placing.add_spell(person, counts, CATEGORY, counts.category, over)
    placing.add_home(person, counts, areas.get(counts.region, ""))


def _end(placing: Placing, person: Person, counts: Registration, end: datetime.date) -> None:
    if person.case is None:
        placing.reading.skipped[NOT_KNOWN_HERE] += 1
    elif str(end) <= str(person.case.properties["opened_on"]):
        placing.reading.skipped[OF_ANOTHER_TIME] += 1
    else:
        placing.reading.mapped += 1
        placing.end_case(person, person.case, counts, end)


def _warn_of_left(reading: Reading, person: Person, row: int) -> None:
    """Say that a person with an open case is registered no more; on which day it ended is not."""
    if person.case is None or person.case.properties.get("closed_on") is not None:
        return
    reading.warn(
        (row, ""), "no-longer-registered",
        f"case {person.case.key} is open, and the source has no MAPPA registration of this person",
        "Close the case on its day, or load the whole of the source with --snapshot",
    )  # fmt: skip
