"""Shows how far long work has come: a bar on a terminal, a plain line now and then elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from graph.progress import watched

SECONDS_APART = 5.0
"""How often a plain line is written; what is done sooner is not spoken of."""
SECONDS_A_STEP = 1.0
"""Seconds before which no rate is told."""


@contextmanager
def shown(on: TextIO | None = None) -> Iterator[None]:
    """Show the progress of what is done in this context, on standard error."""
    stream = on or sys.stderr  # the one of now: it may have been put in another's place
    if not stream.isatty():
        with watched(Lines(stream)):
            yield
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
    )  # fmt: skip
    with (
        Progress(*columns, console=Console(file=stream), transient=True) as progress,
        watched(Bars(progress)),
    ):
        yield


class Bars:
    """A bar for the step that is under way."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def begin(self, what: str, total: int | None) -> None:
        """Put a new bar in place of the one before."""
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._task = self._progress.add_task(what, total=total, rate="")

    def advance(self, count: int) -> None:
        """Move the bar."""
        if self._task is not None:
            self._progress.advance(self._task, count)
            speed = self._progress.tasks[-1].speed
            self._progress.update(self._task, rate=f"{speed:,.0f} a second" if speed else "")


class Lines:
    """A line every few seconds."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._said = clock()
        self._what, self._total, self._done, self._began = "", 0, 0, self._said

    def begin(self, what: str, total: int | None) -> None:
        """Say what begins, if the last line was long ago."""
        self._what, self._total, self._done, self._began = what, total or 0, 0, self._clock()
        self._say_sometimes()

    def advance(self, count: int) -> None:
        """Count, and say it sometimes."""
        self._done += count
        self._say_sometimes()

    def _say_sometimes(self) -> None:
        now = self._clock()
        if now - self._said < SECONDS_APART:
            return
        self._said = now
        print(self._line(now - self._began), file=self._stream, flush=True)

    def _line(self, seconds: float) -> str:
        """Return what is done, of how much, how fast, and how long it will take."""
        line = self._what
        if self._done:
            line += f": {self._done:,}{f' of {self._total:,}' if self._total else ''}"
        if self._done and seconds >= SECONDS_A_STEP:
            rate = self._done / seconds
            left = (self._total - self._done) / rate
            line += f", {rate:,.0f} a second"
            line += f", about {left:,.0f} s left" if left >= SECONDS_A_STEP else ""
        return line
