"""Measures the product at national size, beside NetworkX: `python -m benchmarks --help`."""

import argparse
import gc
import shutil
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.columns import read_columns
from benchmarks.directory import write_directory
from benchmarks.measures import Bench
from benchmarks.national import FOLDER, UNTIL, Failed, National, apart, load_embedded, national
from benchmarks.network import Network, read_network
from benchmarks.reading import write_table
from benchmarks.report import Report
from benchmarks.timing import RUNS
from graph.store import Store, open_store
from queries.coverage.policy_file import default_policy
from tests.servers import CannotStart, neo4j_server

MILLION = 1_000_000
LEFT_OUT = (
    "Not measured here: a scene of 300 nodes (`python -m benchmarks.pictures`), 30 readers during "
    "a load (`python -m benchmarks.readers`), `make demo`, `make test`."
)


def main() -> None:
    """Measure, print, and write docs/benchmarks.md."""
    told = arguments()
    report = Report(command_line())
    data = national(told.cases, told.areas)
    say("loading the embedded store")
    if told.keep and data.store.exists():
        report.notes.append("The embedded store was there already: its load was not measured.")
    else:
        loaded("embedded", load_embedded(data), report, most=45)
    read_many(report)
    try_directory("embedded", data.store_url, report)
    store = open_store(data.store_url)
    say("reading the graph into NetworkX")
    network = read_network(store)
    gc.collect()
    gc.freeze()  # or each collection would walk the NetworkX graph, and slow both programs
    report.data = described(data, network)
    measure("embedded", store, network, told.runs, report)
    store.close()
    report.notes += [LEFT_OUT, *told.note]
    report.write()
    if told.neo4j:
        on_neo4j(data, network, told, report)
        report.write()
    print(report.page())


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--cases", type=int, default=91_000, help="how many cases (91000)")
    parser.add_argument("--areas", type=int, default=42, help="in how many areas (42)")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"runs of each program ({RUNS})")
    parser.add_argument("--keep", action="store_true", help="use the embedded store of last time")
    parser.add_argument(
        "--neo4j",
        action=argparse.BooleanOptionalAction,
        default=shutil.which("java") is not None,
        help="measure a Neo4j server too (where Java is there)",
    )
    parser.add_argument("--heap", default="4g", help="memory of the Neo4j server (4g)")
    parser.add_argument("--note", action="append", default=[], help="a remark for the page")
    return parser.parse_args()


def command_line() -> str:
    """Return how this run was called."""
    return " ".join(["python -m benchmarks", *_without_notes(sys.argv[1:])])


def _without_notes(words: list[str]) -> list[str]:
    return [word for before, word in pairwise(["", *words]) if "--note" not in {before, word}]


def described(data: National, network: Network) -> str:
    """Say what is measured."""
    nodes, edges = network.number_of_nodes(), network.number_of_edges()
    return (
        f"Invented data: {data.size.cases:,} cases in {data.size.areas} areas up to "
        f"{data.size.until}, seed {data.size.seed}; {nodes:,} nodes and {edges:,} edges."
    )


def measure(name: str, store: Store, network: Network, runs: int, report: Report) -> None:
    """Measure the questions on one store."""
    say(f"asking {name}")
    report.engines.append(store.info()["engine"])
    columns = read_columns(network)
    Bench(name, store, network, columns, default_policy(), UNTIL, report, runs).run()


def on_neo4j(data: National, network: Network, told: argparse.Namespace, report: Report) -> None:
    """Load and measure a Neo4j server of our own, where one can be started."""
    say(f"loading Neo4j, heap {told.heap}")
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            neo4j_server(Path(folder) / "server", heap=told.heap) as url,
        ):
            result = apart("benchmarks.loading", str(data.bundle), store=url)
            loaded("Neo4j", result, report, most=200)
            report.notes.append(f"Neo4j had a heap of {told.heap}; the target speaks of 4g.")
            report.write()
            try_directory("Neo4j", url, report)
            store = open_store(url)
            measure("Neo4j", store, network, told.runs, report)
            store.close()
    except CannotStart as error:
        report.notes.append(f"Neo4j was not measured: {error}")
    except Failed as error:
        report.notes.append(f"**Neo4j could not be loaded** with a heap of {told.heap}: {error}")


def loaded(name: str, found: dict[str, Any], report: Report, most: float) -> None:
    """Note what a load took."""
    prepare, apply = found["prepare"], found["apply"]
    detail = (
        f"check and plan {prepare:.1f} s, apply {apply:.1f} s; {found['nodes']:,} nodes, "
        f"{found['edges']:,} edges; public directory before it {found['directory']:.1f} s"
    )
    report.time(name, "national bundle: check, plan, apply", prepare + apply, most, "s", detail)
    detail = f"after check and plan {found['prepare_mb']:,.0f} MB; before {found['before_mb']:,.0f}"
    report.time(
        name, "national bundle: peak memory of the process", found["peak_mb"], 1536, "MB", detail
    )
    whole = prepare + apply
    what = "national bundle again, nothing changed / the first time"
    times = f"{found['again']:.1f} / {whole:.1f} s"
    report.ratio(name, what, found["again"] / whole, None, times)


def try_directory(name: str, url: str, report: Report) -> None:
    """Note what the dry run of a directory takes."""
    say(f"trying a directory on {name}")
    folder = write_directory(FOLDER / f"directory-{name.lower()}", url)
    found = apart("benchmarks.directory", str(folder), store=url)
    detail = (
        f"{found['rows']:,} rows; opens {found['opened']} gaps, puts {found['at_risk']} seats at "
        f"risk; facts kept {found['kept']:.2f} s"
    )
    what = "directory of 10,000 rows, dry run with effect on coverage, first time"
    report.time(name, what, found["first"], 3, "s", detail)


def read_many(report: Report) -> None:
    """Note what reading a file of a million rows takes."""
    say("reading a million rows")
    small, large = (
        apart("benchmarks.reading", str(write_table(FOLDER / "reading", rows)))
        for rows in (MILLION // 10, MILLION)
    )
    detail = f"{large['seconds']:.1f} s; a tenth of the rows: {small['peak_mb']:.0f} MB"
    what = "reading a file of 1,000,000 rows: peak memory"
    report.time("none", what, large["peak_mb"], 300, "MB", detail)
    times = f"{large['seconds']:.1f} / {large['csv']:.1f} s; typed, checked, cleaned"
    what = "reading 1,000,000 rows as records / with the csv module"
    report.ratio("none", what, large["seconds"] / large["csv"], None, times)


def say(what: str) -> None:
    """Say on standard error what goes on."""
    print(f"benchmarks: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
