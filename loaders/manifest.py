"""The manifest of an export or a backup: what was taken, when, of which version, file by file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from graph.errors import InputError, Problem
from loaders.bundle import BESIDE
from loaders.files import UNREADABLE, File
from loaders.new_folder import kept_safe, private_file

MANIFEST = "manifest.json"
HISTORY = BESIDE
EXPORT, BACKUP = "export", "backup"
MADE_BY = "MAPPA Explorer"
FORMAT = 1
NOTE = (
    "As sensitive as the store. It holds names, dates of birth and national identifiers as the "
    "store has them, and the store's key, from which references of cases are derived. "
)
NOTES = {
    EXPORT: f"{NOTE}With this file beside the others it is put back as it was, into an empty "
    "store; without it the tables are an ordinary bundle.",
    BACKUP: f"{NOTE}mappa restore puts it back, into an empty store.",
}
ORDINARY = f"delete {MANIFEST} to load the tables as an ordinary bundle"
MOST_BYTES = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What was taken of a store: `files` with their SHA-256, `rows` a table.

    `digest` is the store's own; `states` is that of the elements alone, which reading checks.
    """

    kind: str
    made_at: str
    version: int
    files: Mapping[str, str]
    rows: Mapping[str, int] = field(default_factory=dict)
    digest: str = ""
    states: str = ""
    product: str = ""
    format: int = FORMAT


def product_version() -> str:
    """Return the version of this program."""
    return metadata.version("mappa-explorer")


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it beside the files that it names."""
    told = {"made_by": MADE_BY, "note": NOTES[manifest.kind], **asdict(manifest)}
    path = private_file(folder / MANIFEST)
    path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    kept_safe(path)


def find_manifest(files: Sequence[File]) -> Manifest | None:
    """Return the manifest that is among files; None where there is none of ours.

    Raises InputError for one that is damaged or made by a newer program.
    """
    file = next((found for found in files if found.name == MANIFEST), None)
    if file is None:
        return None
    try:
        with file.open() as opened:
            told = json.loads(opened.read(MOST_BYTES))
        if not isinstance(told, dict) or told.get("made_by") != MADE_BY:
            return None
        return _read(file, told)
    except UNREADABLE as error:
        raise file.unreadable(error) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise file.refused(
            "damaged-manifest", "it is damaged", f"Take another copy, or {ORDINARY}"
        ) from error


def ensure_as_made(files: Sequence[File], manifest: Manifest, digests: Mapping[str, str]) -> None:
    """Raise InputError that names each file that is missing, changed or added."""
    there = {file.name: file for file in files if not file.name.startswith(".")}
    del there[MANIFEST]
    again = f"Take another copy of the {manifest.kind}"
    if manifest.kind == EXPORT:
        again = f"{again}, or {ORDINARY}"
    problems = [
        Problem("file-missing", f"the {manifest.kind} had this file", again, name)
        for name in manifest.files
        if name not in there
    ]
    for name in there:
        if name not in manifest.files:
            what = f"the {manifest.kind} had no such file"
            problems.append(Problem("file-added", what, "Take it away", name))
        elif digests[name] != manifest.files[name]:
            what = f"it is not as the {manifest.kind} had it"
            problems.append(Problem("file-changed", what, again, name))
    if problems:
        raise InputError("\n".join(map(str, problems)), problems)


def _read(file: File, told: Mapping[str, Any]) -> Manifest:
    if int(told["format"]) > FORMAT:
        raise file.refused(
            "newer-format",
            f"it was made by version {told['product']} of the product, in a newer format",
            "Use that version, or a newer one",
        )
    if told["kind"] not in (EXPORT, BACKUP):
        raise KeyError("kind")
    return Manifest(
        told["kind"],
        str(told["made_at"]),
        int(told["version"]),
        {str(name): str(digest) for name, digest in told["files"].items()},
        {str(name): int(number) for name, number in told["rows"].items()},
        str(told["digest"]),
        str(told["states"]),
        str(told["product"]),
    )
