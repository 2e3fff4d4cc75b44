"""What is due in the next weeks, and is it planned?"""

import datetime
from typing import Any

from graph.schema import Kind
from graph.worlds import World, case, discussion, node, world
from queries.ahead import KINDS, STATES, TEXTS, fetch_ahead, forward_look
from queries.analysis import AREA, CASE, Analysis, Column, Example, Parameter, Source
from queries.clauses import LEVEL
from queries.coverage import examples
from queries.coverage.policy_file import parse_policy

_POLICY = parse_policy(
    examples.POLICY_TEXT
    + """
[[clock]]
id = "REVIEW-HIGH"
of = "review"
levels = ["1"]
bands = ["high"]
then_within_days = 100
basis = "an example"
status = "unverified"
""",
    "example",
)
_SINCE = datetime.date(2025, 11, 1)
_REVIEW_DUE = datetime.date(2026, 2, 9)
_DISCUSSION_DUE = datetime.date(2026, 3, 2)


def _level_1(ref: str, band: str | None, **dates: Any) -> World:
    """Return a Level 1 case with its band of risk, if it has one."""
    assessed = node(
        "RiskAssessment", f"R-{ref}", {"OF_CASE": [ref]}, tool="rosh", band=band, assessed_on=_SINCE
    )
    return world(case(ref, level="1", opened_on=_SINCE, **dates), *([assessed] if band else []))


FORWARD_LOOK = Analysis(
    slug="forward-look",
    question="What is due in the next weeks, and is it planned?",
    why="What is seen twelve weeks ahead can go on an agenda; what is late can only be excused.",
    source=Source("The clocks of the coverage policy in force; local policy", "unverified"),
    about="cases",
    parameters={
        "area": AREA,
        "level": LEVEL,
        "case": CASE,
        "kind": Parameter(Kind.CHOICE, "Only this kind.", choices=KINDS),
        "state": Parameter(
            Kind.CHOICE, "Only this state.", choices={s: STATES[s] for s in STATES if s}
        ),
        "weeks": Parameter(Kind.INTEGER, "How many weeks ahead; empty = twelve."),
    },
    columns={
        "on": Column(
            "The day that comes: due, or planned where that is past or not known.",
            "ISO 8601 date",
            Kind.DATE,
        ),
        "kind": Column("discussion, review, release or turns_18."),
        "case": Column("Reference of the case."),
        "area": Column("Home area on the day; empty = none recorded."),
        "level": Column("Level on the day; or unknown."),
        "state": Column("planned, planned_late, not_planned; empty = nothing to plan."),
        "due_on": Column("Last day by the clock; empty = no clock.", "ISO 8601 date", Kind.DATE),
        "planned_on": Column(
            "Planned review or next planned discussion.", "ISO 8601 date", Kind.DATE
        ),
        "rule": Column("Clock of the policy; empty where none says the day."),
        "discussion": Column("Code of the planned discussion, for a discussion that is due."),
    },
    texts=TEXTS,
    facts=fetch_ahead,
    answer=forward_look,
    limits=(
        "Birthdays are told only to those who may read dates of birth. What is overdue and not "
        "planned is no longer ahead: coverage-gaps and review-overdue list it. Where the risk "
        "band is not known, no clock says when a review is due: its planned day is told. "
        "Meetings of boards are left out."
    ),
    examples=(
        Example(
            "a discussion and a review are due and not planned; a release comes",
            given=world(
                examples.PRESENT_TRUST,
                _level_1("C5", "high", release_on=datetime.date(2026, 2, 2)),
            ),
            policy=_POLICY,
            expect=[
                {"on": datetime.date(2026, 2, 2), "kind": "release", "case": "C5", "state": ""},
                {
                    "on": _REVIEW_DUE,
                    "kind": "review",
                    "case": "C5",
                    "level": "1",
                    "state": "not_planned",
                    "due_on": _REVIEW_DUE,
                    "planned_on": None,
                    "rule": "REVIEW-HIGH",
                },
                {
                    "on": _DISCUSSION_DUE,
                    "kind": "discussion",
                    "case": "C2",
                    "level": "3",
                    "state": "not_planned",
                    "rule": "MEET-L3",
                },
            ],
        ),
        Example(
            "planned in time, planned too late, and planned where no clock is known",
            given=world(
                examples.PRESENT_TRUST,
                discussion("D9", "C2", datetime.date(2026, 2, 16), {}, state="planned"),
                _level_1("C5", "high", next_review_on=datetime.date(2026, 3, 1)),
                _level_1("C6", None, next_review_on=datetime.date(2026, 3, 9)),
            ),
            policy=_POLICY,
            expect=[
                {"on": _REVIEW_DUE, "case": "C5", "state": "planned_late"},
                {
                    "on": _DISCUSSION_DUE,
                    "case": "C2",
                    "state": "planned",
                    "planned_on": datetime.date(2026, 2, 16),
                    "discussion": "D9",
                },
                {"case": "C6", "state": "planned", "due_on": None, "rule": ""},
            ],
        ),
        Example(
            "the last review counts; the eighteenth birthday comes, of one born on 29 February too",
            given=world(
                examples.GROUND,
                _level_1("C5", "high"),
                node(
                    "Review",
                    "V1",
                    {"OF_CASE": ["C5"]},
                    done_on=datetime.date(2026, 1, 5),
                    outcome="remain",
                ),
                node("Offender", "O-C5", date_of_birth=datetime.date(2008, 2, 29)),
            ),
            policy=_POLICY,
            expect=[
                {"on": datetime.date(2026, 2, 28), "kind": "turns_18", "case": "C5"},
                {
                    "on": datetime.date(2026, 4, 15),
                    "kind": "review",
                    "due_on": datetime.date(2026, 4, 15),
                },
            ],
        ),
        Example(
            "twelve weeks end before a day that is further off; a closed case has nothing ahead",
            given=world(
                examples.GROUND,
                _level_1("C5", None, release_on=datetime.date(2026, 4, 25)),
                _level_1(
                    "C6",
                    None,
                    release_on=datetime.date(2026, 2, 2),
                    closed_on=datetime.date(2026, 1, 10),
                ),
            ),
            policy=_POLICY,
            expect=[],
        ),
    ),
)
