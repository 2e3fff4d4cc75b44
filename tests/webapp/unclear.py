"""A small world with one case for each kind of gap, and the policy that flags it."""

import datetime

from graph.worlds import World, agency, case, discussion, edge, node, reference, world
from queries.coverage.policy_file import parse_policy

DAY = datetime.date(2026, 1, 31)
OPENED = datetime.date(2025, 10, 1)
HELD = datetime.date(2025, 12, 22)
ENDED = datetime.date(2026, 1, 10)
_BASIS = 'strength = "must"\nbasis = "an example"\nstatus = "unverified"\nlevels = ["2", "3"]\n'
POLICY_TEXT = f"""
name = "unclear"
version = "1"
[[seat]]
id = "HEALTH"
requires = ["NHST"]
by = ["in_person", "remote"]
{_BASIS}
[[seat]]
id = "SENIOR"
requires = ["POL"]
by = ["in_person", "remote", "report_only"]
grades = ["senior"]
{_BASIS}
[[seat]]
id = "HOMELESS"
requires = ["LHA"]
circumstances = ["no_fixed_abode"]
{_BASIS}
[[seat]]
id = "RELEASED"
requires = ["LHA"]
circumstances = ["no_fixed_abode"]
also = ["release_within_6m"]
{_BASIS}
[[seat]]
id = "REGISTERED"
requires = ["POL"]
categories = ["1"]
{_BASIS}
[[link]]
id = "HOUSED"
requires = ["LHA"]
roles = ["core", "informed"]
{_BASIS}
[[link]]
id = "LED"
requires = ["LHA"]
roles = ["lead"]
{_BASIS}
[[clock]]
id = "MEET"
of = "discussion"
levels = ["3"]
first_within_days = 30
then_within_days = 70
basis = "an example"
status = "unverified"
"""
POLICY = parse_policy(POLICY_TEXT, "unclear")


def _at_table(ref: str, outcomes: dict[str, str], *, area: str = "cheshire") -> World:
    """Return a case discussed once, with what came of its invitations."""
    return world(
        case(ref, area=area, level="2", opened_on=OPENED),
        discussion(f"D-{ref}", ref, HELD, outcomes),
    )


GROUND = world(
    reference(
        [("NHST", "area"), ("LHA", "area"), ("POL", "area")],
        areas=("cheshire", "kent", "essex", "dorset"),
        circumstances=["no_fixed_abode", "release_within_6m"],
    ),
    agency("TRUST", "NHST", "cheshire"),
    agency("HOUSING", "LHA", "cheshire"),
    agency("POLICE", "POL", "cheshire"),
    agency("GONE", "NHST", "essex", active_to=ENDED),
    agency("SILENT", "NHST", "dorset"),
    node("Representative", "R-SILENT", job="Manager"),
    edge("REPRESENTS", "R-SILENT", "SILENT", valid_from=OPENED, valid_to=ENDED),
    node(
        "Representative", "R-HOUSING", job="Manager", name="Invented Person",
        email="person@housing.invalid", phone="000",
    ),
    edge("REPRESENTS", "R-HOUSING", "HOUSING", valid_from=OPENED, single_point_of_contact=True),
    node("Representative", "R-OTHER", job="Officer"),
    edge("REPRESENTS", "R-OTHER", "HOUSING", valid_from=OPENED),
)  # fmt: skip

WORLD = world(
    GROUND,
    _at_table("C-not_invited", {}),
    _at_table("C-no_show", {"TRUST": "no_show"}),
    _at_table("C-apologies", {"TRUST": "apologies"}),
    _at_table("C-report_only", {"TRUST": "report_only"}),
    _at_table("C-awaited", {"TRUST": "awaited"}),
    _at_table("C-nobody_to_invite", {}, area="kent"),
    _at_table("C-no_agency", {"GONE": "remote"}, area="essex"),
    _at_table("C-no_contact", {"SILENT": "remote"}, area="dorset"),
    case("C-wrong_grade", opened_on=OPENED),
    discussion(
        "D-grade", "C-wrong_grade", HELD, {"POLICE": "in_person"}, grades={"POLICE": "practitioner"}
    ),
    _at_table("C-not_linked", {}),
    case("C-circumstance_unknown", opened_on=OPENED, circumstances={"no_fixed_abode": "unknown"}),
    case("C-category_unknown", opened_on=OPENED, category="unknown"),
    case("C-meeting_overdue", opened_on=OPENED, level="3"),
    case("C-homeless", area=None, level="2", opened_on=OPENED),
    case("C-led", opened_on=OPENED),
    edge("LED_BY", "C-led", "POLICE", valid_from=DAY),
    discussion(
        "D-led", "C-led", HELD, {"POLICE": "remote", "TRUST": "awaited"}
    ),
    case(
        "C-two", opened_on=OPENED,
        circumstances={"no_fixed_abode": "unknown", "release_within_6m": "unknown"},
    ),
)  # fmt: skip

RULES = {
    **dict.fromkeys(
        (
            "not_invited", "no_show", "apologies", "report_only", "awaited", "nobody_to_invite",
            "no_agency", "no_contact",
        ),
        "HEALTH",
    ),
    "wrong_grade": "SENIOR",
    "not_linked": "HOUSED",
    "circumstance_unknown": "HOMELESS",
    "category_unknown": "REGISTERED",
    "meeting_overdue": "MEET",
}  # fmt: skip
"""By kind of gap, the rule that flags the case of that name."""
