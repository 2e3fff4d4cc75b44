"""Which referrals wait for a decision or for their first meeting, and since when?"""

import datetime
from collections.abc import Mapping

from graph.schema import Kind
from graph.store import Row
from graph.worlds import World, agency, case, discussion, node, reference, world
from queries.analysis import AREA, CASE, Analysis, Asked, Column, Example, Parameter, Source
from queries.clauses import days_between, home_area
from queries.predicates import is_open, visible

REFERRALS_TEXT = f"""MATCH (asking:Referral)-[:FOR_CASE]->(matter:MappaCase)
WHERE asking.received_on <= $as_of
  AND {is_open("matter")}
  AND ($case IS NULL OR matter.ref = $case)
  AND {visible("matter")}
{home_area("matter")}
CALL (asking) {{
  MATCH (asking)-[:REFERRED_BY]->(agency:Agency)
  RETURN coalesce(max(agency.code), '') AS agency, coalesce(max(agency.name), '') AS name
}}
WITH asking, matter, area, agency, name
WHERE ($area IS NULL OR area = $area)
  AND ($agency IS NULL OR agency = $agency)
RETURN asking.code AS referral, matter.ref AS reference, area, agency, name,
       asking.received_on AS received_on, asking.decided_on AS decided_on,
       asking.decision AS decision, asking.urgent AS urgent,
       asking.level_asked AS level_asked, asking.level_given AS level_given
ORDER BY received_on, referral"""

MEETINGS_TEXT = f"""MATCH (matter:MappaCase)<-[:FOR_CASE]-(asking:Referral)
WHERE asking.received_on <= $as_of
  AND {is_open("matter")}
  AND ($case IS NULL OR matter.ref = $case)
  AND {visible("matter")}
MATCH (matter)<-[:CONSIDERS]-(talk:Discussion)-[:AT_MEETING]->(sitting:Meeting)
WHERE sitting.on >= asking.received_on
  AND ((sitting.state = 'held' AND sitting.on <= $as_of)
       OR (sitting.state = 'planned' AND sitting.on >= $as_of))
RETURN asking.code AS referral, sitting.state AS state, min(sitting.on) AS day
ORDER BY referral, state"""

STATES = {
    "undecided": "waits for a decision",
    "more_information": "more information was asked for",
    "not_recorded": "decided, nobody recorded how",
    "not_discussed": "accepted, not discussed yet",
    "discussed": "accepted and discussed",
}
WAITING = ("undecided", "more_information", "not_recorded", "not_discussed")


def referrals(fetched: Mapping[str, list[Row]], asked: Asked) -> list[Row]:
    """Return the referrals that somebody waits for, the oldest first."""
    days = {(row["referral"], row["state"]): row["day"] for row in fetched["meetings"]}
    rows = []
    for row in fetched["referrals"]:
        first = days.get((row["referral"], "held"))
        state = _state(row, first, asked.as_of)
        if state in WAITING or (state and asked.parameters.get("discussed")):
            rows.append(_row(row, state, first, days.get((row["referral"], "planned")), asked))
    wanted = asked.parameters.get("state")
    return [row for row in rows if wanted in {None, row["state"]}]


def _state(row: Row, first: datetime.date | None, as_of: datetime.date) -> str:
    """Say what a referral waits for on the day; empty where it is over without a meeting."""
    decided, decision = row["decided_on"], row["decision"]
    if (decided and decided > as_of) or not (decided or decision):
        return "undecided"
    if decision == "accept":
        return "discussed" if first else "not_discussed"
    if not decision:
        return "not_recorded"
    return "more_information" if decision == "more_information" else ""


def _row(
    row: Row,
    state: str,
    first: datetime.date | None,
    planned: datetime.date | None,
    asked: Asked,
) -> Row:
    accepted = state in {"not_discussed", "discussed"}
    return {
        "referral": row["referral"],
        "case": row["reference"],
        "area": row["area"],
        "agency": row["agency"],
        "name": row["name"],
        "state": state,
        "received_on": row["received_on"],
        "waiting": None if state == "discussed" else days_between(row["received_on"], asked.as_of),
        "urgent": row["urgent"],
        "level_asked": row["level_asked"] or "",
        "level_given": (row["level_given"] or "") if accepted else "",
        "decided_on": row["decided_on"] if state != "undecided" else None,
        "first_meeting_on": first,
        "days_to_meeting": days_between(row["received_on"], first) if first else None,
        "planned_on": planned,
    }


_RECEIVED = datetime.date(2025, 12, 1)
_DECIDED = datetime.date(2025, 12, 15)
_HELD = datetime.date(2026, 1, 5)


def _asked(code: str, ref: str, **facts: datetime.date | str | bool) -> World:
    """Return a referral of a case by POLICE."""
    edges = {"FOR_CASE": [ref], "REFERRED_BY": ["POLICE"]}
    return node("Referral", code, dict(edges), received_on=_RECEIVED, **facts)


_GROUND = world(
    reference([("POL", "area")]),
    agency("POLICE", "POL", "cheshire"),
    case("C1", level="1"),
    case("C2", level="2"),
)
_ACCEPTED = _asked("R2", "C2", decided_on=_DECIDED, decision="accept", level_given="2")

REFERRALS_UNDECIDED = Analysis(
    slug="referrals-undecided",
    question="Which referrals wait for a decision or for their first meeting, and since when?",
    why="Agencies stop referring when their referrals go into the ether.",
    source=Source("Inspectorate of Probation 2022, via the press", "secondary"),
    about="cases",
    parameters={
        "area": AREA,
        "case": CASE,
        "agency": Parameter(Kind.TEXT, "Only referred by this agency.", refers_to="Agency"),
        "state": Parameter(Kind.CHOICE, "Only this state.", choices=STATES),
        "discussed": Parameter(
            Kind.YES_NO, "Also those accepted and discussed, with the days that it took."
        ),
    },
    columns={
        "referral": Column("Code of the referral."),
        "case": Column("Reference of the case."),
        "area": Column("Home area on the day; empty = none recorded."),
        "agency": Column("Agency that referred it; empty = none recorded."),
        "name": Column("Name of that agency."),
        "state": Column("What it waits for: see the choices of the parameter of that name."),
        "received_on": Column("Day on which it came.", "ISO 8601 date", Kind.DATE),
        "waiting": Column("Days since then, where it still waits.", "days", Kind.INTEGER),
        "urgent": Column("Whether it was urgent; empty = not recorded.", kind=Kind.YES_NO),
        "level_asked": Column("Level that was asked for; empty = not recorded."),
        "level_given": Column("Level that was given; empty = none, or not recorded."),
        "decided_on": Column("Day of the decision.", "ISO 8601 date", Kind.DATE),
        "first_meeting_on": Column(
            "First discussion held since it came.", "ISO 8601 date", Kind.DATE
        ),
        "days_to_meeting": Column("Days from referral to that.", "days", Kind.INTEGER),
        "planned_on": Column("Next planned discussion of the case.", "ISO 8601 date", Kind.DATE),
    },
    texts={"referrals": REFERRALS_TEXT, "meetings": MEETINGS_TEXT},
    answer=referrals,
    limits=(
        "Only of open cases. What was not accepted or was withdrawn is over and not told. How "
        "soon a referral is to be decided is local policy, to be confirmed; how soon a case is to "
        "be discussed is judged by the clock of its level in coverage-gaps."
    ),
    examples=(
        Example(
            "one waits for a decision, one for its meeting",
            given=world(_GROUND, _asked("R1", "C1", urgent=True), _ACCEPTED),
            expect=[
                {
                    "referral": "R1",
                    "case": "C1",
                    "agency": "POLICE",
                    "state": "undecided",
                    "received_on": _RECEIVED,
                    "waiting": 61,
                    "urgent": True,
                    "decided_on": None,
                    "first_meeting_on": None,
                },
                {
                    "referral": "R2",
                    "state": "not_discussed",
                    "waiting": 61,
                    "urgent": None,
                    "level_given": "2",
                    "decided_on": _DECIDED,
                },
            ],
        ),
        Example(
            "it was undecided on an earlier day, though it is decided now",
            given=world(_GROUND, _ACCEPTED),
            as_of=datetime.date(2025, 12, 10),
            expect=[{"state": "undecided", "waiting": 9, "level_given": "", "decided_on": None}],
        ),
        Example(
            "days from referral to first meeting, where they are asked for",
            given=world(_GROUND, _ACCEPTED, discussion("D1", "C2", _HELD)),
            parameters={"discussed": True},
            expect=[
                {
                    "state": "discussed",
                    "waiting": None,
                    "first_meeting_on": _HELD,
                    "days_to_meeting": 35,
                }
            ],
        ),
        Example(
            "more information was asked for: it still waits; nobody recorded how: not known",
            given=world(
                _GROUND,
                _asked("R1", "C1", decided_on=_DECIDED, decision="more_information"),
                _asked("R2", "C1", decided_on=_DECIDED),
            ),
            expect=[{"state": "more_information"}, {"state": "not_recorded"}],
        ),
        Example(
            "not accepted, withdrawn, or discussed: nobody waits",
            given=world(
                _GROUND,
                _ACCEPTED,
                discussion("D1", "C2", _HELD),
                _asked("R1", "C1", decided_on=_DECIDED, decision="not_accept"),
                _asked("R3", "C1", decided_on=_DECIDED, decision="withdrawn"),
            ),
            expect=[],
        ),
    ),
)
