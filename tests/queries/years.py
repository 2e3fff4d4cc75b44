"""Simulated years: some thirty cases, their meetings and who comes to them, told day by day.

What the list of gaps should say is worked out here from the story, without the product's judge.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.reference import codes, rows
from graph.worlds import World, agency, discussion, edge, node, reference, world
from queries.coverage.policy import Clock, Seat
from queries.coverage.policy_file import default_policy

Day = datetime.date
ONE = datetime.timedelta(days=1)
FIRST, LAST = Day(2025, 1, 1), Day(2025, 12, 31)
MAY_DAY = Day(2025, 5, 1)
POLICY = default_policy()
SEATS = POLICY.seats
CLOCKS = {clock.levels[0]: clock for clock in POLICY.clocks if clock.of == "discussion"}
TYPES = sorted({kind for rule in POLICY.rules for kind in rule.requires})
CIRCUMSTANCES = sorted(codes("circumstance"))
CASES = 30


@dataclass
class Story:
    """One case: what holds of it from which day, and when it is discussed."""

    ref: str
    opened: Day
    closed: Day | None
    category: str
    level: str
    raised: Day | None = None
    """Day of the discussion that put it at Level 3."""
    holds: dict[str, tuple[Day, Day | None]] = field(default_factory=dict)
    """Circumstances with their first day and the day after their last."""
    talks: list[Day] = field(default_factory=list)

    def level_on(self, day: Day) -> str:
        """Return the level on a day."""
        return "3" if self.raised and self.raised <= day else self.level

    def is_open(self, day: Day) -> bool:
        """Whether the case is open."""
        return self.opened <= day and (self.closed is None or day < self.closed)

    def asked_since(self, rule: Seat, day: Day) -> Day | None:
        """Return since when a rule asks for somebody on a day; None = it does not."""
        if self.level_on(day) not in rule.levels:
            return None
        if rule.categories and self.category not in rule.categories:
            return None
        begun = [
            start
            for code, (start, end) in self.holds.items()
            if code in rule.circumstances and start <= day and (end is None or day < end)
        ]
        if rule.circumstances and not begun:
            return None
        raised = self.raised if "2" not in rule.levels else None
        return max(one for one in (self.opened, raised, min(begun, default=None)) if one)


@dataclass(frozen=True)
class Year:
    """What is told: how late meetings are, and which type stays away from which day."""

    late: int = 0
    absent: str = ""
    since: Day = MAY_DAY

    def stories(self) -> list[Story]:
        """Return the cases, with discussions as late as the year wants them."""
        return [_story(number, self.late) for number in range(CASES)]

    def world(self) -> World:
        """Return everything as a world: two people an agency, all are asked each time."""
        kinds = [(row["code"], row["reach"]) for row in rows("agency_type") if row["code"] in TYPES]
        return world(
            reference(kinds, circumstances=CIRCUMSTANCES),
            *(_agency(kind) for kind in TYPES),
            *(_case(story) for story in self.stories()),
            *(
                discussion(f"D-{story.ref}-{n}", story.ref, day, outcomes := self.came(story, day),
                           grades=dict.fromkeys(outcomes, "senior"))
                for story in self.stories()
                for n, day in enumerate(story.talks)
            ),
        )  # fmt: skip

    def came(self, story: Story, day: Day) -> dict[str, str]:
        """Return who was asked to a discussion, and came or stayed away."""
        asked = {kind for rule in SEATS if story.asked_since(rule, day) for kind in rule.requires}
        return {
            kind: "no_show" if kind == self.absent and day >= self.since else "in_person"
            for kind in sorted(asked)
        }

    def late_meetings(self, day: Day) -> set[tuple[object, ...]]:
        """Return case, clock, state, kind, since and missed for each case that waits too long."""
        found: set[tuple[object, ...]] = set()
        for story in self.stories():
            if story.is_open(day):
                clock = CLOCKS[story.level_on(day)]
                due = _due(story.opened, [talk for talk in story.talks if talk <= day], clock)
                if due < day:
                    late = ("no_meeting", "meeting_overdue", due + ONE, 0)
                    found.add((story.ref, clock.id, *late))
        return found

    def absences(self, day: Day) -> set[tuple[object, ...]]:
        """Return case, rule, state, kind, since and missed for each seat that stayed empty."""
        found: set[tuple[object, ...]] = set()
        rules = [rule for rule in SEATS if self.absent in rule.requires]
        for story in self.stories():
            for rule in rules if story.is_open(day) else ():
                asked = story.asked_since(rule, day)
                missed = [
                    talk for talk in story.talks if asked and max(asked + ONE, self.since) <= talk
                ]
                missed = [talk for talk in missed if talk <= day]
                if missed:
                    found.add((story.ref, rule.id, "gap", "no_show", missed[0], len(missed)))
        return found


def days() -> Iterator[Day]:
    """Yield every fourteenth day of the year."""
    day = FIRST
    while day <= LAST:
        yield day
        day += 14 * ONE


def _due(opened: Day, held: list[Day], clock: Clock) -> Day:
    since, within = (
        (held[-1], clock.then_within_days) if held else (opened, clock.first_within_days)
    )
    return since + ONE * (within or 0)


def _story(number: int, late: int) -> Story:
    opened = Day(2023, 9, 1) + 23 * number * ONE
    story = Story(
        f"C{number:02}",
        opened,
        Day(2025, 8, 4) + number * ONE if number % 10 == 7 else None,
        "4" if number % 9 == 4 else str(number % 3 + 1),
        "3" if number % 5 == 0 else "2",
    )
    for place, code in enumerate(CIRCUMSTANCES):
        if (number * 7 + place * 5) % 11 < 3:
            start = opened + ONE * ((number * 37 + place * 61) % 500)
            end = start + 150 * ONE if (number + place) % 3 == 0 else None
            story.holds[code] = (start, end)
    while not story.talks or story.talks[-1] <= LAST:
        level = story.level_on(story.talks[-1]) if story.talks else story.level
        story.talks.append(_due(opened, story.talks, CLOCKS[level]) + late * ONE)
        if number % 5 == 1 and len(story.talks) == 3:
            story.raised = story.talks[-1]
    last = min(story.closed or LAST, LAST)
    story.talks = [talk for talk in story.talks if talk <= last]
    return story


def _agency(kind: str) -> World:
    return world(
        agency(kind, kind, "cheshire"),
        *(
            world(
                node("Representative", f"R-{kind}-{n}"), edge("REPRESENTS", f"R-{kind}-{n}", kind)
            )
            for n in range(2)
        ),
    )


def _case(story: Story) -> World:
    """Return a case about which everything was asked when it was opened."""
    ref, opened = story.ref, story.opened
    levels = [edge("AT_LEVEL", ref, story.level, valid_from=opened, valid_to=story.raised)]
    if story.raised:
        levels.append(edge("AT_LEVEL", ref, "3", valid_from=story.raised))
    return world(
        node("Offender", f"O-{ref}"),
        node(
            "MappaCase", ref, {"CONCERNS": [f"O-{ref}"]}, opened_on=opened, closed_on=story.closed
        ),
        edge("IN_AREA", ref, "cheshire", valid_from=opened, standing="home"),
        edge("IN_CATEGORY", ref, story.category, valid_from=opened),
        *levels,
        *(_answers(story, code) for code in CIRCUMSTANCES),
        *(
            _link(story, kind, role, start)
            for rule in POLICY.links
            for code, (start, _) in story.holds.items()
            if code in rule.circumstances
            for kind in rule.requires
            for role in rule.roles[:1]
        ),
    )


def _answers(story: Story, code: str) -> World:
    """Return no, from the day of opening, and yes for as long as it was so."""
    start, end = story.holds.get(code, (None, None))
    spells = [(story.opened, start, "no"), (start, end, "yes"), (end, None, "no")]
    return world(
        *(
            edge(
                "HAS_CIRCUMSTANCE", story.ref, code, answer=answer, valid_from=first, valid_to=last
            )
            for first, last, answer in spells
            if first is not None and first != last
        )
    )


def _link(story: Story, kind: str, role: str, start: Day) -> World:
    if role == "lead":
        return edge("LED_BY", story.ref, kind, valid_from=start)
    return edge("INVOLVES", story.ref, kind, valid_from=start, role=role)
