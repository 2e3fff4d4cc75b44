"""A chart of rates by month, drawn by the server: places worked out here, lines in a template."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import NamedTuple

WIDTH, HEIGHT = 900, 380
LEFT, RIGHT, TOP, BOTTOM = 52, 285, 16, 44
"""Units of the drawing around the field: the axis on the left, the names of the lines right."""
MARK = 5
"""Half the size of the sign on a line."""
APART = 19
"""Units from one line of a name to the next, and between two names, so that none covers another."""
LETTERS = 28
"""Of a name that stand in one line at the right."""
STEPS = (0, 25, 50, 75, 100)
MOST_LINES = 7
"""More can nobody tell apart; the table has all of them."""
DASHES = ("", "10 5", "2 5", "14 5 3 5", "6 3 2 3 2 3", "20 6", "5 4")
"""How each line is broken: with its sign and its name at the end, no line rests on colour."""
COLOURS = ("#0b0c0c", "#1d70b8", "#ca3535", "#0f7a52", "#54319f", "#484949", "#11706f")
"""With white each has at least 4.5 to 1."""
SIGNS = ("circle", "square", "triangle", "diamond", "cross", "bar", "circle")


class Point(NamedTuple):
    """A place in the drawing."""

    x: float
    y: float


@dataclass(frozen=True)
class Series:
    """One line: its name, and per cent by month; None where nothing was required."""

    name: str
    values: Sequence[int | None]


@dataclass(frozen=True)
class Drawn:
    """One line with its place: the paths of line and signs, its name at the end."""

    name: str
    number: int
    path: str
    marks: str
    end: Point
    label_y: float
    """Where the first line of the name stands."""
    last: int

    @property
    def words(self) -> list[str]:
        """Return the name in the lines in which it is written: no type is told by half its name."""
        return wrap(self.name, LETTERS, break_long_words=False) or [""]

    @property
    def dashes(self) -> str:
        """Return how the line is broken."""
        return DASHES[self.number]

    @property
    def colour(self) -> str:
        """Return the colour, which only repeats what dashes and signs say."""
        return COLOURS[self.number]


@dataclass(frozen=True)
class Chart:
    """Everything that the template draws."""

    title: str
    description: str
    lines: Sequence[Drawn]
    months: Sequence[tuple[float, str]]
    steps: Sequence[tuple[float, str]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM
    apart: int = APART

    @property
    def label_x(self) -> int:
        """Return where the names begin."""
        return self.right + 22


def chart(
    title: str, months: Sequence[datetime.date], series: Sequence[Series], description: str
) -> Chart:
    """Draw the first few series that have a value; what has none is left to the table."""
    known = [one for one in series if any(value is not None for value in one.values)]
    places = [_x(place, len(months)) for place in range(len(months))]
    drawn = [_drawn(one, number, places) for number, one in enumerate(known[:MOST_LINES])]
    return Chart(
        title,
        description,
        _spread(drawn),
        [(x, f"{month:%b}\n{month:%Y}") for x, month in zip(places, months, strict=True)],
        [(_y(step), f"{step}%") for step in STEPS],
    )


def _x(place: int, of: int) -> float:
    room = WIDTH - LEFT - RIGHT
    return round(LEFT + 10 + (room - 10) * place / max(1, of - 1), 1)


def _y(value: float) -> float:
    room = HEIGHT - TOP - BOTTOM
    return round(TOP + room * (100 - value) / 100, 1)


def _drawn(one: Series, number: int, places: Sequence[float]) -> Drawn:
    points = [
        Point(x, _y(value)) if value is not None else None
        for x, value in zip(places, one.values, strict=True)
    ]
    there = [point for point in points if point is not None]
    last = next(value for value in reversed(one.values) if value is not None)
    marks = " ".join(_mark(SIGNS[number], point) for point in there)
    return Drawn(one.name, number, _path(points), marks, there[-1], there[-1].y, last)


def _path(points: Sequence[Point | None]) -> str:
    """Return a path that is interrupted where there is no value."""
    parts: list[str] = []
    is_on = False
    for point in points:
        if point is not None:
            parts.append(f"{'L' if is_on else 'M'}{point.x} {point.y}")
        is_on = point is not None
    return "".join(parts)


def _mark(sign: str, at: Point) -> str:
    x, y, size = at.x, at.y, MARK
    corners: dict[str, list[tuple[float, float]]] = {
        "square": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
        "triangle": [(0, -1.2), (1.2, 1), (-1.2, 1)],
        "diamond": [(0, -1.4), (1.4, 0), (0, 1.4), (-1.4, 0)],
        "bar": [(-0.5, -1.4), (0.5, -1.4), (0.5, 1.4), (-0.5, 1.4)],
        "cross": [(-1.2, -0.4), (1.2, -0.4), (1.2, 0.4), (-1.2, 0.4)],
    }
    if sign not in corners:
        return f"M{x - size} {y}a{size} {size} 0 1 0 {2 * size} 0a{size} {size} 0 1 0 {-2 * size} 0"
    steps = [f"{round(x + dx * size, 1)} {round(y + dy * size, 1)}" for dx, dy in corners[sign]]
    return f"M{'L'.join(steps)}Z"


def _spread(drawn: Sequence[Drawn]) -> list[Drawn]:
    """Move names apart that would cover each other, none out of the drawing."""
    ordered = sorted(drawn, key=lambda one: (one.end.y, one.number))
    places: list[float] = []
    free = float(TOP)
    for one in ordered:
        places.append(max(one.end.y, free))
        free = places[-1] + APART * len(one.words)
    free = float(HEIGHT - BOTTOM + APART)
    for place in range(len(places) - 1, -1, -1):
        places[place] = free = min(places[place], free - APART * len(ordered[place].words))
    moved = {one.number: place for one, place in zip(ordered, places, strict=True)}
    return [
        Drawn(one.name, one.number, one.path, one.marks, one.end, moved[one.number], one.last)
        for one in drawn
    ]
