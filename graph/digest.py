"""A digest of everything that a store holds, the same on every engine, in flat memory."""

import hashlib
import heapq
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import chain
from typing import IO, Any

from graph.records import State
from graph.states import every_state, loads, to_json
from graph.store import Reader

LINES_IN_MEMORY = 100_000
"""Lines that are sorted in memory; more of them are sorted in files that have no name."""


class Digest:
    """Takes states one by one, in any order; `result` ends it."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._files = ExitStack()
        self._sorted: list[IO[bytes]] = []
        self._states: Any = None

    def __enter__(self) -> "Digest":
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def add(self, state: State) -> None:
        """Take in a state."""
        self._lines.append(json.dumps(to_json(state), sort_keys=True).encode() + b"\n")
        if len(self._lines) >= LINES_IN_MEMORY:
            self._put_aside()

    def result(self, history: Sequence[Mapping[str, Any]] | None = None) -> str:
        """Return the digest of the states, and of the loads that made them where they are given."""
        if self._states is None:
            self._states = hashlib.sha256()
            for line in heapq.merge(sorted(self._lines), *map(_lines_of, self._sorted)):
                self._states.update(line)
        summary = self._states.copy()
        if history is not None:
            summary.update(json.dumps([*history], sort_keys=True).encode())
        return str(summary.hexdigest())

    def _put_aside(self) -> None:
        file = self._files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 -- the stack closes it
        file.writelines(sorted(self._lines))
        self._sorted.append(file)
        self._lines = []


def digest_of(reader: Reader) -> str:
    """Return a digest of every state and of the history of loads."""
    with Digest() as digest:
        for state in every_state(reader):
            digest.add(state)
        return digest.result(loads(reader))


def _lines_of(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    return chain(file)
