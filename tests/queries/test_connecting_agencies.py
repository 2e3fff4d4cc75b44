"""Who met whom and who stands between, against what was published of known small graphs."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import networkx
import pytest

from graph.scope import OPERATOR
from queries.analysis import Asked
from queries.co_attendance import pairs
from queries.connecting_agencies import connecting
from queries.coverage.policy_file import default_policy

DAY = datetime.date(2026, 1, 31)
ASKED = Asked(OPERATOR, DAY, DAY, default_policy())
Rows = list[dict[str, Any]]


def tables(came: Iterable[Iterable[object]]) -> Mapping[str, Rows]:
    """Return what the store would: who came to each of some discussions."""
    return {
        "tables": [
            {"code": f"D{n:03}", "meeting": f"M{n}", "day": DAY, "reference": "C",
             "came": [name(one) for one in those]}
            for n, those in enumerate(came)
        ],
        "names": [],
    }  # fmt: skip


def name(one: object) -> str:
    """Name a node so that names are in the order of numbers."""
    return f"{one:02}" if isinstance(one, int) else str(one)


def of(rows: Rows, kind: str) -> Rows:
    """Return the findings of one kind."""
    return [row for row in rows if row["kind"] == kind]


def values(rows: Rows) -> dict[str, float]:
    """Return betweenness by agency."""
    return {row["agencies"][0]: row["value"] for row in of(rows, "between")}


def test_women_of_a_southern_town_met_as_often_as_published() -> None:
    """Breiger 1974, the first row of the women's matrix: Evelyn Jefferson with each other."""
    society = networkx.davis_southern_women_graph()
    events = society.graph["bottom"]

    found = pairs(tables(list(society.neighbors(event)) for event in events), ASKED)

    evelyn = {
        ({row["agency"], row["other"]} - {"Evelyn Jefferson"}).pop(): row["met"]
        for row in found
        if "Evelyn Jefferson" in {row["agency"], row["other"]}
    }
    order = society.graph["top"][1:]
    assert [6, 7, 6, 3, 4, 3, 3, 3, 2, 2, 2, 2, 2, 1, 2, 1, 1] == [evelyn[one] for one in order]


def test_the_kite_hangs_on_heather() -> None:
    """Krackhardt 1990: the one with most ties is not the one who stands between."""
    kite = networkx.krackhardt_kite_graph()

    rows = connecting(tables(kite.edges), ASKED)

    assert ["07", "08"] == [row["agencies"][0] for row in of(rows, "cut_vertex")]
    assert [["07", "08"], ["08", "09"]] == [row["agencies"] for row in of(rows, "bridge")]
    published = {"07": 0.389, "05": 0.231, "06": 0.231, "08": 0.222, "03": 0.102, "00": 0.023}
    shares = values(rows)
    assert published == {one: round(shares[one], 3) for one in published}


def test_the_karate_club_parts_as_published() -> None:
    """Zachary 1977; Freeman's betweenness; Clauset, Newman and Moore 2004: three communities."""
    club = networkx.karate_club_graph()

    rows = connecting(tables(club.edges), ASKED)

    shares = values(rows)
    assert [0.438, 0.304, 0.145] == [round(shares[one], 3) for one in ("00", "33", "32")]
    assert ["00"] == [row["agencies"][0] for row in of(rows, "cut_vertex")]
    assert [17, 9, 8] == [row["value"] for row in of(rows, "community")]
    assert [["00", "11"]] == [row["agencies"] for row in of(rows, "bridge")]


@pytest.mark.parametrize("times", [1, 3])
def test_a_bridge_says_how_often_it_was_crossed(times: int) -> None:
    """A tie of one meeting is weaker than one of many."""
    rows = connecting(tables([["A", "B"]] * times), ASKED)

    often = "one discussion" if times == 1 else "3 discussions"
    assert f"A and B met at {often}: " in of(rows, "bridge")[0]["words"]
