"""A contact is told nothing of other agencies' seats: every answer is the same whatever they did.

Two stores are asked everything that can be asked, as the contact of one agency. They differ only
in what other agencies were asked to, and in what came of it, at tables at which the contact's own
did not sit: whom it met there, it knows.
"""

from pathlib import Path

from graph.store import Store
from graph.worlds import World, agency, discussion, edge, node, put, world
from queries.coverage import examples
from tests.contract.every_answer import addresses, every_answer, visitor
from tests.contract.test_no_trace import BASE, SCOPES, answers
from tests.queries.plain import DAY as A_DAY
from tests.site import standing_site

HELD, AHEAD = examples.SECOND + A_DAY, examples.DAY + 7 * A_DAY
COMMON = world(
    BASE,
    agency("OUTSIDE", "NHST", "cheshire"),
    edge("INVOLVES", "C1", "HOUSING", role="core", valid_from=examples.OPENED),
    edge("INVOLVES", "C2", "HOUSING", role="core", valid_from=examples.OPENED),
    edge("LED_BY", "C2", "HOUSING", valid_from=examples.OPENED),
    edge(
        "HAS_CIRCUMSTANCE", "C1", "no_fixed_abode", answer="yes", valid_from=examples.FIRST,
    ),
    discussion("D7", "C1", HELD, {"TRUST": "no_show"}, item=2),
    discussion("D8", "C2", AHEAD, {"TRUST": "awaited"}, state="planned", item=2),
)  # fmt: skip


def done(outcome: str, words: str, *, were_asked: bool) -> World:
    """Return what two other agencies did, and what one of them promised."""
    seats = world(
        edge("INVITED", "D2", "HOUSING", outcome=outcome),
        edge("INVITED", "D7", "HOUSING", outcome=outcome, report_on=HELD),
        edge("INVITED", "D7", "OUTSIDE", outcome=outcome),
        edge("INVITED", "D6", "HOUSING", outcome="awaited"),
        edge("INVITED", "D8", "OUTSIDE", outcome="apologies"),
        edge("ATTENDED", "D7", "R1", agency="HOUSING", mode="in_person"),
    )
    return world(
        seats if were_asked else world(),
        node(
            "Action", "A-HOUSING", {"RAISED_AT": ["D7"], "OWNED_BY": ["HOUSING"]},
            text=words, due_on=AHEAD, pillar="monitoring",
        ),
    )  # fmt: skip


KINDS = {
    "never asked": done("", "Words", were_asked=False),
    "came": done("in_person", "Invented words", were_asked=True),
    "stayed away": done("no_show", "Other invented words", were_asked=True),
}


def test_no_question_tells_a_contact_what_others_did(embedded: Store) -> None:
    """Not in a row, not in a rate, not in a path."""
    scope, _ = SCOPES["of an agency"]
    put(embedded, COMMON)
    found = {}

    for kind, more in KINDS.items():
        put(embedded, more)
        with embedded.snapshot() as reader:
            found[kind] = answers(reader, scope)

    first, *others = found.values()
    assert [[]] * len(others) == [
        [question for question in first if first[question] != other[question]] for other in others
    ]


def test_no_page_tells_a_contact_what_others_did(tmp_path: Path, wanted: Path) -> None:
    """Timeline, meeting, pack, return, panel, pictures, JSON: status, headers and bytes."""
    found = {}

    for kind, more in KINDS.items():
        with standing_site(tmp_path / kind, wanted, COMMON, more) as site:
            asked = addresses(questions=False, role="contact")
            found[kind] = every_answer(visitor(site, "contact"), asked)

    first, *others = found.values()
    assert [[]] * len(others) == [
        [address for address in first if first[address] != other[address]] for other in others
    ]
