"""Reads a table of very many rows, then with the csv module alone, and prints what each took.

A process of its own: `python -m benchmarks.reading FILE`.
"""

import csv
import json
import sys
import time
from pathlib import Path

from benchmarks.memory import peak_mb
from loaders.opening import read_source
from loaders.reading import TableReader


def write_table(folder: Path, rows: int) -> Path:
    """Write a table of that many rows, once, and return where it is."""
    path = folder / f"{rows}" / "in_area.csv"
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["mappa_case", "area", "valid_from", "valid_to", "standing"])
        for number in range(rows):
            day = f"{2000 + number % 26}-{1 + number % 12:02}-{1 + number % 28:02}"
            writer.writerow([f"C{number:07}", f"area-{number % 42}", day, "", "home"])
    part.rename(path)
    return path


def main() -> None:
    """Read the file and print JSON."""
    before = peak_mb()
    started = time.perf_counter()
    reader = TableReader(read_source(Path(sys.argv[1])), sys.maxsize)
    rows = sum(1 for _ in reader.records())
    read = time.perf_counter()
    peak = peak_mb()
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
        plain = sum(1 for _ in csv.reader(file)) - 1
    found = {"rows": rows, "seconds": read - started, "csv": time.perf_counter() - read}
    if rows != plain:
        raise ValueError(f"{rows} rows were read and the csv module finds {plain}")
    print(json.dumps({**found, "before_mb": before, "peak_mb": peak}))


if __name__ == "__main__":
    main()
