"""Who may see which case, worked out plainly from records: written from what the design says.

It knows nothing of the Cypher of `queries/predicates.py`.
"""

from collections.abc import Container

from graph.scope import Scope
from tests.queries.plain import DAY, Day, Matter, Spell
from tests.queries.scenes import Scene

YEAR = 365 * DAY


class Everybody:
    """What holds every agency: whoever is no contact is told of all."""

    def __contains__(self, agency: object) -> bool:
        return True


EVERYBODY = Everybody()


def own_of(scene: Scene, scope: Scope) -> Container[str]:
    """Return the agencies whose attendance an asker is told of, branches with their whole."""
    if scope.agencies is None:
        return EVERYBODY
    bodies = scene.country.bodies
    return {code for code in bodies if not scope.agencies.isdisjoint(upwards(scene, code))}


def seen(scene: Scene, scope: Scope, today: Day) -> set[str]:
    """Return the cases that an asker may see today."""
    return {
        matter.ref
        for matter in scene.country.matters
        if _by_whom(scene, matter, scope, today)
        and _by_category(matter, scope)
        and (scope.restricted or matter.ref not in scene.restricted or matter.ref in scope.grants)
    }


def _by_whom(scene: Scene, matter: Matter, scope: Scope, today: Day) -> bool:
    if scope.agencies is not None:
        return _by_work(scene, matter, scope.agencies, today)
    if scope.areas is None:
        return True
    homes = [("home", spell) for spell in matter.homes]
    if scope.unplaced and not homes and not scene.guests[matter.ref]:
        return True
    return any(
        spell.code in scope.areas and _counts(matter, standing, spell, today)
        for standing, spell in (*homes, *scene.guests[matter.ref])
    )


def _counts(matter: Matter, standing: str, spell: Spell, today: Day) -> bool:
    """Of an open case what holds today; of a closed one the home that it had when it closed."""
    if matter.closed is None or today < matter.closed:
        return spell.on(today)
    return standing == "home" and (spell.end is None or matter.closed <= spell.end)


def _by_category(matter: Matter, scope: Scope) -> bool:
    ever = {spell.code for spell in matter.categories} or {"unknown"}
    return ever <= scope.categories


def _by_work(scene: Scene, matter: Matter, own: frozenset[str], today: Day) -> bool:
    """Of an agency's contact: what the agency, or a branch of it, takes part in."""
    works = {spell.code for role, spell in matter.works if role and spell.on(today)}
    for talk in matter.talks:
        if talk.state == "planned" or today - talk.day < YEAR:
            works |= set(talk.seats)
    for promise in scene.promises:
        if promise.ref == matter.ref and promise.closed is None and promise.owner:
            works.add(promise.owner)
    return any(not own.isdisjoint(upwards(scene, agency)) for agency in works)


def upwards(scene: Scene, agency: str) -> list[str]:
    """Return an agency and what it is part of, up to three steps."""
    found = [agency]
    while len(found) < 4 and (whole := scene.country.bodies[found[-1]].part_of):
        found.append(whole)
    return found
