"""The store port: what every home of the graph promises, and how one is opened by its address."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from graph.errors import StoreError
from graph.records import Changes, LoadEntry

Row = dict[str, Any]
Ask = tuple[str, Mapping[str, Any]]
"""A Cypher text with its parameters."""

SECONDS = 60.0
"""Longest that a question may take unless its asker says otherwise: a server that has just been
started plans a long text for up to half a minute, once."""

AT_ONCE = 3
"""Texts of one question that are asked at once, where a store can."""

FORMAT = 1
"""Format of what the adapters write; a store with a newer one is refused."""

WORDS_APART = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/""", re.DOTALL)
"""Texts in quotes and comments, in which any word may stand."""

SIDE_DOORS = re.compile(
    r"\bLOAD\s+CSV\b|\bCALL\s+[a-z_`]|^\s*(?:SHOW|TERMINATE|EXPLAIN|PROFILE|USE)\b",
    re.IGNORECASE,
)
"""What is no write and still reaches past the graph: files, addresses, procedures, the server."""


@runtime_checkable
class Outlives(Protocol):
    """Something kept of one state of the graph that may be true of the next as well."""

    def after(self, changes: Changes) -> "Outlives | None":
        """Return what of it is true once the changes are made; None when nothing is sure."""
        ...


def kept_after(kept: Mapping[str, Any], changes: Changes) -> dict[str, Any]:
    """Return what may be kept of a state once changes are made; the rest is read again."""
    outliving = {
        name: value.after(changes) for name, value in kept.items() if isinstance(value, Outlives)
    }
    return {name: value for name, value in outliving.items() if value is not None}


class Reader(Protocol):
    """What answers questions about one state of the graph.

    `kept` is where the layers above keep what they read of this state; it goes with the state,
    but for what is an `Outlives`.
    """

    @property
    def kept(self) -> dict[str, Any]:
        """Return what was kept with this state of the graph."""
        ...

    def read(
        self, text: str, parameters: Mapping[str, Any] | None = None, *, seconds: float = SECONDS
    ) -> list[Row]:
        """Return the rows of a Cypher text, in order, as dicts of plain values; never writes.

        Raises TimeLimit when `seconds` are over, StoreError when the store cannot answer.
        """
        ...

    def read_each(
        self, asks: Mapping[str, Ask], *, seconds: float = SECONDS
    ) -> dict[str, list[Row]]:
        """Return the rows of each text by its name; each has `seconds` of its own.

        A store may answer several at once; nothing may depend on their order. Raises as `read`.
        """
        ...

    def version(self) -> int:
        """Return the number of the last load; 0 when there was none."""
        ...


def in_turn(reader: Reader, asks: Mapping[str, Ask], seconds: float) -> dict[str, list[Row]]:
    """Read texts one after the other: for a reader that cannot answer several at once."""
    return {name: reader.read(text, told, seconds=seconds) for name, (text, told) in asks.items()}


def side_by_side(reader: Reader, asks: Mapping[str, Ask], seconds: float) -> dict[str, list[Row]]:
    """Read texts a few at once: for a reader whose engine works while rows are taken in."""
    if len(asks) < 2:
        return in_turn(reader, asks, seconds)
    with ThreadPoolExecutor(AT_ONCE) as several:
        asked = {
            name: several.submit(reader.read, text, told, seconds=seconds)
            for name, (text, told) in asks.items()
        }
        try:
            return {name: found.result() for name, found in asked.items()}
        finally:
            several.shutdown(wait=False, cancel_futures=True)


class Trial(Reader, Protocol):
    """A store that shows what is there, takes changes, and is thrown away."""

    def apply(self, changes: Changes) -> None:
        """Show the changes from now on."""
        ...


class Store(Reader, Protocol):
    """One graph in one home."""

    def apply(self, changes: Changes, entry: LoadEntry) -> int:
        """Write all of the changes with the entry of the load, or nothing; return its number.

        Raises Conflict when the store has moved since `entry.made_on`, WriterBusy when somebody
        else is writing, StoreError when a change points at nothing or the store cannot take it.
        """
        ...

    def snapshot(self) -> AbstractContextManager[Reader]:
        """Return a context whose reads all speak of one state, where the engine can promise it."""
        ...

    def trial(self) -> AbstractContextManager[Trial]:
        """Return a context with a store that takes changes and leaves no trace of them."""
        ...

    def digest(self) -> str:
        """Return a digest of every node, edge, property and load; the same on every engine."""
        ...

    def info(self) -> Mapping[str, str]:
        """Say which engine answers, where, in which format."""
        ...

    def backup(self, path: Path) -> None:
        """Write a copy of the store that can be put back."""
        ...

    def prepare_with(self, act: Callable[[Reader], None]) -> None:
        """Have `act` go through each state that another process wrote before it answers anybody.

        What it keeps with the state is there for the first who asks. A store that has one state
        for everybody at once never calls it.
        """
        ...

    def forget_connections(self) -> None:
        """Let go of connections without closing them: a process that has forked calls it."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


def open_store(url: str) -> Store:
    """Open the store of an address: `embedded:PATH`, `neo4j://…`, `bolt://…`; raises StoreError."""
    scheme, _, rest = url.partition(":")
    for opener in _openers(scheme):
        if not rest:
            break
        return opener(url)
    raise StoreError(
        f"{without_secret(url)!r} is no address of a store. "
        f"Write embedded:PATH, neo4j://HOST:PORT or bolt://HOST:PORT"
    )


def without_secret(url: str) -> str:
    """Return the address as it may be shown: without user and password."""
    scheme, _, rest = url.partition(":")
    if scheme == "embedded" or "@" not in rest:
        return url
    return f"{scheme}:{'//' if rest.startswith('//') else ''}{rest.rpartition('@')[2]}"


@lru_cache(maxsize=1_000)
def refuse_side_doors(text: str) -> None:
    """Raise StoreError for a question that reads files or asks more than the graph.

    Engines refuse writes in a question; both would open any file of the server for LOAD CSV.
    """
    # An escaped letter is read before quotes are: with it, any word could hide.
    if "\\u" in text or SIDE_DOORS.search(WORDS_APART.sub(" ", text)):
        raise StoreError(
            "A question may read the graph and nothing else: no LOAD CSV, no procedure, no SHOW"
        )


def _openers(scheme: str) -> Sequence[Callable[[str], Store]]:
    """Adapters for a scheme, the one of that name first, so that no other engine is imported."""
    adapters = importlib.import_module("graph.stores")
    names = sorted(
        (module.name for module in pkgutil.iter_modules(adapters.__path__)),
        key=lambda name: (name != scheme, name),
    )
    for name in names:
        module = importlib.import_module(f"graph.stores.{name}")
        if scheme in getattr(module, "SCHEMES", ()):
            return [module.open_address]
    return []
