"""Opens the second database by its address, and refuses one of another shape than the code's."""

import os
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from graph.errors import ExplorerError, InputError
from webapp.audit.chain import Note, note, write_noted
from webapp.audit.together import Together

BUSY_MILLISECONDS = 10_000
"""How long a writer waits for another before it gives up."""
WRITES = "mappa_writes"


class DatabaseError(ExplorerError):
    """The second database cannot be used as it stands; the text says what to do."""


@dataclass(frozen=True)
class Database:
    """The second database, open."""

    engine: Engine
    _turn: "threading.Lock | None" = field(default=None, compare=False)
    """Taken by who writes to a file: whoever waits for SQLite itself looks again and again, and
    somebody who came later may be lucky first."""

    @cached_property
    def _together(self) -> Together:
        return Together(self._write)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state and is thrown away."""
        with _told(self.engine), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that is committed as a whole, or not at all where anything is raised.

        On SQLite it holds the one lock for writing from its beginning, so that what it reads
        is still true when it writes; on PostgreSQL lock the rows that this is wanted of. What
        was noted for the audit is written last: change and entry are there together, or neither.
        """
        writer = self.engine.execution_options(**{WRITES: True})
        made = Session(writer, expire_on_commit=False)
        with _told(self.engine), _in(self._turn), made as session, session.begin():
            yield session
            write_noted(session)

    def put_on_record(self, notes: Sequence[Note]) -> None:
        """Write entries that belong to no change, with those of whoever writes at the moment."""
        self._together.put(notes)

    def _write(self, notes: Sequence[Note]) -> None:
        with self.writing() as session:
            for one in notes:
                note(session, one)

    def forget_connections(self) -> None:
        """Let go of every connection without closing it: a process that has forked calls it."""
        self.engine.dispose(close=False)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Open a database of the shape that the code wants. Raises DatabaseError, InputError."""
    from webapp.database.versions import Standing, standing  # heavy, and commands start often

    database = connect(url)
    with database.reading() as session:
        found = standing(session.connection())
    database.close()
    if found is not Standing.CURRENT:
        raise DatabaseError(f"{shown(url)} {found.value}")
    return database


def connect(url: str) -> Database:
    """Open a database of any shape: for the commands that make and change it."""
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return Database(_sqlite(address), threading.Lock())
    return Database(create_engine(address, pool_pre_ping=True, hide_parameters=True))


def shown(url: str) -> str:
    """Return an address without its password."""
    return _address(url).render_as_string(hide_password=True)


def _address(url: str) -> URL:
    """Read an address. Raises InputError for one that names no database of ours."""
    wanted = "Write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME"
    try:
        address = make_url(re.sub(r"^postgres(ql)?://", "postgresql+pg8000://", url))
    except ArgumentError as error:
        raise InputError(f"MAPPA_DATABASE is no address of a database. {wanted}") from error
    if address.drivername not in {"sqlite", "postgresql+pg8000"}:
        raise InputError(f"{address.drivername} is no database that the product knows. {wanted}")
    if not address.database or address.database == ":memory:":
        raise InputError(f"The address of the database names no file or database. {wanted}")
    return address


def _sqlite(address: URL) -> Engine:
    """Open a file that its owner alone may read, in a folder that is made so."""
    path = Path(address.database or "")
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True, mode=0o700)
    if not path.exists():
        # Made before SQLite does, which would make it as readable as the umask lets it.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    engine = create_engine(address, hide_parameters=True)
    event.listen(engine, "connect", _as_wanted)
    event.listen(engine, "begin", _begin)
    return engine


def _as_wanted(connection: Any, entry: ConnectionPoolEntry) -> None:
    """Set what SQLite does not do of itself, for each connection."""
    del entry
    connection.isolation_level = None  # transactions begin where `_begin` says, and nowhere else
    for setting in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = FULL",  # what was answered outlives a power cut
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _in(turn: "threading.Lock | None") -> Iterator[None]:
    """Wait for one's turn no longer than for SQLite itself. Raises DatabaseError."""
    if turn is None:
        yield
        return
    if not turn.acquire(timeout=BUSY_MILLISECONDS / 1000):
        raise DatabaseError("The database is being written to by somebody else. Try again")
    try:
        yield
    finally:
        turn.release()


@contextmanager
def _told(engine: Engine) -> Iterator[None]:
    """Turn what the driver raises into one line for the operator, without values of a statement."""
    try:
        yield
    except DBAPIError as error:
        cause = type(error.orig).__name__ if error.orig else type(error).__name__
        said = str(error.orig).splitlines()[0][:200] if error.connection_invalidated else cause
        raise DatabaseError(
            f"The database {engine.url.render_as_string(hide_password=True)} does not answer as "
            f"it should ({said}). Check that it runs, and that it may be read and written"
        ) from error
    except SQLAlchemyError as error:
        raise DatabaseError(f"The database cannot be used: {type(error).__name__}") from error
