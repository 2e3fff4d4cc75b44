"""Independent programs for thin cover and co-attendance, over plain records of a small world."""

from collections import Counter
from collections.abc import Container

from queries.coverage.policy import Policy
from tests.queries.plain import (
    Body,
    Country,
    Day,
    Matter,
    home_of,
    in_force,
    judge_seat,
    parties,
)
from tests.queries.plain_scope import EVERYBODY

CAME = ("in_person", "remote")


def thin(
    country: Country, policy: Policy, day: Day, own: Container[str] = EVERYBODY
) -> list[tuple[str, str, str, str, int]]:
    """Return case, types, what it rests on, agencies, people: as thin-coverage should.

    A contact is told where their own agencies are among those that it rests on, and of those.
    """
    rows = set()
    for matter in country.matters:
        levels = [spell.code for spell in matter.levels if spell.on(day)]
        if matter.opened > day or (matter.closed and matter.closed <= day) or not levels:
            continue
        for seat in policy.seats:
            if not in_force(seat, day):
                continue
            if judge_seat(country, matter, seat, max(levels), day)[0] not in {"met", "not_due"}:
                continue
            home = home_of(matter, day)
            area = home.code if home else ""
            able = [
                body
                for code in parties(country, matter, seat, day)[0]
                if acts(country, body := country.bodies[code], area, day)
            ]
            row = carried(able, area, day)
            mine = [code for code in row[1] if code in own] if row else []
            if row and mine:
                rows.add((matter.ref, ";".join(seat.requires), row[0], ";".join(mine), row[2]))
    return sorted(rows)


def acts(country: Country, body: Body, area: str, day: Day) -> bool:
    """Whether an agency could be asked."""
    if body.kind in country.umbrellas and not body.contacts:
        return False
    if body.active_to and body.active_to <= day:
        return False
    if country.reach[body.kind] == "anywhere":
        return True
    return any(place.code == area and place.on(day) for place in body.areas)


def carried(able: list[Body], area: str, day: Day) -> tuple[str, list[str], int] | None:
    """Say what a type rests on, where that is thin."""
    people = {
        (spell.code, body.code)
        for body in able
        for place, spell in body.contacts
        if place in {"", area} and spell.on(day)
    }
    silent = sorted(
        body.code
        for body in able
        if not any(spell.start is None or spell.start <= day for _, spell in body.contacts)
    )
    persons = len({person for person, _ in people})
    offices = sorted({office for _, office in people})
    if silent:
        return "not_recorded", silent, persons
    if persons == 1:
        return "person", offices, persons
    return ("office", offices, persons) if len(offices) == 1 else None


def together(
    country: Country, area: str | None, first: Day, day: Day, own: Container[str] = EVERYBODY
) -> Counter[tuple[str, str]]:
    """Count for each two agencies the discussions to which both came; for a contact, their own."""
    met: Counter[tuple[str, str]] = Counter()
    for matter in country.matters:
        for talk in matter.talks:
            if talk.state != "held" or not first <= talk.day <= day:
                continue
            if area and not at_home(matter, area, talk.day):
                continue
            came = [code for code, (outcome, _) in talk.seats.items() if outcome in CAME]
            for one in came:
                for other in came:
                    if one < other and (one in own or other in own):
                        met[one, other] += 1
    return met


def at_home(matter: Matter, area: str, day: Day) -> bool:
    """Whether an area was the home of a case on a day."""
    return any(home.code == area and home.on(day) for home in matter.homes)
