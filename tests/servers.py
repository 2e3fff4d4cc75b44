"""Starts a Neo4j Community server of the tests' own, on loopback, from Maven artifacts."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import neo4j

VERSION = "5.26.16"
POM = Path(__file__).parent / "neo4j" / "pom.xml"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mappa-explorer"
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
server.memory.heap.initial_size={heap}
server.memory.heap.max_size={heap}
server.memory.pagecache.size=256m
# A log of 256 MB set apart in advance, twice, is half a gigabyte for each run of the tests.
db.tx_log.preallocate=false
# Room for every text as each sort of asker gets it; a thousand plans are kept by default.
server.memory.query_cache.per_db_cache_num_entries=5000
{settings}
"""
# Ends the server when the tests end, however they end: the kernel closes their end of the pipe.
# What the server holds is thrown away, so it is not asked to tidy up.
WATCHDOG = """exec 3<&0
"$@" 3<&- & server=$!
(cat <&3 >/dev/null; kill -9 $server 2>/dev/null) & watching=$!
exec 3<&-
wait $server; kill $watching 2>/dev/null"""
QUICK = ("-XX:TieredStopAtLevel=1",)
"""Java that compiles once: half the seconds of a run of tests; not for measuring."""
SMALL = (
    "db.transaction.monitor.check.interval=100ms\n"
    "dbms.memory.transaction.total.max=128m\n"
    "dbms.cypher.statistics_divergence_threshold=1.0"
)
"""Limits that are soon reached, so that what is said then can be tested; and a text is planned
once: each test empties the store, and the server would take that for a reason to plan again."""


class CannotStart(Exception):
    """No server can be started here; the text says why."""


@contextmanager
def neo4j_server(
    folder: Path, heap: str = HEAP, *, options: Sequence[str] = (), settings: str = ""
) -> Iterator[str]:
    """Give the address, with user and password, of a server that ends with the context.

    `options` are Java's, `settings` lines of neo4j.conf. Raises CannotStart.
    """
    if shutil.which("java") is None:
        raise CannotStart("java is not on the PATH; Neo4j needs Java 17")
    jars = libraries()
    port = free_port()
    (folder / "conf").mkdir(parents=True)
    text = CONFIGURATION.format(port=port, heap=heap, settings=settings)
    (folder / "conf" / "neo4j.conf").write_text(text, encoding="utf-8")
    opens = [f"--add-opens={module}=ALL-UNNAMED" for module in OPENED]
    command = [
        "java", f"-Xms{heap}", f"-Xmx{heap}", "-XX:+UseG1GC", *options, *opens,
        "-cp", f"{jars}/*",
        "org.neo4j.server.CommunityEntryPoint", f"--home-dir={folder}",
        f"--config-dir={folder / 'conf'}",
    ]  # fmt: skip
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(
            ["sh", "-c", WATCHDOG, "watchdog", *command],
            stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        password = secrets.token_urlsafe()
        _set_password(port, password, process, folder)
        yield f"bolt://neo4j:{password}@127.0.0.1:{port}"
    finally:
        process.communicate()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server_session(url: str) -> Iterator[neo4j.Session]:
    """Give a session past the store port: the tests' own way in."""
    parts = urlsplit(url)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    with (
        neo4j.GraphDatabase.driver(address, auth=(user, password)) as driver,
        driver.session(database=parts.path.strip("/") or None) as session,
    ):
        yield session


def libraries() -> Path:
    """Return the folder of the server's libraries; fetch them once for this machine."""
    folder = CACHE / f"neo4j-{VERSION}"
    if folder.is_dir():
        return folder
    if shutil.which("mvn") is None:
        raise CannotStart("mvn is not on the PATH; Neo4j comes from Maven artifacts")
    print(f"fetching Neo4j {VERSION} from Maven artifacts (116 MB, once)", file=sys.stderr)
    CACHE.mkdir(parents=True, exist_ok=True)
    # What is half fetched, or fetched by two runs at once, never gets the name that is looked for.
    with tempfile.TemporaryDirectory(dir=CACHE) as half:
        done = subprocess.run(
            [
                "mvn", "-B", "-q", "-f", str(POM), f"-Dneo4j.version={VERSION}",
                "dependency:copy-dependencies", f"-DoutputDirectory={half}/all",
                "-DincludeScope=runtime",
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise CannotStart(f"Maven could not fetch Neo4j {VERSION}: {done.stdout[-300:]}")
        if not folder.is_dir():
            Path(half, "all").rename(folder)
    return folder


def _set_password(port: int, password: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until the server answers, and change the password that it starts with."""
    ends = time.monotonic() + START_SECONDS
    log = folder / "server.log"
    while time.monotonic() < ends and process.poll() is None:
        try:
            with (
                neo4j.GraphDatabase.driver(
                    f"bolt://127.0.0.1:{port}", auth=("neo4j", "neo4j")
                ) as driver,
                driver.session(database="system") as session,
            ):
                session.run(
                    "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new", new=password
                ).consume()
        except (neo4j.exceptions.DriverError, neo4j.exceptions.Neo4jError):
            time.sleep(0.25)
        else:
            return
    said = log.read_text(encoding="utf-8", errors="replace")[-500:]
    raise CannotStart(f"Neo4j ended, or did not answer within {START_SECONDS} seconds: {said}")


def free_port() -> int:
    """Return a port of loopback that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
