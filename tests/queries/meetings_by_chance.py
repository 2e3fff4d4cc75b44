"""Small areas by chance, with meetings, promises and reviews: as plain records and as a world."""

import datetime
import random
from dataclasses import dataclass, field

from graph.worlds import World, agency, edge, node, world
from graph.worlds import reference as ground

Day = datetime.date
START = datetime.date(2025, 1, 1)
AREAS = ("cheshire", "kent")
OUTCOMES = ("in_person", "remote", "report_only", "apologies", "no_show", "awaited")
BANDS = ("low", "medium", "high", "very_high")
AGENCIES = {"POLICE": ("POL", ""), "TRUST": ("NHST", ""), "WARD": ("NHST", "TRUST")}


@dataclass
class Matter:
    """A case."""

    ref: str
    opened: Day
    closed: Day | None
    areas: list[tuple[str, str, Day, Day | None]]
    """Area, standing, from, to."""
    levels: list[tuple[str, Day, Day | None]]
    reviews: list[Day]
    bands: list[tuple[Day, str]]
    next_review: Day | None


@dataclass
class Sitting:
    """A meeting of a panel."""

    code: str
    on: Day
    state: str
    panel: str


@dataclass
class Talked:
    """A discussion; no case at a board."""

    code: str
    sitting: Sitting
    matter: Matter | None
    seats: dict[str, tuple[str, bool]]
    """By agency: what came of it, and whether it came without being asked."""


@dataclass
class Promise:
    """An action."""

    code: str
    talk: Talked
    owner: str
    due: Day | None
    first_due: Day | None
    closed: Day | None
    follows: str


@dataclass
class Country:
    """Everything; panels by code with their area and level."""

    panels: dict[str, tuple[str, str]]
    matters: list[Matter] = field(default_factory=list)
    talks: list[Talked] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)


def by_chance(seed: int) -> tuple[Country, World]:
    """Return one country, twice."""
    rng = random.Random(seed)  # noqa: S311 -- repeatable worlds, no secret
    country = Country({"P1": ("cheshire", "2"), "P2": ("kent", "3"), "P3": ("kent", "")})
    country.matters = [_matter(f"C{number}", rng) for number in range(rng.randint(1, 4))]
    for number in range(rng.randint(0, 10)):
        country.talks.append(_talk(f"D{number}", country, rng))
    for number in range(rng.randint(0, 8) if country.talks else 0):
        country.promises.append(_promise(number, country, rng))
    return country, _world(country)


def _day(rng: random.Random, first: int = 0, last: int = 200) -> Day:
    return START + datetime.timedelta(days=rng.randint(first, last))


def _perhaps(rng: random.Random, share: float, first: int = 0, last: int = 200) -> Day | None:
    return _day(rng, first, last) if rng.random() < share else None


def _matter(ref: str, rng: random.Random) -> Matter:
    opened = _day(rng, -60, 20)
    moved = _day(rng, 21, 150)
    homes = rng.sample(AREAS, k=2)
    areas = [(homes[0], "home", opened, moved if rng.random() < 0.4 else None)]
    if areas[0][3]:
        areas.append((homes[1], "home", moved, None))
    elif rng.random() < 0.4:
        areas.append((homes[1], "receiving", moved, _perhaps(rng, 0.5, 151, 200)))
    raised = _day(rng, 21, 150)
    first = rng.choice(("1", "1", "2"))
    levels: list[tuple[str, Day, Day | None]] = [(first, opened, None)]
    if rng.random() < 0.4:
        levels = [(first, opened, raised), (rng.choice("12"), raised, None)]
    return Matter(
        ref,
        opened,
        _perhaps(rng, 0.25, 100, 200),
        areas if rng.random() < 0.9 else [],
        levels if rng.random() < 0.95 else [],
        [_day(rng) for _ in range(rng.randint(0, 2))],
        [(_day(rng), rng.choice(BANDS)) for _ in range(rng.randint(0, 2))],
        _perhaps(rng, 0.5, 50, 300),
    )


def _talk(code: str, country: Country, rng: random.Random) -> Talked:
    state = "held" if rng.random() < 0.8 else rng.choice(("planned", "cancelled"))
    sitting = Sitting(f"M-{code}", _day(rng), state, rng.choice(sorted(country.panels)))
    asked = rng.sample(sorted(AGENCIES), k=rng.randint(0, len(AGENCIES)))
    seats = {one: (rng.choice(OUTCOMES), rng.random() < 0.2) for one in asked}
    matter = rng.choice(country.matters) if rng.random() < 0.9 else None
    return Talked(code, sitting, matter, seats)


def _promise(number: int, country: Country, rng: random.Random) -> Promise:
    before = [promise.code for promise in country.promises]
    return Promise(
        f"A{number}",
        rng.choice(country.talks),
        rng.choice((*AGENCIES, "")),
        _perhaps(rng, 0.85),
        _perhaps(rng, 0.3),
        _perhaps(rng, 0.4),
        rng.choice(before) if before and rng.random() < 0.4 else "",
    )


def _world(country: Country) -> World:
    panels = [
        node(
            "Panel", code, {"FOR_AREA": [area], "FOR_LEVEL": [level] if level else []}, name=code,
            kind="mappa",
        )
        for code, (area, level) in country.panels.items()
    ]  # fmt: skip
    return world(
        ground([("POL", "area"), ("NHST", "area")], AREAS),
        *panels,
        *(agency(code, kind, part_of=whole) for code, (kind, whole) in AGENCIES.items()),
        *(_matter_world(matter) for matter in country.matters),
        *(_talk_world(talk) for talk in country.talks),
        *(_promise_world(promise) for promise in country.promises),
    )


def _matter_world(matter: Matter) -> World:
    ref = matter.ref
    of_case = {"OF_CASE": [ref]}
    reviews = [
        node("Review", f"V-{ref}-{number}", dict(of_case), done_on=day, outcome="remain")
        for number, day in enumerate(matter.reviews)
    ]
    bands = [
        node(
            "RiskAssessment", f"R-{ref}-{number}", dict(of_case), tool="rosh", band=band,
            assessed_on=day,
        )
        for number, (day, band) in enumerate(matter.bands)
    ]  # fmt: skip
    return world(
        node("Offender", f"O-{ref}"),
        node(
            "MappaCase", ref, {"CONCERNS": [f"O-{ref}"]}, opened_on=matter.opened,
            closed_on=matter.closed, next_review_on=matter.next_review,
        ),
        *(
            edge("IN_AREA", ref, area, standing=standing, valid_from=first, valid_to=last)
            for area, standing, first, last in matter.areas
        ),
        *(
            edge("AT_LEVEL", ref, code, valid_from=first, valid_to=last)
            for code, first, last in matter.levels
        ),
        *reviews,
        *bands,
    )  # fmt: skip


def _talk_world(talk: Talked) -> World:
    sitting = talk.sitting
    considers = [talk.matter.ref] if talk.matter else []
    return world(
        node(
            "Meeting", sitting.code, {"OF_PANEL": [sitting.panel]}, on=sitting.on,
            state=sitting.state,
        ),
        node(
            "Discussion", talk.code, {"AT_MEETING": [sitting.code], "CONSIDERS": considers}, item=1
        ),
        *(
            edge("INVITED", talk.code, code, outcome=outcome, uninvited=uninvited or None)
            for code, (outcome, uninvited) in talk.seats.items()
        ),
    )  # fmt: skip


def _promise_world(promise: Promise) -> World:
    edges = {
        "RAISED_AT": [promise.talk.code],
        "OWNED_BY": [promise.owner] if promise.owner else [],
        "FOLLOWS": [promise.follows] if promise.follows else [],
    }
    return node(
        "Action", promise.code, dict(edges), due_on=promise.due, first_due_on=promise.first_due,
        closed_on=promise.closed,
    )  # fmt: skip
