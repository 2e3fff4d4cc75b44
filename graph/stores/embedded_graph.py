"""One state of the embedded graph in memory: what reads it, and a copy that takes changes."""

import time
from collections.abc import Mapping
from typing import Any

from graph.records import Changes
from graph.states import version_of
from graph.store import SECONDS, Ask, Row, kept_after, refuse_side_doors, side_by_side
from graph.stores.embedded_engine import translated, without_extras
from graph.writing import Statement, change_statements, ensure_done

SHORT_SECONDS = 0.02
"""Texts that take no longer in all are asked one after the other."""


class Graph:
    """One state of the graph in memory; reads never wait and never write."""

    def __init__(self, graph: Any, kept: dict[str, Any] | None = None) -> None:
        self._graph = graph
        self.kept: dict[str, Any] = {} if kept is None else kept

    def read(
        self, text: str, parameters: Mapping[str, Any] | None = None, *, seconds: float = SECONDS
    ) -> list[Row]:
        """Return the rows of a text. Raises TimeLimit and StoreError."""
        refuse_side_doors(text)
        with translated(seconds):
            view = self._graph.cypher(
                text, params=dict(parameters or {}), timeout_ms=max(1, int(seconds * 1000))
            )
            return without_extras(view.to_list())

    def read_each(
        self, asks: Mapping[str, Ask], *, seconds: float = SECONDS
    ) -> dict[str, list[Row]]:
        """Return the rows of each text: the engine works on one while another is taken in here.

        Short ones one after the other, which is quicker than to share them out.
        """
        began, left = time.monotonic(), dict(asks)
        found: dict[str, list[Row]] = {}
        while left and time.monotonic() - began < SHORT_SECONDS:
            name = next(iter(left))
            text, told = left.pop(name)
            found[name] = self.read(text, told, seconds=seconds)
        return found | side_by_side(self, left, seconds)

    def version(self) -> int:
        """Return the number of the last load."""
        return version_of(self)


class Overlay(Graph):
    """A copy of the graph that takes changes and is thrown away."""

    def apply(self, changes: Changes) -> None:
        """Show the changes from now on."""
        self.kept = kept_after(self.kept, changes)
        number = self.version() + 1
        self._graph.read_only(False)
        try:
            with translated(SECONDS):
                for statement in change_statements(changes, number):
                    write(self._graph.cypher, statement)
        finally:
            self._graph.read_only(True)


def write(run: Any, statement: Statement) -> None:
    """Write one statement. Raises where something it is about is not there."""
    ensure_done(statement, run(statement.text, params={"rows": statement.rows}).to_list())
