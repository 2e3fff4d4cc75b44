"""When each open case is to be looked at again: by which clock, until which day, how it stands.

At a level with review clocks a Review counts, and nothing else does; at a level with discussion
clocks a held discussion counts, as the judge of coverage says.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from graph.store import Reader, Row
from queries.bands import Banded, latest_bands
from queries.coverage.conditions import run_start
from queries.coverage.facts import Facts, Spell, fetch
from queries.coverage.judge import ONE_DAY, Judged, Verdict, judge
from queries.coverage.policy import Clock
from queries.predicates import current
from queries.subqueries import (
    HOMES_TEXT,
    NAMED_CASES,
    OPEN_CASES,
    cases_first,
    homes_of,
)

if TYPE_CHECKING:
    from queries.analysis import Analysis, Asked

UNKNOWN = "unknown"

OWN_DATE = "next_review_on"
"""The clock of a case whose own review date is what counts."""

CASES_TEXT = f"""{OPEN_CASES}
RETURN matter.ref AS reference, matter.opened_on AS opened_on,
       matter.next_review_on AS next_review_on
ORDER BY reference"""

LEADS_TEXT = f"""{NAMED_CASES}
      -[lead:LED_BY]->(agency:Agency)
WHERE {current("lead")}
RETURN DISTINCT matter.ref AS reference, agency.code AS code
ORDER BY reference, code"""

LEVELS_TEXT = f"""{NAMED_CASES}
      -[spell:AT_LEVEL]->(step:Level)
WHERE (spell.valid_from IS NULL OR spell.valid_from <= $as_of)
RETURN matter.ref AS reference, step.code AS code, spell.valid_from AS valid_from,
       spell.valid_to AS valid_to
ORDER BY reference, valid_from, code"""

REVIEWS_TEXT = f"""{NAMED_CASES}
      <-[:OF_CASE]-(look:Review)
WHERE look.done_on <= $as_of
RETURN matter.ref AS reference, look.code AS code, look.done_on AS done_on
ORDER BY reference, done_on, code"""

ASSESSED_TEXT = f"""{NAMED_CASES}
      <-[:OF_CASE]-(check:RiskAssessment)
WHERE check.tool = 'rosh' AND check.assessed_on <= $as_of
RETURN matter.ref AS reference, check.code AS code, check.band AS band,
       check.assessed_on AS assessed_on
ORDER BY reference, assessed_on, code"""

TEXTS: Mapping[str, str] = {
    "cases": CASES_TEXT,
    "homes": HOMES_TEXT,
    "leads": LEADS_TEXT,
    "levels": LEVELS_TEXT,
    "reviews": REVIEWS_TEXT,
    "assessed": ASSESSED_TEXT,
}


class Due(NamedTuple):
    """How one case stands against one clock: overdue, in_time, or unknown."""

    clock: str
    days: int | None
    counted_from: datetime.date | None
    due: datetime.date
    state: str
    last_on: datetime.date | None = None
    proof: str = ""


@dataclass(frozen=True)
class Looked:
    """One case with what is known of it, and how it stands."""

    reference: str
    area: str
    level: str
    leads: tuple[str, ...]
    band: str
    due: Due


def fetch_reviews(
    analysis: "Analysis", reader: Reader, asked: "Asked"
) -> tuple[Mapping[str, Sequence[Row]], Facts]:
    """Fetch cases with their reviews, and the facts of those that are discussed at meetings."""
    del analysis
    return cases_first(TEXTS, reader, asked), discussed_facts(reader, asked)


def discussed_facts(reader: Reader, asked: "Asked") -> Facts:
    """Fetch the facts of the cases at a level that a discussion clock names."""
    area = asked.parameters.get("area")
    values = {
        **asked.scope.parameters(asked.today),
        "as_of": asked.as_of,
        "levels": _levels(asked.policy.clocks_of("discussion", asked.as_of)),
        "areas": [area] if area else None,
        "references": None,
    }
    return fetch(reader, values, seconds=asked.seconds)


def looked_at(rows: Mapping[str, Sequence[Row]], facts: Facts, asked: "Asked") -> list[Looked]:
    """Return each open case under a clock with how it stands; a case may be under two."""
    leads: dict[str, list[str]] = defaultdict(list)
    for row in rows["leads"]:
        leads[row["reference"]].append(row["code"])
    homes = homes_of(rows["homes"])
    bands = latest_bands(rows["assessed"])
    review_levels = _levels(asked.policy.clocks_of("review", asked.as_of))
    levels = _levels_of(rows["levels"], asked.as_of)
    dues = _of_reviews(rows, levels, bands, asked)
    for found in judge(
        replace(asked.policy, seats=(), links=()), facts.cases, facts.directory, asked.as_of
    ):
        for clock in asked.policy.clocks_of("discussion", asked.as_of, found.level):
            dues[found.case.reference].append(_of_discussions(found, clock, asked.as_of))
    return [
        Looked(
            row["reference"],
            homes.get(row["reference"], ""),
            level,
            tuple(leads.get(row["reference"], ())),
            _band(row["reference"], bands) if level in review_levels else "",
            due,
        )
        for row in rows["cases"]
        if (level := levels.get(row["reference"], UNKNOWN))
        for due in dues.get(row["reference"], ())
    ]


def _levels_of(rows: Iterable[Row], day: datetime.date) -> dict[str, str]:
    """Return the level of each case on the day, the higher of two."""
    found: dict[str, str] = {}
    for row in rows:
        if row["valid_to"] is None or row["valid_to"] > day:
            found[row["reference"]] = max(row["code"], found.get(row["reference"], ""))
    return found


def _band(reference: str, bands: Mapping[str, Banded]) -> str:
    """Return the latest band; unknown where nobody assessed."""
    return bands[reference].band if reference in bands else UNKNOWN


def _of_reviews(
    rows: Mapping[str, Sequence[Row]],
    levels: Mapping[str, str],
    bands: Mapping[str, Banded],
    asked: "Asked",
) -> dict[str, list[Due]]:
    clocks = asked.policy.clocks_of("review", asked.as_of)
    timed = _levels(clocks)
    by_level = {level: [clock for clock in clocks if level in clock.levels] for level in timed}
    spells: dict[str, list[Spell]] = defaultdict(list)
    for row in rows["levels"]:
        if row["code"] in timed and row["valid_from"] is not None:
            spell = Spell(row["code"], row["valid_from"], row["valid_to"])
            spells[row["reference"]].append(spell)
    last = {row["reference"]: row for row in rows["reviews"]}
    dues: dict[str, list[Due]] = defaultdict(list)
    for row in rows["cases"]:
        reference = row["reference"]
        mine = by_level.get(levels.get(reference, UNKNOWN))
        if mine:
            start = run_start(spells.get(reference, ()), asked.as_of) or row["opened_on"]
            banded = bands.get(reference)
            due = review_due(
                mine, banded.band if banded else "", start, last.get(reference),
                row["next_review_on"], asked.as_of,
            )  # fmt: skip
            dues[reference].extend([due] if due else [])
    return dues


def review_due(
    clocks: Sequence[Clock],
    band: str,
    start: datetime.date,
    last: Row | None,
    own_date: datetime.date | None,
    as_of: datetime.date,
) -> Due | None:
    """Say how a case stands whose reviews count; None = no clock says anything of it.

    `last` is its latest review. The date set for the case counts beside the policy's clock; it
    counts alone where no review is on record, for such a source tells of dates and not of reviews.
    """
    done = last["done_on"] if last else None
    proof = last["code"] if last else ""
    own = []
    if own_date and not (done and done >= own_date):
        own = [Due(OWN_DATE, None, None, own_date, _state(own_date, as_of), done, proof)]
    if own and not last:
        return own[0]
    by_policy = []
    for clock in clocks:
        if not clock.bands or not band or band in clock.bands:
            since, days = _count(clock, start, done)
            if days is not None:
                due = since + datetime.timedelta(days=days)
                state = _state(due, as_of)
                by_policy.append(Due(clock.id, days, since, due, state, done, proof))
    if not by_policy:
        return own[0] if own else None
    if len(by_policy) == 1 and not own:
        return by_policy[0]
    ordered = sorted(by_policy, key=lambda one: (one.due, one.clock))
    return min([*own, _whatever_band(ordered, band)], key=lambda one: (_WEIGHT[one.state], one.due))


_WEIGHT = {"overdue": 0, "unknown": 1, "in_time": 2}


def _whatever_band(ordered: Sequence[Due], band: str) -> Due:
    """Choose among clocks: the shortest; where no band is known, what all of them agree on."""
    shortest, longest = ordered[0], ordered[-1]
    if band or shortest.state == longest.state:
        return shortest if band or shortest.state == "in_time" else longest
    return shortest._replace(state="unknown")


def _count(
    clock: Clock, start: datetime.date, done: datetime.date | None
) -> tuple[datetime.date, int | None]:
    """Return from when a clock counts, and how many days; to have set the level is a look too."""
    if done and done >= start:
        return done, clock.then_within_days
    first = clock.first_within_days
    return start, first if first is not None else clock.then_within_days


def _of_discussions(found: Judged, clock: Clock, as_of: datetime.date) -> Due:
    """Read what the judge says of a case that is discussed at meetings."""
    held = [talk for talk in found.case.talks if talk.state == "held" and talk.day <= as_of]
    last = held[-1] if held else None
    late: Verdict | None = next((v for v in found.verdicts if v.rule == clock.id), None)
    due = late.since - ONE_DAY if late and late.since else as_of
    days: int | None = None
    counted: datetime.date | None = None
    if late:
        days = clock.then_within_days
        counted = last.day if last else None
        if not last or days is None or last.day + datetime.timedelta(days=days) != due:
            days = clock.first_within_days
            counted = due - datetime.timedelta(days=days or 0)
    return Due(
        clock.id, days, counted, due, "overdue" if late else "in_time",
        last.day if last else None, last.code if last else "",
    )  # fmt: skip


def _state(due: datetime.date, as_of: datetime.date) -> str:
    return "overdue" if due < as_of else "in_time"


def _levels(clocks: Sequence[Clock]) -> list[str]:
    return sorted({level for clock in clocks for level in clock.levels})
