"""What a source became by its mapping: rows of ours, and a count of what became of its own."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.errors import Problem
from loaders.mapping_rows import Fate
from loaders.tables import Table

MOST_PROBLEMS = 100_000
"""Problems of a source that are kept; a file with more of them is another file."""
MOST_PLACES = 5
"""Skipped rows and cells of each reason that are named."""


@dataclass
class Mapped:
    """What a source file became: rows of ours, and a fate for each source row.

    `cells` counts those of a wide table by reason, the empty one for those that were used. `places`
    names the first rows, and columns, that were skipped for a reason.
    """

    tables: list[Table] = field(default_factory=list)
    read_as: Mapping[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    file: str = ""
    sheet: str = ""
    rows: int = 0
    mapped: int = 0
    refused: int = 0
    skipped: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    cells: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    places: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))

    def count(self, number: int, fate: Fate) -> None:
        """Count a source row by its fate."""
        self.rows += 1
        if fate.problems:
            self.refused += 1
            self._keep(fate.problems)
        elif fate.skipped:
            self.skipped[fate.skipped] += 1
            if not fate.cells:
                self._place(fate.skipped, number, "")
        else:
            self.mapped += 1
        for column, reason in fate.cells:
            self.cells[reason] += 1
            if reason:
                self._place(reason, number, column)

    def balance(self) -> dict[str, object]:
        """Return rows = mapped + skipped + refused, for a report; of a wide table cells as well."""
        found: dict[str, object] = {
            "file": self.file,
            "sheet": self.sheet,
            "rows": self.rows,
            "mapped": self.mapped,
            "skipped": sum(self.skipped.values()),
            "refused": self.refused,
            "reasons": dict(self.skipped),
        }
        if self.cells:
            found["cells"] = dict(self.cells)
        return found

    def _keep(self, problems: list[Problem]) -> None:
        left = MOST_PROBLEMS - len(self.problems)
        self.problems += problems[: max(left, 0)]
        if 0 <= left < len(problems):
            self.problems.append(
                Problem(
                    "more-problems",
                    f"more than {MOST_PROBLEMS:,} things are wrong; the others are only counted",
                    "Mend these, or look whether it is the right file, and load again",
                    self.file,
                    self.sheet,
                )
            )

    def _place(self, reason: str, number: int, column: str) -> None:
        if len(self.places[reason]) < MOST_PLACES:
            self.places[reason].append((number, column))
