"""A contact beside other agencies at the same tables: timeline, agenda, pictures and paths."""

from graph.scope import OPERATOR, Scope
from graph.store import Store
from graph.worlds import edge, put, world
from queries.analysis import Asked
from queries.case_record import case_record
from queries.coverage import examples
from queries.involvement import involvement
from queries.meeting_day import meeting_day
from queries.neighbours import AGENCY, PANEL, Neighbourhood
from tests.queries.test_told_to_a_contact import BOTH, WORLD, contact, rows

ASKERS: dict[str, Scope] = {"everybody": OPERATOR, **{code: contact(code) for code in BOTH}}
CAME = world(WORLD, edge("ATTENDED", "D5", "R-HOUSING", agency="HOUSING", mode="in_person"))
"""Besides the two, OUTSIDE was asked to speak of C2, on which it does not work."""


def asked(who: str) -> Asked:
    """Ask on the day of the examples."""
    return Asked(ASKERS[who], examples.DAY, examples.DAY, examples.POLICY)


def test_the_timeline_has_who_works_on_the_case_and_what_ones_own_did(store: Store) -> None:
    """Who works on a case is known round the table; who stayed away from it, the chair knows."""
    put(store, CAME)
    told = {}

    for who in ASKERS:
        with store.snapshot() as reader:
            record = case_record(reader, "C2", asked(who))
        found = involvement(record.facts, record.called.directory, asked(who))
        told[who] = {one.agency: len(one.marks) for one in found}

    assert told == {
        "everybody": {"HOUSING": 1, "OUTSIDE": 2, "TRUST": 1},
        "HOUSING": {"HOUSING": 1, "TRUST": 0},
        "TRUST": {"HOUSING": 0, "TRUST": 1},
    }


def test_an_agenda_names_nobody_else_who_was_asked(store: Store) -> None:
    """Though no rule asks for them."""
    put(store, CAME)
    told = {}

    for who in ASKERS:
        with store.snapshot() as reader:
            told[who] = [item.others for item in meeting_day(reader, "M-D6", asked(who)).items]

    assert {"everybody": [("OUTSIDE",)], "HOUSING": [()], "TRUST": [()]} == told


def test_a_picture_ties_a_panel_to_ones_own_agency_alone(store: Store) -> None:
    """How often another was asked to sit there is drawn for those who are told of its seats."""
    put(store, CAME)
    things = [(PANEL, "PANEL"), *((AGENCY, code) for code in (*BOTH, "OUTSIDE"))]
    told = {}

    for who in ASKERS:
        with store.snapshot() as reader:
            seats = Neighbourhood(reader, asked(who)).ties(things).seats
            told[who] = {row["agency"] for row in seats}

    assert {"everybody": {*BOTH, "OUTSIDE"}, "HOUSING": {"HOUSING"}, "TRUST": {"TRUST"}} == told


def test_a_path_goes_over_no_seat_of_another_agency(store: Store) -> None:
    """That there is a path by invitations says who was invited."""
    put(store, CAME)
    ends = {
        "OUTSIDE": ["CONSIDERS", "INVITED"],
        "TRUST": ["CONSIDERS", "INVITED"],
        "R-HOUSING": ["ATTENDED", "CONSIDERS"],
    }

    steps = {
        who: [len(rows(store, "path", scope, one="C2", other=end, by=by))
              for end, by in ends.items()]
        for who, scope in ASKERS.items()
    }  # fmt: skip

    assert {"everybody": [2, 2, 2], "HOUSING": [0, 0, 0], "TRUST": [0, 2, 0]} == steps
