"""Starts a PostgreSQL of the tests' own, on loopback, from the distribution's package."""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pg8000

from tests.servers import WATCHDOG, CannotStart, free_port

START_SECONDS = 30
SETTINGS = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",  # what it holds is thrown away
    "max_connections=40",
    "shared_buffers=16MB",
)


@contextmanager
def postgres_server() -> Iterator[str]:
    """Give the address, with user and password, of a server that ends with the context.

    PostgreSQL refuses to run as root: there it runs as `nobody`, in a folder that is its own.
    Raises CannotStart.
    """
    programs = _programs()
    password, port = secrets.token_urlsafe(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="mappa-postgres-"))
    file = folder / "password"
    file.write_text(password, encoding="utf-8")
    become = _not_root(folder)
    data = folder / "data"
    made = subprocess.run(
        [
            *become, f"{programs}/initdb", "-D", str(data), "-U", "tests", "--no-sync",
            "--auth=scram-sha-256", f"--pwfile={file}", "--encoding=UTF8", "--locale=C",
        ],
        capture_output=True, text=True, check=False, cwd=folder,
    )  # fmt: skip
    if made.returncode:
        raise CannotStart(f"initdb failed: {made.stderr[-300:]}")
    options = [word for setting in SETTINGS for word in ("-c", setting)]
    command = [*become, f"{programs}/postgres", "-D", str(data), "-p", str(port), *options]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(
            ["sh", "-c", WATCHDOG.replace("-9", "-QUIT"), "watchdog", *command],
            stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True, cwd=folder,
        )  # fmt: skip
    try:
        _wait(port, password, process, folder / "server.log")
        yield f"postgresql://tests:{password}@127.0.0.1:{port}/postgres"
    finally:
        process.communicate()
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """Return the folder of initdb and postgres, the newest that there is."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_release)
    if not found:
        raise CannotStart("initdb is not here; the package postgresql of the distribution has it")
    return found[-1].parent


def _release(program: Path) -> int:
    name = program.parent.parent.name
    return int(name) if name.isdecimal() else 0


def _not_root(folder: Path) -> list[str]:
    if os.geteuid():
        return []
    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.iterdir()):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    return ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]


def _wait(port: int, password: str, process: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            pg8000.connect(
                user="tests", password=password, host="127.0.0.1", port=port, database="postgres"
            ).close()
        except (pg8000.Error, OSError):
            time.sleep(0.1)
        else:
            return
    said = log.read_text(encoding="utf-8", errors="replace")[-500:]
    raise CannotStart(f"PostgreSQL ended, or did not answer in {START_SECONDS} seconds: {said}")
