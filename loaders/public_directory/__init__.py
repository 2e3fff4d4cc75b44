"""The public bodies of England and Wales, as bundles that load one after the other.

Made from the publishers' registers by the project's own mappings: SOURCES.md names each source.
"""

from dataclasses import dataclass
from pathlib import Path

from graph.reference import FOLDER as REFERENCE

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Part:
    """One bundle of the directory with the name of its source."""

    source: str
    folder: Path


def parts() -> list[Part]:
    """Return the reference tables and then the bundles of the directory, in loading order."""
    folders = sorted(path for path in FOLDER.iterdir() if path.is_dir() and path.name[0].isdigit())
    return [
        Part("reference", REFERENCE),
        *(Part(folder.name.partition("-")[2], folder) for folder in folders),
    ]
