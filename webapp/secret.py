"""The secret of the site: from the environment, or from a file that nobody else can read."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from graph.errors import InputError

SHORTEST = 32
MAKE_ONE = "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


def secret_from(environment: Mapping[str, str] | None = None) -> str:
    """Return MAPPA_SECRET, or what the file MAPPA_SECRET_FILE holds. Raises InputError.

    It signs the cookie and seals second factors; one that is changed signs everybody out, and
    makes everybody set up their second factor again.
    """
    given = os.environ if environment is None else environment
    file = given.get("MAPPA_SECRET_FILE", "")
    if given.get("MAPPA_SECRET") and file:
        raise InputError("MAPPA_SECRET and MAPPA_SECRET_FILE are both set. Set one of them")
    found = read_secret(Path(file)) if file else given.get("MAPPA_SECRET", "")
    where = file or "MAPPA_SECRET"
    if not found:
        raise InputError(
            f"The site needs a secret, in MAPPA_SECRET or in a file that MAPPA_SECRET_FILE names. "
            f"{MAKE_ONE}"
        )
    if len(found) < SHORTEST:
        raise InputError(f"The secret in {where} has less than {SHORTEST} characters. {MAKE_ONE}")
    return found


def read_secret(path: Path) -> str:
    """Read a file, and refuse one that others on the machine can read or change."""
    try:
        with path.open(encoding="utf-8") as file:
            about = os.fstat(file.fileno())
            text = file.read(10_000).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The secret cannot be read from {path}: {error}") from error
    if about.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise InputError(f"{path} can be read or changed by others. Run: chmod 600 {path}")
    if about.st_uid not in {0, os.geteuid()}:
        raise InputError(f"{path} belongs to somebody else. Run: chown {os.geteuid()} {path}")
    return text
