"""The latest band of risk of serious harm of each case; nothing is scored."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from graph.store import Row

BANDS = ("low", "medium", "high", "very_high")
HIGH = frozenset({"high", "very_high"})


class Banded(NamedTuple):
    """What an assessment said."""

    band: str
    on: datetime.date
    code: str


def latest_bands(rows: Iterable[Row]) -> dict[str, Banded]:
    """Return the latest assessment of each case; of two on one day the higher band.

    Rows have reference, code, band and assessed_on, of one tool and up to one day.
    """
    found: dict[str, Banded] = {}
    for row in rows:
        one = Banded(row["band"], row["assessed_on"], row["code"])
        before = found.get(row["reference"])
        if before is None or _order(one) > _order(before):
            found[row["reference"]] = one
    return found


def _order(one: Banded) -> tuple[datetime.date, int, str]:
    return one.on, BANDS.index(one.band), one.code
