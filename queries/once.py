"""What is found once for a state of the graph, however many people ask at the same moment.

After a load nothing is kept, and everybody who reads would work out the same answers side by side.
"""

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from graph.errors import TimeLimit
from graph.store import Reader

Found = TypeVar("Found")
BEING_FOUND = "being found"


def once(
    reader: Reader,
    name: str,
    key: Hashable,
    find: Callable[[], Found],
    *,
    most: int,
    seconds: float,
) -> Found:
    """Return what is kept under a name and a key, found now if it is not; the oldest goes first.

    Whoever asks while it is being found waits for it. Raises TimeLimit, and whatever `find` does,
    which the next in the line then tries again.
    """
    kept: dict[Hashable, Found] = reader.kept.setdefault(name, {})
    if key in kept:
        return kept[key]
    with alone(reader, (name, key), seconds=seconds):
        if key in kept:
            return kept[key]
        found = find()
        while len(kept) >= most:
            kept.pop(next(iter(kept)), None)
        kept[key] = found
        return found


@contextmanager
def alone(reader: Reader, what: Hashable, *, seconds: float) -> Iterator[None]:
    """Do something with a state of the graph while nobody else does the same.

    Raises TimeLimit where somebody else took all the seconds.
    """
    locks: dict[Hashable, Any] = reader.kept.setdefault(BEING_FOUND, {})
    lock = locks.setdefault(what, threading.Lock())
    if not lock.acquire(timeout=seconds):
        raise TimeLimit(
            f"The question took longer than {seconds:g} s: somebody else asks the same. Try again"
        )
    try:
        yield
    finally:
        locks.pop(what, None)
        lock.release()
