"""Scenes by chance: a country with all that six questions read, as plain records and as a world."""

import datetime
import random
from dataclasses import dataclass, field

from graph.worlds import World, edge, node, world
from tests.queries.plain import Country, Day, Matter, Spell, Talk
from tests.queries.review_worlds import Looks, with_reviews
from tests.queries.worlds import AREAS, OUTCOMES, START

PANELS = {"P": ("cheshire", ""), "Q": ("kent", "2"), "R": ("cheshire", "3")}
"""Area and level of each panel; P comes with the country."""


@dataclass
class Promise:
    """An action; of a board, where no case belongs to it."""

    code: str
    ref: str
    talk: Talk
    owner: str
    due: Day | None
    first_due: Day | None
    closed: Day | None
    follows: str


@dataclass
class Scene:
    """A country with reviews, further areas, panels, guests, boards and promises."""

    country: Country
    looks: Looks
    guests: dict[str, list[tuple[str, Spell]]] = field(default_factory=dict)
    """By case: standing and area of each area that is not its home."""
    restricted: set[str] = field(default_factory=set)
    panels: dict[str, str] = field(default_factory=dict)
    """By discussion."""
    uninvited: set[tuple[str, str]] = field(default_factory=set)
    """Discussion and agency that came without being asked."""
    board: Talk | None = None
    promises: list[Promise] = field(default_factory=list)


def scene_by_chance(seed: int) -> tuple[Scene, World]:
    """Return one scene, twice."""
    country, looks, told = with_reviews(seed)
    rng = random.Random(seed + 2)  # noqa: S311 -- repeatable worlds, no secret
    scene = Scene(country, looks)
    for matter in country.matters:
        _add_to_matter(scene, matter, rng)
    seats = {code: (rng.choice(OUTCOMES), "") for code in sorted(country.bodies)}
    scene.board = Talk("D-BOARD", _day(rng), "held", seats)
    talks = [(matter.ref, talk) for matter in country.matters for talk in matter.talks]
    for number in range(rng.randint(0, 8)):
        _add_promise(scene, f"A{number}", rng.choice([*talks, ("", scene.board)]), rng)
    return scene, world(told, _world(scene))


def days_of(scene: Scene) -> list[Day]:
    """Return every day on which something begins, ends or takes place."""
    days: list[Day | None] = []
    for matter in scene.country.matters:
        spells = [*matter.levels, *matter.categories, *matter.homes]
        spells += [spell for _, spell in (*matter.circumstances, *matter.works)]
        spells += [spell for _, spell in scene.guests[matter.ref]]
        days += [matter.opened, matter.closed, *(talk.day for talk in matter.talks)]
        days += [day for spell in spells for day in (spell.start, spell.end)]
        days += scene.looks.reviews[matter.ref]
    days += [promise.due for promise in scene.promises]
    return sorted({day for day in days if day is not None})


def _day(rng: random.Random) -> Day:
    return START + datetime.timedelta(days=rng.randint(0, 160))


def _after(start: Day, rng: random.Random) -> Day | None:
    return start + datetime.timedelta(days=rng.randint(1, 90)) if rng.random() < 0.5 else None


def _perhaps(rng: random.Random, share: float) -> Day | None:
    return _day(rng) if rng.random() < share else None


def _add_to_matter(scene: Scene, matter: Matter, rng: random.Random) -> None:
    """Add areas, a panel and guests; some things fall on the day of another."""
    homes = {(spell.code, spell.start) for spell in matter.homes}  # a place begins once a day
    scene.guests[matter.ref] = [
        (rng.choice(("temporary", "receiving")), Spell(area, start, _after(start, rng)))
        for area in rng.sample(AREAS, k=rng.choice((0, 0, 1, 2)))
        if (area, (start := _day(rng))) not in homes
    ]
    if rng.random() < 0.2:
        scene.restricted.add(matter.ref)
    moved = [home.end for home in matter.homes if home.end]
    if moved and rng.random() < 0.3:
        matter.closed = rng.choice(moved)
    spells = [*matter.levels, *matter.homes, *(spell for _, spell in matter.circumstances)]
    begins = [spell.start for spell in spells if spell.start]
    for talk in matter.talks:
        scene.panels[talk.code] = rng.choice(sorted(PANELS))
        if begins and rng.random() < 0.3:
            talk.day = rng.choice(begins)
        for agency in talk.seats:
            if rng.random() < 0.15:
                scene.uninvited.add((talk.code, agency))


def _add_promise(scene: Scene, code: str, at: tuple[str, Talk], rng: random.Random) -> None:
    before = [promise.code for promise in scene.promises]
    scene.promises.append(
        Promise(
            code, *at, rng.choice((*sorted(scene.country.bodies), "")), _perhaps(rng, 0.85),
            _perhaps(rng, 0.3), _perhaps(rng, 0.4),
            rng.choice(before) if before and rng.random() < 0.4 else "",
        )
    )  # fmt: skip


def _world(scene: Scene) -> World:
    panels = [
        node(
            "Panel", code, {"FOR_AREA": [area], "FOR_LEVEL": [level] if level else []}, name=code,
            kind="mappa",
        )
        for code, (area, level) in PANELS.items()
    ]  # fmt: skip
    return world(
        *panels,
        *(_matter_world(scene, matter) for matter in scene.country.matters),
        *([_board_world(scene.board)] if scene.board else []),
        *(_promise_world(promise) for promise in scene.promises),
    )


def _matter_world(scene: Scene, matter: Matter) -> World:
    """Say again of a case and its discussions what is other than the country said."""
    ref = matter.ref
    return world(
        node(
            "MappaCase", ref, {"CONCERNS": [f"O-{ref}"]}, opened_on=matter.opened,
            closed_on=matter.closed, next_review_on=scene.looks.own[ref],
            restricted=True if ref in scene.restricted else None,
        ),
        *(
            edge(
                "IN_AREA", ref, spell.code, standing=standing, valid_from=spell.start,
                valid_to=spell.end,
            )
            for standing, spell in scene.guests[ref]
        ),
        *(
            node(
                "Meeting", f"M-{talk.code}", {"OF_PANEL": [scene.panels[talk.code]]}, on=talk.day,
                state=talk.state,
            )
            for talk in matter.talks
        ),
        *(
            edge(
                "INVITED", talk.code, agency, outcome=outcome, grade=grade or None, uninvited=True
            )
            for talk in matter.talks
            for agency, (outcome, grade) in talk.seats.items()
            if (talk.code, agency) in scene.uninvited
        ),
    )  # fmt: skip


def _board_world(board: Talk) -> World:
    return world(
        node("Meeting", "M-BOARD", {"OF_PANEL": ["P"]}, on=board.day, state=board.state),
        node("Discussion", board.code, {"AT_MEETING": ["M-BOARD"]}, item=1),
        *(
            edge("INVITED", board.code, agency, outcome=outcome)
            for agency, (outcome, _) in board.seats.items()
        ),
    )


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
