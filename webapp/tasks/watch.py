"""Writes how far a task has come into its folder, a few times a second at most."""

import time
from collections.abc import Callable
from typing import Any

from webapp.tasks.folder import Task

SECONDS_APART = 0.3


class Written:
    """Hears of the steps of the work, and writes them down for the page."""

    def __init__(self, task: Task, clock: Callable[[], float] = time.monotonic) -> None:
        self._task, self._clock = task, clock
        self._written = float("-inf")
        self._told: dict[str, Any] = {"step": "starting", "done": 0, "total": 0}

    def begin(self, what: str, total: int | None) -> None:
        """Write that a step begins."""
        self._told = {"step": what, "done": 0, "total": total or 0}
        self._write()

    def advance(self, count: int) -> None:
        """Count, and write it sometimes."""
        self._told["done"] += count
        if self._clock() - self._written >= SECONDS_APART:
            self._write()

    def _write(self) -> None:
        self._written = self._clock()
        self._task.advance(self._told)
