"""What the Neo4j driver speaks, in the product's words: addresses, values, errors."""

import datetime
import importlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

import neo4j
from neo4j import exceptions, graph, time

from graph.errors import ExplorerError, StoreError, TimeLimit
from graph.store import Row, without_secret
from graph.stores.neo4j_packing import columns_of, packed
from graph.writing import Statement, ensure_done

EPOCH = datetime.date(1970, 1, 1)
OUT_OF_MEMORY = "MemoryPoolOutOfMemory"
SAID = {
    "Writing in read access mode not allowed": "A question may not write to the store",
    "AccessMode": "A question may not write to the store",
    "DatabaseNotFound": "The server has no such database as {shown} names. Correct the name after "
    "the last /",
    "AuthenticationRateLimit": "{shown} was told a wrong password too often. Wait a few seconds",
}
"""What is said of a code or a message of the server."""

TOO_LARGE = (
    "The load is too large for the memory of this Neo4j; nothing was written. Raise "
    "server.memory.heap.max_size (4g for the national size) and, where it is set, "
    "dbms.memory.transaction.total.max, or load it in parts"
)
TOO_WIDE = (
    "The question needs more memory than this Neo4j gives to one. Narrow it, or raise "
    "server.memory.heap.max_size and, where it is set, dbms.memory.transaction.total.max"
)


def parts_of(url: str) -> tuple[str, tuple[str, str] | None, str | None]:
    """Return server, user with password, and database of an address. Raises StoreError."""
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    # A / # or ? of a password that is not escaped ends the address before its @.
    if not usable or "@" in f"{parts.path}{parts.query}{parts.fragment}":
        raise StoreError(
            f"{without_secret(url)!r} is no address of a Neo4j. Write bolt://HOST:PORT or "
            f"neo4j://HOST:PORT/DATABASE; / # ? @ : of user or password are %2F %23 %3F %40 %3A"
        )
    user = unquote(parts.username or os.environ.get("MAPPA_STORE_USER", "neo4j"))
    password = unquote(parts.password or os.environ.get("MAPPA_STORE_PASSWORD", ""))
    server = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    return server, (user, password) if password else None, parts.path.strip("/") or None


@contextmanager
def translated(shown: str, seconds: float | None) -> Iterator[None]:
    """Turn what the driver raises into what the product raises; None = no limit, a load."""
    try:
        yield
    except ExplorerError:
        raise
    except exceptions.AuthError as error:
        raise StoreError(
            f"{shown} refuses user or password. Set MAPPA_STORE_USER and MAPPA_STORE_PASSWORD"
        ) from error
    except exceptions.IncompleteCommit as error:
        raise StoreError(
            f"The connection to {shown} broke while the load was being committed. Load "
            f"again: what is there already stays as it is",
            retryable=True,
        ) from error
    except (exceptions.ServiceUnavailable, exceptions.SessionExpired, OSError) as error:
        raise StoreError(
            f"No Neo4j answers at {shown}. Start it, or correct the address",
            retryable=True,
        ) from error
    except exceptions.Neo4jError as error:
        raise _explained(error, shown, seconds) from error
    except (exceptions.DriverError, ValueError) as error:
        raise StoreError(f"{shown} cannot be used: {_first(str(error))}") from error


@contextmanager
def tried_once(seconds: float | None) -> Iterator[None]:
    """Keep the driver from trying again what the server has no memory for."""
    try:
        yield
    except exceptions.TransientError as error:
        if OUT_OF_MEMORY in (error.code or ""):
            raise _explained(error, "", seconds) from error
        raise


def driver_of(server: str, auth: tuple[str, str] | None, connection_seconds: float) -> neo4j.Driver:
    """Return a driver that gives up within some seconds where nobody answers."""
    return neo4j.GraphDatabase.driver(
        server,
        auth=auth,
        connection_timeout=connection_seconds,
        connection_acquisition_timeout=connection_seconds,
        max_transaction_retry_time=connection_seconds,
        notifications_min_severity=neo4j.NotificationMinimumSeverity.OFF,
    )


def rows_of(result: neo4j.Result) -> list[Row]:
    """Return the rows of a result as plain values."""
    keys = result.keys()
    return [dict(zip(keys, map(_plain, record.values()), strict=True)) for record in result]


def write(transaction: Any, statement: Statement) -> None:
    """Write one statement. Raises where something it is about is not there."""
    with tried_once(None):
        rows = rows_of(transaction.run(statement.text, {"rows": statement.rows}))
    ensure_done(statement, rows)


def read_rows(transaction: Any, text: str, told: Any) -> tuple[list[Row], neo4j.Result]:
    """Return the rows of a text and what they came from: many to a message where that can be."""
    columns = columns_of(text)
    if columns is None:
        result = transaction.run(text, told)
        return rows_of(result), result
    result = transaction.run(packed(text, columns), told)
    return [
        dict(zip(columns, map(_plain, row), strict=True)) for record in result for row in record[0]
    ], result


def _plain(value: Any) -> Any:
    convert = _PLAIN.get(type(value), _of_an_element)
    return value if convert is None else convert(value)


def _of_an_element(value: Any) -> Any:
    if isinstance(value, graph.Node):
        return {"labels": sorted(value.labels), "properties": _plain(dict(value))}
    if isinstance(value, graph.Relationship):
        return {"type": value.type, "properties": _plain(dict(value))}
    if isinstance(value, graph.Path):
        return {"nodes": _plain([*value.nodes]), "relationships": _plain([*value.relationships])}
    return value


@lru_cache(maxsize=100_000)
def day_after_1970(days: int) -> datetime.date:
    """Return the day so many days after the first of 1970, as a server sends a day."""
    return EPOCH + datetime.timedelta(days=days)


def take_days_as_they_are() -> None:
    """Have the driver make Python's own days of those that a server sends.

    It makes days of its own, each anew, and a question about the country is sent half a million:
    half of the time was theirs. The place is no promise of the driver's; where it is not there,
    days are made plain as before, later.
    """
    with suppress(ImportError, AttributeError):
        place = importlib.import_module("neo4j._codec.hydration.bolt.v1.temporal")
        if place.hydrate_date(0) == EPOCH:
            place.hydrate_date = day_after_1970  # type: ignore[attr-defined]


def _of_a_day(day: time.Date) -> datetime.date:
    return datetime.date(day.year, day.month, day.day)


_PLAIN: Mapping[type, Callable[[Any], Any] | None] = {
    str: None,
    int: None,
    float: None,
    bool: None,
    type(None): None,
    datetime.date: None,
    time.Date: _of_a_day,
    time.DateTime: time.DateTime.to_native,
    time.Time: time.Time.to_native,
    list: lambda items: [_plain(item) for item in items],
    dict: lambda found: {key: _plain(item) for key, item in found.items()},
}
"""How a value is made plain, by its type; None = it is. Asked a million times by one question."""


def _explained(error: exceptions.Neo4jError, shown: str, seconds: float | None) -> StoreError:
    code, message = error.code or "", _first(error.message or "")
    if "TransactionTimedOut" in code or "terminated" in message.lower():
        if seconds is None:
            return StoreError("The server ended the load; nothing was written. Ask who ended it")
        return TimeLimit(
            f"The question was stopped after {seconds:g} seconds. Narrow it, or allow it more time"
        )
    if OUT_OF_MEMORY in code:
        return StoreError(TOO_LARGE if seconds is None else TOO_WIDE)
    for sign, said in SAID.items():
        if sign in code or sign in message:
            return StoreError(said.format(shown=shown), retryable=error.is_retryable())
    return StoreError(f"{shown}: {message} ({code})", retryable=error.is_retryable())


def _first(text: str) -> str:
    return text.strip().split("\n", 1)[0]


take_days_as_they_are()
