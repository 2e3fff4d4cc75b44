"""Askings by chance: a day, another day that is today, a scope, a policy, an area."""

import datetime
import random
from dataclasses import dataclass, replace

from graph.scope import EVERY_CATEGORY, OPERATOR, Scope
from queries.coverage.policy import Clock, Link, Policy, Seat
from tests.queries.plain import DAY, Day
from tests.queries.scenes import Scene, days_of
from tests.queries.worlds import AREAS, CIRCUMSTANCES, START

REQUIRED = ("POL", "LHA", "NHST", "EM")
CAME = ("in_person", "remote", "report_only")


@dataclass(frozen=True)
class Asking:
    """What one asking is told."""

    day: Day
    today: Day
    first: Day
    scope: Scope
    policy: Policy
    area: str | None
    level: str | None
    agency: str | None
    by_name: bool
    """Whether coverage is asked of cases by their references."""


def asking_by_chance(seed: int, scene: Scene) -> Asking:
    """Return one asking of a scene; often of a day on which something begins or ends."""
    rng = random.Random(seed)  # noqa: S311 -- repeatable askings, no secret
    day = START + datetime.timedelta(days=rng.randint(0, 200))
    if rng.random() < 0.6:
        day = rng.choice(days_of(scene)) + rng.choice((-1, 0, 0, 1)) * DAY
    return Asking(
        day,
        day + rng.choice((0, 0, 1, 30, 200, 300, 400)) * DAY,
        day - datetime.timedelta(days=rng.randint(0, 150)),
        scope_by_chance(rng, scene),
        policy_by_chance(rng),
        rng.choice((None, None, *AREAS)),
        rng.choice((None, None, "2", "3")),
        rng.choice((None, None, *sorted(scene.country.bodies))),
        rng.random() < 0.3,
    )


def asking_of_a_server(seed: int, scene: Scene) -> Asking:
    """Return one asking of three kinds: nobody's, of some areas, of an agency's contact.

    A server plans a text anew for each mixture of kinds of values, such as an area and none, and
    for a text of cases that takes seconds: so each asker always tells the same kinds.
    """
    asking = asking_by_chance(seed, scene)
    rng = random.Random(seed)  # noqa: S311 -- repeatable askings, no secret
    who = ("operator", "areas", "contact")[seed % 3]
    refs = [matter.ref for matter in scene.country.matters]
    scope = OPERATOR
    told: tuple[str | None, ...] = (None, None, None)
    if who == "areas":
        scope = Scope(frozenset({rng.choice(AREAS)}), _categories(rng), grants=frozenset(refs[:1]))
        told = (rng.choice(AREAS), rng.choice("23"), rng.choice(sorted(scene.country.bodies)))
    elif who == "contact":
        own = frozenset({rng.choice(sorted(scene.country.bodies))})
        scope = Scope(None, EVERY_CATEGORY, agencies=own, grants=frozenset(refs[:1]))
    area, level, agency = told
    return replace(
        asking, scope=scope, area=area, level=level, agency=agency, by_name=who == "areas"
    )


def scope_by_chance(rng: random.Random, scene: Scene) -> Scope:
    """Return the operator, people of some areas, or an agency's contact; with their permissions."""
    who = rng.choice(("operator", "areas", "areas", "country", "contact"))
    if who == "operator":
        return OPERATOR
    categories = _categories(rng) if rng.random() < 0.5 else EVERY_CATEGORY
    refs = [matter.ref for matter in scene.country.matters]
    grants = frozenset(rng.sample(refs, k=rng.randint(0, len(refs))))
    if who == "contact":
        own = frozenset(rng.sample(sorted(scene.country.bodies), k=rng.choice((1, 1, 2))))
        return Scope(None, categories, agencies=own, grants=grants)
    areas = None if who == "country" else frozenset(rng.sample(AREAS, k=rng.choice((1, 1, 2))))
    return Scope(areas, categories, grants=grants, unplaced=rng.random() < 0.25)


def _categories(rng: random.Random) -> frozenset[str]:
    return frozenset(rng.sample(sorted(EVERY_CATEGORY), k=rng.randint(2, 4)))


def policy_by_chance(rng: random.Random) -> Policy:
    """Return a policy of a few rules of each kind, some of them in force for a time only."""
    seats = tuple(_seat(f"SEAT-{n}", rng) for n in range(rng.randint(1, 4)))
    links = tuple(_link(f"LINK-{n}", rng) for n in range(rng.randint(0, 2)))
    clocks = (*_discussed(rng), *_reviewed(rng), _clock("MINUTES", "minutes", "23", rng))
    digest = f"{rng.randrange(10**12):012}"
    return Policy("by chance", "1", digest, seats, links, clocks)


def _some(rng: random.Random, names: tuple[str, ...], share: float) -> tuple[str, ...]:
    return tuple(rng.sample(names, k=rng.randint(1, 2))) if rng.random() < share else ()


def _in_force(rng: random.Random) -> tuple[Day | None, Day | None]:
    start = START + datetime.timedelta(days=rng.randint(0, 120)) if rng.random() < 0.25 else None
    length = datetime.timedelta(days=rng.randint(1, 100))
    return start, (start or START + 50 * DAY) + length if rng.random() < 0.2 else None


def _seat(id_: str, rng: random.Random) -> Seat:
    begins, ends = _in_force(rng)
    return Seat(
        id_, tuple(rng.sample(REQUIRED, k=rng.choice((1, 1, 2)))),
        tuple(rng.sample("123", k=rng.randint(1, 3))), "must", "b", "verified",
        circumstances=_some(rng, CIRCUMSTANCES, 0.4), also=_some(rng, CIRCUMSTANCES, 0.2),
        unless=_some(rng, CIRCUMSTANCES, 0.2), categories=_some(rng, ("1", "2", "3"), 0.2),
        in_force_from=begins, in_force_until=ends,
        by=tuple(rng.sample(CAME, k=rng.randint(1, 3))),
        grades=rng.choice(((), (), ("senior",), ("practitioner", "senior"))),
        may_miss=rng.choice((0, 0, 0, 1, 2)),
    )  # fmt: skip


def _link(id_: str, rng: random.Random) -> Link:
    begins, ends = _in_force(rng)
    return Link(
        id_, tuple(rng.sample(REQUIRED, k=rng.choice((1, 2)))),
        tuple(rng.sample("123", k=rng.randint(1, 3))), "should", "b", "verified",
        circumstances=_some(rng, CIRCUMSTANCES, 0.4), unless=_some(rng, CIRCUMSTANCES, 0.2),
        in_force_from=begins, in_force_until=ends,
        roles=tuple(rng.sample(("lead", "core", "contributing"), k=rng.randint(1, 2))),
        grace_days=rng.choice((0, 14, 28)),
    )  # fmt: skip


def _discussed(rng: random.Random) -> tuple[Clock, ...]:
    """Return one clock for Levels 2 and 3, or one for each, of which one may be missing."""
    if rng.random() < 0.5:
        return (_clock("MEET", "discussion", "23", rng),)
    begins, ends = _in_force(rng)
    one, other = (_clock(f"MEET-{level}", "discussion", level, rng) for level in "23")
    return (one, _clock(other.id, other.of, "3", rng, begins, ends))


def _reviewed(rng: random.Random) -> tuple[Clock, ...]:
    """Return the two clocks that the plain program of reviews knows, with days by chance."""
    return (
        Clock(
            "HIGH", "review", ("1",), "b", "verified", first_within_days=rng.randint(5, 20),
            then_within_days=rng.randint(20, 50), bands=("high", "very_high"),
        ),
        Clock(
            "OTHERS", "review", ("1",), "b", "verified", then_within_days=rng.randint(60, 120),
            bands=("low", "medium"),
        ),
    )  # fmt: skip


def _clock(
    id_: str,
    of: str,
    levels: str,
    rng: random.Random,
    begins: Day | None = None,
    ends: Day | None = None,
) -> Clock:
    return Clock(
        id_, of, tuple(levels), "b", "verified", first_within_days=rng.randint(5, 40),
        then_within_days=rng.randint(20, 60), in_force_from=begins, in_force_until=ends,
    )  # fmt: skip
