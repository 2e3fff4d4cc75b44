"""Small invented worlds by which the indicators explain themselves."""

import datetime

from graph.worlds import World, agency, case, discussion, edge, node, reference, world
from queries.analysis import Example
from queries.coverage.policy_file import parse_policy

POLICY = parse_policy(
    """
name = "example"
version = "1"
[[seat]]
id = "POLICE"
requires = ["POL"]
levels = ["2", "3"]
by = ["in_person", "remote"]
strength = "must"
basis = "an example"
status = "unverified"
[[seat]]
id = "PRISON"
requires = ["PRIS"]
levels = ["2", "3"]
circumstances = ["in_custody"]
strength = "should"
basis = "an example"
status = "unverified"
[[clock]]
id = "MEET"
of = "discussion"
levels = ["3"]
then_within_days = 60
basis = "an example"
status = "unverified"
[[clock]]
id = "RELEASE"
of = "level_set"
levels = ["1", "2", "3"]
first_within_days = 180
basis = "an example"
status = "unverified"
[[clock]]
id = "T1"
of = "target"
indicator = "K1"
levels = ["3"]
at_least_percent = 90
basis = "an example"
status = "unverified"
""",
    "example",
)
DAY = datetime.date(2026, 1, 31)


def _ago(days: int) -> datetime.date:
    return DAY - datetime.timedelta(days=days)


def _type(code: str, standing: str) -> World:
    return node("AgencyType", code, name=code, standing=standing, reach="area")


GROUND = world(
    reference(circumstances=["in_custody"]),
    _type("POL", "responsible_authority"),
    _type("PRIS", "responsible_authority"),
    _type("LHA", "duty_to_cooperate"),
    agency("POLICE", "POL", "cheshire"),
    agency("PRISON", "PRIS", "cheshire"),
    agency("HOUSING", "LHA", "cheshire"),
)
TWICE = world(
    GROUND,
    case("C1", level="3", opened_on=_ago(400), circumstances={"in_custody": "no"}),
    discussion("D1", "C1", _ago(200), {"POLICE": "in_person", "HOUSING": "report_only"}),
    discussion("D2", "C1", _ago(150), {"POLICE": "no_show", "HOUSING": "remote"}),
)

EXAMPLES = (
    Example(
        "one review in time and one overdue; police came once of two times",
        given=TWICE,
        policy=POLICY,
        expect=[
            {
                "indicator": "K1",
                "level": "3",
                "numerator": 1,
                "denominator": 2,
                "percentage": 50.0,
                "target": 90,
                "target_met": "no",
            },
            {"indicator": "K3", "agency": "POL", "numerator": 1, "denominator": 2},
            {"indicator": "K4", "agency": "HOUSING", "numerator": 1, "denominator": 2},
            {"indicator": "K6", "denominator": 0, "unknown": 2, "percentage": None},
            {"indicator": "K11", "level": "3", "numerator": 0, "denominator": 1},
        ],
    ),
    Example(
        "the rows behind an indicator",
        given=TWICE,
        policy=POLICY,
        parameters={"indicator": "K1"},
        expect=[
            {"case": "C1", "day": _ago(150), "made": "met"},
            {"case": "C1", "day": _ago(89), "made": "missed"},
        ],
    ),
    Example(
        "where the prison is expected nobody knows",
        given=world(
            GROUND,
            case("C1", opened_on=_ago(400), circumstances={"in_custody": "unknown"}),
            discussion("D1", "C1", _ago(20), {"POLICE": "in_person"}),
        ),
        policy=POLICY,
        parameters={"indicator": "K3"},
        expect=[
            {"agency": "POL", "made": "met"},
            {"agency": "PRIS", "made": "unknown", "denominator": 0},
        ],
    ),
    Example(
        "level set in time, too late, and nobody knows when",
        given=world(
            GROUND,
            case("C1", level="1", opened_on=_ago(400), release_on=_ago(10)),
            case("C2", level="1", opened_on=_ago(100), release_on=_ago(10)),
            case("C3", level=None, opened_on=_ago(400), release_on=_ago(10)),
            edge("AT_LEVEL", "C3", "1", valid_from=_ago(100), dated="first_seen"),
        ),
        policy=POLICY,
        parameters={"indicator": "K8"},
        expect=[
            {"case": "C1", "made": "met"},
            {"case": "C2", "made": "missed"},
            {"case": "C3", "made": "unknown"},
        ],
    ),
    Example(
        "nothing was discussed, released or due in the period",
        given=world(TWICE, case("C1", level="1", opened_on=_ago(400), closed_on=_ago(140))),
        policy=POLICY,
        parameters={"from": _ago(130)},
        expect=[],
    ),
)
