"""Which agencies meet, as a table of agencies by agencies."""

from webapp.pictures.meetings import MOST_IN_MATRIX, matrix

PAIRS = [
    {"agency": "POLICE", "other": "PROBATION", "met": 9},
    {"agency": "HOUSING", "other": "POLICE", "met": 6},
    {"agency": "HOUSING", "other": "PROBATION", "met": 2},
    {"agency": "HOUSING", "other": "TRUST", "met": 1},
]


def test_a_pair_that_met_less_than_is_drawn_did_meet_all_the_same() -> None:
    """A nought there would be taken for agencies that never sat together."""
    found = matrix(PAIRS, 5)

    assert ("POLICE", "PROBATION", "HOUSING") == found.codes
    assert 2 == found.met["PROBATION", "HOUSING"] == found.met["HOUSING", "PROBATION"]
    assert 3 == found.total


def test_a_table_has_no_more_agencies_than_can_be_read_across() -> None:
    """The busiest stay, and the page says how many there are."""
    many = [
        {"agency": "POLICE", "other": f"A{number:02}", "met": number} for number in range(1, 60)
    ]

    found = matrix(many, 1)

    assert (MOST_IN_MATRIX, 60) == (len(found.codes), found.total)
    assert ("POLICE", "A59") == found.codes[:2]
