"""Which loads of the history are told to somebody who loads."""

import json
from collections.abc import Mapping
from typing import Any

from graph.errors import NotFound
from graph.store import Reader
from loaders.history import entries
from loaders.limited import DIRECTORY
from webapp.person import Person
from webapp.tasks.order import signed

Entry = Mapping[str, Any]
NO_LOAD = "There is no load of that number that you may see"


def loads_for(reader: Reader, person: Person) -> list[dict[str, Any]]:
    """Return the history, the latest first: of somebody with areas, what tells of no other.

    That is their own loads, and those of the directory alone. How much was loaded of cases would
    tell of cases of other areas.
    """
    found = list(reversed(entries(reader)))
    if person.scope.areas is None:
        return found
    return [entry for entry in found if is_own(entry, person) or is_of_directory(entry)]


def load_for(reader: Reader, number: int, person: Person) -> dict[str, Any]:
    """Return one load of the history. Raises NotFound, also for one that is not told."""
    for entry in loads_for(reader, person):
        if entry["number"] == number:
            return entry
    raise NotFound(NO_LOAD)


def is_own(entry: Entry, person: Person) -> bool:
    """Say whether somebody made a load themselves, on the site."""
    return bool(entry["by"] == signed(person.name))


def is_of_directory(entry: Entry) -> bool:
    """Say whether a load is about the directory alone; of one that counts nothing nobody knows."""
    tables = {name.rpartition(" ")[0] for name in json.loads(entry["counts"])}
    return bool(tables) and tables <= DIRECTORY
