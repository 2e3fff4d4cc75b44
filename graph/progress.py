"""How far long work has come: said by whoever does it, heard by whoever watches."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

Thing = TypeVar("Thing")


class Watcher(Protocol):
    """Hears of the steps of some work, one after the other."""

    def begin(self, what: str, total: int | None) -> None:
        """Hear that a step begins, and how much there is to do where that is known."""
        ...

    def advance(self, count: int) -> None:
        """Hear that more of the step is done."""
        ...


_WATCHER: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Let somebody watch what is done in this context."""
    before = _WATCHER.set(watcher)
    try:
        yield
    finally:
        _WATCHER.reset(before)


def is_watched() -> bool:
    """Whether anybody hears: counting beforehand what there is to do is not worth it otherwise."""
    return _WATCHER.get() is not None


def begin(what: str, total: int | None = None) -> None:
    """Say that a step begins."""
    watcher = _WATCHER.get()
    if watcher:
        watcher.begin(what, total)


def advance(count: int = 1) -> None:
    """Say that more of the step is done."""
    watcher = _WATCHER.get()
    if watcher:
        watcher.advance(count)


def told_by(count: int, things: Iterable[Thing]) -> Iterator[Thing]:
    """Yield things, and say each time that so many of them have gone by."""
    for number, thing in enumerate(things, start=1):
        yield thing
        if number % count == 0:
            advance(count)
