"""The embedded store: kglite in this process, one folder, nothing to install or run.

A load changes a copy of the graph in memory, which is cheap until it changes, and saves it in place
of the file in one step: a load that is killed leaves the file as it was.
"""

import datetime
import json
import logging
import os
import shutil
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any

import kglite
from filelock import FileLock, Timeout

from graph.constraints import constraints
from graph.digest import digest_of
from graph.errors import ExplorerError, StoreError, WriterBusy
from graph.progress import begin
from graph.records import Changes, LoadEntry
from graph.states import format_of
from graph.store import (
    SECONDS,
    Ask,
    Reader,
    Row,
    Trial,
    kept_after,
)
from graph.stores.embedded_engine import translated
from graph.stores.embedded_graph import Graph, Overlay, write
from graph.writing import (
    change_statements,
    entry_statements,
    info_statement,
    next_number,
)

SCHEMES = ("embedded",)
LOOK_AGAIN_SECONDS = 1.0
"""How often a reader looks whether another process has written."""
PRIVATE = 0o700
"""What a new folder may be used for, and by whom: by nobody but the one who made it."""

kglite.set_query_warning_policy("silent")  # a label that no load has brought yet is no mistake
# A graph that is changed before it is saved is saved in a form that is read whole: ours always is.
warnings.filterwarnings("ignore", category=kglite.MappedFallbackWarning)


def open_address(url: str) -> "EmbeddedStore":
    """Open `embedded:PATH`, a folder that is made when it is not there."""
    return EmbeddedStore(Path(url.partition(":")[2]))


class EmbeddedStore:
    """A folder with the graph, its log and, while somebody writes, who that is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "graph.kgl"
        self._guard = threading.Lock()
        self._looked = 0.0
        self._stamp: tuple[int, ...] = ()
        """Of the file that was looked at last."""
        self._held: tuple[int, ...] = ()
        """Of the file that the graph in memory came from."""
        self._behind = False
        self._prepare: Callable[[Reader], None] = lambda _: None
        with translated(SECONDS):
            try:
                folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError(f"The folder {folder} cannot be used: {error.strerror}") from error
            self._graph = self._load()

    def read(
        self, text: str, parameters: Mapping[str, Any] | None = None, *, seconds: float = SECONDS
    ) -> list[Row]:
        """Return the rows of a text. Raises TimeLimit and StoreError."""
        return self._now().read(text, parameters, seconds=seconds)

    def read_each(
        self, asks: Mapping[str, Ask], *, seconds: float = SECONDS
    ) -> dict[str, list[Row]]:
        """Return the rows of each text, of one state."""
        return self._now().read_each(asks, seconds=seconds)

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
        now = self._now()
        yield Overlay(now._graph.copy(), now.kept)

    def apply(self, changes: Changes, entry: LoadEntry) -> int:
        """Write the changes and the entry, all or nothing. See the port."""
        with self._writing(entry):
            for left in self._folder.glob("graph.kgl.tmp.*"):  # by a writer that was killed
                left.unlink(missing_ok=True)
            self._catch_up()  # after a Conflict too, whoever plans again must see what has moved
            graph = self._graph._graph.copy()
            number = next_number(self._graph.version(), entry)
            graph.read_only(False)
            with translated(SECONDS):
                for constraint in constraints():  # a type that was declared since has none yet
                    graph.cypher(constraint)
                for statement in chain(
                    [info_statement(entry)],
                    change_statements(changes, number, into_empty=entry.restores is not None),
                    entry_statements(entry, number),
                ):
                    write(graph.cypher, statement)
                begin("saving")
                graph.save(str(self._file))
            with self._guard:
                self._stamp = self._held = self._file_stamp()
                kept = kept_after(self._graph.kept, changes)
                self._graph = Graph(_read_only(graph), kept)
        return number

    def digest(self) -> str:
        """Return a digest of everything stored."""
        return digest_of(self._now())

    def info(self) -> Mapping[str, str]:
        """Say which engine answers, where, in which format."""
        return {
            "engine": f"kglite {kglite.__version__}",
            "address": f"embedded:{self._folder}",
            **format_of(self._now(), f"in {self._folder}"),
        }

    def backup(self, path: Path) -> None:
        """Copy the saved graph into a new folder."""
        if path.exists():
            raise StoreError(f"{path} exists already; name a folder that does not")
        if not self._file.exists():
            raise StoreError("There is nothing to back up: the store is empty")
        try:
            path.mkdir(mode=PRIVATE, parents=True)
            shutil.copy2(self._file, path / self._file.name)
        except OSError as error:
            raise StoreError(f"{path} cannot be written: {error.strerror}") from error

    def prepare_with(self, act: Callable[[Reader], None]) -> None:
        """Have each newer state gone through while the one before goes on answering."""
        self._prepare = act

    def forget_connections(self) -> None:
        """Do nothing: there are none, and the graph in memory is as good after a fork."""

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
                threading.Thread(target=self._swap_if_possible, daemon=True).start()
        return self._graph

    def _swap(self) -> None:
        with self._guard, translated(SECONDS):  # one after the other: the newest is put in last
            if self._file_stamp() != self._stamp:
                graph = self._load()
                try:
                    self._prepare(graph)
                except Exception as error:  # told to whoever asks for the same
                    logging.getLogger(__name__).warning("A newer state is not ready: %s", error)
                self._graph = graph

    def _catch_up(self) -> None:
        """Hold what the file holds, or raise: a writer must not go on from anything older."""
        with self._guard, translated(SECONDS):
            if self._file_stamp() != self._held:
                self._graph = self._load()

    def _swap_if_possible(self) -> None:
        """Go on with the graph in memory, and say so, when the newer one cannot be used."""
        try:
            self._swap()
        except ExplorerError as error:
            logging.getLogger(__name__).warning("%s", error)
        finally:
            self._behind = False

    def _load(self) -> Graph:
        # Read before the file is: what is replaced meanwhile is noticed. Kept when the file cannot
        # be used, too: it is said once, not every second.
        stamp = self._stamp = self._file_stamp()
        graph = Graph(
            _read_only(kglite.load(str(self._file)) if stamp else kglite.KnowledgeGraph())
        )
        format_of(graph, f"in {self._folder}")
        self._held = stamp
        return graph

    def _file_stamp(self) -> tuple[int, ...]:
        try:
            found = self._file.stat()
        except FileNotFoundError:
            return ()
        return (found.st_mtime_ns, found.st_size, found.st_ino)

    @contextmanager
    def _writing(self, entry: LoadEntry) -> Iterator[None]:
        """Hold the writer's lock, which ends with its holder, and say who holds it.

        Raises WriterBusy.
        """
        who = self._folder / "writer.json"
        lock = FileLock(self._folder / "writer.lock", timeout=0, mode=0o600)
        try:
            lock.acquire()
        except Timeout as error:
            raise WriterBusy(_busy(who)) from error
        except OSError as error:
            raise StoreError(
                f"The store in {self._folder} cannot be written: {error.strerror or error}"
            ) from error
        try:
            since = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
            note = {"by": entry.by, "source": entry.source, "since": since, "process": os.getpid()}
            who.write_text(json.dumps(note), encoding="utf-8")
            yield
        finally:
            who.unlink(missing_ok=True)
            lock.release()


def _read_only(graph: Any) -> Any:
    graph.read_only(True)
    return graph


def _busy(note: Path) -> str:
    for _ in range(5):  # the holder may be about to write it
        with suppress(OSError, ValueError, KeyError):
            held = json.loads(note.read_text(encoding="utf-8"))
            return (
                f"Another load is running: {held['by']} is loading {held['source']} since "
                f"{held['since']} (process {held['process']}). Try again when it is done"
            )
        time.sleep(0.05)
    return "Another process is writing to the store. Try again when it is done"
