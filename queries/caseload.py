"""How many cases has each area, by category and level?"""

from collections import Counter
from collections.abc import Mapping, Sequence

from graph.schema import Kind
from graph.store import Row
from graph.worlds import case, reference, world
from queries.analysis import AREA, Analysis, Asked, Column, Example, Source
from queries.predicates import current, is_open, visible

CASELOAD_TEXT = f"""MATCH (matter:MappaCase)
WHERE {is_open("matter")}
  AND {visible("matter")}
WITH [(matter)-[home:IN_AREA]->(place:Area)
      WHERE home.standing = 'home' AND {current("home")} | place.code] AS homes,
     [(matter)-[at:AT_LEVEL]->(rung:Level) WHERE {current("at")} | rung.code] AS levels,
     [(matter)-[within:IN_CATEGORY]->(ground:Category)
      WHERE {current("within")} | ground.code] AS grounds
RETURN homes, levels, grounds, count(*) AS cases
ORDER BY homes, levels, grounds"""

UNKNOWN = "unknown"
HIGHEST_FIRST = ("4", "1", "2", "3")
"""Categories, in the order in which one of several counts."""


def caseload(fetched: Mapping[str, Sequence[Row]], asked: Asked) -> list[Row]:
    """Return a row an area, category and level, each case in one of them."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for row in fetched["caseload"]:
        category = next((code for code in HIGHEST_FIRST if code in row["grounds"]), UNKNOWN)
        area, level = max(row["homes"], default=""), max(row["levels"], default=UNKNOWN)
        if asked.parameters.get("area") in {None, area}:
            counts[area, category, level] += row["cases"]
    return [
        {"area": area, "category": category, "level": level, "cases": cases}
        for (area, category, level), cases in sorted(counts.items())
    ]


CASELOAD = Analysis(
    slug="caseload",
    question="How many cases has each area, by category and level?",
    why="Ninety-eight of a hundred people are at Level 1: what is judged is the small rest.",
    source=Source("Criminal Justice Act 2003 s.326(5): the annual report of each area"),
    about="cases",
    aggregate=True,
    parameters={"area": AREA},
    columns={
        "area": Column("Home area on the day; empty = none recorded."),
        "category": Column("The highest of its categories, in the order 4, 1, 2, 3; or unknown."),
        "level": Column("The higher of its levels; or unknown."),
        "cases": Column("Open cases.", unit="cases", kind=Kind.INTEGER),
    },
    texts={"caseload": CASELOAD_TEXT},
    answer=caseload,
    limits="A case counts once, in its home area.",
    examples=(
        Example(
            "two cases of one kind, and one that has another ground as well",
            given=world(
                reference(),
                case("C1", level="2", category="1"),
                case("C2", level="2", category="1"),
                case("C3", level="1", category="2"),
            ),
            expect=[
                {"area": "cheshire", "category": "1", "level": "2", "cases": 2},
                {"area": "cheshire", "category": "2", "level": "1", "cases": 1},
            ],
        ),
        Example(
            "nothing recorded is unknown, not Level 1",
            given=world(reference(), case("C1", level=None, category=None)),
            expect=[{"area": "cheshire", "category": "unknown", "level": "unknown", "cases": 1}],
        ),
        Example("no case, no row", given=reference(), expect=[]),
    ),
)
