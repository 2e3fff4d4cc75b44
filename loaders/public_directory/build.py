"""Makes the public directory from the publishers' files: `make directory SHELF=folder`.

Deterministic: the same files give the same bytes. What no register holds is in the folders whose
names begin with 80 and above; those are kept by hand and not touched here.
"""

import csv
import shutil
import sys
from pathlib import Path

from graph.errors import ExplorerError, InputError
from loaders.mapped import Mapped
from loaders.mapping import apply_mapping
from loaders.mapping_file import find_mapping
from loaders.mapping_language import SourceMapping
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
USAGE = "usage: python -m loaders.public_directory.build SHELF (the folder of publishers' files)"


def build(shelf: Path, out: Path = FOLDER) -> None:
    """Write one bundle a register, once every register was read.

    Raises InputError, with nothing written, where a row of a register cannot be mapped.
    """
    made = [(name, _mapped(find_mapping(name), shelf)) for name in ORDER]
    problems = [problem for _, mapped in made for problem in mapped.problems]
    if problems:
        raise InputError("\n".join(map(str, problems)), problems)
    for place, (name, mapped) in enumerate(made, start=1):
        folder = out / f"{place:02}-{name}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for table in mapped.tables:
            _write(folder / f"{table.name}.csv", table.columns, list(table.rows))


def _mapped(mapping: SourceMapping, shelf: Path) -> Mapped:
    path = shelf / mapping.file
    return apply_mapping(mapping, path if path.exists() else shelf / "directories" / mapping.file)


def _write(path: Path, columns: tuple[str, ...], rows: list[Row]) -> None:
    lines = sorted({tuple(row.values.get(column, "") for column in columns) for row in rows})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(lines)


def main(arguments: list[str]) -> str | int:
    """Build from the folder that is named; return what to say where that cannot be."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        return USAGE
    try:
        build(Path(arguments[0]))
    except ExplorerError as error:
        return str(error)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
