"""Probation's regions that are one area of ours; of the others nobody can tell which area it is."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from graph.model import MODEL
from graph.states import existing_keys
from graph.store import Reader
from loaders.public_directory import parts

PREFIX = "PROB:"


def certain_areas(reader: Reader) -> Mapping[str, str]:
    """Return the area of each region that has one only, where the store has that area.

    The directory that ships says which areas a region has, not the store: a store with a part of
    the directory would make every region look certain.
    """
    known = _regions_of_one_area()
    there = existing_keys(reader, MODEL.node_types["Area"], sorted(known.values()))
    return {region: area for region, area in known.items() if area in there}


@cache
def _regions_of_one_area() -> Mapping[str, str]:
    folder = next(part.folder for part in parts() if part.source == "areas")
    areas: dict[str, set[str]] = defaultdict(set)
    with (folder / "operates_in.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["agency"].startswith(PREFIX):
                areas[row["agency"].removeprefix(PREFIX)].add(row["area"])
    return {region: next(iter(found)) for region, found in areas.items() if len(found) == 1}
