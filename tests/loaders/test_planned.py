"""A plan counts every row once and says of each element what was and what will be."""

from graph.records import EdgeState, NodeState, Provenance
from loaders.checked import Checked
from loaders.planned import Item, Plan, empty_plan
from loaders.reading import Record

AGENCY = NodeState("Agency", "POL:1", {"name": "Old"}, provenance=Provenance("a register", 1, 1))
RENAMED = NodeState("Agency", "POL:1", {"name": "New"})
NAMELESS = NodeState("Agency", "POL:1", {"aliases": ["Old"]})
ROW = Record("represents", "represents.csv", 7, "Sheet 1", key="R1", to_key="POL:1")


def a_plan() -> Plan:
    """Return a plan of two tables that does nothing yet."""
    checked = Checked(rows={"agency": 3, "represents": 2})
    checked.repeated["agency"] = 2
    checked.refused["represents"] = 1
    problem = ROW.problem("not-a-date", "is no date", "Write it")
    checked.problems.append(problem)
    checked.refusals[ROW.place] = problem
    return empty_plan(checked, "a file", 4)


def test_a_plan_begins_with_what_was_checked() -> None:
    """Rows that repeat change nothing, and what could not be read is refused already."""
    plan = a_plan()

    nothing = {"created": 0, "updated": 0, "ended": 0}
    assert {
        "agency": {"rows": 3, "unchanged": 2, "refused": 0, **nothing},
        "represents": {"rows": 2, "unchanged": 0, "refused": 1, **nothing},
    } == plan.tables
    assert ("a file", 4, [ROW.place]) == (plan.source, plan.made_on, list(plan.refusals))
    assert plan.problems == list(plan.refusals.values())


def test_a_row_that_cannot_be_done_is_refused_with_where_it_stands() -> None:
    """The rows that come back are mended by somebody who sees nothing but this."""
    plan = a_plan()

    for place in (ROW, Record("represents", "represents.csv", 8, key="R2", to_key="POL:2")):
        plan.refuse(place, "unknown-key", "no such agency", "agency")

    told = plan.refusals[ROW.place]
    assert ("unknown-key", "no such agency", "Correct the row") == (
        told.code,
        told.message,
        told.fix,
    )
    assert ("represents.csv", "Sheet 1", 7, "agency", "POL:1") == (
        told.file,
        told.sheet,
        told.row,
        told.column,
        told.value,
    )
    assert (3, 3) == (plan.tables["represents"]["refused"], plan.count("refused"))


def test_what_rows_do_and_what_follows_is_counted_and_kept() -> None:
    """Both are written, and both are taken back."""
    plan = a_plan()

    plan.note("updated", "agency", AGENCY, RENAMED)
    for _ in range(2):
        plan.follow("ended with it", Item("ended", "represents", AGENCY, None, "ended with it"))

    assert Item("updated", "agency", AGENCY, RENAMED) == plan.items[0]
    assert ({"ended with it": 2}, 1) == (dict(plan.consequences), plan.count("updated"))
    assert ((RENAMED,), (AGENCY, AGENCY)) == (plan.changes().put, plan.changes().drop)
    assert (AGENCY, AGENCY, AGENCY) == plan.before()


def test_only_what_had_a_name_and_gets_another_is_renamed() -> None:
    """And a person's name is in no summary, whoever reads it."""
    person = [NodeState("Offender", "O1", {"name": name}) for name in ("Invented", "Other")]
    pairs = [
        (AGENCY, RENAMED),
        (AGENCY, AGENCY),
        (None, RENAMED),
        (AGENCY, None),
        (NAMELESS, RENAMED),
        (AGENCY, NAMELESS),
        (person[0], person[1]),
    ]
    plan = a_plan()
    plan.items = [Item("updated", "agency", was, will) for was, will in pairs]

    assert [("POL:1", "Old", "New")] == plan.renamed()


def test_the_first_source_of_an_element_stays() -> None:
    """Who said it first is asked when two registers differ."""
    plan = a_plan()

    assert Provenance("a register", 1) == plan.provenance(AGENCY)
    assert Provenance("a file") == plan.provenance(None)


def test_an_item_tells_what_was_and_what_will_be() -> None:
    """Only what differs: properties and edges that begin at the thing, in order."""
    was = NodeState("Agency", "POL:1", {"name": "Old", "website": "w"}, {"PART_OF": ("A",)})
    will = NodeState("Agency", "POL:1", {"name": "Old", "aliases": ["X"]}, {"PART_OF": ("A", "B")})
    spell = EdgeState("INVOLVES", "C1", "POL:1", "2026-01-31", {"role": "core"})

    changed = Item("updated", "agency", was, will).changed()

    assert [
        ("website", "w", None),
        ("part_of", ["A"], ["A", "B"]),
        ("aliases", None, ["X"]),
    ] == changed
    assert [("role", None, "core")] == Item("created", "involves", None, spell).changed()
    assert [] == Item("unchanged", "agency", was, was).changed()
