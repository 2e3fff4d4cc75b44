"""Probation's registrations, as nDelius and the interfaces before it write them: JSON, by person.

`docs/probation.md` says which files, which shapes, and what becomes of each field.
"""

import datetime
from collections.abc import Iterator
from pathlib import Path

from graph.errors import InputError, Problem
from graph.store import Reader
from loaders.adapters import Adapter
from loaders.adapters.delius.entries import file_digest, read_entries, shown_name
from loaders.adapters.delius.in_store import people_of
from loaders.adapters.delius.persons import place_everybody
from loaders.adapters.delius.regions import certain_areas
from loaders.adapters.delius.registrations import Reading
from loaders.sources import Sources
from loaders.tables import Row, Table


def read(path: Path, reader: Reader, day: datetime.date) -> Sources:
    """Read a file or folder of registrations for a store; raises InputError for one of no use."""
    reading = Reading(shown_name(path))
    for entry in read_entries(path):
        reading.add(entry)
    if not reading.rows:
        problem = Problem(
            "no-entry", "it holds no entry", "Export the registrations again", file=reading.file
        )
        raise InputError(str(problem), [problem])
    people = people_of(reader, reading.crns)
    tables = place_everybody(reading, people, certain_areas(reader), day)
    return Sources(
        tables,
        {reading.file: file_digest(path)},
        [reading.balance()],
        reading.problems,
        reading.refusals,
        lambda: [Table("", reading.file, ("entry", "where"), _places(reading))],
    )


def _places(reading: Reading) -> Iterator[Row]:
    """Yield where each entry stands, and no word of what it says: entries hold notes on people."""
    for row in range(1, reading.last + 1):
        refused = reading.refusals.get((reading.file, "", row))
        yield Row(row, {"entry": str(row), "where": refused.column if refused else ""})


ADAPTER = Adapter(
    name="probation-registrations",
    title="MAPPA registrations of probation's case system",
    publisher="HM Prison and Probation Service, nDelius",
    licence="Case data: for those who may see it",
    file="JSON lines, a JSON array, or a folder of CRN.json",
    read=read,
)
