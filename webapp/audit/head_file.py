"""The head of the chain, written outside the database: an end that was cut off is found by it."""

import datetime
import json
from dataclasses import dataclass
from pathlib import Path

from graph.errors import InputError
from webapp.audit.chain import written


@dataclass(frozen=True)
class Head:
    """The last entry: its number and its hash."""

    number: int
    hash: str


def head_text(head: Head, at: datetime.datetime) -> str:
    """Write a head, with the moment at which it was read."""
    return json.dumps({"number": head.number, "hash": head.hash, "at": written(at)}) + "\n"


def read_head(path: Path) -> Head:
    """Read a head. Raises InputError for a file that holds none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Head(int(found["number"]), str(found["hash"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path} holds no head of the audit ({type(error).__name__}). Name a file that mappa "
            f"audit head has written"
        ) from error
