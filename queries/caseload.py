"""How many cases has each area, by category and level?"""

from graph.schema import Kind
from graph.worlds import case, reference, world
from queries.analysis import AREA, Analysis, Column, Example, Source
from queries.predicates import current, is_open, visible

CASELOAD_TEXT = f"""MATCH (matter:MappaCase)
WHERE {is_open("matter")}
  AND {visible("matter")}
CALL (matter) {{
  MATCH (matter)-[home:IN_AREA]->(place:Area)
  WHERE home.standing = 'home' AND {current("home")}
  RETURN max(place.code) AS area
}}
CALL (matter) {{
  MATCH (matter)-[at:AT_LEVEL]->(rung:Level)
  WHERE {current("at")}
  RETURN max(rung.code) AS level
}}
CALL (matter) {{
  MATCH (matter)-[within:IN_CATEGORY]->(ground:Category)
  WHERE {current("within")}
  RETURN collect(ground.code) AS grounds
}}
WITH coalesce(area, '') AS area,
     CASE WHEN '4' IN grounds THEN '4' WHEN '1' IN grounds THEN '1' WHEN '2' IN grounds THEN '2'
          WHEN '3' IN grounds THEN '3' ELSE 'unknown' END AS category,
     coalesce(level, 'unknown') AS level
WHERE $area IS NULL OR area = $area
RETURN area, category, level, count(*) AS cases
ORDER BY area, category, level"""

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
