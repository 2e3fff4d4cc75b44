"""`openapi.json`: the whole JSON interface as its endpoints declare it."""

import re
from collections.abc import Mapping
from typing import Any

from graph.schema import Kind
from queries.analysis import Parameter
from webapp.access import SIGNED_IN
from webapp.api.endpoint import ROOT, Endpoint
from webapp.api.shapes import OBJECT, PROBLEM, Shape

TITLE = "MAPPA Explorer"
ABOUT = (
    "What the pages show, as JSON, with the same permissions and the same scope. What a person may "
    "not see is not there: the same status and words as for what does not exist. Every answer is "
    "put on record before it leaves."
)
REFUSALS: Mapping[str, str] = {
    "400": "What was asked cannot be answered: the detail says why",
    "401": "No token, or none that is good",
    "403": "The role, or the token, does not open this",
    "404": "Nothing of that name is there, or nothing that may be seen",
    "413": "Too much was sent",
    "429": "Too many wrong tokens were tried from this address",
    "503": "The store or the database does not answer, or it took too long",
}
LONGEST = 200
"""Characters of a part of an address."""


def described(endpoints: list[Endpoint]) -> dict[str, Any]:
    """Return the description of the interface, version 3.1 of OpenAPI."""
    told = [
        one
        for endpoint in endpoints
        for one in (endpoint.instead() if endpoint.instead else (endpoint,))
    ]
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in told:
        address = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"{ROOT}{endpoint.address}")
        paths.setdefault(address, {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": "1", "description": ABOUT},
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Problem": PROBLEM},
        },
        "security": [{"token": []}],
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    parts = re.findall(r"<(\w+:)?(\w+)>", endpoint.address)
    found: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "description": f"For {_who(endpoint)}.",
        "parameters": [
            *(_part(name, kind) for kind, name in parts),
            *(_parameter(name, one) for name, one in endpoint.query.items()),
        ],
        "responses": {
            "200": {"description": "The answer", "content": _content(endpoint.shape)},
            **{status: _refusal(words) for status, words in REFUSALS.items()},
        },
    }
    if endpoint.body is not None:
        found["requestBody"] = {"required": True, "content": _content(_sent(endpoint.body))}
    return found


def _who(endpoint: Endpoint) -> str:
    if endpoint.access is SIGNED_IN:
        return SIGNED_IN.words
    return f"those with the permission {endpoint.access.words}"


def _part(name: str, kind: str) -> dict[str, Any]:
    shape: Shape = {"type": "integer", "minimum": 1} if kind == "int:" else {
        "type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": r"^[^/\\]+$",
    }  # fmt: skip
    return {"name": name, "in": "path", "required": True, "schema": shape}


def _parameter(name: str, parameter: Parameter) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.help,
        "schema": _value(parameter),
    }


def _sent(fields: Mapping[str, Parameter]) -> Shape:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, one in fields.items() if one.required],
        "properties": {
            name: {**_value(one), "description": one.help} for name, one in fields.items()
        },
    }


def _value(parameter: Parameter) -> Shape:
    """Return the shape of a value that is told."""
    text: dict[str, Any] = {"type": "string"}
    if parameter.choices:
        text["enum"] = list(parameter.choices)
    elif parameter.required:
        text["minLength"] = 1
    shapes: Mapping[Kind, Shape] = {
        Kind.DATE: {"type": "string", "format": "date"},
        Kind.INTEGER: {"type": "integer", "minimum": 0, "maximum": 100_000},
        Kind.YES_NO: {"type": "string", "enum": ["yes", "no"]},
        Kind.LIST: {"type": "array", "items": text},
    }
    return shapes.get(parameter.kind, text)


def _content(shape: Shape) -> Mapping[str, Any]:
    return {"application/json": {"schema": shape or OBJECT}}


def _refusal(words: str) -> Mapping[str, Any]:
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": words, "content": {"application/problem+json": problem}}
