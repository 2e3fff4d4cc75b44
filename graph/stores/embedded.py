"""The embedded store: kglite in this process, one folder, nothing to install or run."""

import datetime
import json
import os
import secrets
import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any

import kglite

from graph.constraints import constraints
from graph.errors import Conflict, StoreError, TimeLimit, WriterBusy
from graph.records import Changes, LoadEntry
from graph.states import digest_of
from graph.store import FORMAT, SECONDS, Reader, Row, Trial
from graph.writing import Statement, change_statements, entry_statements, info_statement

SCHEMES = ("embedded",)
LOOK_AGAIN_SECONDS = 1.0
"""How often a reader looks whether another process has written."""
EMPTY_LOG_BYTES = 5
"""Size of a write-ahead log that holds nothing."""

kglite.set_query_warning_policy("silent")  # a label that no load has brought yet is no mistake


def open_address(url: str) -> "EmbeddedStore":
    """Open `embedded:PATH`, a folder that is made when it is not there."""
    return EmbeddedStore(Path(url.partition(":")[2]))


class Graph:
    """One state of the graph in memory; reads never wait and never write."""

    def __init__(self, graph: Any) -> None:
        self._graph = graph
        self.kept: dict[str, Any] = {}

    def read(
        self, text: str, parameters: Mapping[str, Any] | None = None, *, seconds: float = SECONDS
    ) -> list[Row]:
        """Return the rows of a text. Raises TimeLimit and StoreError."""
        with _translated(seconds):
            view = self._graph.cypher(
                text, params=dict(parameters or {}), timeout_ms=max(1, int(seconds * 1000))
            )
            rows: list[Row] = view.to_list()
            return rows

    def version(self) -> int:
        """Return the number of the last load."""
        number = self.read("MATCH (load:Load) RETURN max(load.number) AS number")[0]["number"]
        return int(number or 0)


class Overlay(Graph):
    """A copy of the graph that takes changes and is thrown away."""

    def apply(self, changes: Changes) -> None:
        """Show the changes from now on."""
        self.kept.clear()
        number = self.version() + 1
        with _translated(SECONDS):
            for statement in change_statements(changes, number):
                _write(self._graph.cypher, statement)


class EmbeddedStore:
    """A folder with the graph, its log and, while somebody writes, who that is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "graph.kgl"
        self._guard = threading.Lock()
        self._looked = 0.0
        self._stamp: tuple[int, ...] = ()
        self._behind = False
        with _translated(SECONDS):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError(f"The folder {folder} cannot be used: {error.strerror}") from error
            self._mend()
            self._graph = self._load()

    def read(
        self, text: str, parameters: Mapping[str, Any] | None = None, *, seconds: float = SECONDS
    ) -> list[Row]:
        """Return the rows of a text. Raises TimeLimit and StoreError."""
        return self._now().read(text, parameters, seconds=seconds)

    @property
    def kept(self) -> dict[str, Any]:
        """Return what was kept with the graph that is there now."""
        return self._now().kept

    def version(self) -> int:
        """Return the number of the last load."""
        return self._now().version()

    @contextmanager
    def snapshot(self) -> Iterator[Reader]:
        """Keep to the graph that is there now, whatever is loaded meanwhile."""
        yield self._now()

    @contextmanager
    def trial(self) -> Iterator[Trial]:
        """Work on a copy in memory (copy on write: cheap at any size)."""
        copy = self._now()._graph.copy()
        copy.read_only(False)
        yield Overlay(copy)

    def apply(self, changes: Changes, entry: LoadEntry) -> int:
        """Write the changes and the entry in one transaction and save. See the port."""
        with self._writing(entry) as session, _translated(SECONDS):
            number = self._next_number(session, entry)
            transaction = session.begin()
            for statement in chain(
                change_statements(changes, number), entry_statements(entry, number)
            ):
                _write(transaction.cypher, statement)
            transaction.commit()
            session.save()
        self._swap()
        return number

    def digest(self) -> str:
        """Return a digest of everything stored."""
        return digest_of(self._now())

    def info(self) -> Mapping[str, str]:
        """Say which engine answers, where, in which format."""
        rows = self.read("MATCH (info:StoreInfo) RETURN info.format AS format, info.created AS at")
        return {
            "engine": f"kglite {kglite.__version__}",
            "address": f"embedded:{self._folder}",
            "format": str(rows[0]["format"] if rows else FORMAT),
            "created": str(rows[0]["at"] if rows else "nothing loaded yet"),
        }

    def backup(self, path: Path) -> None:
        """Copy the saved graph into a new folder."""
        if path.exists():
            raise StoreError(f"{path} exists already; name a folder that does not")
        if not self._file.exists():
            raise StoreError("There is nothing to back up: the store is empty")
        path.mkdir(parents=True)
        shutil.copy2(self._file, path / self._file.name)

    def close(self) -> None:
        """Let the graph go."""
        self._graph = Graph(_read_only(kglite.KnowledgeGraph()))

    def _now(self) -> Graph:
        """Return the newest graph that is in memory; fetch a newer one in the background."""
        now = time.monotonic()
        if now - self._looked >= LOOK_AGAIN_SECONDS:
            self._looked = now
            if self._file_stamp() != self._stamp and not self._behind:
                self._behind = True
                threading.Thread(target=self._swap, daemon=True).start()
        return self._graph

    def _swap(self) -> None:
        try:
            graph = self._load()
            with self._guard:
                self._graph = graph
        finally:
            self._behind = False

    def _load(self) -> Graph:
        stamp = self._file_stamp()
        if not self._file.exists():
            return Graph(_read_only(kglite.KnowledgeGraph()))
        graph = Graph(_read_only(kglite.load(str(self._file))))
        _refuse_newer_format(graph, self._folder)
        self._stamp = stamp
        return graph

    def _file_stamp(self) -> tuple[int, ...]:
        try:
            found = self._file.stat()
        except FileNotFoundError:
            return ()
        return (found.st_mtime_ns, found.st_size, found.st_ino)

    def _mend(self) -> None:
        """Bring in what a killed writer had committed and not yet saved."""
        log = self._folder / "graph.kgl-wal"
        if not log.exists() or log.stat().st_size <= EMPTY_LOG_BYTES:
            return
        with suppress(kglite.WriterLeaseHeldError):  # somebody is writing now, and will save
            session = kglite.open_session(str(self._file), durable="full")
            session.save()
            session.close()

    @contextmanager
    def _writing(self, entry: LoadEntry) -> Iterator[Any]:
        """Hold the writer's lease and say who holds it; raises WriterBusy."""
        who = self._folder / "writer.json"
        try:
            session = kglite.open_session(str(self._file), durable="full")
        except kglite.WriterLeaseHeldError as error:
            raise WriterBusy(_busy(who)) from error
        except (kglite.KgError, OSError) as error:
            raise StoreError(
                f"The store in {self._folder} cannot be opened: {_first(error)}"
            ) from error
        try:
            since = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
            note = {"by": entry.by, "source": entry.source, "since": since, "process": os.getpid()}
            who.write_text(json.dumps(note), encoding="utf-8")
            yield session
        finally:
            who.unlink(missing_ok=True)
            session.close()

    def _next_number(self, session: Any, entry: LoadEntry) -> int:
        """Make an empty store ours, and refuse a plan made on another version."""
        _refuse_newer_format(Graph(session), self._folder)
        version = Graph(session).version()
        if version != entry.made_on:
            raise Conflict(
                f"The store has moved from load {entry.made_on} to load {version} since this was "
                f"planned; plan it again"
            )
        if not session.cypher("MATCH (info:StoreInfo) RETURN info.format AS format").to_list():
            for constraint in constraints():
                session.execute(constraint)
            at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
            _write(session.execute, info_statement(at, secrets.token_hex(32)))
        return version + 1


def _write(run: Any, statement: Statement) -> None:
    rows = run(statement.text, params={"rows": statement.rows}).to_list()
    if statement.counted and (not rows or rows[0]["done"] != len(statement.rows)):
        raise StoreError(
            f"A change of {statement.about} points at something that is not there; "
            f"nothing was written"
        )


def _read_only(graph: Any) -> Any:
    graph.read_only(True)
    return graph


def _refuse_newer_format(graph: Graph, folder: Path) -> None:
    rows = graph.read("MATCH (info:StoreInfo) RETURN info.format AS format")
    if rows and int(rows[0]["format"]) > FORMAT:
        raise StoreError(
            f"The store in {folder} has format {rows[0]['format']}; this version of MAPPA Explorer "
            f"reads up to {FORMAT}. Use a newer version"
        )


def _busy(note: Path) -> str:
    try:
        held = json.loads(note.read_text(encoding="utf-8"))
        return (
            f"Another load is running: {held['by']} is loading {held['source']} since "
            f"{held['since']} (process {held['process']}). Try again when it is done"
        )
    except (OSError, ValueError, KeyError):
        return "Another process is writing to the store. Try again when it is done"


def _first(error: BaseException) -> str:
    return str(error).strip().split("\n", 1)[0]


@contextmanager
def _translated(seconds: float) -> Iterator[None]:
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
        raise StoreError(f"The store's file is damaged or not ours: {_first(error)}") from error
    except kglite.KgError as error:
        raise StoreError(f"The embedded store cannot answer: {_first(error)}") from error
