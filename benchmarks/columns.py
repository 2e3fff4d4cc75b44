"""The store's content as polars frames in memory: the graph as somebody of tables would have it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars

from benchmarks.network import Network

Frame = polars.DataFrame
TEXT, DAY = polars.String, polars.Date
SPELL: Mapping[str, Any] = {"begins": DAY, "ends": DAY}
SHAPES: Mapping[str, Mapping[str, Any]] = {
    "cases": {"case": TEXT, "opened": DAY, "closed": DAY},
    "levels": {"case": TEXT, "code": TEXT, **SPELL},
    "categories": {"case": TEXT, "code": TEXT, **SPELL},
    "circumstances": {"case": TEXT, "code": TEXT, "answer": TEXT, **SPELL},
    "homes": {"case": TEXT, "area": TEXT, **SPELL},
    "works": {"case": TEXT, "agency": TEXT, "role": TEXT, **SPELL},
    "talks": {"case": TEXT, "talk": TEXT, "day": DAY, "item": polars.Int64, "state": TEXT},
    "seats": {"talk": TEXT, "agency": TEXT, "outcome": TEXT, "grade": TEXT},
    "agencies": {"agency": TEXT, "kind": TEXT, **SPELL},
    "types": {"kind": TEXT, "reach": TEXT, "umbrella": polars.Boolean},
    "operates": {"agency": TEXT, "area": TEXT, **SPELL},
    "people": {"agency": TEXT, "area": TEXT, **SPELL},
    "parts": {"agency": TEXT, "member": TEXT},
    "replaced": {"agency": TEXT, "member": TEXT},
}
NOTHING = polars.lit(None, dtype=DAY)
DATED = {
    "AT_LEVEL": "levels", "IN_CATEGORY": "categories", "HAS_CIRCUMSTANCE": "circumstances",
    "IN_AREA": "homes", "LED_BY": "works", "INVOLVES": "works", "OPERATES_IN": "operates",
    "REPRESENTS": "people",
}  # fmt: skip


def holding(frame: Frame, on: polars.Expr) -> Frame:
    """Return the rows that hold on a day."""
    begun = polars.col("begins").is_null() | (polars.col("begins") <= on)
    return frame.filter(begun & (polars.col("ends").is_null() | (polars.col("ends") > on)))


@dataclass(frozen=True)
class Columns:
    """One frame a sort of fact; `begins` and `ends` bound what holds, none = always, still."""

    frames: Mapping[str, Frame]

    def __getitem__(self, name: str) -> Frame:
        return self.frames[name]


def read_columns(network: Network) -> Columns:
    """Turn a graph in memory into frames."""
    rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for (label, key), about in network.nodes(data=True):
        if label == "MappaCase":
            rows["cases"].append((key, about["opened_on"], about.get("closed_on")))
        elif label == "AgencyType":
            umbrella = about.get("standing") == "umbrella"
            rows["types"].append((key, about.get("reach") or "", umbrella))
    _of_agencies(network, rows)
    _of_talks(network, rows)
    for start, end, tie in network.edges(data=True):
        if tie["type"] in DATED and (tie["type"] != "IN_AREA" or tie.get("standing") == "home"):
            rows[DATED[tie["type"]]].append(_dated(start[1], end[1], tie))
    return Columns({name: _frame(rows[name], shape) for name, shape in SHAPES.items()})


def _dated(start: str, end: str, tie: Mapping[str, Any]) -> tuple[Any, ...]:
    spell = (tie.get("valid_from"), tie.get("valid_to"))
    match tie["type"]:
        case "HAS_CIRCUMSTANCE":
            return (start, end, tie["answer"], *spell)
        case "LED_BY" | "INVOLVES":
            return (start, end, tie.get("role", "lead"), *spell)
        case "REPRESENTS":
            return (end, tie.get("area") or "", *spell)
    return (start, end, *spell)


def _of_agencies(network: Network, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    kinds = {}
    for start, end, tie in network.edges(data=True):
        if tie["type"] == "OF_TYPE":
            kinds[start[1]] = end[1]
        elif tie["type"] == "PART_OF":
            rows["parts"] += [(start[1], end[1]), (end[1], start[1])]
        elif tie["type"] == "REPLACED_BY":
            rows["replaced"].append((end[1], start[1]))
    for (label, key), about in network.nodes(data=True):
        if label == "Agency":
            spell = (about.get("active_from"), about.get("active_to"))
            rows["agencies"].append((key, kinds.get(key, ""), *spell))


def _of_talks(network: Network, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    meetings = {
        start[1]: network.nodes[end]
        for start, end, tie in network.edges(data=True)
        if tie["type"] == "AT_MEETING"
    }
    for start, end, tie in network.edges(data=True):
        if tie["type"] == "CONSIDERS":
            meeting = meetings[start[1]]
            item = network.nodes[start].get("item") or 0
            rows["talks"].append((end[1], start[1], meeting["on"], item, meeting["state"]))
        elif tie["type"] == "INVITED":
            rows["seats"].append((start[1], end[1], tie["outcome"], tie.get("grade") or ""))


def _frame(rows: Iterable[tuple[Any, ...]], shape: Mapping[str, Any]) -> Frame:
    return Frame(list(rows), schema=dict(shape), orient="row")
