"""An independent program of the same meaning as the judge, written from docs/coverage.md.

It knows nothing of the product's facts and judge: it walks plain records of a small world, slowly.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from queries.coverage.policy import Clock, Policy, Rule, Seat

Day = datetime.date
DAY = datetime.timedelta(days=1)


@dataclass
class Spell:
    """Something that holds for a time."""

    code: str
    start: Day | None
    end: Day | None

    def on(self, day: Day) -> bool:
        """Whether it holds on a day."""
        begun = self.start is None or self.start <= day
        return begun and (self.end is None or day < self.end)


@dataclass
class Body:
    """An agency."""

    code: str
    kind: str
    active_to: Day | None = None
    part_of: str = ""
    replaced_by: tuple[str, ...] = ()
    areas: list[Spell] = field(default_factory=list)
    contacts: list[tuple[str, Spell]] = field(default_factory=list)


@dataclass
class Talk:
    """A discussion."""

    code: str
    day: Day
    state: str
    seats: dict[str, tuple[str, str]]


@dataclass
class Matter:
    """A case."""

    ref: str
    opened: Day
    closed: Day | None
    levels: list[Spell]
    categories: list[Spell]
    homes: list[Spell]
    circumstances: list[tuple[str, Spell]]
    works: list[tuple[str, Spell]]
    talks: list[Talk]


@dataclass
class Country:
    """Everything."""

    bodies: dict[str, Body]
    matters: list[Matter]
    reach: dict[str, str]
    umbrellas: set[str]


Row = tuple[str, str, str, str, Day | None, int]


def answers(country: Country, policy: Policy, day: Day) -> list[Row]:
    """Return case, rule, state, kind, since and missed for every rule in force and judged case."""
    rows: list[Row] = []
    for matter in country.matters:
        levels = [spell.code for spell in matter.levels if spell.on(day)]
        if matter.opened > day or (matter.closed and matter.closed <= day) or not levels:
            continue
        level = max(levels)
        for seat in policy.seats:
            if in_force(seat, day):
                rows.append((matter.ref, seat.id, *judge_seat(country, matter, seat, level, day)))
        for link in policy.links:
            if in_force(link, day):
                state = judge_link(country, matter, link, level, day)
                rows.append((matter.ref, link.id, *state))
        clocks = [c for c in policy.clocks if c.of == "discussion" and in_force(c, day)]
        timed = {code for clock in clocks for code in clock.levels}
        for clock in clocks:
            if level in clock.levels:
                first, then = clock.first_within_days, clock.then_within_days
                start = earliest([s for s in matter.levels if s.code in timed], day)
                held = [t.day for t in matter.talks if t.state == "held" and t.day <= day]
                start = start or matter.opened
                since = [t for t in held if t >= start]
                due = max(since) + DAY * (then or 0) if since else start + DAY * (first or 0)
                if due < day:
                    rows.append(
                        (matter.ref, clock.id, "no_meeting", "meeting_overdue", due + DAY, 0)
                    )
    return sorted(rows, key=lambda row: row[:2])


def in_force(rule: Rule | Clock, day: Day) -> bool:
    """Whether a rule or a clock is in force."""
    begun = rule.in_force_from is None or rule.in_force_from <= day
    return begun and (rule.in_force_until is None or day < rule.in_force_until)


def applies(matter: Matter, rule: Rule, level: str, day: Day) -> tuple[str, str]:
    """Point 1."""
    yes = {code for code, spell in matter.circumstances if spell.on(day) and spell.code == "yes"}
    verdicts = []
    if level not in rule.levels or yes & set(rule.unless):
        return "not_required", ""
    if rule.categories:
        mine = {spell.code for spell in matter.categories if spell.on(day)}
        if not mine & set(rule.categories):
            unknown = not mine or "unknown" in mine
            verdicts.append(("unknown", "category_unknown") if unknown else ("not_required", ""))
    for wanted in (rule.circumstances, rule.also):
        if not wanted or yes & set(wanted):
            continue
        mine_now = [(c, s) for c, s in matter.circumstances if c in wanted]
        if any(s.code == "unknown" and s.on(day) for _, s in mine_now):
            verdicts.append(("unknown", "circumstance_unknown"))
        elif any(s.start is None or s.start <= day for _, s in mine_now):
            verdicts.append(("not_required", ""))
        else:
            verdicts.append(("not_asked", ""))
    for state in ("not_required", "unknown", "not_asked"):
        for verdict in verdicts:
            if verdict[0] == state:
                return verdict
    return "", ""


def earliest(spells: Iterable[Spell], day: Day) -> Day | None:
    """Return when the unbroken run that holds on the day began (point 2)."""
    found = list(spells)
    starts = [spell.start for spell in found if spell.on(day)]
    if not starts or None in starts:
        return None
    start = min(one for one in starts if one is not None)
    moved = True
    while moved:
        moved = False
        for spell in found:
            reaches = spell.end is None or spell.end >= start
            if spell.start is not None and spell.start < start and reaches:
                start, moved = spell.start, True
    return start


def duty(country: Country, matter: Matter, rule: Rule, day: Day) -> Day:
    """Point 2."""
    days = [matter.opened, rule.in_force_from]
    days.append(earliest([s for s in matter.levels if s.code in rule.levels], day))
    if rule.categories:
        days.append(earliest([s for s in matter.categories if s.code in rule.categories], day))
    for wanted in (rule.circumstances, rule.also):
        runs = [
            earliest([s for c, s in matter.circumstances if c == code and s.code == "yes"], day)
            for code in wanted
        ]
        known = [run for run in runs if run]
        days.append(min(known) if known else None)
    if any(country.reach[kind] == "area" for kind in rule.requires):
        home = home_of(matter, day)
        days.append(home.start if home else None)
    return max(one for one in days if one is not None)


def home_of(matter: Matter, day: Day) -> Spell | None:
    """Return the latest home that holds."""
    homes = [home for home in matter.homes if home.on(day)]
    return max(
        homes,
        key=lambda home: (home.start or Day.min, home.end or Day.max, home.code),
        default=None,
    )


def parties(country: Country, matter: Matter, rule: Rule, day: Day) -> tuple[set[str], bool]:
    """Point 3: who answers, and whether they are named (then the day does not matter)."""
    core = {
        spell.code
        for role, spell in matter.works
        if role == "core" and spell.on(day) and country.bodies[spell.code].kind in rule.requires
    }
    if not core:
        home = home_of(matter, day)
        area = home.code if home else ""
        return {
            body.code
            for body in country.bodies.values()
            if body.kind in rule.requires
            and (
                country.reach[body.kind] == "anywhere"
                or any(place.code == area for place in body.areas)
            )
        }, False
    family = set(core)
    grown = True
    while grown:
        grown = False
        for body in country.bodies.values():
            for one, other in ((body.code, body.part_of), (body.part_of, body.code)):
                if one in family and other and other not in family:
                    family.add(other)
                    grown = True
    wanted = {
        code for code in family if country.bodies[code].kind in {*rule.requires, *country.umbrellas}
    }
    grown = True
    while grown:
        grown = False
        for body in country.bodies.values():
            if set(body.replaced_by) & wanted and body.code not in wanted:
                wanted.add(body.code)
                grown = True
    return wanted, True


def there(country: Country, matter: Matter, rule: Rule, day: Day, on: Day) -> set[str]:
    """Return who answers at a discussion of one day, seen from another."""
    found, named = parties(country, matter, rule, day)
    if named:
        return found
    home = home_of(matter, day)
    area = home.code if home else ""
    return {
        code
        for code in found
        if country.reach[country.bodies[code].kind] == "anywhere"
        or any(place.code == area and place.on(on) for place in country.bodies[code].areas)
    }


def judge_seat(
    country: Country, matter: Matter, rule: Seat, level: str, day: Day
) -> tuple[str, str, Day | None, int]:
    """Points 1 to 4 and 6."""
    state, kind = applies(matter, rule, level, day)
    if state:
        return state, kind, None, 0
    start = duty(country, matter, rule, day)
    talks = [t for t in matter.talks if t.state == "held" and start < t.day <= day]
    run: list[tuple[Talk, str]] = []
    any_good = False
    for talk in sorted(talks, key=lambda talk: (talk.day, talk.code)):
        seats = {
            code: seat
            for code, seat in talk.seats.items()
            if code in there(country, matter, rule, day, talk.day)
        }
        came = {code: grade for code, (outcome, grade) in seats.items() if outcome in rule.by}
        if any(not rule.grades or grade in rule.grades for grade in came.values()):
            run, any_good = [], True
        elif any(outcome == "awaited" for outcome, _ in seats.values()) or "" in came.values():
            run.append((talk, "open"))
        else:
            run.append((talk, "missed"))
    missed = [talk for talk, made in run if made == "missed"]
    if len(missed) > rule.may_miss:
        return "gap", why(country, matter, rule, missed[-1], day), missed[0].day, len(missed)
    if len(run) > rule.may_miss:
        return "unknown", "awaited", run[0][0].day, len(missed)
    threat, since = at_risk(country, matter, rule, day)
    if threat:
        return "at_risk", threat, since, len(missed)
    return ("met" if any_good else "not_due"), "", None, len(missed)


def why(country: Country, matter: Matter, rule: Seat, talk: Talk, day: Day) -> str:
    """Point 4, the kind of a gap."""
    answering = there(country, matter, rule, day, talk.day)
    outcomes = set()
    for code, (outcome, grade) in talk.seats.items():
        if code in answering:
            wrong = outcome in rule.by and grade and rule.grades and grade not in rule.grades
            outcomes.add("wrong_grade" if wrong else outcome)
    for kind in ("wrong_grade", "report_only", "apologies", "no_show"):
        if kind in outcomes:
            return kind
    alive = [
        code for code in answering if (end := country.bodies[code].active_to) is None or day < end
    ]
    return "not_invited" if alive else "nobody_to_invite"


def at_risk(country: Country, matter: Matter, rule: Seat, day: Day) -> tuple[str, Day | None]:
    """Point 6."""
    home = home_of(matter, day)
    area = home.code if home else ""
    found = [
        country.bodies[code]
        for code in parties(country, matter, rule, day)[0]
        if country.bodies[code].contacts or country.bodies[code].kind not in country.umbrellas
    ]
    able = [
        body
        for body in found
        if (body.active_to is None or day < body.active_to)
        and (
            country.reach[body.kind] != "area"
            or any(place.code == area and place.on(day) for place in body.areas)
        )
    ]
    if not able:
        ends = [body.active_to for body in found]
        ends += [place.end for body in found for place in body.areas if place.code == area]
        return "no_agency", max((e for e in ends if e and e <= day), default=None)
    known = [
        [(place, s) for place, s in body.contacts if s.start is None or s.start <= day]
        for body in able
    ]
    if not all(known):
        return "", None
    serving = [s for contacts in known for place, s in contacts if place in {"", area}]
    if any(s.end is None or day < s.end for s in serving):
        return "", None
    return "no_contact", max((s.end for s in serving if s.end and s.end <= day), default=None)


def judge_link(
    country: Country, matter: Matter, rule: Rule, level: str, day: Day
) -> tuple[str, str, Day | None, int]:
    """Point 5."""
    state, kind = applies(matter, rule, level, day)
    if state:
        return state, kind, None, 0
    roles, grace = getattr(rule, "roles", ()), getattr(rule, "grace_days", 0)
    edges = [
        spell
        for role, spell in matter.works
        if role in roles
        and country.bodies[spell.code].kind in rule.requires
        and (spell.start is None or spell.start <= day)
    ]
    if any(spell.on(day) for spell in edges):
        return "met", "", None, 0
    ends = [spell.end for spell in edges if spell.end]
    due = max([duty(country, matter, rule, day), *ends]) + DAY * grace
    return ("gap", "not_linked", due, 0) if due <= day else ("not_due", "", None, 0)
