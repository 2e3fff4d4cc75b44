"""What an analysis is: one question with its texts, its judgement, its words and its examples."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.collection import no_collection
from graph.errors import InputError, NotFound, Problem, SchemaError
from graph.model import MODEL
from graph.schema import Kind, Property
from graph.scope import Scope
from graph.states import existing_keys
from graph.store import SECONDS, Reader, Row
from graph.values import Unusable, parse
from graph.worlds import World
from queries.coverage.policy import Policy
from queries.narrowing import Narrowed
from queries.once import once
from queries.predicates import visible

MOST_KEPT = 64
"""Answers kept with one state of the graph; the oldest goes first."""
MOST_KEYS = 1_000
"""Keys of which it is kept that the store has them."""


@dataclass(frozen=True)
class Source:
    """Where a question comes from."""

    text: str
    status: str = "verified"


@dataclass(frozen=True)
class Parameter:
    """One thing that a question may be told; `refers_to` names the label whose key it is."""

    kind: Kind
    help: str
    choices: Mapping[str, str] = field(default_factory=dict)
    refers_to: str = ""
    required: bool = False

    def read(self, name: str, text: str) -> Any:
        """Read a value from text; raises InputError that names the parameter."""
        try:
            return parse(Property(self.kind, self.help, choices=self.choices), text)
        except Unusable as error:
            problem = Problem(error.code, error.message, error.fix, column=name, value=text[:40])
            raise InputError(str(problem), [problem]) from error


AREA = Parameter(Kind.TEXT, "Only cases whose home area it is.", refers_to="Area")
CASE = Parameter(Kind.TEXT, "Only this case.", refers_to="MappaCase")
"""What most questions of cases may be told."""
AT_LEVEL = Parameter(Kind.TEXT, "Only cases at this level.", refers_to="Level")
IN_CATEGORY = Parameter(Kind.TEXT, "Only cases in this category.", refers_to="Category")
BEFORE_PANEL = Parameter(
    Kind.TEXT,
    "Only cases that this panel discusses next or, with nothing planned, discussed last.",
    refers_to="Panel",
)
"""What every question of coverage may be told besides."""


@dataclass(frozen=True)
class Column:
    """One column of an answer."""

    help: str
    unit: str = ""
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Example:
    """A small world with what the question must say of it, and what it must not find."""

    title: str
    given: World
    expect: Sequence[Mapping[str, Any]]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    policy: Policy | None = None
    as_of: datetime.date = datetime.date(2026, 1, 31)
    waivers: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Asked:
    """What one asking is told: whose scope, which day, which policy, which parameters."""

    scope: Scope
    as_of: datetime.date
    today: datetime.date
    policy: Policy
    parameters: Mapping[str, Any] = field(default_factory=dict)
    waivers: Sequence[Mapping[str, Any]] = ()
    seconds: float = SECONDS

    def values(self) -> dict[str, Any]:
        """Return the parameters of the Cypher texts."""
        return {
            **self.parameters,
            **self.scope.parameters(self.today),
            "as_of": self.as_of,
        }


def every_text(analysis: "Analysis", reader: Reader, asked: Asked) -> dict[str, list[Row]]:
    """Ask every text of an analysis once, with the same parameters."""
    asks = {name: (text, asked.values()) for name, text in analysis.texts.items()}
    return reader.read_each(asks, seconds=asked.seconds)


@dataclass(frozen=True)
class Analysis:
    """One question. `about` says what its rows tell of; scope is applied to "cases".

    `texts` run unchanged on every store. `facts` fetches (by default: every text once), `answer`,
    pure, turns what was fetched into rows; without it the only text is the answer.
    `order` names the columns that put the rows in order, the last a unique key where one exists.
    """

    slug: str
    question: str
    why: str
    source: Source
    about: str
    columns: Mapping[str, Column]
    texts: Mapping[str, str]
    examples: Sequence[Example]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    facts: Callable[["Analysis", Reader, Asked], Any] = every_text
    answer: Callable[[Any, Asked], list[Row]] | None = None
    limits: str = ""
    aggregate: bool = False

    def __post_init__(self) -> None:
        if self.about not in {"cases", "directory"}:
            raise SchemaError(f"{self.slug}: about is 'cases' or 'directory'")
        if self.answer is None and len(self.texts) != 1:
            raise SchemaError(f"{self.slug}: several texts need an answer that joins them")
        if not any(example.expect for example in self.examples):
            raise SchemaError(f"{self.slug}: no example of something that is found")
        if all(example.expect for example in self.examples):
            raise SchemaError(f"{self.slug}: no example of something that must not be found")


@dataclass(frozen=True)
class Answer:
    """The rows of an answer with everything that they depend on."""

    analysis: Analysis
    asked: Asked
    rows: Sequence[Row]
    version: int
    truncated: bool = False
    count: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the object that `mappa ask --format json` prints."""
        policy = self.asked.policy
        return {
            "analysis": self.analysis.slug,
            "as_of": self.asked.as_of,
            "parameters": dict(self.asked.parameters),
            "policy": {"name": policy.name, "version": policy.version, "digest": policy.digest},
            "store": self.version,
            "columns": list(self.analysis.columns),
            "rows": [dict(row) for row in self.rows],
            "count": self.count,
            "truncated": self.truncated,
        }


def run(analysis: Analysis, reader: Reader, asked: Asked, *, limit: int | None = None) -> Answer:
    """Ask one question of one state of the graph.

    Raises InputError for a parameter that is missing or names nothing, NotFound for a case that
    is not there or not to be seen, TimeLimit and StoreError as the store does.
    """
    reader = Narrowed(reader, asked.scope)
    told = {name: asked.parameters.get(name) for name in analysis.parameters}
    complete = Asked(
        asked.scope, asked.as_of, asked.today, asked.policy, told, asked.waivers, asked.seconds
    )
    _check(analysis, reader, complete)
    rows = _answered(analysis, reader, complete)
    shown = [{name: row[name] for name in analysis.columns} for row in rows[:limit]]
    return Answer(analysis, complete, shown, reader.version(), len(shown) < len(rows), len(rows))


def _answered(analysis: Analysis, reader: Reader, asked: Asked) -> list[Row]:
    """Return the rows, from what is kept of this state of the graph where it was asked before."""
    key = (
        analysis.slug,
        asked.as_of,
        asked.today,
        asked.scope,
        asked.policy.digest,
        repr(sorted(asked.parameters.items())),
        repr(asked.waivers),
    )

    def found() -> list[Row]:
        with no_collection():
            fetched = analysis.facts(analysis, reader, asked)
            return analysis.answer(fetched, asked) if analysis.answer else _only(fetched)

    return once(reader, "answers", key, found, most=MOST_KEPT, seconds=asked.seconds)


def _only(fetched: Mapping[str, list[Row]]) -> list[Row]:
    (rows,) = fetched.values()
    return rows


def _check(analysis: Analysis, reader: Reader, asked: Asked) -> None:
    for name, parameter in analysis.parameters.items():
        value = asked.parameters.get(name)
        if value is None:
            if parameter.required:
                raise InputError(f"{analysis.slug} needs {name}: {parameter.help}")
            continue
        if parameter.refers_to == "MappaCase":
            find_case(reader, value, asked)
        elif parameter.refers_to:
            _check_there(reader, parameter.refers_to, value, asked)


def _check_there(reader: Reader, label: str, value: Any, asked: Asked) -> None:
    keys = tuple(value) if isinstance(value, list | tuple) else (value,)

    def found() -> bool:
        if not existing_keys(reader, MODEL.node_types[label], keys):
            raise InputError(f"There is no {label} {value!r}. Check the code")
        return True

    once(reader, "keys", (label, keys), found, most=MOST_KEYS, seconds=asked.seconds)


FIND_CASE = f"""MATCH (matter:MappaCase {{ref: $reference}})
WHERE {visible("matter")}
RETURN matter.ref AS reference"""


def find_case(reader: Reader, reference: str, asked: Asked) -> None:
    """Raise NotFound, in the same words, when a case is not there and when it may not be seen."""
    if not Narrowed(reader, asked.scope).read(
        FIND_CASE, {**asked.values(), "reference": reference}
    ):
        raise NotFound("There is no case of that reference that you may see")
