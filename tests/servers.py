"""Starts a Neo4j Community server of the tests' own, on loopback, from Maven artifacts."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import neo4j

VERSION = "5.26.16"
POM = Path(__file__).parent / "neo4j" / "pom.xml"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mappa-explorer"
PASSWORD = "a password for tests only"  # noqa: S105 -- of a server on loopback that lives for minutes
HEAP = os.environ.get("NEO4J_TEST_HEAP", "1g")
START_SECONDS = 120
OPENED = (
    "java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch", "java.base/java.lang",
    "java.base/java.util.concurrent",
)  # fmt: skip
CONFIGURATION = """server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.usage_report.enabled=false
dbms.security.auth_minimum_password_length=8
server.memory.heap.initial_size={heap}
server.memory.heap.max_size={heap}
server.memory.pagecache.size=256m
"""


class CannotStart(Exception):
    """No server can be started here; the text says why."""


@contextmanager
def neo4j_server(folder: Path, heap: str = HEAP) -> Iterator[str]:
    """Give the address, with user and password, of a server that ends with the context."""
    libraries = _libraries()
    port = _free_port()
    (folder / "conf").mkdir(parents=True)
    text = CONFIGURATION.format(port=port, heap=heap)
    (folder / "conf" / "neo4j.conf").write_text(text, encoding="utf-8")
    opens = [f"--add-opens={module}=ALL-UNNAMED" for module in OPENED]
    command = [
        "java", f"-Xms{heap}", f"-Xmx{heap}", "-XX:+UseG1GC", *opens, "-cp", f"{libraries}/*",
        "org.neo4j.server.CommunityEntryPoint", f"--home-dir={folder}",
        f"--config-dir={folder / 'conf'}",
    ]  # fmt: skip
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, preexec_fn=_end_with_parent)
    try:
        _set_password(port, process, folder)
        yield f"bolt://neo4j:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def server_session(url: str) -> Iterator[neo4j.Session]:
    """Give a session past the store port: the tests' own way in."""
    parts = urlsplit(url)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    with (
        neo4j.GraphDatabase.driver(address, auth=(user, password)) as driver,
        driver.session() as session,
    ):
        yield session


def _libraries() -> Path:
    folder = CACHE / f"neo4j-{VERSION}"
    if (folder / f"neo4j-{VERSION}.jar").exists():
        return folder
    for program in ("java", "mvn"):
        if shutil.which(program) is None:
            raise CannotStart(f"{program} is not on the PATH; Neo4j needs Java 17 and Maven")
    print(f"fetching Neo4j {VERSION} from Maven artifacts (116 MB, once)", file=sys.stderr)
    done = subprocess.run(
        [
            "mvn", "-B", "-q", "-f", str(POM), f"-Dneo4j.version={VERSION}",
            "dependency:copy-dependencies", f"-DoutputDirectory={folder}",
            "-DincludeScope=runtime",
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise CannotStart(f"Maven could not fetch Neo4j {VERSION}: {done.stdout[-300:]}")
    return folder


def _set_password(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until the server answers, and change the password that it starts with."""
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends:
        if process.poll() is not None:
            break
        try:
            with (
                neo4j.GraphDatabase.driver(
                    f"bolt://127.0.0.1:{port}", auth=("neo4j", "neo4j")
                ) as driver,
                driver.session(database="system") as session,
            ):
                session.run(
                    "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new", new=PASSWORD
                ).consume()
        except (neo4j.exceptions.DriverError, neo4j.exceptions.Neo4jError):
            time.sleep(0.5)
        else:
            return
    log = (folder / "server.log").read_text(encoding="utf-8", errors="replace")[-500:]
    raise CannotStart(f"Neo4j did not answer within {START_SECONDS} seconds: {log}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _end_with_parent() -> None:
    """On Linux, end the server when the test run is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
