"""Says to the author of a mapping what it would make of a file."""

from collections.abc import Iterator, Mapping, Sequence

from graph.errors import Problem
from loaders.mapped import Mapped
from loaders.mapping_check import Trial
from webapp import output

MOST_SHOWN = 10
"""Problems that are named; the others are counted."""


def trial_in_words(trial: Trial) -> Iterator[str]:
    """Yield the lines of what came of trying a mapping on a file."""
    for file, how in trial.mapped.read_as.items() if trial.mapped else ():
        yield f"{file}: read as {how}"
    if trial.unread:
        yield f"columns that nothing reads: {_listed(trial.unread)}"
    if trial.wide:
        yield f"columns side by side ({len(trial.wide)}): {_listed(trial.wide)}"
    if trial.mapped:
        yield from _balance(trial.mapped)
    yield from _some(trial.problems, "refused")
    yield from _some(trial.unusable, "cannot be used")
    for table, rows in trial.examples.items():
        columns = list(dict.fromkeys(name for row in rows for name in row))
        yield f"\n{table}: {trial.counts[table]} rows, such as"
        yield output.table_text(columns, [_whole(row, columns) for row in rows]).rstrip()


def _balance(mapped: Mapped) -> Iterator[str]:
    yield (
        f"{mapped.file}: {mapped.rows} rows = {mapped.mapped} mapped + "
        f"{sum(mapped.skipped.values())} skipped + {mapped.refused} refused"
    )
    cells = cells_in_words(mapped.cells)
    if cells:
        yield f"  {cells}"
    for reason, number in {**mapped.skipped, **mapped.cells}.items():
        if reason in mapped.places:
            what = "cell" if reason in mapped.cells else "row"
            many = f"{number} {what}{'' if number == 1 else 's'}"
            yield f"  skipped, {reason}: {many} ({_places(mapped, reason, number)})"


def cells_in_words(cells: Mapping[str, int]) -> str:
    """Return how many cells of a wide table were used and skipped; empty where it is not wide."""
    if not cells:
        return ""
    left = {reason: number for reason, number in cells.items() if reason}
    reasons = "; ".join(f"{number} {reason}" for reason, number in left.items())
    return (
        f"of its {sum(cells.values())} cells {cells.get('', 0)} were read and "
        f"{sum(left.values())} skipped{f' ({reasons})' if reasons else ''}"
    )


def _places(mapped: Mapped, reason: str, number: int) -> str:
    known = mapped.places[reason]
    named = [f"row {row}{f', column {column}' if column else ''}" for row, column in known]
    return "; ".join(named) + ("; …" if number > len(known) else "")


def _some(problems: Sequence[Problem], what: str) -> Iterator[str]:
    for problem in problems[:MOST_SHOWN]:
        yield f"  {what}: {problem}"
    if len(problems) > MOST_SHOWN:
        yield f"  and {len(problems) - MOST_SHOWN:,} more"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_SHOWN} more" if len(names) > MOST_SHOWN else ""
    return ", ".join(names[:MOST_SHOWN]) + more


def _whole(row: Mapping[str, str], columns: Sequence[str]) -> dict[str, str]:
    return {name: row.get(name, "") for name in columns}
