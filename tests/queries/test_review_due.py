"""How one case stands against the clocks of its reviews."""

import datetime

import pytest

from queries.coverage.policy import Clock
from queries.reviews import review_due

DAY = datetime.date(2026, 1, 31)
HIGH = Clock("HIGH", "review", ("1",), "b", "verified", None, 100, ("high", "very_high"))
OTHERS = Clock("OTHERS", "review", ("1",), "b", "verified", 20, 300, ("low", "medium"))


def ago(days: int) -> datetime.date:
    """Return a day so many days ago."""
    return DAY - datetime.timedelta(days=days)


# Band, days since the start, days since the last review, days since the date set: state, clock, due
CASES = {
    "the last day is in time": (("high", 500, 100, None), ("in_time", "HIGH", ago(0))),
    "the day after is not": (("high", 500, 101, None), ("overdue", "HIGH", ago(1))),
    "a review of an earlier time at the level": (("low", 50, 60, None),
                                                 ("overdue", "OTHERS", ago(30))),
    "no first interval: the other counts": (("high", 99, None, None), ("in_time", "HIGH", ago(-1))),
    "no band, late by every clock": (("", 500, 301, None), ("overdue", "OTHERS", ago(1))),
    "no band, late by one": (("", 500, 200, None), ("unknown", "HIGH", ago(100))),
    "no band, late by none": (("", 500, 50, None), ("in_time", "HIGH", ago(-50))),
    "the date set has passed": (("low", 500, 50, 1), ("overdue", "next_review_on", ago(1))),
    "the date set is today": (("low", 500, 50, 0), ("in_time", "next_review_on", ago(0))),
    "reviewed on the date set": (("low", 500, 50, 50), ("in_time", "OTHERS", ago(-250))),
    "the date set is ahead, the clock has run out": (("high", 500, 150, -9),
                                                     ("overdue", "HIGH", ago(50))),
    "no review on record: the date set alone": (("high", 500, None, -9),
                                                ("in_time", "next_review_on", ago(-9))),
    "a date that has passed beats a band not known": (("", 500, 200, 5),
                                                      ("overdue", "next_review_on", ago(5))),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_edge_of_a_clock(name: str) -> None:
    """One day too early is a false alarm, one too late a case that nobody looks at."""
    (band, start, done, own), expected = CASES[name]
    last = None if done is None else {"code": "RV", "done_on": ago(done)}
    own_date = None if own is None else ago(own)

    due = review_due([HIGH, OTHERS], band, ago(start), last, own_date, DAY)

    assert due is not None
    assert expected == (due.state, due.clock, due.due)


def test_a_clock_of_another_band_says_nothing() -> None:
    """A policy that is silent on a band makes nobody late."""
    due = review_due([HIGH], "low", ago(900), None, None, DAY)

    assert due is None
