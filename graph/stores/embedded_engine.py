"""What kglite speaks, in the product's words: values and errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import kglite

from graph.errors import Conflict, StoreError, TimeLimit
from graph.store import Row

EXTRAS = ("title", "type")
"""What kglite adds to a property map; no property of the model may be called so."""


def without_extras(rows: list[Row]) -> list[Row]:
    """Make maps and whole elements what they are on every engine; plain columns cost nothing."""
    for key in rows[0] if rows else ():
        first = next((row[key] for row in rows if row[key] not in (None, [])), None)
        if isinstance(first[0] if isinstance(first, list) else first, dict):
            for row in rows:
                row[key] = _plain(row[key])
    return rows


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "properties" in value and "id" in value:  # a node or a relationship, with ids of the engine
        kept = {"labels": value["labels"]} if "labels" in value else {"type": value["type"]}
        return {**kept, "properties": _plain(value["properties"])}
    extras = EXTRAS if "first_load" in value else ()
    return {key: _plain(item) for key, item in value.items() if key not in extras}


def first_line(error: BaseException) -> str:
    """Return what an engine said, in one line."""
    return str(error).strip().split("\n", 1)[0]


@contextmanager
def translated(seconds: float) -> Iterator[None]:
    """Turn what kglite raises into what the product raises."""
    try:
        yield
    except kglite.CypherTimeoutError as error:
        raise TimeLimit(
            f"The question was stopped after {seconds:g} seconds. Narrow it, or allow it more time"
        ) from error
    except kglite.ReadOnlyError as error:
        raise StoreError("A question may not write to the store") from error
    except kglite.TransactionConflictError as error:
        raise Conflict("The store changed while it was being written; plan it again") from error
    except kglite.FileFormatError as error:
        raise StoreError(f"The store's file is damaged or not ours: {first_line(error)}") from error
    except kglite.KgError as error:
        raise StoreError(f"The embedded store cannot answer: {first_line(error)}") from error
