"""Neo4j over Bolt: one driver for the process, managed transactions only, but for trials."""

import datetime
import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any

import neo4j
from neo4j import exceptions

from graph.constraints import constraints
from graph.digest import digest_of
from graph.errors import StoreError, WriterBusy
from graph.records import Changes, LoadEntry
from graph.states import format_of, version_of
from graph.store import (
    SECONDS,
    Ask,
    Reader,
    Row,
    Trial,
    in_turn,
    kept_after,
    refuse_side_doors,
    side_by_side,
    without_secret,
)
from graph.stores.neo4j_driver import (
    driver_of,
    parts_of,
    read_rows,
    translated,
    tried_once,
    write,
)
from graph.stores.neo4j_packing import MESSAGES
from graph.stores.neo4j_version import OneVersion
from graph.writing import (
    change_statements,
    entry_statements,
    info_statement,
    next_number,
)

# What goes wrong is raised, and said once: the driver's own warnings would say it twice.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
TRIAL_SECONDS = 10.0
"""Longest that a trial may hold its locks."""
CONNECTION_SECONDS = 5.0
WRITER = "mappa-explorer writer"


def open_address(url: str) -> "Neo4jStore":
    """Open an address; user and password stand in it, or in MAPPA_STORE_USER and _PASSWORD.

    Raises StoreError, in one line, for a server that is away or refuses us, and a newer format.
    """
    return Neo4jStore(url)


class Neo4jStore:
    """One database of one server."""

    def __init__(self, url: str) -> None:
        server, auth, self._database = parts_of(url)
        self._shown = without_secret(url)
        self._kept: dict[str, Any] = {}
        self._kept_version = -1
        self._guard = threading.Lock()
        self._reached = server, auth
        self._process = os.getpid()
        self._inherited: list[neo4j.Driver] = []
        with self._told(CONNECTION_SECONDS):
            self._driver = driver_of(*self._reached, CONNECTION_SECONDS)
            try:
                self._driver.verify_connectivity()
                format_of(self, f"at {self._shown}")
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
        refuse_side_doors(text)
        return self._asked(text, dict(parameters or {}), seconds)

    def read_each(
        self, asks: Mapping[str, Ask], *, seconds: float = SECONDS
    ) -> dict[str, list[Row]]:
        """Return the rows of each text: the server works on some while others are taken in here."""
        return side_by_side(self, asks, seconds)

    def version(self) -> int:
        """Return the number of the last load."""
        return version_of(self)

    @contextmanager
    def snapshot(self) -> Iterator[Reader]:
        """Keep what is read with one version; a server promises no one state across texts."""
        yield OneVersion(self, self.kept)

    @contextmanager
    def trial(self) -> Iterator[Trial]:
        """Work in a transaction that is always rolled back."""
        with self._told(TRIAL_SECONDS):
            session = self._session(neo4j.WRITE_ACCESS)
            transaction = session.begin_transaction(timeout=TRIAL_SECONDS)
        try:
            trial = _Trial(self, transaction)
            trial.kept = self._kept_of(trial.version())
            yield trial
        finally:
            with suppress(exceptions.Neo4jError, exceptions.DriverError):  # gone is gone
                session.close()  # which rolls back

    def apply(self, changes: Changes, entry: LoadEntry) -> int:
        """Write the changes and the entry in one transaction. See the port."""
        self._refuse_second_writer()
        self._refuse_other_data()
        self._constrain()
        since = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        note = {"app": WRITER, "by": entry.by, "source": entry.source, "since": since}

        @neo4j.unit_of_work(metadata=note, timeout=0)  # a load takes as long as it takes
        def work(transaction: neo4j.ManagedTransaction) -> int:
            write(
                transaction, info_statement(entry)
            )  # two starters are one after the other from here
            number = next_number(_Transaction(self, transaction).version(), entry)
            for statement in chain(
                change_statements(changes, number, into_empty=entry.restores is not None),
                entry_statements(entry, number),
            ):
                write(transaction, statement)
            return number

        with self._told(None), self._session(neo4j.WRITE_ACCESS) as session:
            number = session.execute_write(work)
        with self._guard:
            if self._kept_version == number - 1:
                self._kept, self._kept_version = kept_after(self._kept, changes), number
        return number

    def digest(self) -> str:
        """Return a digest of everything stored."""
        return digest_of(self)

    def info(self) -> Mapping[str, str]:
        """Say which server answers, where, in which format."""
        found = self._asked(
            "CALL dbms.components() YIELD name, versions, edition\n"
            "RETURN name, versions[0] AS version, edition"
        )[0]
        return {
            "engine": f"{found['name']} {found['version']} {found['edition']}",
            "address": self._shown,
            **format_of(self, f"at {self._shown}"),
        }

    def backup(self, path: Path) -> None:
        """Refuse: a server is backed up by its own tools."""
        del path
        raise StoreError(
            "A Neo4j server is backed up by its own tools (neo4j-admin database dump). "
            "mappa export writes a bundle that loads back"
        )

    def prepare_with(self, act: Callable[[Reader], None]) -> None:
        """Do nothing: what a server is told is there for everybody from that moment on."""

    def forget_connections(self) -> None:
        """Go on with a driver of this process: two that speak through one socket hear each other.

        The one before is left as it is, to the process that opened it.
        """
        if os.getpid() == self._process:
            return
        self._process = os.getpid()
        self._inherited.append(self._driver)  # collected, it would say goodbye for that process
        self._driver = driver_of(*self._reached, CONNECTION_SECONDS)

    def close(self) -> None:
        """Close the driver."""
        self._driver.close()

    def _kept_of(self, version: int) -> dict[str, Any]:
        """Return what is kept of a version, if that is the one of which anything is."""
        with self._guard:
            return self._kept if version == self._kept_version else {}

    def _session(self, access: str) -> neo4j.Session:
        return self._driver.session(
            database=self._database, default_access_mode=access, fetch_size=MESSAGES
        )

    def _asked(
        self, text: str, told: dict[str, Any] | None = None, seconds: float = SECONDS
    ) -> list[Row]:
        @neo4j.unit_of_work(timeout=seconds)
        def work(transaction: neo4j.ManagedTransaction) -> list[Row]:
            with tried_once(seconds):
                return read_rows(transaction, text, told)[0]

        with self._told(seconds), self._session(neo4j.READ_ACCESS) as session:
            return session.execute_read(work)

    def _refuse_second_writer(self) -> None:
        """Raise WriterBusy with who is writing here and since when, as the server knows it."""
        here = self._asked("CALL db.info() YIELD name")[0]["name"]
        for row in self._asked("SHOW TRANSACTIONS YIELD database, metaData"):
            note = row["metaData"] or {}
            if note.get("app") == WRITER and row["database"] == here:
                raise WriterBusy(
                    f"Another load is running: {note['by']} is loading {note['source']} since "
                    f"{note['since']}. Try again when it is done"
                )

    def _refuse_other_data(self) -> None:
        if self.read("MATCH (info:StoreInfo) RETURN 1 AS found LIMIT 1"):
            return
        if self.read("MATCH (n) RETURN 1 AS found LIMIT 1"):
            raise StoreError(
                f"The database at {self._shown} is neither empty nor a store of MAPPA Explorer; "
                f"nothing was written. Name an empty one"
            )

    def _constrain(self) -> None:
        """Give every label its constraint; a type that was declared since has none yet."""
        there = {row["name"] for row in self._asked("SHOW CONSTRAINTS YIELD name")}
        with self._told(None), self._session(neo4j.WRITE_ACCESS) as session:
            for text in constraints():
                if text.split()[2] not in there:
                    session.execute_write(lambda found, asked: found.run(asked).consume(), text)

    def _told(self, seconds: float | None) -> AbstractContextManager[None]:
        return translated(self._shown, seconds)


class _Transaction:
    """Reads inside a transaction that is open already; its own limit holds."""

    def __init__(self, store: Neo4jStore, transaction: Any) -> None:
        self._store = store
        self._transaction = transaction
        self.kept: dict[str, Any] = {}

    def read(
        self, text: str, parameters: Mapping[str, Any] | None = None, *, seconds: float = SECONDS
    ) -> list[Row]:
        """Return the rows of a text."""
        del seconds
        refuse_side_doors(text)
        with self._store._told(TRIAL_SECONDS):
            rows, result = read_rows(self._transaction, text, dict(parameters or {}))
            if result.consume().query_type != "r":
                self._transaction.rollback()  # so that no later answer can show it
                raise StoreError("A question may not write to the store")
        return rows

    def read_each(
        self, asks: Mapping[str, Ask], *, seconds: float = SECONDS
    ) -> dict[str, list[Row]]:
        """Return the rows of each text, one after the other."""
        return in_turn(self, asks, seconds)

    def version(self) -> int:
        """Return the number of the last load."""
        return version_of(self)


class _Trial(_Transaction):
    """Reads and changes inside a transaction that is always rolled back."""

    def apply(self, changes: Changes) -> None:
        """Show the changes from now on."""
        self.kept = kept_after(self.kept, changes)
        number = self.version() + 1
        with self._store._told(TRIAL_SECONDS):
            for statement in change_statements(changes, number):
                write(self._transaction, statement)
