"""Times two programs in turn in one process, so that both meet the same weather."""

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

RUNS = 7
WARM_UPS = 1


@dataclass(frozen=True)
class Timed:
    """Milliseconds of each run."""

    runs: tuple[float, ...]

    @property
    def median(self) -> float:
        """Return the middle run."""
        return statistics.median(self.runs)

    @property
    def p95(self) -> float:
        """Return what 95 of 100 runs do not exceed."""
        ordered = sorted(self.runs)
        return ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]


Program = Callable[[], Any]


def in_turn(
    programs: Sequence[Program],
    *,
    runs: int = RUNS,
    warm_ups: int = WARM_UPS,
    before: Sequence[Program] = (),
) -> list[Timed]:
    """Run each program once a round, after warm-up rounds that are not counted.

    `before` holds, for each program, what puts its start in order; its time is not counted.
    """
    found: list[list[float]] = [[] for _ in programs]
    for number in range(warm_ups + runs):
        for place, program in enumerate(programs):
            if before:
                before[place]()
            took = once(program)
            if number >= warm_ups:
                found[place].append(took)
    return [Timed(tuple(times)) for times in found]


def over(program: Callable[[Any], Any], things: Iterable[Any]) -> Timed:
    """Run a program once for each of different things."""
    return Timed(tuple(once(partial(program, thing)) for thing in things))


def once(program: Program) -> float:
    """Return how many milliseconds one run takes."""
    started = time.perf_counter()
    program()
    return (time.perf_counter() - started) * 1000


def nothing() -> None:
    """Put nothing in order."""
