"""What changes do to coverage: the main question asked before and after, and compared.

A load and a what-if are told by the same comparison; both ask the store's `trial`.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from graph.records import Changes
from graph.scope import OPERATOR, Scope
from graph.store import SECONDS, Reader, Row, Store
from queries.analysis import Asked, run
from queries.coverage.judge import KINDS
from queries.coverage.policy import Policy
from queries.coverage_gaps import COVERAGE_GAPS

Found = TypeVar("Found")

OPEN = frozenset({"gap", "no_meeting"})
"""States in which somebody is missing, or nobody meets."""

AT_RISK = "at_risk"
COLUMNS = (
    "change", "case", "area", "level", "rule", "strength", "state", "kind", "missing", "agency",
    "since", "next_on", "invited_next",
)  # fmt: skip
"""What a table of an effect has, as CSV and on the command line."""
MOST_NAMED = 5
"""Cases that a line of the summary names; the rows have all of them."""


@dataclass(frozen=True)
class Question:
    """By what coverage is judged before and after."""

    policy: Policy
    as_of: datetime.date
    today: datetime.date
    scope: Scope = OPERATOR
    cases: tuple[str, ...] | None = None
    """Only these cases; None = all that the asker may see."""
    waivers: Sequence[Mapping[str, Any]] = ()
    seconds: float = SECONDS

    def rows(self, reader: Reader) -> list[Row]:
        """Return what `coverage-gaps` says of one state of the store."""
        told: list[dict[str, str]] = (
            [{}] if self.cases is None else [{"case": case} for case in self.cases]
        )
        return [
            row
            for parameters in told
            for row in run(COVERAGE_GAPS, reader, self._asked(parameters)).rows
        ]

    def _asked(self, parameters: Mapping[str, str]) -> Asked:
        return Asked(
            self.scope, self.as_of, self.today, self.policy, parameters, self.waivers, self.seconds
        )


@dataclass(frozen=True)
class Effect:
    """Rows of `coverage-gaps`: gaps that open and close, seats newly at risk, invitations settled.

    A closed gap is told as it was, the others as they will be. An invitation is settled where a gap
    stays, and an answering agency is now invited to the next discussion.
    """

    opened: Sequence[Row] = ()
    closed: Sequence[Row] = ()
    at_risk: Sequence[Row] = ()
    settled: Sequence[Row] = ()

    def __bool__(self) -> bool:
        return any(rows for _, rows in self.parts())

    def as_json(self) -> dict[str, list[Row]]:
        """Return the rows as `mappa load --format json` prints them."""
        return {name: list(rows) for name, rows in self.parts()}

    def parts(self) -> Iterator[tuple[str, Sequence[Row]]]:
        """Yield each part with its name."""
        yield "opened", self.opened
        yield "closed", self.closed
        yield "at_risk", self.at_risk
        yield "settled", self.settled

    def rows(self) -> list[Row]:
        """Return all rows, each with what becomes of it in the column `change`."""
        return [{"change": name, **row} for name, rows in self.parts() for row in rows]

    def in_words(self) -> list[str]:
        """Say it: one line for the whole, then a line a rule and kind with the cases."""
        if not self:
            return ["coverage: nothing changes"]
        touched = {row["case"] for _, rows in self.parts() for row in rows}
        whole = (
            f"coverage: opens {_counted(self.opened, 'gap')}, closes "
            f"{_counted(self.closed, 'gap')} and puts {_counted(self.at_risk, 'seat')} at risk, "
            f"in {len(touched)} case{'s' if len(touched) != 1 else ''}"
        )
        if self.settled:
            whole += f"; settles {_counted(self.settled, 'invitation')}"
        return [whole, *(line for name, rows in self.parts() for line in _by_rule(name, rows))]


def compare(before: Sequence[Row], after: Sequence[Row]) -> Effect:
    """Compare two answers of `coverage-gaps` to the same question."""
    was, now = _by_seat(before), _by_seat(after)
    return Effect(
        opened=[row for seat, row in now.items() if _opens(was.get(seat), row)],
        closed=[row for seat, row in was.items() if _opens(now.get(seat), row)],
        at_risk=[row for seat, row in now.items() if _newly_at_risk(was.get(seat), row)],
        settled=[row for seat, row in now.items() if _settled(was.get(seat), row)],
    )


def effect_of(
    store: Store,
    changes: Changes | Callable[[Reader], Changes],
    question: Question,
    then: Question | None = None,
) -> Effect:
    """Ask, change, ask again, on one state of the store; writes nothing. Raises TimeLimit.

    What is to be changed may be made of the trial itself; `then` is asked afterwards, where that is
    another question.
    """
    return compare(*asked_twice(store, changes, question.rows, (then or question).rows))


def asked_twice(
    store: Store,
    changes: Changes | Callable[[Reader], Changes],
    ask: Callable[[Reader], Found],
    then: Callable[[Reader], Found],
) -> tuple[Found, Found]:
    """Return what is found before and after a change, on one state; writes nothing.

    Raises TimeLimit, and what asking raises.
    """
    with store.snapshot() as reader:
        before, version = ask(reader), reader.version()
    with store.trial() as trial:
        if trial.version() != version:  # loaded meanwhile: both answers must come from one state
            before = ask(trial)
        made = changes if isinstance(changes, Changes) else changes(trial)
        if made:
            trial.apply(made)
        return before, then(trial)


def by_rule_and_area(effect: Effect) -> list[dict[str, Any]]:
    """Count what opens, closes and comes to be at risk, by rule and area."""
    counts = Counter(
        (row["rule"], row["area"], name) for name, rows in effect.parts() for row in rows
    )
    return [
        {
            "rule": rule,
            "area": area,
            **{name: counts[rule, area, name] for name in ("opened", "closed", "at_risk")},
        }
        for rule, area in sorted({(rule, area) for rule, area, _ in counts})
    ]


def _by_seat(rows: Sequence[Row]) -> Mapping[tuple[str, str], Row]:
    return {(row["case"], row["rule"]): row for row in rows}


def _opens(before: Row | None, after: Row) -> bool:
    return after["state"] in OPEN and (before is None or before["state"] not in OPEN)


def _newly_at_risk(before: Row | None, after: Row) -> bool:
    return after["state"] == AT_RISK and (before is None or before["state"] != AT_RISK)


def _settled(before: Row | None, after: Row) -> bool:
    return before is not None and before["invited_next"] != "yes" == after["invited_next"]


def _by_rule(name: str, rows: Sequence[Row]) -> Iterator[str]:
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["rule"], row["kind"], row["agency"] or ""].append(row)
    for (rule, kind, agency), found in sorted(groups.items()):
        cases = sorted({row["case"] for row in found})
        more = f" and {len(cases) - MOST_NAMED} more" if len(cases) > MOST_NAMED else ""
        who = " or ".join(found[0]["missing"])
        whose = f" ({who}{f', {agency}' if agency else ''})" if who else ""
        said = name.replace("_", " ")
        yield f"  {said}: {rule}{whose}, {KINDS[kind]}: {', '.join(cases[:MOST_NAMED])}{more}"


def _counted(rows: Sequence[Any], what: str) -> str:
    return f"{len(rows)} {what}{'' if len(rows) == 1 else 's'}"
