"""A bundle: a folder of tables named after the types of the model."""

from pathlib import Path

from graph.errors import InputError, Problem
from graph.model import MODEL
from loaders.tables import Table, read_csv


def read_bundle(folder: Path) -> list[Table]:
    """Open every table of a folder, in the order of the model.

    Raises InputError, with every problem, for a file that is no table of ours or cannot be read.
    """
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder. Name the folder that holds the tables")
    problems: list[Problem] = []
    found: dict[str, Table] = {}
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in MODEL.tables:
            problems.append(
                Problem(
                    "unknown-table",
                    "no table of ours has this name",
                    f"Name it one of: {', '.join(MODEL.tables)}",
                    file=path.name,
                )
            )
            continue
        try:
            found[path.stem] = read_csv(path)
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError("\n".join(map(str, problems)), problems)
    if not found:
        raise InputError(f"{folder} holds no table. Put files such as agency.csv into it")
    return [found[name] for name in MODEL.tables if name in found]
