"""Tries a directory of ten thousand rows on a store, and prints what the dry run took.

A process of its own: `python -m benchmarks.directory FOLDER`, on the store of MAPPA_STORE.
"""

import csv
import datetime
import json
import os
import sys
import time
from pathlib import Path

from graph.store import open_store
from loaders.sources import Origin
from queries.coverage.policy_file import default_policy
from webapp.effect import Question
from webapp.loading import Wish, dry_run

ROWS = 10_000
UNTIL = datetime.date(2026, 1, 31)


def write_directory(folder: Path, store_url: str) -> Path:
    """Write contacts who leave, and new ones who come to every second of their agencies."""
    store = open_store(store_url)
    held = store.read(
        "MATCH (who:Representative)-[works:REPRESENTS]->(body:Agency)\n"
        "WHERE works.valid_to IS NULL\n"
        "RETURN who.code AS who, body.code AS body\nORDER BY who, body\nLIMIT $most",
        {"most": ROWS // 4},
    )
    store.close()
    folder.mkdir(parents=True, exist_ok=True)
    people = [f"NEW-{number}" for number in range(ROWS // 2)]
    bodies = sorted({row["body"] for row in held})[::2]
    with (folder / "representative.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "grade"])
        writer.writerows([person, "manager"] for person in people)
    with (folder / "represents.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["representative", "agency", "valid_from", "valid_to"])
        writer.writerows([row["who"], row["body"], "", UNTIL] for row in held)
        writer.writerows(
            [person, bodies[number % len(bodies)], UNTIL, ""]
            for number, person in enumerate(people[: ROWS // 2 - len(held)])
        )
    return folder


def main() -> None:
    """Try it twice and print JSON: with nothing kept of the store, and again."""
    store = open_store(os.environ["MAPPA_STORE"])
    wish = Wish(Origin(Path(sys.argv[1])), "directory", UNTIL)
    question = Question(default_policy(), UNTIL, UNTIL)
    seconds = []
    for _ in range(2):
        started = time.perf_counter()
        loading = dry_run(store, wish, question)
        seconds.append(time.perf_counter() - started)
    store.close()
    rows = sum(counts["rows"] for counts in loading.made.tables.values())
    effect = {name: len(found) for name, found in loading.effect.parts()}
    print(json.dumps({"first": seconds[0], "kept": seconds[1], "rows": rows, **effect}))


if __name__ == "__main__":
    main()
