"""What a mapping would make of a file: for the person who is writing it. Nothing is written."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from graph.errors import InputError, Problem
from graph.model import MODEL
from graph.store import Reader
from loaders.check import MOST_ROWS
from loaders.mapped import Mapped
from loaders.mapping import apply_mapping, open_source
from loaders.mapping_language import SourceMapping
from loaders.reading import TableReader
from loaders.tables import Row

MOST_EXAMPLES = 3
"""Rows of each table of ours that are shown."""
HIDDEN = "(sensitive)"


@dataclass
class Trial:
    """What came of trying a mapping on a file.

    `unread` are columns that nothing reads, `wide` those that stand side by side. `counts` and
    `examples` are of rows of ours, by table; `unusable` are problems of theirs that the mapping
    let through.
    """

    mapping: SourceMapping
    file: str
    unread: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    mapped: Mapped | None = None
    unusable: list[Problem] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[Mapping[str, str]]] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """Whether every row could be used, or left out for a reason."""
        return not self.problems and not self.unusable

    @property
    def is_of_use(self) -> bool:
        """Whether any row could be used."""
        return self.mapped is not None and self.mapped.mapped > 0


def try_mapping(
    mapping: SourceMapping, path: Path, reader: Reader | None, day: datetime.date
) -> Trial:
    """Map a file and look at what comes of it. Raises InputError for a file that is no table."""
    table = open_source(mapping, path)
    read = mapping.read_by_name()
    trial = Trial(mapping, path.name)
    if mapping.wide:
        trial.wide = [n for n in mapping.wide.chosen(table.columns, read) if n in table.columns]
        read = {*read, *mapping.wide.all_but, *trial.wide}
    trial.unread = [name for name in table.columns if name not in read]
    try:
        trial.mapped = apply_mapping(mapping, path, reader, day)
    except InputError as error:
        if not error.problems:
            raise
        trial.problems = list(error.problems)
        return trial
    trial.problems = trial.mapped.problems
    for ours in trial.mapped.tables:
        found = TableReader(ours, MOST_ROWS)
        trial.counts[ours.name] = sum(1 for _ in found.records()) + len(found.refusals)
        trial.unusable += found.problems
        trial.examples[ours.name] = _examples(ours.name, ours.rows)
    return trial


def _examples(table: str, rows: Iterable[Row]) -> list[Mapping[str, str]]:
    properties = MODEL.tables[table].properties
    secret = {name for name, declared in properties.items() if declared.sensitive}
    return [
        {name: HIDDEN if text and name in secret else text for name, text in row.values.items()}
        for row in islice(rows, MOST_EXAMPLES)
    ]
