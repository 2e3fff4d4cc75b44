"""Mappings that were written for this site: kept in its folder, beside those that ship."""

import os
import re
from pathlib import Path

from graph.errors import InputError, NotFound
from graph.model import MODEL
from loaders.adapters import find_adapter
from loaders.limited import DIRECTORY
from loaders.mapping_file import find_mapping, known_mappings, read_mapping
from loaders.mapping_language import SourceMapping
from webapp.tasks.folder import PRIVATE, Task

OWN = "own"
"""The mapping that was sent along with the files."""
KEPT = "kept:"
"""Before the name of a mapping that was kept."""
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
LONGEST = 64 * 1024
"""Characters of a mapping; the longest that ships has a tenth of them."""
FOLDER = "mappings"
IN_DIRECTORY = frozenset(
    label for label, declared in MODEL.node_types.items() if declared.table in DIRECTORY
)
"""Types that a mapping may look things up in: what is the same for everybody."""


def kept_mappings(data: Path) -> list[tuple[str, SourceMapping]]:
    """Return the mappings that were kept, by name; one that is no longer good is left out."""
    found = []
    for path in sorted((data / FOLDER).glob("*.toml")):
        try:
            found.append((path.stem, read_mapping(path)))
        except Exception as error:
            del error
            continue
    return found


def keep_mapping(data: Path, name: str, text: str) -> None:
    """Keep a mapping under a name. Raises InputError for a name that cannot be one, or is taken."""
    shipped = {path.name for path in known_mappings()}
    if not NAME.fullmatch(name) or name in shipped or name == OWN or find_adapter(name):
        raise InputError(
            "Name the mapping in small letters, digits and '-', and not as one that ships is named"
        )
    folder = data / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    new = folder / f".{name}.new"
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    new.replace(folder / f"{name}.toml")


def mapping_file(task: Task, name: str) -> str:
    """Return a mapping as the loaders name it: a name of theirs, or the path of a file.

    Raises NotFound for one that is no longer kept.
    """
    if name == OWN:
        return str(task.own_mapping)
    if not name.startswith(KEPT):
        return name
    kept = name.removeprefix(KEPT)
    path = task.folder.parent.parent / FOLDER / f"{kept}.toml"
    if not NAME.fullmatch(kept) or not path.is_file():
        raise NotFound("The mapping is no longer kept. Send the files again, with another")
    return str(path)


def source_file(task: Task, mapping: str) -> Path:
    """Return which of the files a mapping reads; the others are those that it looks things up in.

    Raises InputError where that is not one, or the mapping looks elsewhere: a file of the machine
    is nobody's to read by naming it.
    """
    names = {path.name for path in task.files.iterdir()}
    lookups = () if find_adapter(mapping) else find_mapping(mapping).lookups
    looked_up = {lookup.file for lookup in lookups if lookup.file}
    beyond = sorted({one.store for one in lookups if one.store} - IN_DIRECTORY)
    if beyond:
        raise InputError(
            f"On the site a mapping looks things up in the directory alone, and this one looks "
            f"in {', '.join(beyond)}: that may be hidden from you. Use it on the command line"
        )
    missing = sorted(looked_up - names)
    if missing:
        raise InputError(
            f"The mapping looks things up in {', '.join(missing)}: send that file along, under "
            f"this very name"
        )
    sources = sorted(names - looked_up)
    if len(sources) != 1:
        raise InputError(
            "A mapping reads one file of a publisher. Send that file alone, and beside it only "
            "what the mapping looks things up in"
        )
    return task.files / sources[0]
