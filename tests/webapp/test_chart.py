"""The chart of the trend: what is drawn is what is told, and its names can be read."""

import datetime
import itertools
import re

from webapp.chart import APART, DASHES, HEIGHT, MOST_LINES, SIGNS, WIDTH, Series, chart
from webapp.trend import Trend

MONTHS = [datetime.date(2025, month, 28) for month in range(1, 7)]


def row(month: datetime.date, kind: str, met: int, required: int) -> dict[str, object]:
    """Return a row of coverage-trend."""
    counts = {"required": required, "met": met, "at_risk": 0, "not_due": 0, "unknown": 0}
    return {"month": month, "type": kind, "level": "2", "area": "cheshire", **counts}


def test_names_never_cover_each_other_nor_leave_the_drawing() -> None:
    """Seven lines that end at one value are seven names at one place."""
    drawn = chart("A title", MONTHS, [Series(f"S{n}", [0] * 6) for n in range(MOST_LINES)], "Words")

    places = sorted(line.label_y for line in drawn.lines)
    assert all(after - before >= APART for before, after in itertools.pairwise(places))
    assert 0 < places[0]
    assert places[-1] < HEIGHT


def test_a_long_name_is_told_whole_in_lines_that_cover_no_other() -> None:
    """Half the name of a type may be that of another: Integrated care board, or provider?"""
    name = "Multi-agency risk assessment conference"
    values = [100, 98, 97, 50, 2, 1, 0]
    series = [Series(f"{n} {name}", [value]) for n, value in enumerate(values)]

    drawn = chart("A title", MONTHS[:1], series, "Words")

    assert [one.name for one in series] == [" ".join(line.words) for line in drawn.lines]
    assert {2} == {len(line.words) for line in drawn.lines}
    places = sorted(line.label_y + row * APART for line in drawn.lines for row in range(2))
    assert all(after - before >= APART for before, after in itertools.pairwise(places))
    assert places[0] > 0
    assert places[-1] < HEIGHT


def test_a_month_without_a_rate_interrupts_the_line() -> None:
    """A line across a month in which nothing was required tells of a rate that is not."""
    (line,) = chart("A title", MONTHS, [Series("S", [50, 50, None, 50, 50, 50])], "Words").lines

    assert 2 == line.path.count("M")
    assert 5 == line.marks.count("M")


def test_higher_is_better_and_later_is_further_right() -> None:
    """A chart that is read the wrong way round is worse than none."""
    (line,) = chart("A title", MONTHS, [Series("S", [0, 20, 40, 60, 80, 100])], "Words").lines

    points = [tuple(map(float, one)) for one in re.findall(r"([\d.]+) ([\d.]+)", line.path)]
    assert points == sorted(points, key=lambda point: (point[0], -point[1]))
    assert points[0][1] > points[-1][1]
    assert points[-1][0] < WIDTH


def test_no_two_lines_are_told_apart_by_colour_alone() -> None:
    """Whoever prints in grey, or sees no red, reads dashes and signs."""
    looks = list(zip(DASHES, SIGNS, strict=True))

    assert len(set(looks)) == MOST_LINES == len(looks)
    assert len(set(DASHES)) == len(DASHES)


def test_what_lost_most_places_comes_first_after_the_total() -> None:
    """An analyst looks for the fall; it must not stand at the end of an alphabet."""
    rows = [
        row(MONTHS[0], "LHA", 5, 5), row(MONTHS[0], "NHST", 1, 2), row(MONTHS[0], "POL", 9, 9),
        row(MONTHS[1], "LHA", 2, 5), row(MONTHS[1], "NHST", 2, 2), row(MONTHS[1], "POL", 8, 9),
        row(MONTHS[1], "DWP", 0, 0),
    ]  # fmt: skip

    trend = Trend.of(rows, "type", {"LHA": "Housing", "POL": "Police"}, MONTHS[:2])

    assert ["All", "Housing", "Police", "NHST"] == [one.name for one in trend.lines]
    assert ["Housing", "Police"] == [one.name for one in trend.falls(5)]
    first, last = (f"{month:%B %Y}" for month in MONTHS[:2])
    assert f"Housing: 5 of 5 (100%) in {first}, 2 of 5 (40%) in {last}" == trend.lines[
        1
    ].change_in_words(MONTHS[:2])
    assert (15, 16, 94) == (
        trend.lines[0].cells[0].met, trend.lines[0].cells[0].required,
        trend.lines[0].cells[0].percentage,
    )  # fmt: skip
    assert ["DWP"] == trend.quiet


def test_a_single_line_is_not_drawn_twice() -> None:
    """A total of one thing says nothing that the thing does not say."""
    rows = [row(MONTHS[0], "LHA", 5, 5), row(MONTHS[1], "LHA", 2, 5)]

    trend = Trend.of(rows, "type", {"LHA": "Housing"}, MONTHS[:2])

    assert ["Housing"] == [one.name for one in trend.lines] == [one.name for one in trend.falls(3)]
