"""Which cases should have been reviewed by now, by which clock, and whose are they?"""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence

from graph.schema import Kind
from graph.store import Row
from graph.worlds import World, agency, case, discussion, edge, node, reference, world
from queries.analysis import AREA, CASE, Analysis, Asked, Column, Example, Parameter, Source
from queries.coverage.facts import Facts
from queries.coverage.policy_file import parse_policy
from queries.coverage.texts import TEXTS as COVERAGE_TEXTS
from queries.reviews import TEXTS, Looked, fetch_reviews, looked_at

STATES = {"overdue": "overdue", "unknown": "overdue or not, by a band that is not known"}


def overdue(fetched: tuple[Mapping[str, Sequence[Row]], Facts], asked: Asked) -> list[Row]:
    """Return overdue cases by level and lead agency, each beside the number of all such cases."""
    rows, facts = fetched
    looked = looked_at(rows, facts, asked)
    of = Counter((found.level, found.leads) for found in looked)
    late = Counter((one.level, one.leads) for one in looked if one.due.state == "overdue")
    found = [
        _row(one, late[one.level, one.leads], of[one.level, one.leads], asked.as_of)
        for one in looked
        if one.due.state in STATES
    ]
    return sorted((row for row in found if _wanted(row, asked)), key=_order)


def _row(one: Looked, late: int, of: int, as_of: datetime.date) -> Row:
    due = one.due
    return {
        "level": one.level,
        "leads": list(one.leads),
        "case": one.reference,
        "area": one.area,
        "state": due.state,
        "clock": due.clock,
        "clock_days": due.days,
        "band": one.band,
        "last_on": due.last_on,
        "counted_from": due.counted_from,
        "due": due.due,
        "late": (as_of - due.due).days,
        "overdue_of_lead": late,
        "cases_of_lead": of,
        "proof": due.proof,
    }


def _wanted(row: Row, asked: Asked) -> bool:
    told = asked.parameters
    if told.get("lead") and told["lead"] not in row["leads"]:
        return False
    return all(told.get(name) in {None, row[name]} for name in ("level", "case", "state"))


def _order(row: Row) -> tuple[object, ...]:
    return (-int(row["level"]), row["leads"], row["due"], row["case"], row["clock"])


POLICY = parse_policy(
    """
name = "example"
version = "1"
[[clock]]
id = "HIGH"
of = "review"
levels = ["1"]
bands = ["high", "very_high"]
then_within_days = 100
basis = "an example"
status = "unverified"
[[clock]]
id = "OTHERS"
of = "review"
levels = ["1"]
bands = ["low", "medium"]
then_within_days = 300
basis = "an example"
status = "unverified"
[[clock]]
id = "MEET"
of = "discussion"
levels = ["2"]
first_within_days = 30
then_within_days = 60
basis = "an example"
status = "unverified"
""",
    "example",
)
DAY = datetime.date(2026, 1, 31)


def _ago(days: int) -> datetime.date:
    return DAY - datetime.timedelta(days=days)


def _reviewed(ref: str, days: int) -> World:
    return node(
        "Review", f"RV-{ref}-{days}", {"OF_CASE": [ref]}, done_on=_ago(days), outcome="remain"
    )


def _assessed(ref: str, band: str) -> World:
    return node(
        "RiskAssessment", f"RA-{ref}", {"OF_CASE": [ref]}, tool="rosh", band=band,
        assessed_on=_ago(900),
    )  # fmt: skip


GROUND = world(reference([("POL", "area")]), agency("POLICE", "POL", "cheshire"))
LED = edge("LED_BY", "C1", "POLICE", valid_from=_ago(2000))

REVIEW_OVERDUE = Analysis(
    slug="review-overdue",
    question="Which cases should have been reviewed by now, by which clock, and whose are they?",
    why="Reviewing at Level 1 was often unsatisfactory when it was inspected, and nobody met.",
    source=Source("HMI Probation thematic inspection, July 2022; the clocks of the policy"),
    about="cases",
    parameters={
        "area": AREA,
        "level": Parameter(Kind.TEXT, "Only cases at this level.", refers_to="Level"),
        "lead": Parameter(Kind.TEXT, "Only cases that this agency leads.", refers_to="Agency"),
        "state": Parameter(Kind.CHOICE, "Only this state.", choices=STATES),
        "case": CASE,
    },
    columns={
        "level": Column("Level on the day."),
        "leads": Column("Lead agency; empty = nobody.", kind=Kind.LIST),
        "case": Column("Reference of the case."),
        "area": Column("Home area on the day; empty = none recorded."),
        "state": Column("Overdue; or unknown, where it hangs on a band that nobody recorded."),
        "clock": Column("Clock of the policy, or next_review_on: the date set for the case."),
        "clock_days": Column("How long that clock is.", unit="days", kind=Kind.INTEGER),
        "band": Column(
            "Latest band of risk of serious harm; or unknown; empty where no clock asks."
        ),
        "last_on": Column("Last review, or discussion.", unit="ISO 8601 date", kind=Kind.DATE),
        "counted_from": Column(
            "Day that the clock counts from.", unit="ISO 8601 date", kind=Kind.DATE
        ),
        "due": Column("Last day on which it was in time.", unit="ISO 8601 date", kind=Kind.DATE),
        "late": Column("How late it is.", unit="days", kind=Kind.INTEGER),
        "overdue_of_lead": Column(
            "Overdue cases at this level with this lead.", unit="cases", kind=Kind.INTEGER
        ),
        "cases_of_lead": Column(
            "All cases at this level with this lead that a clock looks at.",
            unit="cases",
            kind=Kind.INTEGER,
        ),
        "proof": Column("Code of that last review or discussion; empty = none on record."),
    },
    texts={**TEXTS, **{f"coverage_{name}": text for name, text in COVERAGE_TEXTS.items()}},
    facts=fetch_reviews,
    answer=overdue,
    limits=(
        "At Level 1 a review with an outcome counts, at Levels 2 and 3 a held discussion; a home "
        "visit or a meeting of professionals is neither. With no review since the case came to its "
        "level the clock counts from that day. Where the date set for the case has passed with no "
        "review on or after it, the case is overdue whatever the policy allows; where no review "
        "was ever loaded, that date alone counts. It shows its last value on every day. The clocks "
        "are local policy, to be confirmed by the Strategic Management Board. A case with no known "
        "level is not judged: data-quality lists it."
    ),
    examples=(
        Example(
            "the same day is too late for high risk and in time for medium",
            given=world(
                GROUND,
                LED,
                case("C1", level="1", opened_on=_ago(2000)),
                _assessed("C1", "high"),
                _reviewed("C1", 500),
                _reviewed("C1", 150),
                case("C2", level="1", opened_on=_ago(2000)),
                _assessed("C2", "medium"),
                _reviewed("C2", 150),
                edge("LED_BY", "C2", "POLICE", valid_from=_ago(2000)),
            ),
            policy=POLICY,
            expect=[
                {
                    "case": "C1",
                    "clock": "HIGH",
                    "due": _ago(50),
                    "late": 50,
                    "overdue_of_lead": 1,
                    "cases_of_lead": 2,
                    "proof": "RV-C1-150",
                }
            ],
        ),
        Example(
            "no band is known: overdue only where every clock says so",
            given=world(
                GROUND,
                case("C1", level="1", opened_on=_ago(150)),
                case("C2", level="1", opened_on=_ago(400)),
                case("C3", level="1", opened_on=_ago(50)),
            ),
            policy=POLICY,
            expect=[
                {"case": "C2", "state": "overdue", "clock": "OTHERS"},
                {"case": "C1", "state": "unknown", "clock": "HIGH"},
            ],
        ),
        Example(
            "a date that was set for the case and has passed",
            given=world(
                GROUND,
                case("C1", level="1", opened_on=_ago(2000), next_review_on=_ago(3)),
                case("C2", level="1", opened_on=_ago(2000), next_review_on=_ago(-3)),
            ),
            policy=POLICY,
            expect=[{"case": "C1", "clock": "next_review_on", "clock_days": None, "late": 3}],
        ),
        Example(
            "at Level 2 a review is no discussion",
            given=world(
                GROUND,
                case("C1", opened_on=_ago(400)),
                _reviewed("C1", 5),
                discussion("D1", "C1", _ago(90)),
            ),
            policy=POLICY,
            expect=[{"case": "C1", "level": "2", "clock": "MEET", "due": _ago(30), "proof": "D1"}],
        ),
        Example(
            "reviewed in time, discussed in time, closed",
            given=world(
                GROUND,
                case("C1", level="1", opened_on=_ago(2000), next_review_on=_ago(20)),
                _assessed("C1", "very_high"),
                _reviewed("C1", 20),
                case("C2", opened_on=_ago(400)),
                discussion("D1", "C2", _ago(60)),
                case("C3", level="1", opened_on=_ago(900), closed_on=_ago(1)),
            ),
            policy=POLICY,
            expect=[],
        ),
    ),
)
