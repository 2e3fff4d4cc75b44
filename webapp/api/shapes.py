"""JSON Schema in the few words that the answers need."""

from collections.abc import Mapping
from typing import Any

from graph.schema import Kind
from queries.analysis import Analysis, Column

Shape = Mapping[str, Any]

TEXT: Shape = {"type": "string"}
NUMBER: Shape = {"type": "integer"}
YES_NO: Shape = {"type": "boolean"}
DAY: Shape = {"type": "string", "format": "date"}
ANYTHING: Shape = {}
OBJECT: Shape = {"type": "object"}
PROBLEM: Shape = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "additionalProperties": False,
    "properties": {"type": TEXT, "title": TEXT, "status": NUMBER, "detail": TEXT},
}
"""RFC 9457: what every refusal is."""


def maybe(shape: Shape) -> Shape:
    """Return a shape that may also be null."""
    return {**shape, "type": [shape["type"], "null"]}


def each(shape: Shape) -> Shape:
    """Return the shape of a list."""
    return {"type": "array", "items": shape}


def one(help_text: str = "", /, **fields: Shape) -> Shape:
    """Return the shape of an object that has these fields and no others."""
    said = {"description": help_text} if help_text else {}
    return {
        "type": "object",
        "required": list(fields),
        "additionalProperties": False,
        "properties": fields,
        **said,
    }


def row_of(analysis: Analysis) -> Shape:
    """Return the shape of a row of an analysis, from its columns."""
    return one(
        analysis.question,
        **{
            name: {**_of(column, analysis), "description": column.help}
            for name, column in analysis.columns.items()
        },
    )


def _of(column: Column, analysis: Analysis) -> Shape:
    """Return the shape of a cell; what is counted in a unit is a number where it can be said.

    Of totals a small number is told as "fewer than 5" to those who see totals alone.
    """
    if column.kind is Kind.INTEGER and analysis.aggregate:
        return {"type": ["integer", "string", "null"]}
    if column.kind is Kind.TEXT and column.unit:
        return {"type": ["number", "string", "null"]}
    return maybe(OF_KIND[column.kind])


OF_KIND: Mapping[Kind, Shape] = {
    Kind.TEXT: TEXT,
    Kind.DATE: DAY,
    Kind.INTEGER: NUMBER,
    Kind.YES_NO: YES_NO,
    Kind.CHOICE: TEXT,
    Kind.LIST: each(TEXT),
}
POLICY = one(name=TEXT, version=TEXT, digest=TEXT)
