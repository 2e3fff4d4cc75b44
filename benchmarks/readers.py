"""Thirty people read while a load runs: `python -m benchmarks.readers [--cases N] [--seconds N]`.

The site as `mappa serve` starts it, over an embedded store, on loopback. Readers of several roles
open pages and search in turn with short pauses: first alone, then while one load goes through the
site's own process. No test: what it prints depends on the machine and on what else it does.
"""

import argparse
import csv
import io
import os
import random
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import update

from benchmarks.national import Failed, National, load_embedded, national
from benchmarks.visitor import NAME, Loading, Visitor
from graph.store import open_store
from tests.databases import made
from tests.site import back, signed_in
from webapp.app import create_app
from webapp.commands.serve import MOST_PROCESSES
from webapp.database.opening import open_database
from webapp.database.people import User
from webapp.settings import settings_from

PEOPLE = 30
PAUSE = (0.2, 1.0)
"""Seconds between two pages of one reader."""
MOST_PAGES = 2_000
"""Pages of one reader in one part, whatever the time."""
SEARCH = "a search"
FINE = {200, 303}
NO_PASSWORD = "none that anybody knows"  # noqa: S105
"""The site starts only where somebody could sign in; what stands here lets nobody in."""
MOST_CASES = 20_000
COPIED: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "offender": (("ref",), ("crn", "noms_number", "visor_ref", "pnc")),
    "mappa_case": (("ref", "concerns"), ()),
    "at_level": (("mappa_case",), ("decided_at",)),
    "in_category": (("mappa_case",), ("decided_at",)),
    "in_area": (("mappa_case",), ()),
    "led_by": (("mappa_case",), ()),
}
"""Tables of a load of new cases: the columns that name a new one, and those left empty."""
PAGES = {
    "chair": ("/coverage/gaps", "/cases/{case}", "/panels", "/coverage/matrix", SEARCH),
    "analyst": ("/cases/{case}/timeline", "/coverage/trend", SEARCH, "/analysis/attendance"),
    "administrator": ("/directory", "/cases/{case}", SEARCH, "/agencies"),
    "contact": ("/my-agency", "/panels", "/coverage/gaps"),
    "adviser": ("/totals", "/analysis/caseload"),
}
"""What each role reads in turn."""


@dataclass
class Part:
    """What was measured in one part: milliseconds of each answer, and what went wrong."""

    name: str
    times: list[float] = field(default_factory=list)
    of_page: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """Return what a share of the answers do not exceed."""
        ordered = sorted(self.times) or [0.0]
        return ordered[min(len(ordered) - 1, round(share * len(ordered)))]

    def noted(self, page: str, milliseconds: float) -> None:
        """Note how long an answer took."""
        self.times.append(milliseconds)
        self.of_page[page].append(milliseconds)

    def slowest(self, most: int = 5) -> list[str]:
        """Return the pages that took longest, with the longest time and the one in the middle."""
        ordered = sorted(self.of_page.items(), key=lambda one: -max(one[1]))
        return [
            f"{page}: {max(times):.0f} at most, {statistics.median(times):.0f} in the middle"
            for page, times in ordered[:most]
        ]

    def line(self) -> str:
        """Return it as a row."""
        figures = "".join(f"{self.percentile(share):10.0f}" for share in (0.5, 0.95, 0.99))
        return f"{self.name:<16}{len(self.times):8}{len(self.errors):8}{figures}"


def main() -> None:
    """Measure both parts and print them side by side."""
    told = arguments()
    data = national(told.cases, told.areas)
    if not data.store.exists():
        load_embedded(data)
    with (
        tempfile.TemporaryDirectory() as name,
        served(data, Path(name), told.processes) as (port, cookies),
    ):
        readers = [Visitor(port, role, cookie) for role, cookie in cookies]
        cases = open_cases(data)
        for reader in readers[: len(PAGES)]:  # what is kept afterwards is no reader's wait
            read(reader, cases, Part("warm-up"), time.monotonic() + told.seconds, most=6)
        alone = together(readers, cases, Part("alone"), told.seconds)
        admin = next(one for one in readers if one.role == "administrator")
        desk = Visitor(port, admin.role, admin.cookie)
        loading = Loading(desk, new_cases(data), 4 * told.seconds)
        loading.start()
        beside = together(readers, cases, Part("during a load"), told.seconds)
        loading.join(4 * told.seconds)
    say(told, alone, beside, loading)


def together(readers: Sequence[Visitor], cases: Sequence[str], part: Part, seconds: int) -> Part:
    """Let everybody read for some seconds; return what was measured."""
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=read, args=(reader, cases, part, until), daemon=True)
        for reader in readers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return part


def read(
    reader: Visitor, cases: Sequence[str], part: Part, until: float, most: int = MOST_PAGES
) -> None:
    """Read pages in turn until a moment, with pauses."""
    for number in range(most):
        if time.monotonic() >= until:
            return
        case = random.choice(cases)  # noqa: S311 - which case is read guards nothing
        page = PAGES[reader.role][number % len(PAGES[reader.role])]
        address = page.format(case=case)
        started = time.perf_counter()
        try:
            is_search = address == SEARCH
            status = (reader.searches(case) if is_search else reader.asks("GET", address))[0]
        except OSError as error:
            part.errors.append(f"{address}: {type(error).__name__}")
        else:
            part.noted(f"{reader.role} {page}", 1000 * (time.perf_counter() - started))
            if status not in FINE:
                part.errors.append(f"{address.replace(case, 'CASE')}: {status}")
        time.sleep(random.uniform(*PAUSE))  # noqa: S311


def rows_of(data: National, table: str) -> list[dict[str, str]]:
    """Return the rows of a table of the bundle."""
    with (data.bundle / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def open_cases(data: National) -> list[str]:
    """Return the cases that every reader with cases may see."""
    special = {row["mappa_case"] for row in rows_of(data, "in_category") if row["category"] == "4"}
    return [
        row["ref"]
        for row in rows_of(data, "mappa_case")
        if row["restricted"] != "yes" and row["ref"] not in special
    ]


def new_cases(data: National) -> Mapping[str, str]:
    """Return the cases of the bundle once more, under other references: a load of new ones.

    What they have to do with discussions and actions is left out.
    """
    cases = rows_of(data, "mappa_case")[:MOST_CASES]
    known = {row["ref"] for row in cases} | {row["concerns"] for row in cases}
    tables = {}
    for table, (named, empty) in COPIED.items():
        rows = [row for row in rows_of(data, table) if row[named[0]] in known]
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        for row in rows:
            fresh = {name: f"NEW-{row[name]}" for name in named}
            writer.writerow({**row, **dict.fromkeys(empty, ""), **fresh})
        tables[f"{table}.csv"] = text.getvalue()
    return tables


def say(told: argparse.Namespace, alone: Part, beside: Part, loading: Loading) -> None:
    """Print what was measured."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{PEOPLE} readers at a site of {told.processes} processes, {told.cases:,} cases")
    print(f"{told.seconds} s each; load average {load}")
    print(f"{'milliseconds':<16}{'pages':>8}{'errors':>8}{'p50':>10}{'p95':>10}{'p99':>10}")
    for part in (alone, beside):
        print(part.line())
        for error in sorted(set(part.errors))[:5]:
            print(f"  {error}")
        print(*(f"    {one}" for one in part.slowest()), sep="\n")
    ratio = beside.percentile(0.95) / max(alone.percentile(0.95), 0.1)
    print(f"p95 during the load is {ratio:.1f} times what it is alone")
    print(f"the load: {loading.said}")


def arguments() -> argparse.Namespace:
    """Read the command line; `--cases 91000 --areas 42` is the national size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.readers", description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000, help="how many cases (20000)")
    parser.add_argument("--areas", type=int, default=4, help="in how many areas (4)")
    parser.add_argument("--seconds", type=int, default=60, help="of each of two parts (60)")
    cores = min(os.cpu_count() or 1, MOST_PROCESSES)
    parser.add_argument(
        "--processes", type=int, default=cores, help="that answer; one for each core"
    )
    return parser.parse_args()


@contextmanager
def served(
    data: National, folder: Path, processes: int
) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """Serve a copy of the store as `mappa serve` does; give the port, and a cookie a reader."""
    shutil.copytree(data.store, folder / "store")
    environment = {
        **os.environ,
        "MAPPA_STORE": f"embedded:{folder / 'store'}",
        "MAPPA_DATABASE": f"sqlite:///{folder / 'users.db'}",
        "MAPPA_SECRET": secrets.token_hex(32),
        "MAPPA_DATA": str(folder / "data"),
    }
    cookies = people(environment, [row["code"] for row in rows_of(data, "agency")])
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    words = (
        "from webapp.commands import mappa; mappa()",
        "serve",
        "--port",
        str(port),
        "--processes",
        str(processes),
    )
    with (folder / "log").open("wb") as log:
        site = subprocess.Popen([sys.executable, "-c", *words], env=environment, stderr=log)
    try:
        wait_for(port, site, folder / "log")
        yield port, cookies
    finally:
        site.terminate()
        site.wait(30)


def wait_for(port: int, site: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until the site listens. Raises Failed where it ended."""
    for _ in range(600):
        if site.poll() is not None:
            raise Failed(log.read_text(errors="replace")[-2000:])
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.1)
    raise Failed("the site does not listen")


def people(environment: Mapping[str, str], agencies: Sequence[str]) -> list[tuple[str, str]]:
    """Make invented people of each role, signed in; return role and cookie of each."""
    settings = replace(settings_from(environment), secret=environment["MAPPA_SECRET"])
    made(settings.database)
    found = []
    with (
        closing(open_store(settings.store)) as store,
        closing(open_database(settings.database)) as database,
    ):
        app = create_app(settings, store, database)
        for number in range(PEOPLE):
            role, name = list(PAGES)[number % len(PAGES)], f"invented.{number}"
            agency = (agencies[number % len(agencies)],) if role == "contact" else ()
            signed_in(app, database, name, (role,), agency=agency)
            browser = back(app, database, name)
            browser.get("/account")
            cookie = browser.get_cookie(NAME)
            found.append((role, cookie.value if cookie else ""))
        with database.writing() as session:
            session.execute(update(User).values(password_hash=NO_PASSWORD))
    return found


if __name__ == "__main__":
    main()
