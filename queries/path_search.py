"""The search for a shortest path, from both ends at once."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from graph.store import Row
from queries.path_steps import SEEN, STEPS, Step

Thing = tuple[str, str]
"""A label and a key."""
Read = Callable[[Mapping[str, Sequence[str]]], Mapping[str, Sequence[Row]]]
"""Asks texts by their names, each told some keys; returns the rows of each."""


class Tie(NamedTuple):
    """How a search came from one thing to the next."""

    before: Thing
    step: Step
    since: datetime.date | None


@dataclass
class Side:
    """One half of the search: what was reached from one end, and by which ties."""

    frontier: list[Thing]
    ties: dict[Thing, list[Tie]] = field(default_factory=dict)
    depth: int = 0

    def has(self, thing: Thing) -> bool:
        """Whether the thing was reached."""
        return thing in self.ties


class Link(NamedTuple):
    """One step of the path that was found, in the order of walking."""

    here: Thing
    there: Thing
    words: str
    edge: str
    since: datetime.date | None


def shortest(
    read: Read, start: Thing, goal: Thing, longest: int, allowed: frozenset[str]
) -> list[Link]:
    """Return the steps of a shortest path, widening the side with fewer things to look at."""
    near, far = Side([start], {start: []}), Side([goal], {goal: []})
    while near.depth + far.depth < longest and near.frontier and far.frontier:
        side, other = (near, far) if len(near.frontier) <= len(far.frontier) else (far, near)
        _widen(read, side, allowed)
        if any(other.has(thing) for thing in side.frontier):
            return _least(near, far, start, goal)
    return []


def _widen(read: Read, side: Side, allowed: frozenset[str]) -> None:
    """Go one step on from everything that was reached last."""
    by_label: dict[str, list[str]] = {}
    for label, key in side.frontier:
        by_label.setdefault(label, []).append(key)
    steps = [step for step in STEPS if step.here in by_label and step.edge in allowed]
    rows = read({step.name: by_label[step.here] for step in steps})
    reached: dict[Thing, list[Tie]] = {}
    for step in steps:
        for row in rows[step.name]:
            thing = (step.there, row["there"])
            if not side.has(thing):
                tie = Tie((step.here, row["here"]), step, row["since"])
                reached.setdefault(thing, []).append(tie)
    found: dict[str, list[str]] = {}
    for label, key in reached:
        found.setdefault(label, []).append(key)
    seen = seen_of(read, found)
    side.ties.update((thing, ties) for thing, ties in reached.items() if thing in seen)
    side.frontier = sorted(seen)
    side.depth += 1


def seen_of(read: Read, found: Mapping[str, Sequence[str]]) -> set[Thing]:
    """Return those of keys, by label, that are there on the day and that the asker may see."""
    asked = {f"seen {label}": sorted(keys) for label, keys in found.items() if label in SEEN}
    rows = read(asked) if asked else {}
    return {
        (label, key)
        for label, keys in found.items()
        for key in ([row["seen"] for row in rows[f"seen {label}"]] if label in SEEN else keys)
    }


def _least(near: Side, far: Side, start: Thing, goal: Thing) -> list[Link]:
    """Return, of all shortest paths, the one whose things come first by label and key."""
    meeting = sorted(near.ties.keys() & far.ties.keys())
    ahead: dict[Thing, list[Link]] = {}
    behind = set(meeting)
    while behind:  # from where the two halves met, back to the start
        before = set()
        for thing in behind:
            for tie in near.ties[thing]:
                link = Link(tie.before, thing, tie.step.words, tie.step.edge, tie.since)
                ahead.setdefault(tie.before, []).append(link)
                before.add(tie.before)
        behind = before
    path: list[Link] = []
    here = start
    while here not in far.ties:
        path.append(min(ahead[here], key=_order))
        here = path[-1].there
    while here != goal:
        tie = min(far.ties[here], key=lambda tie: (tie.before, tie.step.edge))
        path.append(Link(here, tie.before, _turned(tie.step), tie.step.edge, tie.since))
        here = tie.before
    return path


def _order(link: Link) -> tuple[Thing, str]:
    return (link.there, link.edge)


def _turned(step: Step) -> str:
    return Step(step.edge, step.there, step.here, not step.forward).words
