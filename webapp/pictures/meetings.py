"""The picture of co-attendance: agencies that came to the same discussions, and how often."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.store import Row
from queries.analysis import Asked
from queries.neighbours import Neighbourhood
from webapp.pictures.agency import agency_as_node, met_line
from webapp.pictures.choice import Choice
from webapp.pictures.opening import opened, tied
from webapp.pictures.picture import MOST_ELEMENTS, MOST_NODES, Picture
from webapp.pictures.places import in_full_rings, ordered_after

MOST_IN_MATRIX = 40
"""Agencies on each side of the table of pairs; more cannot be read across."""


@dataclass(frozen=True)
class Matrix:
    """Agencies by agencies: how often each two met; the busiest `codes` of `total`."""

    codes: tuple[str, ...]
    met: dict[tuple[str, str], int]
    total: int


def meetings_drawn(
    pairs: Sequence[Row], least: int, near: Neighbourhood, asked: Asked, choice: Choice
) -> Picture:
    """Return the picture of agencies that met at least so often; the busiest in the middle.

    Where there are more pairs than can be drawn, those that met less often are left to the table.
    """
    wanted = [row for row in pairs if row["met"] >= least]
    busiest = _busiest(wanted)
    codes = busiest[:MOST_NODES]
    among = set(codes)
    kept = [row for row in wanted if row["agency"] in among and row["other"] in among]
    drawn = kept[: MOST_ELEMENTS - len(codes)]
    note = "Agencies that meet most often stand nearer the middle."
    if len(drawn) < len(kept):
        note += f" {len(kept) - len(drawn):,} pairs that met less often are in the table alone."
    nodes = {code: agency_as_node(near.agencies[code], choice) for code in codes}
    names = {node.id: node.label for node in nodes.values()}
    lines = [
        met_line(f"agency:{row['agency']}", f"agency:{row['other']}", row, names) for row in drawn
    ]
    ids = [node.id for node in nodes.values()]
    places, rings = in_full_rings("", [_untangled(ids, drawn)] if ids else [])
    agencies = "1 agency" if len(busiest) == 1 else f"{len(busiest):,} agencies"
    times = "at least once" if least == 1 else f"at least {least} times"
    picture = Picture(
        "Which agencies meet", f"{agencies} met another {times}, in {len(wanted):,} pairs.",
        [replace(node, ring=rings[node.id]) for node in nodes.values()], lines, places,
        len(busiest), asked.as_of.isoformat(), note=note,
    )  # fmt: skip
    return replace(tied(opened(picture, near, choice), near), hide=choice.hide)


def matrix(pairs: Sequence[Row], least: int) -> Matrix:
    """Return the table of agencies by agencies, of the same agencies as the picture.

    A cell says how often two met even where that is less than is drawn: an empty one would say
    that they never did.
    """
    busiest = _busiest([row for row in pairs if row["met"] >= least])
    met: dict[tuple[str, str], int] = {}
    for row in pairs:
        met[row["agency"], row["other"]] = met[row["other"], row["agency"]] = row["met"]
    return Matrix(tuple(busiest[:MOST_IN_MATRIX]), met, len(busiest))


def _busiest(pairs: Sequence[Row]) -> list[str]:
    times: Counter[str] = Counter()
    for row in pairs:
        times[row["agency"]] += row["met"]
        times[row["other"]] += row["met"]
    return sorted(times, key=lambda code: (-times[code], code))


def _untangled(ids: list[str], pairs: Sequence[Row]) -> list[str]:
    """Return the agencies of each ring's worth in an order in which those who meet stand near."""
    neighbours: dict[str, list[str]] = {}
    for row in pairs:
        one, other = f"agency:{row['agency']}", f"agency:{row['other']}"
        neighbours.setdefault(one, []).append(other)
        neighbours.setdefault(other, []).append(one)
    _, rings = in_full_rings("", [ids])
    found: list[str] = []
    for ring in sorted(set(rings.values())):
        here = [id_ for id_ in ids if rings[id_] == ring]
        found += ordered_after(here, neighbours, found) if found else here
    return found
