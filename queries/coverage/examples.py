"""Small invented worlds and a small policy by which the family explains itself."""

import datetime

from graph.worlds import World, agency, case, discussion, edge, reference, world
from queries.coverage.policy_file import parse_policy

POLICY_TEXT = """
name = "example"
version = "1"

[[seat]]
id = "HEALTH-L3"
requires = ["NHST"]
levels = ["3"]
by = ["in_person", "remote"]
strength = "must"
basis = "an example"
status = "unverified"

[[seat]]
id = "HOUSING-NFA"
requires = ["LHA"]
levels = ["2", "3"]
circumstances = ["no_fixed_abode"]
strength = "should"
basis = "an example"
status = "unverified"

[[clock]]
id = "MEET-L3"
of = "discussion"
levels = ["3"]
first_within_days = 30
then_within_days = 70
basis = "an example"
status = "unverified"
"""
POLICY = parse_policy(POLICY_TEXT, "example")

DAY = datetime.date(2026, 1, 31)
OPENED = datetime.date(2025, 10, 1)
FIRST = datetime.date(2025, 11, 10)
SECOND = datetime.date(2025, 12, 22)

GROUND: World = world(
    reference([("NHST", "area"), ("LHA", "area")], circumstances=["no_fixed_abode"]),
    agency("TRUST", "NHST", "cheshire"),
    agency("HOUSING", "LHA", "cheshire"),
)
"""One area, one health trust, one housing authority."""

ABSENT_TRUST: World = world(
    GROUND,
    case("C1", level="3", opened_on=OPENED, circumstances={"no_fixed_abode": "no"}),
    discussion("D1", "C1", FIRST, {"TRUST": "in_person"}),
    discussion("D2", "C1", SECOND, {"TRUST": "apologies"}),
)
"""A Level 3 case whose health trust came once and then sent apologies."""

PRESENT_TRUST: World = world(
    GROUND,
    case("C2", level="3", opened_on=OPENED, circumstances={"no_fixed_abode": "no"}),
    discussion("D3", "C2", SECOND, {"TRUST": "remote"}),
)
"""The same with nobody missing."""

HAS_LEFT: World = world(
    GROUND,
    case("C3", level="3", opened_on=OPENED, closed_on=datetime.date(2026, 1, 10)),
    discussion("D4", "C3", SECOND, {"TRUST": "no_show"}),
)
"""A case that has left the arrangements."""

NOT_KNOWN: World = world(
    GROUND,
    case("C4", level="2", opened_on=OPENED, circumstances={"no_fixed_abode": "unknown"}),
    discussion("D5", "C4", SECOND, {}),
)
"""A case where nobody knows whether the person has a home."""

PLANNED: World = world(
    ABSENT_TRUST,
    discussion("D6", "C1", datetime.date(2026, 2, 9), {"TRUST": "awaited"}, state="planned"),
    edge("LED_BY", "C1", "TRUST", valid_from=OPENED),
)
"""The absent trust is invited to the next meeting."""
