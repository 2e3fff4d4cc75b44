"""To which cases a rule of the policy applies, and since when, for `column_rules.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars
from polars import col, lit

from benchmarks.columns import Frame, holding

if TYPE_CHECKING:
    from benchmarks.column_gaps import ColumnAnalyst


@dataclass
class RuleDuty:
    """One rule, and what it asks of the cases in question."""

    run: "ColumnAnalyst"
    rule: Any

    def applying(self) -> Frame:
        """Return the cases of the rule's levels with state and kind where it does not apply."""
        rule = self.rule
        found = self.run.here.filter(col("level").is_in(list(rule.levels)))
        if rule.unless:
            found = found.join(self.told(rule.unless).filter("yes"), on="case", how="anti")
        findings = [self.category(found)] if rule.categories else []
        findings += [
            self.circumstance(found, codes) for codes in (rule.circumstances, rule.also) if codes
        ]
        state, kind = lit(""), lit("")
        for place, finding in enumerate(findings):
            names = {"state": f"state_{place}", "kind": f"kind_{place}"}
            found = found.join(finding.rename(names), on="case", how="left")
        for wanted in ("not_asked", "unknown", "not_required"):
            for place in reversed(range(len(findings))):
                this = col(f"state_{place}") == wanted
                state = polars.when(this).then(lit(wanted)).otherwise(state)
                kind = polars.when(this).then(col(f"kind_{place}")).otherwise(kind)
        return found.with_columns(state=state, kind=kind)

    def category(self, cases: Frame) -> Frame:
        """Look at the categories of the rule."""
        now = holding(self.run.columns["categories"], lit(self.run.day)).group_by("case").agg(
            has=col("code").is_in(list(self.rule.categories)).any(),
            vague=(col("code") == "unknown").any(),
        )  # fmt: skip
        found = cases.select("case").join(now, on="case", how="left")
        unknown = col("vague").fill_null(value=True)
        state = (
            polars.when(col("has").fill_null(value=False)).then(lit(""))
            .when(unknown).then(lit("unknown")).otherwise(lit("not_required"))
        )  # fmt: skip
        kind = polars.when(unknown).then(lit("category_unknown")).otherwise(lit(""))
        return found.select("case", state=state, kind=kind)

    def told(self, codes: Sequence[str]) -> Frame:
        """Return what was ever said of circumstances, by case: yes, unknown, anything by today."""
        today = self.run.day
        begun = col("begins").is_null() | (col("begins") <= today)
        holds = begun & (col("ends").is_null() | (col("ends") > today))
        found = self.run.columns["circumstances"].filter(col("code").is_in(list(codes)))
        return found.group_by("case").agg(
            yes=((col("answer") == "yes") & holds).any(),
            vague=((col("answer") == "unknown") & holds).any(),
            past=begun.any(),
        )

    def circumstance(self, cases: Frame, codes: Sequence[str]) -> Frame:
        """Look at the circumstances of the rule."""
        found = (
            cases.select("case")
            .join(self.told(codes), on="case", how="left")
            .fill_null(value=False)
        )
        state = (
            polars.when("yes").then(lit("")).when("vague").then(lit("unknown"))
            .when("past").then(lit("not_required")).otherwise(lit("not_asked"))
        )  # fmt: skip
        unknown = ~col("yes") & col("vague")
        kind = polars.when(unknown).then(lit("circumstance_unknown")).otherwise(lit(""))
        return found.select("case", state=state, kind=kind)

    def with_duty(self, cases: Frame) -> Frame:
        """Add the day from which the rule asks something of each case."""
        rule, run = self.rule, self.run
        starts = [col("opened"), lit(rule.in_force_from, dtype=polars.Date)]
        parts = [run.since("levels", rule.levels)]
        if rule.categories:
            parts.append(run.since("categories", rule.categories))
        parts += [self.since_yes(codes) for codes in (rule.circumstances, rule.also) if codes]
        for place, part in enumerate(parts):
            cases = cases.join(part.rename({"start": f"start_{place}"}), on="case", how="left")
            starts.append(col(f"start_{place}"))
        if (self.of_types()["reach"] == "area").any():
            starts.append(col("begins"))
        return cases.with_columns(duty=polars.max_horizontal(*starts))

    def of_types(self) -> Frame:
        """Return the types that the rule asks for."""
        return self.run.columns["types"].filter(col("kind").is_in(list(self.rule.requires)))

    def since_yes(self, codes: Sequence[str]) -> Frame:
        """Return since when the first of several circumstances holds, by case."""
        yes = self.run.columns["circumstances"].filter(
            col("code").is_in(list(codes)) & (col("answer") == "yes")
        )
        found = self.run.run_start(yes.join(self.run.here, on="case", how="semi"), ("case", "code"))
        return found.group_by("case").agg(col("start").min())
