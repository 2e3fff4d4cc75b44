"""The invented row by which a template shows what a row looks like; a load leaves it aside.

A row is an example when the first of its key columns begins with MARK, in that spelling. Keys of
real things do not begin so, and a spreadsheet that copies the row or sorts it keeps the mark.
"""

import datetime
from collections.abc import Mapping

from graph.errors import Problem
from graph.model import MODEL
from graph.schema import Kind, Property, snake_case
from graph.values import Value, join, to_text
from loaders.template import columns

MARK = "EXAMPLE "
FIRST_MONTH = datetime.date(2026, 1, 15)
"""Nobody reads the 15th as a month; each later date of a row is a month later."""


def is_example(key: str) -> bool:
    """Whether a row whose first key this is is an example, whatever else stands in it."""
    return key.startswith(MARK)


def example_row(table: str) -> Mapping[str, str]:
    """Return the example of a table: invented, and valid in every column. Raises NotFound."""
    declared, found = columns(table), {}
    first = MODEL.tables[table].key_columns[0]
    own = declared[first].refers_to or next(
        label for label, node in MODEL.node_types.items() if node.table == table
    )
    dates = [name for name, of in declared.items() if of.kind is Kind.DATE]
    for name, of in declared.items():
        if name == first:
            found[name] = _key(own)
        elif of.refers_to:
            found[name] = _key(of.refers_to, other=of.refers_to == own)
        elif name in dates:
            month = FIRST_MONTH.month + dates.index(name)
            found[name] = to_text(FIRST_MONTH.replace(month=month))
        else:
            found[name] = to_text(_value(name, of))
    return found


def example_note(rows: int, place: tuple[str, str, int, str]) -> Problem:
    """Say that rows of a table were left aside; `place` is the first: file, sheet, row, column."""
    several = f"{rows} example rows were" if rows > 1 else "the example row was"
    return Problem(
        "example-row",
        f"{several} left aside",
        "Nothing needs to be done: an example is never loaded",
        *place,
        severity="note",
    )


def _key(label: str, *, other: bool = False) -> str:
    """Return the key of an invented thing: two tables that name the same one agree."""
    return f"{MARK}{'OTHER ' if other else ''}{snake_case(label).replace('_', ' ').upper()}"


def _value(name: str, of: Property) -> Value:
    words = name.replace("_", " ")
    if of.choices:
        return next(iter(of.choices))
    if of.kind is Kind.LIST:
        return join([f"Example {words} one", f"Example {words} two"])
    return {Kind.INTEGER: 1, Kind.YES_NO: False}.get(of.kind, f"Example {words}")
