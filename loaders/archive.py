"""Zips: what is in them is looked at before any of it is unpacked, and never written to disk."""

import zipfile
from pathlib import Path, PurePosixPath
from typing import IO

from loaders.files import File, file_at

MOST_MEMBERS = 1_000
MOST_UNPACKED = 4 << 30
"""Bytes of everything that is in a zip: forty times the national bundle."""
MOST_RATIO = 400
"""Unpacked bytes for one packed byte; tables reach 30, a bomb 1,000."""
SMALL = 16 << 20
"""Bytes below which the ratio does not matter."""
LEFT_ASIDE = ("__MACOSX", ".")
"""What operating systems put into zips of their own accord."""


def open_zip(file: File, source: Path | IO[bytes]) -> zipfile.ZipFile:
    """Open a zip, from a path or a stream.

    Raises InputError for one that is damaged, locked, or far larger than it looks. What a member
    says of its size is a limit that reading it keeps to.
    """
    try:
        zipped = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise file.refused(
            "damaged-zip", f"the zip is damaged: {error}", "Make it again"
        ) from error
    members = zipped.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if len(members) > MOST_MEMBERS:
        what = f"it holds {len(members):,} files, more than {MOST_MEMBERS:,}"
    elif unpacked > MOST_UNPACKED:
        what = f"it would unpack to {unpacked / 2**30:,.1f} GB, more than {MOST_UNPACKED >> 30} GB"
    elif unpacked > SMALL and unpacked / packed > MOST_RATIO:
        what = f"it would unpack to {unpacked / packed:,.0f} times its size"
    elif any(member.flag_bits & 1 for member in members):
        what = "it is locked with a password"
    else:
        return zipped
    zipped.close()
    raise file.refused("zip-refused", what, "Send the tables themselves, each as CSV or XLSX")


def files_in(path: Path) -> list[File]:
    """Return the files of a zip, by name; those of one folder in it count as its own.

    Raises InputError as `open_zip` does, and for a name that leads out of the zip.
    """
    file = file_at(path)
    with open_zip(file, path) as zipped:
        names = [name for name in zipped.namelist() if not name.endswith("/")]
    wanted = sorted(name for name in names if not _is_left_aside(name))
    folders = {PurePosixPath(name).parent.as_posix() for name in wanted}
    for name in wanted:
        way = PurePosixPath(name)
        if way.is_absolute() or ".." in way.parts or ":" in name or "\\" in name:
            raise file.refused(
                "zip-refused", f"it holds a file with a path that leads elsewhere ({name[:60]!r})",
                "Zip the tables again, without paths",
            )  # fmt: skip
    if len(folders) > 1 or len(set(wanted)) != len(wanted):
        what = (
            "its files lie in several folders" if len(folders) > 1 else "a name stands twice in it"
        )
        raise file.refused("zip-refused", what, "Put all tables of one load into one folder")
    return [_member(file, path, name) for name in wanted]


def _is_left_aside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part.startswith(LEFT_ASIDE) and part != ".." for part in parts)


def _member(file: File, path: Path, name: str) -> File:
    def open_member() -> IO[bytes]:
        try:
            with open_zip(file, path) as zipped:
                return zipped.open(name)  # the zip's file stays open until this is closed
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            what = f"the zip is damaged: {error}"
            raise file.refused("damaged-zip", what, "Make it again") from error

    return File(PurePosixPath(name).name, open_member)
