"""Asking on behalf of somebody: the same for pages, the JSON interface and the command line."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from graph.errors import InputError, Problem
from graph.scope import Scope
from graph.store import Store
from queries.analysis import Analysis, Answer, Asked, run
from queries.coverage.policy import Policy


def read_parameters(analysis: Analysis, texts: Mapping[str, str]) -> dict[str, Any]:
    """Read an analysis's parameters from texts. Raises InputError with every mistake."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, parameter in analysis.parameters.items():
        try:
            values[name] = parameter.read(name, texts.get(name, ""))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError("\n".join(map(str, problems)), problems)
    return values


def read_day(text: str, today: datetime.date) -> datetime.date:
    """Read the day to judge by; an empty text is today. Raises InputError."""
    if not text.strip():
        return today
    try:
        return datetime.date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(
            f"{text[:40]!r} is no day of the calendar. Write it as 2026-01-31 (year-month-day)"
        ) from error


def ask(
    analysis: Analysis,
    store: Store,
    *,
    scope: Scope,
    policy: Policy,
    as_of: datetime.date,
    today: datetime.date,
    parameters: Mapping[str, Any],
    limit: int | None = None,
    waivers: Sequence[Mapping[str, Any]] = (),
) -> Answer:
    """Ask one question of one state of the store; once more where the store moved meanwhile."""
    asked = Asked(scope, as_of, today, policy, parameters, waivers)
    for _ in range(2):
        with store.snapshot() as reader:
            before = reader.version()
            answer = run(analysis, reader, asked, limit=limit)
            if answer.version == before:
                return answer
    return answer
