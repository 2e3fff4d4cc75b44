"""What the tests of checking share: tables as lines, a store to check against, the rows in use."""

from loaders.checked import Checked
from loaders.tables import Row, Table
from tests.loaders.bundles import AT_LEVEL, CASES, LEVELS, OFFENDERS, TYPES

PARTS = "code,name,of_type,part_of\n"
GROUND = {
    "agency_type": TYPES,
    "agency": "code,name,of_type\nPOL:1,First,POL\n",
    "area": "code,name\nkent,Kent\nessex,Essex\n",
    "offender": OFFENDERS,
    "level": LEVELS,
    "mappa_case": CASES,
    "at_level": AT_LEVEL,
    "in_area": "mappa_case,area,valid_from,standing\nC1,kent,2024-01-01,home\n",
    "operates_in": "agency,area,valid_from,valid_to\nPOL:1,kent,,\n",
}
"""A case, an agency, and where both are."""
CONTRADICTED = "says something else of the same thing; neither was used"


def table(name: str, *lines: str, ending: str = "csv") -> Table:
    """Return a table of a file that is named after it, its header first."""
    header, *rows = (tuple(line.split(",")) for line in lines)
    read = [Row(at, dict(zip(header, cells, strict=True))) for at, cells in enumerate(rows, 2)]
    return Table(name, f"{name}.{ending}", header, read)


def rows_used(checked: Checked) -> dict[str, list[int]]:
    """Return the rows that can be used, by table."""
    records = [*(found.values() for found in checked.nodes.values()), *checked.edges.values()]
    used: dict[str, list[int]] = {}
    for record in (record for found in records for record in found):
        used.setdefault(record.table, []).append(record.row)
    return used
