"""What is made ready in the background, at the start and after each load, so that nobody waits.

The index of search is read, and a server plans the texts of the pages that take it longest.
"""

import datetime
import gc
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from graph.errors import ExplorerError
from graph.scope import OPERATOR, Scope
from graph.store import Reader, Row, Store
from queries.analysis import Asked, run
from queries.coverage.policy import Policy
from queries.coverage_gaps import COVERAGE_GAPS
from queries.directory import agencies
from queries.explain_gap import EXPLAIN_GAP
from queries.narrowing import Narrowed
from queries.search_index import index_of, seen_by
from webapp.accounts import ORDINARY
from webapp.clearing import clearing

LOOK_AGAIN_SECONDS = 5.0
"""How soon a load by another process is noticed; to look is one small question to the store."""
NEVER = -1


@dataclass
class Warming:
    """Keeps a store ready for whoever asks next; nothing that it reads is shown to anybody."""

    store: Store
    policy: Policy
    clock: Callable[[], datetime.date]
    _version: int = NEVER
    _over: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> threading.Thread:
        """Look again and again, until the process ends or `end` is called."""
        self.store.prepare_with(lambda reader: read_through(reader, self._asked()))
        thread = threading.Thread(target=self._watch, name="warming", daemon=True)
        thread.start()
        return thread

    def end(self) -> None:
        """Stop looking."""
        self._over.set()

    def look(self) -> bool:
        """Make ready what a load has made cold; say whether there was anything to do."""
        version = self.store.version()
        if version == self._version:
            return False
        self._version = version  # tried once: what fails now is told to whoever asks for it
        gc.unfreeze()  # what was kept of the state before may go
        try:
            warm(self.store, self._asked())
        finally:
            gc.freeze()  # Python need not go through it again and again in search of garbage
        return True

    def _asked(self) -> Asked:
        today = self.clock()
        return Asked(OPERATOR, today, today, self.policy)

    def _watch(self) -> None:
        while True:
            try:
                self.look()
            except ExplorerError as error:
                logging.getLogger(__name__).info("%s", error)
            if self._over.wait(LOOK_AGAIN_SECONDS):
                return


def warm(store: Store, asked: Asked) -> None:
    """Ask once what would be slow for the first who asks. Raises as the store does."""
    with store.snapshot() as reader:
        read_through(reader, asked)
    for first in _gaps(store, asked)[:1]:
        # A text is planned as it is narrowed: most people see one area, and no Category 4.
        scope = Scope(frozenset({first["area"]}), frozenset(ORDINARY))
        for row in _gaps(store, replace(asked, scope=scope))[:1]:
            _explain(store, replace(asked, scope=scope), row)


def read_through(reader: Reader, asked: Asked) -> None:
    """Read what is kept with a state of the graph for all who ask. Raises as the store does."""
    index_of(reader, asked)
    agencies(reader, asked)
    run(COVERAGE_GAPS, reader, replace(asked, parameters={"state": "gap"}))


def _gaps(store: Store, asked: Asked) -> Sequence[Row]:
    with store.snapshot() as reader:
        return run(COVERAGE_GAPS, reader, replace(asked, parameters={"state": "gap"})).rows


def _explain(store: Store, asked: Asked, gap: Row) -> None:
    told = {"case": gap["case"], "rule": gap["rule"]}
    with store.snapshot() as reader:
        seen_by(Narrowed(reader, asked.scope), asked)  # what a search asks of the store
        run(EXPLAIN_GAP, reader, replace(asked, parameters=told))
    clearing(store, asked, gap["case"], gap["rule"])
