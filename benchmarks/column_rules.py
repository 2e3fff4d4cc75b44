"""One rule of the policy over all cases at once, for `column_gaps.py`."""

from dataclasses import dataclass
from datetime import timedelta

import polars
from polars import col, lit

from benchmarks.baseline import NEAREST
from benchmarks.column_duty import RuleDuty
from benchmarks.columns import NOTHING, Frame, holding


@dataclass
class RuleRun(RuleDuty):
    """One rule over all cases in question."""

    def __post_init__(self) -> None:
        run, rule = self.run, self.rule
        requires = col("kind").is_in(list(rule.requires))
        self.of_type = run.kinds.filter(requires)
        self.anywhere = self.of_type.filter(col("reach") == "anywhere")
        self.by_area = run.columns["operates"].join(
            self.of_type.filter(col("reach") != "anywhere"), on="agency", how="semi"
        )
        core = holding(run.columns["works"].filter(col("role") == "core"), lit(run.day))
        core = core.join(self.of_type, on="agency", how="semi").join(
            run.here, on="case", how="semi"
        )
        answering = run.kinds.filter(requires | col("umbrella")).select(member="agency")
        family = run.families.join(answering, on="member", how="semi")
        family = family.join(run.former, left_on="member", right_on="agency", suffix="_old")
        members = core.join(family, on="agency").select("case", agency=col("member_old"))
        self.core = members.unique()

    def answered(self, asked: Frame) -> Frame:
        """Return the rows (case, day, agency, …) whose agency answers for the rule on that day."""
        areas = self.run.here.select("case", "area")
        free = asked.join(self.core, on="case", how="anti")
        placed = free.with_row_index("row").join(areas, on="case").join(
            self.by_area, on=["agency", "area"]
        )  # fmt: skip
        placed = holding(placed, col("day")).unique("row").select(asked.columns)
        return polars.concat(
            [
                asked.join(self.core, on=["case", "agency"], how="semi"),
                free.join(self.anywhere, on="agency", how="semi"),
                placed,
            ]
        )

    # --- verdicts ---------------------------------------------------------------------------

    def seat(self) -> Frame:
        """Judge a seat at the table, for every case."""
        applying = self.applying()
        ruled = self.with_duty(applying.filter(col("state") == ""))
        ruled = ruled.join(self.absences(ruled), on="case", how="left")
        ruled = ruled.with_columns(col("run", "missed").fill_null(0))
        gap = col("missed") > self.rule.may_miss
        vague = ~gap & (col("run") > self.rule.may_miss)
        gaps = ruled.filter(gap)
        gaps = gaps.join(self.why(gaps), on="case").with_columns(since=col("first_missed"))
        quiet = ruled.filter(~gap & ~vague)
        quiet = quiet.join(self.threats(quiet), on="case")
        return polars.concat(
            [
                self.rows(applying.filter(col("state") == "unknown"), "unknown"),
                self.rows(gaps.with_columns(kind=col("why")), "gap"),
                self.rows(
                    ruled.filter(vague).with_columns(kind=lit("awaited"), since=col("first")),
                    "unknown",
                ),
                self.rows(quiet.with_columns(kind=col("threat")), "at_risk"),
            ]
        )

    def absences(self, ruled: Frame) -> Frame:
        """Return, by case, what came of the discussions since the last good one."""
        run, rule = self.run, self.rule
        held = run.held.join(ruled.select("case", "duty"), on="case").filter(
            col("day") > col("duty")
        )
        seats = held.join(run.columns["seats"], on="talk").drop("duty")
        came = col("outcome").is_in(list(rule.by))
        fit = col("grade").is_in(list(rule.grades)) if rule.grades else lit(value=True)
        vague = (col("outcome") == "awaited") | (came & (col("grade") == ""))
        heard = self.answered(seats).group_by("talk").agg(
            good=(came & fit).any(), vague=vague.any()
        )  # fmt: skip
        held = held.sort("case", "day", "item", "talk").with_row_index("place")
        held = held.join(heard, on="talk", how="left").with_columns(
            col("good", "vague").fill_null(value=False)
        )
        last = held.filter("good").group_by("case").agg(good_place=col("place").max())
        since = held.join(last, on="case", how="left").sort("place")
        since = since.filter(col("good_place").is_null() | (col("place") > col("good_place")))
        missed = ~col("vague")
        return since.group_by("case", maintain_order=True).agg(
            run=polars.len().cast(polars.Int64), first=col("day").first(),
            missed=missed.sum().cast(polars.Int64),
            first_missed=col("day").filter(missed).first(),
            last_missed=col("day").filter(missed).last(),
            last_talk=col("talk").filter(missed).last(),
        )  # fmt: skip

    def why(self, gaps: Frame) -> Frame:
        """Say what kind of absence the last missed discussion was."""
        last = gaps.select("case", talk="last_talk", day="last_missed")
        seats = self.answered(last.join(self.run.columns["seats"], on="talk"))
        outcome = polars.when(col("outcome").is_in(list(self.rule.by))).then(lit("wrong_grade"))
        rank = outcome.otherwise(col("outcome")).replace_strict(
            list(NEAREST),
            list(range(len(NEAREST))),
            default=len(NEAREST),
            return_dtype=polars.Int64,
        )
        nearest = seats.group_by("case").agg(rank=rank.min())
        active = holding(self.of_type, lit(self.run.day)).select("agency")
        known = holding(self.run.kinds, lit(self.run.day)).select("agency")
        with_core = self.core.join(known, on="agency", how="semi").select("case").unique()
        free = last.join(self.core, on="case", how="anti")
        placed = free.join(self.run.here.select("case", "area"), on="case").join(
            self.by_area.join(active, on="agency", how="semi"), on="area"
        )  # fmt: skip
        someone = [with_core, holding(placed, col("day")).select("case")]
        if not self.anywhere.join(active, on="agency", how="semi").is_empty():
            someone.append(free.select("case"))
        there = polars.concat(someone).unique().with_columns(someone=lit(value=True))
        found = last.join(nearest, on="case", how="left").join(there, on="case", how="left")
        words = dict(enumerate(NEAREST))
        absent = polars.when(col("someone").fill_null(value=False)).then(lit("not_invited"))
        named = col("rank").replace_strict(words, default=None, return_dtype=polars.String)
        return found.select(
            "case", why=polars.coalesce(named, absent.otherwise(lit("nobody_to_invite")))
        )

    def threats(self, cases: Frame) -> Frame:
        """Say of which cases nobody could come next time: case, threat, since."""
        run, today = self.run, lit(self.run.day)
        keys = cases.select("case", "area", free=~col("case").is_in(self.core["case"].implode()))
        keys = keys.with_columns(key=polars.when("free").then("area").otherwise("case"))
        one = keys.select("key", "area", "free").unique()
        free = one.filter("free").drop("free")
        pairs = polars.concat(
            [
                one.filter(~col("free"))
                .drop("free")
                .join(self.core, left_on="key", right_on="case"),
                free.join(self.anywhere.select("agency"), how="cross"),
                free.join(self.by_area.select("agency", "area"), on="area"),
            ]
        ).unique()
        people = run.columns["people"]
        pairs = pairs.join(run.kinds, on="agency", how="left")
        counted = ~col("umbrella") | col("agency").is_in(people["agency"].unique().implode())
        pairs = pairs.filter(counted)
        working = holding(run.columns["operates"], today).select("agency", "area")
        active = holding(pairs, today)
        there = polars.concat(
            [
                active.filter(col("reach") != "area"),
                active.filter(col("reach") == "area").join(
                    working, on=["agency", "area"], how="semi"
                ),
            ]
        ).select("key", "area", "agency")
        nobody = one.join(there, on="key", how="anti").select("key")
        found = polars.concat([self.left(nobody, pairs), self.silent(there)])
        return keys.join(found, on="key").select("case", "threat", "since")

    def left(self, nobody: Frame, pairs: Frame) -> Frame:
        """Say since when there is no agency."""
        gone = pairs.join(nobody, on="key", how="semi")
        places = gone.join(self.run.columns["operates"], on=["agency", "area"], suffix="_there")
        ends = polars.concat([gone.select("key", "ends"), places.select("key", ends="ends_there")])
        return self.latest(nobody, ends, "no_agency")

    def silent(self, there: Frame) -> Frame:
        """Say of which keys every agency has had contacts, and none is left."""
        today = lit(self.run.day)
        people = self.run.columns["people"].rename({"area": "for_area"})
        known = there.join(people, on="agency").filter(
            col("begins").is_null() | (col("begins") <= today)
        )
        unknown = there.join(known, on=["key", "agency"], how="anti").select("key")
        serving = known.filter((col("for_area") == "") | (col("for_area") == col("area")))
        fine = polars.concat([unknown, holding(serving, today).select("key")])
        keys = there.select("key").unique().join(fine, on="key", how="anti")
        return self.latest(keys, serving.select("key", "ends"), "no_contact")

    def latest(self, keys: Frame, ends: Frame, kind: str) -> Frame:
        """Return the latest of the days that have come, by key."""
        come = ends.filter(col("ends") <= self.run.day).group_by("key").agg(since=col("ends").max())
        return keys.join(come, on="key", how="left").select("key", "since", threat=lit(kind))

    def link(self) -> Frame:
        """Judge a link to the case, for every case."""
        applying, run, rule = self.applying(), self.run, self.rule
        ruled = self.with_duty(applying.filter(col("state") == ""))
        ties = run.columns["works"].filter(col("role").is_in(list(rule.roles)))
        ties = ties.join(self.of_type, on="agency", how="semi").filter(
            col("begins").is_null() | (col("begins") <= run.day)
        )
        ruled = ruled.join(holding(ties, lit(run.day)), on="case", how="anti")
        ended = ties.group_by("case").agg(ended=col("ends").max())
        due = polars.max_horizontal("duty", "ended") + timedelta(days=rule.grace_days)
        late = ruled.join(ended, on="case", how="left").with_columns(since=due)
        late = late.filter(col("since") <= run.day).with_columns(kind=lit("not_linked"))
        unknown = applying.filter(col("state") == "unknown")
        return polars.concat([self.rows(unknown, "unknown"), self.rows(late, "gap")])

    def rows(self, cases: Frame, state: str) -> Frame:
        """Write rows in the columns of `Found`, with the next discussion of each case."""
        for name, empty in (("since", NOTHING), ("missed", lit(0))):
            if name not in cases.columns:
                cases = cases.with_columns(empty.alias(name))
        coming = cases.select("case").join(self.run.next, on="case")
        seats = coming.join(self.run.columns["seats"], on="talk").select("case", "day", "agency")
        asked = self.answered(seats).select("case").unique().with_columns(asked=lit("yes"))
        found = cases.join(coming.select("case", "day"), on="case", how="left")
        found = found.join(asked, on="case", how="left")
        invited = polars.when(col("day").is_null()).then(lit("nothing planned"))
        return found.select(
            "case", rule=lit(self.rule.id), state=lit(state), kind="kind",
            since=col("since").cast(polars.Date), missed=col("missed").cast(polars.Int64),
            next_on="day", invited_next=invited.otherwise(col("asked").fill_null("no")),
        )  # fmt: skip
