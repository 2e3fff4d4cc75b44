"""Neo4j over Bolt: one driver for the process, managed transactions only, but for trials."""

import datetime
import logging
import os
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import neo4j
from neo4j import exceptions
from neo4j.time import Date, DateTime

from graph.constraints import constraints
from graph.errors import Conflict, ExplorerError, StoreError, TimeLimit, WriterBusy
from graph.records import Changes, LoadEntry
from graph.states import digest_of
from graph.store import FORMAT, SECONDS, Reader, Row, Trial, without_secret
from graph.writing import Statement, change_statements, entry_statements, info_statement

# What goes wrong is raised, and said once: the driver's own warnings would say it twice.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
TRIAL_SECONDS = 10.0
"""Longest that a trial may hold its locks."""
CONNECTION_SECONDS = 5.0
WRITER = "mappa-explorer writer"
TIMED_OUT = "TransactionTimedOut"
OUT_OF_MEMORY = "MemoryPoolOutOfMemory"
WRITE_IN_READ = "Writing in read access mode not allowed"


def open_address(url: str) -> "Neo4jStore":
    """Open an address; user and password stand in it, or in MAPPA_STORE_USER and _PASSWORD.

    Raises StoreError, in one line, for a server that is away or refuses us, and a newer format.
    """
    return Neo4jStore(url)


class Neo4jStore:
    """One database of one server."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        user = unquote(parts.username or os.environ.get("MAPPA_STORE_USER", "neo4j"))
        password = unquote(parts.password or os.environ.get("MAPPA_STORE_PASSWORD", ""))
        self._shown = without_secret(url)
        self._database = parts.path.strip("/") or None
        address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        self._kept: dict[str, Any] = {}
        self._kept_version = -1
        self._guard = threading.Lock()
        with self._translated(CONNECTION_SECONDS):
            self._driver = neo4j.GraphDatabase.driver(
                address,
                auth=(user, password) if password else None,
                connection_timeout=CONNECTION_SECONDS,
                connection_acquisition_timeout=CONNECTION_SECONDS,
                max_transaction_retry_time=CONNECTION_SECONDS,
                notifications_min_severity=neo4j.NotificationMinimumSeverity.OFF,
            )
            try:
                self._driver.verify_connectivity()
                self._refuse_newer_format()
            except BaseException:
                self._driver.close()
                raise

    @property
    def kept(self) -> dict[str, Any]:
        """Return what was kept of the version that is there now."""
        version = self.version()
        with self._guard:
            if version != self._kept_version:
                self._kept, self._kept_version = {}, version
            return self._kept

    def read(
        self, text: str, parameters: Mapping[str, Any] | None = None, *, seconds: float = SECONDS
    ) -> list[Row]:
        """Return the rows of a text. Raises TimeLimit and StoreError."""
        told = dict(parameters or {})

        @neo4j.unit_of_work(timeout=seconds)
        def work(transaction: neo4j.ManagedTransaction) -> list[Row]:
            return _rows(transaction.run(text, told))

        with self._translated(seconds), self._session(neo4j.READ_ACCESS) as session:
            return session.execute_read(work)

    def version(self) -> int:
        """Return the number of the last load."""
        return _version(self)

    @contextmanager
    def snapshot(self) -> Iterator[Reader]:
        """Keep what is read with one version; a server promises no one state across texts."""
        version = self.version()
        with self._guard:
            if version != self._kept_version:
                self._kept, self._kept_version = {}, version
            yield _Version(self, self._kept)

    @contextmanager
    def trial(self) -> Iterator[Trial]:
        """Work in a transaction that is always rolled back."""
        with (
            self._translated(TRIAL_SECONDS),
            self._session(neo4j.WRITE_ACCESS) as session,
            session.begin_transaction(timeout=TRIAL_SECONDS) as transaction,
        ):
            try:
                yield _Trial(transaction)
            finally:
                transaction.rollback()

    def apply(self, changes: Changes, entry: LoadEntry) -> int:
        """Write the changes and the entry in one transaction. See the port."""
        self._refuse_second_writer()
        self._make_ours()
        since = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        note = {"app": WRITER, "by": entry.by, "source": entry.source, "since": since}

        @neo4j.unit_of_work(metadata=note)
        def work(transaction: neo4j.ManagedTransaction) -> int:
            # Two starters are one after the other from here on: both want this node.
            transaction.run("MATCH (info:StoreInfo {name: 'store'}) SET info.name = 'store'")
            number = _next_number(_Transaction(transaction), entry)
            for statement in chain(
                change_statements(changes, number), entry_statements(entry, number)
            ):
                _write(transaction, statement)
            return number

        with self._translated(SECONDS), self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(work)

    def digest(self) -> str:
        """Return a digest of everything stored."""
        return digest_of(self)

    def info(self) -> Mapping[str, str]:
        """Say which server answers, where, in which format."""
        found = self.read(
            "CALL dbms.components() YIELD name, versions, edition\n"
            "RETURN name, versions[0] AS version, edition"
        )[0]
        rows = self.read("MATCH (info:StoreInfo) RETURN info.format AS format, info.created AS at")
        return {
            "engine": f"{found['name']} {found['version']} {found['edition']}",
            "address": self._shown,
            "format": str(rows[0]["format"] if rows else FORMAT),
            "created": str(rows[0]["at"] if rows else "nothing loaded yet"),
        }

    def backup(self, path: Path) -> None:
        """Refuse: a server is backed up by its own tools."""
        raise StoreError(
            f"A Neo4j server is backed up by its own tools (neo4j-admin database dump), not into "
            f"{path}"
        )

    def close(self) -> None:
        """Close the driver."""
        self._driver.close()

    def _session(self, access: str) -> neo4j.Session:
        return self._driver.session(database=self._database, default_access_mode=access)

    def _refuse_newer_format(self) -> None:
        rows = self.read("MATCH (info:StoreInfo) RETURN info.format AS format")
        if rows and int(rows[0]["format"]) > FORMAT:
            raise StoreError(
                f"The store at {self._shown} has format {rows[0]['format']}; this version of MAPPA "
                f"Explorer reads up to {FORMAT}. Use a newer version"
            )

    def _refuse_second_writer(self) -> None:
        """Raise WriterBusy with who is writing and since when, as the server knows it."""

        def work(transaction: neo4j.ManagedTransaction) -> list[Row]:
            return _rows(transaction.run("SHOW TRANSACTIONS YIELD metaData RETURN metaData"))

        with self._translated(SECONDS), self._session(neo4j.READ_ACCESS) as session:
            notes = [row["metaData"] or {} for row in session.execute_read(work)]
        for note in notes:
            if note.get("app") == WRITER:
                raise WriterBusy(
                    f"Another load is running: {note['by']} is loading {note['source']} since "
                    f"{note['since']}. Try again when it is done"
                )

    def _make_ours(self) -> None:
        """Mark an empty database as ours. Raises StoreError for one that holds other data."""
        if self.read("MATCH (info:StoreInfo) RETURN info.format AS format"):
            return
        if self.read("MATCH (n) RETURN 1 AS found LIMIT 1"):
            raise StoreError(
                f"The database at {self._shown} is neither empty nor a store of MAPPA Explorer; "
                f"nothing was written. Name an empty one"
            )
        statement = info_statement(
            datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"), secrets.token_hex(32)
        )
        with self._translated(SECONDS), self._session(neo4j.WRITE_ACCESS) as session:
            for constraint in constraints():
                session.execute_write(lambda found, text: found.run(text).consume(), constraint)
            session.execute_write(_write, statement)

    @contextmanager
    def _translated(self, seconds: float) -> Iterator[None]:
        """Turn what the driver raises into what the product raises."""
        try:
            yield
        except ExplorerError:
            raise
        except exceptions.AuthError as error:
            raise StoreError(
                f"{self._shown} refuses user or password. Set MAPPA_STORE_USER and "
                f"MAPPA_STORE_PASSWORD"
            ) from error
        except (exceptions.ServiceUnavailable, exceptions.SessionExpired, OSError) as error:
            raise StoreError(
                f"No Neo4j answers at {self._shown}. Start it, or correct the address",
                retryable=True,
            ) from error
        except exceptions.Neo4jError as error:
            raise _explained(error, self._shown, seconds) from error
        except (exceptions.DriverError, ValueError) as error:
            raise StoreError(f"{self._shown} cannot be used: {error}") from error


class _Transaction:
    """Reads inside a transaction that is open already."""

    def __init__(self, transaction: Any) -> None:
        self._transaction = transaction
        self.kept: dict[str, Any] = {}

    def read(
        self, text: str, parameters: Mapping[str, Any] | None = None, *, seconds: float = SECONDS
    ) -> list[Row]:
        """Return the rows of a text; the transaction's own limit holds."""
        del seconds
        return _rows(self._transaction.run(text, dict(parameters or {})))

    def version(self) -> int:
        """Return the number of the last load."""
        return _version(self)


class _Trial(_Transaction):
    """Reads and changes inside a transaction that is always rolled back."""

    def apply(self, changes: Changes) -> None:
        """Show the changes from now on."""
        self.kept.clear()
        for statement in change_statements(changes, self.version() + 1):
            _write(self._transaction, statement)


class _Version:
    """Reads with what was kept of one version."""

    def __init__(self, store: Neo4jStore, kept: dict[str, Any]) -> None:
        self._store = store
        self.kept = kept

    def read(
        self, text: str, parameters: Mapping[str, Any] | None = None, *, seconds: float = SECONDS
    ) -> list[Row]:
        """Return the rows of a text."""
        return self._store.read(text, parameters, seconds=seconds)

    def version(self) -> int:
        """Return the number of the last load."""
        return self._store.version()


def _version(reader: Any) -> int:
    rows = reader.read("MATCH (load:Load) RETURN max(load.number) AS number")
    return int(rows[0]["number"] or 0)


def _next_number(reader: _Transaction, entry: LoadEntry) -> int:
    version = reader.version()
    if version != entry.made_on:
        raise Conflict(
            f"The store has moved from load {entry.made_on} to load {version} since this was "
            f"planned; plan it again"
        )
    return version + 1


def _write(transaction: Any, statement: Statement) -> None:
    rows = _rows(transaction.run(statement.text, {"rows": statement.rows}))
    if statement.counted and (not rows or rows[0]["done"] != len(statement.rows)):
        raise StoreError(
            f"A change of {statement.about} points at something that is not there; "
            f"nothing was written"
        )


def _rows(result: neo4j.Result) -> list[Row]:
    keys = result.keys()
    return [
        {key: _plain(value) for key, value in zip(keys, record.values(), strict=True)}
        for record in result
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, Date | DateTime):
        return value.to_native()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _explained(error: exceptions.Neo4jError, shown: str, seconds: float) -> StoreError:
    code, message = error.code or "", str(error.message or "").split("\n", 1)[0]
    if TIMED_OUT in code or "terminated" in message.lower():
        return TimeLimit(
            f"The question was stopped after {seconds:g} seconds. Narrow it, or allow it more time"
        )
    if OUT_OF_MEMORY in code:
        return StoreError(
            "The load is too large for the memory of this Neo4j; nothing was written. Raise "
            "server.memory.heap.max_size (4g for the national size), or load it in parts"
        )
    if WRITE_IN_READ in message or "AccessMode" in code:
        return StoreError("A question may not write to the store")
    return StoreError(f"{shown}: {message} ({code})", retryable=error.is_retryable())
