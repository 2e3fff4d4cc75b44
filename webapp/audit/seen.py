"""What a request shows, gathered while its answer is made, for the entry that is written then."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import flask

from queries.analysis import Answer

KEY = "audit_seen"
CASE_KINDS = frozenset({"case", "MappaCase"})
PAIRS = (("kind", "key"), ("other_kind", "other"))
"""Columns of which the one says what the other is a key of."""


@dataclass
class Seen:
    """What was shown so far: answers to questions, cases, rows; or what was searched for."""

    answers: list[Answer] = field(default_factory=list)
    letters: int | None = None
    rows: int | None = None
    cases: set[str] = field(default_factory=set)
    audit: Mapping[str, str] | None = None
    told: tuple[str, Mapping[str, Any], datetime.date] | None = None
    """Of a question that is no analysis: its name, what it was told, the day."""
    is_nothing: bool = False
    """Whether what the address names was not found, though the answer leads on to another page."""

    def asked(self, answer: Answer) -> None:
        """Note an answer: all of it is taken as shown, unless `only` says less."""
        self.answers.append(answer)
        self.rows = len(answer.rows)
        self.cases |= cases_in(answer.rows)

    def compared(
        self,
        question: str,
        parameters: Mapping[str, Any],
        as_of: datetime.date,
        rows: Collection[Mapping[str, Any]],
    ) -> None:
        """Note the answer to a question that is no analysis: a what-if, the trial of a policy."""
        self.told, self.rows = (question, parameters, as_of), len(rows)
        self.cases |= cases_in(rows)

    def only(self, rows: Collection[Mapping[str, Any]]) -> None:
        """Note that of an answer no more than some rows are shown."""
        self.rows = len(rows)
        self.cases = cases_in(rows)

    def case(self, *references: str) -> None:
        """Note cases that are shown."""
        self.cases.update(references)

    def searched(self, text: str, hits: Iterable[Any]) -> None:
        """Note a search: how long the text was, and the cases that it found."""
        found = list(hits)
        self.letters, self.rows = len(text), len(found)
        for hit in found:
            self.cases.update(hit.cases, [hit.key] if hit.label == "MappaCase" else [])

    def audit_read(self, filters: Mapping[str, str], rows: int) -> None:
        """Note that the audit itself is shown."""
        self.audit, self.rows = dict(filters), rows


def seen() -> Seen:
    """Return what the request has shown so far."""
    if KEY not in flask.g:
        setattr(flask.g, KEY, Seen())
    found: Seen = flask.g.get(KEY)
    return found


def cases_in(rows: Collection[Mapping[str, Any]]) -> set[str]:
    """Return the keys of cases that rows of any question name."""
    columns = set().union(*rows)
    found: set[str] = set()
    if "case" in columns:
        found.update(case for row in rows if isinstance(case := row.get("case"), str))
    if "cases" in columns:
        for row in rows:
            found.update(cases if isinstance(cases := row.get("cases"), list | tuple) else ())
    for kind, key in PAIRS:
        if kind in columns:
            found.update(row[key] for row in rows if row.get(kind) in CASE_KINDS and row[key])
    found.discard("")
    return found
