"""Coverage gaps as joins of whole frames: polars, rule by rule, with nothing kept between runs.

A third reading of section 6 of the design, written beside `baseline.py`; the benchmark fails unless
all three find the same rows.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars
from polars import col, lit

from benchmarks.baseline import SHOWN, Found
from benchmarks.column_rules import RuleRun
from benchmarks.columns import NOTHING, Columns, Frame, holding

Day = datetime.date


def after_days(day: polars.Expr, days: int | None) -> polars.Expr:
    """Return the day that is some days later; none where no number of days is set."""
    return NOTHING if days is None else day + datetime.timedelta(days=days)


def reached(steps: Frame, start: Frame) -> Frame:
    """Return pairs (agency, member) with every member that steps lead to, and the start itself."""
    found = start
    while True:
        more = found.join(steps, left_on="member", right_on="agency", suffix="_next")
        more = more.select("agency", member=col("member_next"))
        wider = polars.concat([found, more]).unique()
        if wider.height == found.height:
            return found
        found = wider


@dataclass
class ColumnAnalyst:
    """One run over the frames; what is the same for every rule is worked out once."""

    columns: Columns
    policy: Any
    day: Day
    here: Frame = field(init=False)
    """Cases in question: case, opened, level, area, begins (of the home)."""

    def gaps(self, area: str | None = None) -> list[Found]:
        """Return the rows that somebody has to act on, of one area or of all."""
        self.here = self.cases(area)
        self.kinds = self.columns["agencies"].join(self.columns["types"], on="kind", how="left")
        self.held = self.talks("held").filter(col("day") <= self.day)
        planned = self.talks("planned").filter(col("day") >= self.day)
        self.next = planned.group_by("case", maintain_order=True).first()
        own = self.kinds.select("agency", member=col("agency"))
        self.families = reached(self.columns["parts"], own)
        self.former = reached(self.columns["replaced"], own)
        found = [row for frame in self.judged() for row in frame.rows()]
        order = {state: place for place, state in enumerate(SHOWN)}
        rows = [Found(*row) for row in found if row[2] in order]
        return sorted(rows, key=lambda r: (order[r.state], r.since or Day.max, r.case, r.rule))

    def judged(self) -> Iterator[Frame]:
        """Yield the rows of every rule and clock, in the columns of `Found`."""
        for rule in self.policy.seats:
            if rule.in_force(self.day):
                yield RuleRun(self, rule).seat()
        for rule in self.policy.links:
            if rule.in_force(self.day):
                yield RuleRun(self, rule).link()
        clocks = [c for c in self.policy.clocks if c.of == "discussion" and c.in_force(self.day)]
        timed = sorted({level for clock in clocks for level in clock.levels})
        for clock in clocks:
            yield self.clock(clock, timed)

    def cases(self, area: str | None) -> Frame:
        """Return the open cases at a level of the policy, of one area or of all."""
        today = lit(self.day)
        levels = holding(self.columns["levels"], today).group_by("case").agg(
            level=col("code").max(), asked=col("code").is_in(list(self.policy.levels)).any()
        )  # fmt: skip
        ends = col("ends").fill_null(Day.max)
        homes = holding(self.columns["homes"], today)
        home = homes.sort(col("begins").fill_null(Day.min), ends, "area").group_by("case").last()
        is_open = (col("opened") <= today) & (col("closed").is_null() | (col("closed") > today))
        found = self.columns["cases"].filter(is_open).join(levels.filter("asked"), on="case")
        if area:
            found = found.join(homes.filter(col("area") == area), on="case", how="semi")
        found = found.join(home, on="case", how="left")
        return found.select("case", "opened", "level", col("area").fill_null(""), "begins")

    def talks(self, state: str) -> Frame:
        """Return the discussions of the cases in question, in order."""
        found = self.columns["talks"].filter(col("state") == state)
        return found.join(self.here, on="case", how="semi").sort("case", "day", "item", "talk")

    def run_start(self, ties: Frame, keys: Sequence[str] = ("case",)) -> Frame:
        """Return the first day of the run of rows that holds today, by key."""
        now = holding(ties, lit(self.day)).group_by(keys).agg(
            start=col("begins").min(), vague=col("begins").is_null().any()
        )  # fmt: skip
        found = now.filter(~col("vague")).select(*keys, "start")
        while True:
            touching = (col("begins") < col("start")) & (
                col("ends").is_null() | (col("ends") >= col("start"))
            )
            earlier = ties.join(found, on=list(keys)).filter(touching)
            if earlier.is_empty():
                return found
            first = earlier.group_by(keys).agg(earlier=col("begins").min())
            found = found.join(first, on=list(keys), how="left").select(
                *keys, start=polars.min_horizontal("start", "earlier")
            )

    def since(self, name: str, codes: Sequence[str]) -> Frame:
        """Return the start of the run of rows of any of several codes, by case."""
        ties = self.columns[name].join(self.here, on="case", how="semi")
        return self.run_start(ties.filter(col("code").is_in(list(codes))))

    def clock(self, clock: Any, timed: Sequence[str]) -> Frame:
        """Say which cases were not discussed in time."""
        last = self.held.group_by("case").agg(last=col("day").max())
        found = self.here.filter(col("level").is_in(list(clock.levels)))
        found = found.join(self.since("levels", timed), on="case", how="left")
        found = found.join(last, on="case", how="left")
        start = polars.coalesce("start", "opened")
        after = col("last").is_not_null() & (col("last") >= start)
        first = after_days(start, clock.first_within_days)
        then = after_days(col("last"), clock.then_within_days)
        found = found.with_columns(due=polars.when(after).then(then).otherwise(first))
        late = found.filter(col("due") < self.day).join(self.next, on="case", how="left")
        return late.select(
            "case", rule=lit(clock.id), state=lit("no_meeting"), kind=lit("meeting_overdue"),
            since=col("due") + datetime.timedelta(days=1), missed=lit(0), next_on="day",
            invited_next=polars.when(col("day").is_null()).then(lit("nothing planned"))
            .otherwise(lit("")),
        )  # fmt: skip
