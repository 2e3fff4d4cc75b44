"""Small countries by chance: the same one as plain records and as a world for a store."""

import datetime
import random

from graph.scope import OPERATOR
from graph.store import Reader
from graph.worlds import World, edge, node, world
from queries.coverage.facts import Facts, fetch
from queries.coverage.policy_file import parse_policy
from tests.queries.plain import Body, Country, Matter, Spell, Talk

START = datetime.date(2025, 1, 1)
KINDS = {"POL": "area", "LHA": "area", "NHST": "area", "EM": "anywhere", "COUNCIL": "area"}
CIRCUMSTANCES = ("no_fixed_abode", "in_custody", "mental_disorder")
OUTCOMES = ("in_person", "remote", "report_only", "apologies", "no_show", "awaited")
AREAS = ("cheshire", "kent")

POLICY = parse_policy(
    """
name = "by chance"
version = "1"
[[seat]]
id = "ALWAYS"
requires = ["POL"]
levels = ["2", "3"]
by = ["in_person", "remote"]
strength = "must"
basis = "b"
status = "verified"
[[seat]]
id = "GRADE"
requires = ["POL"]
levels = ["3"]
by = ["in_person", "remote"]
grades = ["senior"]
strength = "must"
basis = "b"
status = "verified"
[[seat]]
id = "HOME"
requires = ["LHA"]
levels = ["2", "3"]
circumstances = ["no_fixed_abode"]
unless = ["in_custody"]
may_miss = 1
strength = "should"
basis = "b"
status = "verified"
[[seat]]
id = "EITHER"
requires = ["NHST", "EM"]
levels = ["2", "3"]
circumstances = ["mental_disorder", "no_fixed_abode"]
also = ["in_custody"]
categories = ["1", "2"]
strength = "should"
basis = "b"
status = "verified"
from = 2025-02-01
[[link]]
id = "LINKED"
requires = ["EM"]
levels = ["2", "3"]
roles = ["contributing", "lead"]
circumstances = ["in_custody"]
grace_days = 14
strength = "should"
basis = "b"
status = "verified"
[[clock]]
id = "MEET"
of = "discussion"
levels = ["2", "3"]
first_within_days = 20
then_within_days = 40
basis = "b"
status = "verified"
"""
)


def facts_of(reader: Reader, day: datetime.date) -> Facts:
    """Fetch the facts of everything, as the operator."""
    values = {
        **OPERATOR.parameters(day), "as_of": day, "levels": ["1", "2", "3"], "areas": None,
        "references": None,
    }  # fmt: skip
    return fetch(reader, values, seconds=30)


def by_chance(seed: int) -> tuple[Country, World]:
    """Return one country, twice."""
    rng = random.Random(seed)  # noqa: S311 -- repeatable worlds, no secret
    country = Country({}, [], KINDS, {"COUNCIL"})
    for kind in ("POL", "LHA", "NHST", "EM", "COUNCIL"):
        for number in range(rng.choice((1, 2))):
            _body(country, f"{kind}:{number}", kind, rng)
    for number in range(rng.randint(1, 4)):
        country.matters.append(_matter(country, f"C{number}", rng))
    return country, _world(country)


def _day(rng: random.Random, first: int = 0, last: int = 160) -> datetime.date:
    return START + datetime.timedelta(days=rng.randint(first, last))


def _spell(code: str, rng: random.Random, *, always: bool = False) -> Spell:
    start = None if always and rng.random() < 0.5 else _day(rng, 0, 90)
    end = None
    if rng.random() < 0.35:
        end = (start or START) + datetime.timedelta(days=rng.randint(1, 90))
    return Spell(code, start, end)


def _body(country: Country, code: str, kind: str, rng: random.Random) -> None:
    body = Body(code, kind)
    if rng.random() < 0.15:
        body.active_to = _day(rng)
    others = [other for other in country.bodies if other != code]
    if others and kind == "COUNCIL":
        for other in rng.sample(others, k=min(2, len(others))):
            if not country.bodies[other].part_of:
                country.bodies[other].part_of = code
    same = [other for other in others if country.bodies[other].kind == kind]
    if same and rng.random() < 0.3:
        body.replaced_by = (same[0],)
    for area in AREAS:
        if rng.random() < 0.8:
            body.areas.append(_spell(area, rng, always=True))
    for number in range(rng.choice((0, 0, 1, 2))):
        spell = _spell(f"R-{code}-{number}".replace(":", "-"), rng, always=True)
        body.contacts.append((rng.choice(("", *AREAS)), spell))
    country.bodies[code] = body


def _matter(country: Country, ref: str, rng: random.Random) -> Matter:
    opened = _day(rng, 0, 30)
    closed = _day(rng, 100, 160) if rng.random() < 0.15 else None
    levels = _chain([rng.choice("123") for _ in range(rng.choice((1, 2, 2, 3)))], opened, rng)
    if rng.random() < 0.15:
        levels.append(_spell(rng.choice("23"), rng))
    categories = [_spell(code, rng) for code in rng.choice((["1"], ["3"], ["unknown"], [], ["2"]))]
    homes = _chain([rng.choice(AREAS) for _ in range(rng.choice((0, 1, 1, 1, 2)))], opened, rng)
    circumstances = [
        (code, _spell(rng.choice(("yes", "yes", "no", "unknown")), rng))
        for code in CIRCUMSTANCES
        for _ in range(rng.choice((0, 1, 1, 2)))
    ]
    works = [
        (rng.choice(("lead", "core", "core", "contributing")), _spell(code, rng))
        for code in rng.sample(sorted(country.bodies), k=rng.randint(0, 3))
    ]
    talks = [_talk(country, f"D-{ref}-{number}", rng) for number in range(rng.randint(0, 6))]
    return Matter(
        ref, opened, closed, _once(levels), _once(categories), _once(homes),
        _once_named(circumstances), _once_named(works), talks,
    )  # fmt: skip


def _chain(codes: list[str], start: datetime.date, rng: random.Random) -> list[Spell]:
    spells, begin = [], start
    for place, code in enumerate(codes):
        last = place == len(codes) - 1
        end = None if last else begin + datetime.timedelta(days=rng.randint(5, 70))
        spells.append(Spell(code, begin, end))
        if end is not None:
            begin = end if rng.random() < 0.8 else end + datetime.timedelta(days=3)
    return spells


def _talk(country: Country, code: str, rng: random.Random) -> Talk:
    day = _day(rng)
    state = "held" if rng.random() < 0.85 else rng.choice(("planned", "cancelled"))
    asked = rng.sample(sorted(country.bodies), k=rng.randint(0, len(country.bodies)))
    grades = ("", "practitioner", "senior")
    return Talk(
        code, day, state, {one: (rng.choice(OUTCOMES), rng.choice(grades)) for one in asked}
    )


def _once(spells: list[Spell]) -> list[Spell]:
    return list({(spell.code, spell.start): spell for spell in spells}.values())


def _once_named(spells: list[tuple[str, Spell]]) -> list[tuple[str, Spell]]:
    kept: dict[tuple[object, ...], tuple[str, Spell]] = {}
    for name, spell in spells:
        inner = "" if name in CIRCUMSTANCES else ("L" if name == "lead" else "I", spell.code)
        kept[name if name in CIRCUMSTANCES else "", inner, spell.start] = (name, spell)
    return list(kept.values())


def _world(country: Country) -> World:
    ground = [
        *(node("Area", area, name=area) for area in AREAS),
        *(node("Level", code, name=code) for code in "123"),
        *(node("Category", code, name=code) for code in ("1", "2", "3", "unknown")),
        *(node("Circumstance", code, name=code) for code in CIRCUMSTANCES),
        *(
            node(
                "AgencyType", kind, name=kind, reach=reach,
                standing="umbrella" if kind == "COUNCIL" else "duty_to_cooperate",
            )
            for kind, reach in KINDS.items()
        ),
        node("Panel", "P", {"FOR_AREA": ["cheshire"]}, name="P", kind="mappa"),
    ]  # fmt: skip
    return world(
        *ground,
        *(_body_world(body) for body in country.bodies.values()),
        *(_matter_world(matter) for matter in country.matters),
    )


def _body_world(body: Body) -> World:
    plain = {
        "OF_TYPE": [body.kind],
        "PART_OF": [body.part_of] if body.part_of else [],
        "REPLACED_BY": body.replaced_by,
    }
    return world(
        node("Agency", body.code, plain, name=body.code, active_to=body.active_to),
        *(
            edge("OPERATES_IN", body.code, place.code, valid_from=place.start, valid_to=place.end)
            for place in body.areas
        ),
        *(
            world(
                node("Representative", spell.code),
                edge(
                    "REPRESENTS", spell.code, body.code, area=area or None,
                    valid_from=spell.start, valid_to=spell.end,
                ),
            )
            for area, spell in body.contacts
        ),
    )  # fmt: skip


def _matter_world(matter: Matter) -> World:
    def spells(type_: str, found: list[Spell], **more: str) -> list[World]:
        return [
            edge(type_, matter.ref, one.code, valid_from=one.start, valid_to=one.end, **more)
            for one in found
        ]

    return world(
        node("Offender", f"O-{matter.ref}"),
        node(
            "MappaCase", matter.ref, {"CONCERNS": [f"O-{matter.ref}"]}, opened_on=matter.opened,
            closed_on=matter.closed,
        ),
        *spells("AT_LEVEL", matter.levels),
        *spells("IN_CATEGORY", matter.categories),
        *spells("IN_AREA", matter.homes, standing="home"),
        *(
            edge(
                "HAS_CIRCUMSTANCE", matter.ref, code, answer=one.code, valid_from=one.start,
                valid_to=one.end,
            )
            for code, one in matter.circumstances
        ),
        *(
            edge("LED_BY", matter.ref, one.code, valid_from=one.start, valid_to=one.end)
            if role == "lead"
            else edge(
                "INVOLVES", matter.ref, one.code, role=role, valid_from=one.start,
                valid_to=one.end,
            )
            for role, one in matter.works
        ),
        *(_talk_world(matter.ref, talk) for talk in matter.talks),
    )  # fmt: skip


def _talk_world(ref: str, talk: Talk) -> World:
    return world(
        node("Meeting", f"M-{talk.code}", {"OF_PANEL": ["P"]}, on=talk.day, state=talk.state),
        node(
            "Discussion", talk.code, {"AT_MEETING": [f"M-{talk.code}"], "CONSIDERS": [ref]}, item=1
        ),
        *(
            edge("INVITED", talk.code, code, outcome=outcome, grade=grade or None)
            for code, (outcome, grade) in talk.seats.items()
        ),
    )
