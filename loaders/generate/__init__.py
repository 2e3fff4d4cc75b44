"""Invented bundles of any size, on top of the public directory: nobody in them exists.

The same seed, size and day give the same bytes.
"""

import datetime
import random
from dataclasses import dataclass
from pathlib import Path

from loaders.generate.agencies import Agencies, read_agencies
from loaders.generate.cases import CaseMaker
from loaders.generate.meetings import Panels
from loaders.generate.output import Tables
from loaders.public_directory import parts

NOTICE = """Everything in this folder that looks like a person or a case is invented.

Made by `mappa generate` with seed {seed}: {cases:,} cases in {areas} area(s), up to {until}.
{shape}
The agencies that begin with INV are invented too; the others are public bodies, and what is said
of their attendance is invented.
"""
USUAL = "Shape: as published, 98 of 100 cases are at Level 1."
MORE_PANELS = "Shape: for a demonstration; Levels 2 and 3 are far more common than they are."


@dataclass(frozen=True)
class Size:
    """What is to be invented."""

    cases: int
    areas: int
    seed: int
    until: datetime.date
    more_panels: bool = False


def generate(folder: Path, size: Size) -> dict[str, int]:
    """Write an invented bundle and return its rows by table."""
    rng = random.Random(size.seed)  # noqa: S311 -- invented data shall be repeatable, not secret
    directory = read_agencies(parts())
    with Tables(folder) as tables:
        areas = _areas(directory, size.areas)
        per_area = _shares(size.cases, len(areas))
        for area, cases in zip(areas, per_area, strict=True):
            local = directory.in_area(area, rng, tables)
            local.write_contacts(rng, tables, size.until)
            panels = Panels(area, directory.number(area), local, size.until, tables)
            maker = CaseMaker(area, directory.number(area), local, panels, rng, tables, size.until)
            for number in range(1, cases + 1):
                maker.case(number, more_panels=size.more_panels)
            panels.write()
        shape = MORE_PANELS if size.more_panels else USUAL
        notice = NOTICE.format(
            seed=size.seed, cases=size.cases, areas=len(areas), until=size.until, shape=shape
        )
        (folder / "NOTICE.txt").write_text(notice, encoding="utf-8")
        return tables.counts()


def _areas(directory: Agencies, wanted: int) -> list[str]:
    """Return Cheshire, whose bodies are all in the directory, and then the others by code."""
    others = [area for area in directory.areas if area != "cheshire"]
    return ["cheshire", *others][:wanted]


def _shares(cases: int, areas: int) -> list[int]:
    return [cases // areas + (1 if place < cases % areas else 0) for place in range(areas)]
