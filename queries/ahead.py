"""What comes in the next weeks: what is due by a clock, what is planned, what a date brings."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.store import Reader, Row
from queries.analysis import Analysis, Asked
from queries.clauses import least
from queries.coverage.clocks import clocks_of, discussions_due, review_due
from queries.coverage.facts import CaseFacts, Facts
from queries.coverage.family import fetch_facts, next_planned
from queries.predicates import current, is_open, visible
from queries.subqueries import HOMES_TEXT, NAMED_CASES, cases_first, homes_of, texts_with

WEEKS = 12
"""How far a forward look reaches unless it is told otherwise (design)."""
OF_AGE = 18
SEES_BIRTHDAYS = "identifiers"
"""The permission that dates of birth ask for: a birthday is one."""

CASES_TEXT = f"""MATCH (matter:MappaCase)
WHERE {is_open("matter")}
  AND ($case IS NULL OR matter.ref = $case)
  AND {visible("matter")}
RETURN matter.ref AS reference, matter.opened_on AS opened_on, matter.release_on AS release_on,
       matter.next_review_on AS next_review_on
ORDER BY reference"""

LEVELS_TEXT = f"""{NAMED_CASES}
      -[at:AT_LEVEL]->(rung:Level)
WHERE {current("at")}
RETURN matter.ref AS reference, rung.code AS code, at.valid_from AS since
ORDER BY reference, code, since DESC"""
"""Of two levels the last row is the one that counts."""

REVIEWS_TEXT = f"""{NAMED_CASES}
      <-[:OF_CASE]-(done:Review)
WHERE done.done_on <= $as_of
RETURN matter.ref AS reference, max(done.done_on) AS last
ORDER BY reference"""

BANDS_TEXT = f"""{NAMED_CASES}
      <-[:OF_CASE]-(found:RiskAssessment)
WHERE found.tool = 'rosh' AND found.assessed_on <= $as_of
RETURN matter.ref AS reference, found.band AS band, found.assessed_on AS assessed_on,
       found.code AS code
ORDER BY assessed_on, code"""

BIRTHS_TEXT = f"""MATCH (person:Offender)<-[:CONCERNS]-(matter:MappaCase)
WHERE $sees_birthdays AND person.date_of_birth >= $born_from AND person.date_of_birth <= $born_to
  AND {visible("matter")}
RETURN matter.ref AS reference, person.date_of_birth AS born
ORDER BY reference"""

TEXTS: Mapping[str, str] = {
    "cases": CASES_TEXT,
    "homes": HOMES_TEXT,
    "levels": LEVELS_TEXT,
    "reviews": REVIEWS_TEXT,
    "bands": BANDS_TEXT,
    "births": BIRTHS_TEXT,
}

KINDS = {
    "discussion": "to be discussed",
    "review": "to be reviewed",
    "release": "earliest day of release",
    "turns_18": "eighteenth birthday",
}
STATES = {
    "planned": "planned in time",
    "planned_late": "planned, too late",
    "not_planned": "not planned",
    "": "nothing to plan",
}


@dataclass(frozen=True)
class Ahead:
    """What was fetched: rows by text, and the facts of coverage for the clock of discussions."""

    rows: Mapping[str, list[Row]]
    facts: Facts


def fetch_ahead(analysis: Analysis, reader: Reader, asked: Asked) -> Ahead:
    """Fetch the cases with their dates; dates of birth only for those who may read them."""
    first, until = asked.as_of, _until(asked)
    told = {
        "sees_birthdays": SEES_BIRTHDAYS in asked.scope.sees,
        "born_from": _years(first, -OF_AGE) - datetime.timedelta(days=1),
        "born_to": _years(until, -OF_AGE) + datetime.timedelta(days=1),
    }
    births = {"births": analysis.texts["births"]}
    others = {name: text for name, text in analysis.texts.items() if name not in births}
    rows = cases_first(others, reader, asked) | texts_with(births, reader, asked, **told)
    return Ahead(rows, fetch_facts(analysis, reader, asked))


def forward_look(fetched: Ahead, asked: Asked) -> list[Row]:
    """Return what falls into the weeks, the next first."""
    until = _until(asked)
    rows = [row for row in _all(fetched, asked) if asked.as_of <= row["on"] < until]
    told = asked.parameters
    kept = [
        row
        for row in rows
        if told.get("kind") in {None, row["kind"]} and told.get("state") in {None, row["state"]}
    ]
    return sorted(kept, key=lambda row: (row["on"], row["kind"], row["case"]))


def _all(fetched: Ahead, asked: Asked) -> Iterator[Row]:
    facts = {found.reference: found for found in fetched.facts.cases}
    reviews = {row["reference"]: row["last"] for row in fetched.rows["reviews"]}
    bands = {row["reference"]: row["band"] for row in fetched.rows["bands"]}
    births = {row["reference"]: row["born"] for row in fetched.rows["births"]}
    clocks = clocks_of(asked.policy, "review", asked.as_of)
    told = asked.parameters
    for row in _placed(fetched.rows):
        if told.get("area") not in {None, row["area"]}:
            continue
        if told.get("level") not in {None, row["level"]}:
            continue
        reference = row["reference"]
        found = facts.get(reference)
        if found:
            yield from _discussions(row, found, asked)
        since = row["level_since"] or row["opened_on"]
        due = review_due(
            clocks, row["level"], bands.get(reference, ""), since, reviews.get(reference)
        )
        yield from _planned_or_due(row, "review", due, row["next_review_on"], asked)
        coming = next_planned(found, asked.as_of) if found else None
        if row["release_on"]:
            yield _row(row, "release", row["release_on"], "", coming.day if coming else None)
        if reference in births:
            yield _row(row, "turns_18", _years(births[reference], OF_AGE))


def _placed(rows: Mapping[str, list[Row]]) -> Iterator[Row]:
    """Yield each case with its home area and its level."""
    homes = homes_of(rows["homes"])
    levels = {row["reference"]: (row["code"], row["since"]) for row in rows["levels"]}
    for row in rows["cases"]:
        level, since = levels.get(row["reference"], ("unknown", None))
        area = homes.get(row["reference"], "")
        yield {**row, "area": area, "level": level, "level_since": since}


def _discussions(row: Row, found: CaseFacts, asked: Asked) -> Iterator[Row]:
    clocks = clocks_of(asked.policy, "discussion", asked.as_of)
    coming = next_planned(found, asked.as_of)
    planned, proof = (coming.day, coming.code) if coming else (None, "")
    dues = list(discussions_due(found, row["level"], clocks, asked.as_of))
    for due in dues:
        yield from _planned_or_due(row, "discussion", due, planned, asked, proof)
    if not dues:
        yield from _planned_or_due(row, "discussion", None, planned, asked, proof)


def _planned_or_due(
    row: Row,
    kind: str,
    due: tuple[Any, datetime.date] | None,
    planned: datetime.date | None,
    asked: Asked,
    proof: str = "",
) -> Iterator[Row]:
    """Yield the day that comes: the day due, or the day planned where that is not known or past."""
    planned = planned if planned and planned >= asked.as_of else None
    rule, day = (due[0].id, due[1]) if due else ("", None)
    comes = day if day and day >= asked.as_of else planned
    if comes is None:
        return
    state = "not_planned"
    if planned:
        state = "planned_late" if day and planned > day else "planned"
    yield {**_row(row, kind, comes, rule, planned, proof), "due_on": day, "state": state}


def _row(
    row: Row,
    kind: str,
    on: datetime.date,
    rule: str = "",
    planned: datetime.date | None = None,
    proof: str = "",
) -> Row:
    return {
        "on": on,
        "kind": kind,
        "case": row["reference"],
        "area": row["area"],
        "level": row["level"],
        "state": "",
        "due_on": None,
        "planned_on": planned,
        "rule": rule,
        "discussion": proof,
    }


def _until(asked: Asked) -> datetime.date:
    return asked.as_of + datetime.timedelta(weeks=least(asked, "weeks", WEEKS))


def _years(day: datetime.date, years: int) -> datetime.date:
    """Return the day so many years later; the 29th of February clamps, as in the loader."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
