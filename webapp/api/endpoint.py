"""What an endpoint of the JSON interface is, and how a request is read by its declaration."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, request

from graph.errors import InputError, Problem
from graph.model import MODEL
from graph.schema import Kind
from graph.states import existing_keys
from queries.analysis import Parameter
from webapp.access import Access
from webapp.api.shapes import Shape
from webapp.interface import ROOT
from webapp.output import json_text
from webapp.site import site

__all__ = ["ROOT", "Endpoint"]
AS_OF = Parameter(Kind.DATE, "Day to judge by; today if not given.")
LIMIT = Parameter(Kind.INTEGER, "Most rows to answer; count is of all of them.")
LONGEST_BODY = 64 * 1024
"""Bytes; the site refuses more before anything is read."""

Told = Mapping[str, Any]
"""What a request said, by the names of the declaration: text, number, list of texts, or None."""


@dataclass(frozen=True)
class Endpoint:
    """One address below `/api/v1`: who may ask it, what it is told, what it answers.

    `answer` is called with what the request said and with the parts of the address. Every endpoint
    takes `as_of` beside its parameters, but for those that do not speak of a day. `instead` is what
    `openapi.json` says in place of an endpoint that stands for several.
    """

    address: str
    name: str
    summary: str
    access: Access
    answer: Callable[..., Any]
    shape: Shape
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    body: Mapping[str, Parameter] | None = None
    """Fields of the JSON object that is sent; None: it is asked by GET."""
    of_a_day: bool = True
    instead: Callable[[], Iterable["Endpoint"]] | None = None

    @property
    def method(self) -> str:
        """Return how it is asked."""
        return "GET" if self.body is None else "POST"

    @property
    def query(self) -> Mapping[str, Parameter]:
        """Return every parameter of the address."""
        return {**self.parameters, "as_of": AS_OF} if self.of_a_day else self.parameters

    def answered(self, **parts: str) -> Response:
        """Answer a request. Raises as the page of the same question does."""
        told = read_query(self.query, request.args.to_dict(flat=False))
        if self.body is not None:
            told |= read_body(self.body, request.get_data())
        ensure_known(self.parameters, told)
        return answer_of(self.answer(told, **parts))


def ensure_known(declared: Mapping[str, Parameter], told: Told) -> None:
    """Raise InputError for an area, level or type that is none: its answer would look empty.

    A case is looked for by the question itself, in the scope of whoever asks.
    """
    for name, parameter in declared.items():
        label, value = parameter.refers_to, told[name]
        if not value or label in {"", "MappaCase"}:
            continue
        if not existing_keys(site().store, MODEL.node_types[label], [value]):
            raise InputError(f"There is no {label} {value!r}. Check the code")


def answer_of(value: Any) -> Response:
    """Return a value as the JSON of an answer."""
    text = json_text(value, indent=None)
    return Response(text, content_type="application/json; charset=utf-8")


def read_query(
    declared: Mapping[str, Parameter], given: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """Read the parameters of an address; a list is a parameter that is given several times.

    Raises InputError for one that is not known: a filter that was misspelt would be an answer to
    another question.
    """
    _refuse_unknown(declared, given, "parameter")
    return _read(
        declared,
        {
            name: list(values) if declared[name].kind is Kind.LIST else values[0]
            for name, values in given.items()
        },
    )


def read_body(declared: Mapping[str, Parameter], data: bytes) -> dict[str, Any]:
    """Read the JSON object that was sent. Raises InputError with every mistake."""
    try:
        sent = json.loads(data.decode("utf-8"))
        json_text(sent).encode("utf-8")  # half of a pair of signs is no text
    except (ValueError, RecursionError) as error:
        raise InputError("Send one JSON object, as UTF-8") from error
    if not isinstance(sent, dict):
        raise InputError("Send one JSON object, and nothing else")
    _refuse_unknown(declared, sent, "field")
    for name, value in sent.items():
        if value is not None and not _fits(declared[name].kind, value):
            raise InputError(f"{name} cannot be that: it is {declared[name].kind.value}")
    return _read(declared, sent, as_sent=True)


def _read(
    declared: Mapping[str, Parameter], given: Mapping[str, Any], *, as_sent: bool = False
) -> dict[str, Any]:
    """Read values. Raises InputError that names each that is wrong, or is wanted and lacks."""
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, parameter in declared.items():
        try:
            found[name] = _value(name, parameter, given.get(name), as_sent)
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError("\n".join(map(str, problems)), problems)
    return found


def _value(name: str, parameter: Parameter, given: Any, as_sent: bool) -> Any:
    """Read one value; a text that is sent may have lines, one in an address may not."""
    if parameter.kind is Kind.LIST:
        return _chosen(name, parameter, given) if given else None
    plain = as_sent and parameter.kind is Kind.TEXT
    value = (given or None) if plain else parameter.read(name, "" if given is None else str(given))
    if parameter.required and not value:
        _refuse(Problem("missing", f"{name} is wanted", parameter.help, column=name))
    if isinstance(value, int) and value < 0:
        _refuse(Problem("number", f"{name} is less than nought", "Write 0 or more", column=name))
    return value


def _chosen(name: str, parameter: Parameter, values: Sequence[str]) -> Sequence[str]:
    for value in values:
        if parameter.choices and value not in parameter.choices:
            fix = f"Write one of: {', '.join(parameter.choices)}"
            _refuse(
                Problem("choice", "is not one of the choices", fix, column=name, value=value[:40])
            )
    return values


def _refuse(problem: Problem) -> None:
    raise InputError(str(problem), [problem])


def _fits(kind: Kind, value: Any) -> bool:
    if kind is Kind.LIST:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if kind is Kind.INTEGER:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str)


def _refuse_unknown(declared: Mapping[str, Parameter], given: Iterable[str], what: str) -> None:
    unknown = [name for name in given if name not in declared]
    if unknown:
        known = ", ".join(declared) or "none"
        raise InputError(f"There is no {what} {unknown[0][:40]!r} here. There are: {known}")
