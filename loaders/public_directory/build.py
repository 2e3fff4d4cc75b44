"""Makes the public directory from the publishers' files: `make directory SHELF=folder`.

Deterministic: the same files give the same bytes. What no register holds is in the folders whose
names begin with 80 and above; those are kept by hand and not touched here.
"""

import csv
import shutil
import sys
from pathlib import Path

from loaders.mapping import apply_mapping
from loaders.mapping_file import find_mapping
from loaders.public_directory import FOLDER
from loaders.tables import Row

ORDER = (
    "police-forces",
    "probation-regions",
    "areas",
    "probation-delivery-units",
    "prisons",
    "councils",
    "nhs-trusts",
    "integrated-care-boards",
    "local-health-boards",
)
"""Mappings in loading order: what is named comes before what names it."""


def build(shelf: Path, out: Path = FOLDER) -> None:
    """Write one bundle a register. Raises InputError where a file is not as its mapping expects."""
    for place, name in enumerate(ORDER, start=1):
        mapping = find_mapping(name)
        path = shelf / mapping.file
        if not path.exists():
            path = shelf / "directories" / mapping.file
        folder = out / f"{place:02}-{name}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for table in apply_mapping(mapping, path).tables:
            _write(folder / f"{table.name}.csv", table.columns, list(table.rows))


def _write(path: Path, columns: tuple[str, ...], rows: list[Row]) -> None:
    lines = sorted({tuple(row.values[column] for column in columns) for row in rows})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(lines)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
