"""The timeline of a case as a drawing: where bars and marks stand, worked out on the server.

The drawing and its table are made from the same list; the drawing holds nothing that it does not.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from queries.involvement import Involvement

WIDTH, NAMES, RIGHT = 1000, 290, 20
"""Units of the drawing: its width, the column of names, the margin."""
TOP, ROW, BOTTOM = 46, 40, 10
LETTERS = 36
"""Letters of a name that fit into a line of its column."""
FEWEST_DAYS = 60
BEFORE = datetime.timedelta(days=120)
"""How long before the first discussion the drawing begins at the earliest; the table has all."""
MOST_TICKS = 9
STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 1200, 12000)
"""Months between two ticks."""
BAR = {"lead": 14, "core": 10, "contributing": 6, "informed": 3}
"""How thick the bar of a role is: the closer, the thicker."""
ROLE_WORDS = {
    "lead": "lead agency", "core": "core", "contributing": "contributing",
    "informed": "kept informed",
}  # fmt: skip


class Bar(NamedTuple):
    """A time in which an agency was involved."""

    role: str
    x: float
    y: float
    width: float
    height: int


class Sign(NamedTuple):
    """What an agency did at a discussion; the shape follows from the outcome."""

    outcome: str
    x: float
    y: float
    words: str


class Tick(NamedTuple):
    """The first day of a month."""

    x: float
    text: str


@dataclass(frozen=True)
class Lane:
    """The row of one agency."""

    y: float
    lines: tuple[str, ...]
    bars: tuple[Bar, ...]
    signs: tuple[Sign, ...]


@dataclass(frozen=True)
class Drawing:
    """A timeline, ready to be written as SVG."""

    width: int
    height: int
    ticks: tuple[Tick, ...]
    today: float
    lanes: tuple[Lane, ...]
    meetings: tuple[float, ...]


def drawing(
    found: Sequence[Involvement],
    first: datetime.date,
    as_of: datetime.date,
    said: dict[str, str],
) -> Drawing:
    """Return the drawing of agencies round a case; `said` are the words of each outcome."""
    marked = [mark.on for one in found for mark in one.marks]
    last = max([as_of, *marked])
    if marked:
        first = max(first, min(marked) - BEFORE)
    first = min(first, last - datetime.timedelta(days=FEWEST_DAYS))
    scale = _Scale(first, last)
    lanes = tuple(_lane(place, one, scale, as_of, said) for place, one in enumerate(found))
    days = sorted({mark.on for one in found for mark in one.marks})
    return Drawing(
        WIDTH,
        TOP + ROW * len(found) + BOTTOM,
        tuple(_ticks(scale)),
        scale.at(as_of),
        lanes,
        tuple(scale.at(day) for day in days),
    )


@dataclass(frozen=True)
class _Scale:
    """Where a day stands."""

    first: datetime.date
    last: datetime.date

    def at(self, day: datetime.date) -> float:
        """Return the place of a day, within the drawing."""
        days = max(1, (self.last - self.first).days)
        within = min(max((day - self.first).days, 0), days)
        return round(NAMES + within * (WIDTH - NAMES - RIGHT) / days, 1)


def _lane(
    place: int, one: Involvement, scale: _Scale, as_of: datetime.date, said: dict[str, str]
) -> Lane:
    middle = TOP + ROW * place + ROW / 2
    bars = []
    for part in one.parts:
        start = scale.at(part.start or scale.first)
        height = BAR[part.role]
        width = max(2.0, round(scale.at(part.end or as_of) - start, 1))
        bars.append(Bar(part.role, start, middle - height / 2, width, height))
    signs = tuple(
        Sign(
            mark.outcome,
            scale.at(mark.on),
            middle,
            f"{one.name}, {mark.on.day} {mark.on:%B %Y}: {said[mark.outcome]}",
        )
        for mark in one.marks
    )
    return Lane(middle, _lines(one.name), tuple(bars), signs)


def _lines(name: str) -> tuple[str, ...]:
    """Break a name into two lines at most; the table has all of it."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > LETTERS:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1]} …"]
    return tuple(line if len(line) <= LETTERS + 2 else f"{line[:LETTERS]}…" for line in lines)


def _ticks(scale: _Scale) -> list[Tick]:
    """Return the months, or every few of them, that the drawing covers."""
    long = (scale.last.year - scale.first.year) * 12 + scale.last.month - scale.first.month
    step = next(found for found in STEPS if long / found <= MOST_TICKS)
    months = range(scale.first.year * 12 + scale.first.month, 12 * scale.last.year + 12)
    days = [datetime.date(month // 12, month % 12 + 1, 1) for month in months]
    return [
        Tick(scale.at(day), f"{day:%b %Y}")
        for day in days
        if scale.first <= day <= scale.last and (day.year * 12 + day.month - 1) % step == 0
    ]
