"""How does an area do by the indicators of its board, K1 to K11, in a period?"""

import datetime
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.schema import Kind
from graph.store import Reader, Row
from queries import reviews
from queries.analysis import AREA, Analysis, Asked, Column, Parameter, Source
from queries.coverage.facts import CaseFacts, Facts, known_of
from queries.coverage.family import fetch_facts, judged
from queries.coverage.judge import Judged
from queries.coverage.own import own_verdicts, told_of
from queries.coverage.policy import Clock, Policy
from queries.coverage.texts import TEXTS as COVERAGE_TEXTS
from queries.indicator_examples import EXAMPLES
from queries.indicator_texts import TEXTS
from queries.indicators import (
    Counted,
    Period,
    days_between,
    of_actions,
    of_board,
    of_coverage,
    of_discussions,
    of_intervals,
    of_releases,
    of_reviews,
)
from queries.subqueries import texts_with

INDICATORS = {
    "K1": "Level 3 cases discussed again in time",
    "K2": "Level 2 cases discussed again in time",
    "K3": "Responsible Authority at the table, each part of it",
    "K4": "Agencies under a duty to co-operate at the table when invited",
    "K5": "Members at the board",
    "K6": "A decision on disclosure recorded at each discussion",
    "K7": "Minutes sent in time",
    "K8": "Level set long enough before release",
    "K9": "Level 1 reviews not overdue, by lead agency",
    "K10": "Actions done by the day they were due, by owner",
    "K11": "Agencies that policy requires without fail were there",
}
PLACES = {indicator: place for place, indicator in enumerate(INDICATORS)}


@dataclass(frozen=True)
class Fetched:
    """Everything that the indicators are worked out from."""

    rows: Mapping[str, Sequence[Row]]
    cases: Mapping[str, CaseFacts]
    reviewed: tuple[Mapping[str, Sequence[Row]], Facts]
    facts: Facts


def period_of(asked: Asked) -> Period:
    """Return the period: unless told, from the last 1 April, when the year of a report begins.

    Criminal Justice Act 2003 s.326(5): each year from 1 April.
    """
    first = datetime.date(asked.as_of.year, 4, 1)
    if first > asked.as_of:
        first = datetime.date(asked.as_of.year - 1, 4, 1)
    return Period(asked.parameters.get("from") or first, asked.as_of, asked.parameters.get("area"))


def fetch_indicators(analysis: Analysis, reader: Reader, asked: Asked) -> Fetched:
    """Fetch discussions of the period and as long before as a review may lie behind."""
    period = period_of(asked)
    longest = max(days_between(asked.policy, asked.as_of).values(), default=0)
    earliest = period.start - datetime.timedelta(days=longest + 1)
    told = {
        "start": period.start, "earliest": earliest
    }  # fmt: skip
    first = ("talks", "releases")
    rows = texts_with({name: TEXTS[name] for name in first}, reader, asked, **told)
    rows |= texts_with(
        {name: text for name, text in TEXTS.items() if name not in first},
        reader,
        asked,
        **told,
        talks=[
            row["code"] for row in rows["talks"] if row["day"] >= period.start and period.here(row)
        ],
        references=[row["reference"] for row in rows["releases"]],
    )
    wanted = sorted({row["reference"] for row in rows["talks"]})
    known = known_of(reader, wanted, seconds=asked.seconds)
    return Fetched(
        rows,
        dict(zip(wanted, known, strict=True)),
        reviews.fetch_reviews(analysis, reader, asked),
        fetch_facts(analysis, reader, asked),
    )


def everything_counted(fetched: Fetched, asked: Asked) -> list[Counted]:
    """Return everything that any indicator counts."""
    period, policy = period_of(asked), asked.policy
    rows = fetched.rows
    reviewed_levels = {
        level for clock in policy.clocks_of("review", asked.as_of) for level in clock.levels
    }
    own = told_of(fetched.facts.directory, asked)
    if own is not None:
        rows = {**rows, **{name: _of(own, rows[name]) for name in ("seats", "board")}}
    looked = reviews.looked_at(*fetched.reviewed, asked)
    return [
        *of_intervals(rows["talks"], fetched.cases, policy, period),
        *of_discussions(rows, fetched.cases, policy, period, only_asked=own is not None),
        *of_board(rows["board"]),
        *of_releases(rows, policy, period),
        *of_reviews(
            (one for one in looked if own is None or not own.isdisjoint(one.leads)),
            reviewed_levels,
        ),
        *of_actions(rows["actions"]),
        *of_coverage(_own_alone(fetched.facts, asked), policy),
    ]


def _of(own: frozenset[str], rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["agency"] in own]


def _own_alone(facts: Facts, asked: Asked) -> Iterator[Judged]:
    """Yield what the judge says of each case; to a contact, of the seats of their own agencies."""
    for found in judged(facts, asked):
        if asked.scope.agencies is None:
            yield found
        else:
            own = own_verdicts(found.found, found, facts.directory, asked)
            yield replace(found, found=tuple(own), silence={})


def indicators(fetched: Fetched, asked: Asked) -> list[Row]:
    """Return a row an indicator, level and agency; or the rows behind one indicator."""
    counted = everything_counted(fetched, asked)
    wanted = asked.parameters.get("indicator")
    if wanted:
        behind = sorted((one for one in counted if one.indicator == wanted), key=_order)
        return [_row([one], asked.policy, asked.as_of, one) for one in behind]
    groups: dict[tuple[str, str, str], list[Counted]] = defaultdict(list)
    for one in counted:
        groups[one.indicator, one.level, one.agency].append(one)
    ordered = sorted(groups, key=lambda group: (PLACES[group[0]], *group[1:]))
    return [_row(groups[group], asked.policy, asked.as_of) for group in ordered]


def _order(one: Counted) -> tuple[object, ...]:
    return (
        PLACES[one.indicator],
        one.level,
        one.agency,
        one.day or datetime.date.min,
        one.case,
        one.key,
    )


def _row(
    found: Sequence[Counted], policy: Policy, day: datetime.date, behind: Counted | None = None
) -> Row:
    first = found[0]
    met = sum(one.made == "met" for one in found)
    of = sum(one.made != "unknown" for one in found)
    percentage = math.floor(1000 * met / of) / 10 if of else None
    target = _target(policy.clocks_of("target", day), first)
    percent = target.at_least_percent if target else None
    reached = ""
    if percentage is not None and percent is not None and behind is None:
        reached = "yes" if percentage >= percent else "no"
    return {
        "indicator": first.indicator,
        "name": INDICATORS[first.indicator],
        "level": first.level,
        "agency": first.agency,
        "numerator": met,
        "denominator": of,
        "percentage": percentage,
        "unknown": len(found) - of,
        "target": percent,
        "target_status": target.status if target else "no target in the policy",
        "target_met": reached,
        "case": behind.case if behind else "",
        "key": behind.key if behind else "",
        "day": behind.day if behind else None,
        "made": behind.made if behind else "",
    }


def _target(targets: Iterable[Clock], one: Counted) -> Clock | None:
    mine = (row for row in targets if row.indicator == one.indicator)
    return next((row for row in mine if not one.level or one.level in row.levels), None)


BOARD_INDICATORS = Analysis(
    slug="board-indicators",
    question="How does an area do by the indicators of its board, K1 to K11, in a period?",
    why="A board answers for how the arrangements work, and statistics are still made by hand.",
    source=Source(
        "MAPPA Guidance ch. 31 asks boards for indicators; definitions and numbers are ours",
        "unverified",
    ),
    about="cases",
    parameters={
        "area": AREA,
        "from": Parameter(Kind.DATE, "First day of the period; the last 1 April unless told."),
        "indicator": Parameter(
            Kind.CHOICE, "The rows behind this one, in place of totals.", choices=INDICATORS
        ),
    },
    columns={
        "indicator": Column("Which indicator."),
        "name": Column("What it is about."),
        "level": Column("Level; empty = of all levels."),
        "agency": Column("Agency, type of agency (K3) or lead (K9); empty = of all."),
        "numerator": Column("How many met it.", unit="of the denominator", kind=Kind.INTEGER),
        "denominator": Column("How many could be judged.", unit="counted", kind=Kind.INTEGER),
        "percentage": Column("Rounded down; empty = none could be judged.", unit="per cent"),
        "unknown": Column("How many could not be judged.", unit="counted", kind=Kind.INTEGER),
        "target": Column("At least so much, by the policy.", unit="per cent", kind=Kind.INTEGER),
        "target_status": Column("How sure we are of the target."),
        "target_met": Column("Whether it is reached: yes, no; empty = not to be said."),
        "case": Column("Case of a row behind an indicator."),
        "key": Column("Discussion, meeting, action, rule or days that the row is about."),
        "day": Column("Day of that row.", unit="ISO 8601 date", kind=Kind.DATE),
        "made": Column("What was made of that row: met, missed or unknown."),
    },
    texts={
        **TEXTS,
        **{f"reviews_{name}": text for name, text in reviews.TEXTS.items()},
        **{f"coverage_{name}": text for name, text in COVERAGE_TEXTS.items()},
    },
    facts=fetch_indicators,
    answer=indicators,
    limits=(
        "Only held discussions of a case at a MAPPA panel count, in the area of that panel, at the "
        "level that the case had the day before, for a decision often holds from the day of the "
        "meeting. "
        "K1, K2: what is counted are reviews, not cases: each that was held in time or fell "
        "overdue in the period; none where the case had closed or left the level by then; the "
        "area is that of the discussion before. The days are those of the target, otherwise of "
        "the clock. "
        "K3: a part of the Responsible Authority is expected where a seat of the policy asks for "
        "it; so prisons count where the policy's circumstances (by default custody, release "
        "within six months, recall) hold that day, and where nobody knows, the row is unknown. "
        "K3, K4, K5: in person or remote is attendance; a report alone is not, and an outcome not "
        "yet recorded is unknown. Who came without being asked is not in K4. "
        "K6: made, decided against and put off are decisions. "
        "K7: minutes that are not out are missed once they are due; no day on record reads as not "
        "out. "
        "K8: of cases with an earliest day of release in the period, whether the first level ever "
        "set was set long enough before it; later changes of level do not matter; a case that "
        "came in too late to be in time is missed, not left out; a level first seen later than "
        "that may have been set before, and is unknown. The day of release shows its last value. "
        "K9 and K11 are of the day, not of the period: K9 reads review-overdue, K11 the judge of "
        "coverage (rules of strength must; a waiver changes nothing; not due is left out). "
        "K10: done by the day due as it stands now; carried forward days are told elsewhere; "
        "overtaken by events is left out. "
        "An indicator with nothing to count has no row. No target here was seen in a source."
    ),
    examples=EXAMPLES,
)
