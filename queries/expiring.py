"""What runs out soon: waivers, vetting; what is still unsigned; which meetings were put off?"""

import datetime
from collections.abc import Mapping, Sequence

from graph.schema import Kind
from graph.store import Reader, Row
from graph.worlds import agency, case, edge, node, reference, world
from queries.analysis import AREA, Analysis, Asked, Column, Example, Parameter, Source
from queries.predicates import current, visible
from queries.subqueries import texts_with

WAIVED_TEXT = f"""UNWIND $waived AS wanted
MATCH (matter:MappaCase {{ref: wanted}})
WHERE {visible("matter")}
  AND ($area IS NULL OR EXISTS {{ MATCH (matter)-[in_area:IN_AREA]->(asked_about:Area)
                                 WHERE asked_about.code = $area AND in_area.standing = 'home'
                                   AND {current("in_area")} }})
RETURN matter.ref AS reference
ORDER BY reference"""

VETTING_TEXT = f"""MATCH (person:Representative)-[contact:REPRESENTS]->(agency:Agency)
WHERE person.vetting_until <= $until AND {current("contact")}
  AND ($area IS NULL OR contact.area = $area
       OR (contact.area IS NULL
           AND EXISTS {{ MATCH (agency)-[place:OPERATES_IN]->(within:Area)
                        WHERE within.code = $area AND {current("place")} }}))
RETURN DISTINCT person.code AS person, person.vetting_until AS day, agency.code AS agency
ORDER BY person, agency"""

UNSIGNED_TEXT = f"""MATCH (kind:AgencyType)<-[:OF_TYPE]-(agency:Agency)
      -[place:OPERATES_IN]->(area:Area)
WHERE kind.standing IN ['responsible_authority', 'duty_to_cooperate']
  AND {current("place")}
  AND (agency.active_from IS NULL OR agency.active_from <= $as_of)
  AND (agency.active_to IS NULL OR agency.active_to > $as_of)
  AND (agency.memorandum_signed_on IS NULL OR agency.memorandum_signed_on > $as_of)
  AND ($area IS NULL OR area.code = $area)
RETURN DISTINCT agency.code AS agency, area.code AS area
ORDER BY agency, area"""

POSTPONED_TEXT = """MATCH (sitting:Meeting)-[:OF_PANEL]->(panel:Panel)-[:FOR_AREA]->(area:Area)
WHERE sitting.state = 'planned' AND sitting.on >= $as_of AND sitting.first_on < sitting.on
  AND ($area IS NULL OR area.code = $area)
RETURN sitting.code AS meeting, sitting.on AS day, sitting.first_on AS first_on, area.code AS area
ORDER BY meeting"""

KINDS = {
    "waiver": "a waiver ends",
    "vetting": "a contact's vetting runs out, or has run out",
    "memorandum": "an agency of the area has signed no memorandum of co-operation",
    "meeting": "a planned meeting was put off",
}
FAR_AHEAD = datetime.date.max


def fetch_expiring(analysis: Analysis, reader: Reader, asked: Asked) -> Mapping[str, list[Row]]:
    """Fetch what runs out; of waivers only those whose case the asker may see."""
    waived = sorted({waiver["case"] for waiver in asked.waivers})
    return texts_with(analysis.texts, reader, asked, waived=waived, until=_until(asked))


def _until(asked: Asked) -> datetime.date:
    days = asked.parameters.get("n")
    if days is None:
        clocks = asked.policy.clocks_of("notice", asked.as_of)
        days = max((clock.then_within_days or 0 for clock in clocks), default=0)
    return asked.as_of + datetime.timedelta(days=days)


def expiring(rows: Mapping[str, Sequence[Row]], asked: Asked) -> list[Row]:
    """Return what runs out up to a day ahead, the first first; what has no day at the end."""
    seen = {row["reference"] for row in rows["waived"]}
    found = [
        *(
            _row("waiver", waiver["until"], asked, case=waiver["case"], rule=waiver["rule"],
                 level=waiver["level"])
            for waiver in asked.waivers
            if asked.scope.agencies is None  # a waiver tells of a gap, which may be another's
            and waiver["case"] in seen
            and asked.as_of < waiver["until"] <= _until(asked)
        ),
        *(
            _row("vetting", row["day"], asked, person=row["person"], agency=row["agency"])
            for row in rows["vetting"]
        ),
        *(
            _row("memorandum", None, asked, agency=row["agency"], area=row["area"])
            for row in rows["unsigned"]
        ),
        *(
            _row("meeting", row["day"], asked, meeting=row["meeting"], area=row["area"],
                 first_on=row["first_on"])
            for row in rows["postponed"]
        ),
    ]  # fmt: skip
    kept = [row for row in found if asked.parameters.get("kind") in {None, row["kind"]}]
    return sorted(kept, key=_order)


def _row(kind: str, day: datetime.date | None, asked: Asked, **known: object) -> Row:
    row: Row = dict.fromkeys(("case", "rule", "level", "person", "agency", "meeting", "area"), "")
    days = (day - asked.as_of).days if day else None
    return {**row, "kind": kind, "until": day, "days": days, "first_on": None, **known}


def _order(row: Row) -> tuple[object, ...]:
    names = ("kind", "case", "rule", "level", "person", "agency", "meeting", "area")
    return (row["until"] or FAR_AHEAD, *(row[name] for name in names))


DAY = datetime.date(2026, 1, 31)
SOON, LATE = datetime.date(2026, 2, 28), datetime.date(2027, 2, 28)
SIGNED = datetime.date(2020, 1, 1)
WAIVER = {"case": "C1", "rule": "LHA-NFA", "level": "2", "until": SOON}

EXPIRING = Analysis(
    slug="expiring",
    question="What runs out soon, what is still unsigned, and which meetings were put off?",
    why="A waiver, a vetting or a meeting that lapses unseen is a gap that nobody decided on.",
    source=Source("Criminal Justice Act 2003 s.325(5) for the memorandum; otherwise local policy"),
    about="cases",
    parameters={
        "area": AREA,
        "kind": Parameter(Kind.CHOICE, "Only this kind.", choices=KINDS),
        "n": Parameter(Kind.INTEGER, "How many days ahead; as the policy says unless told."),
    },
    columns={
        "kind": Column("What it is."),
        "until": Column(
            "Day on which it ends or sits; empty = nothing was signed.",
            unit="ISO 8601 date",
            kind=Kind.DATE,
        ),
        "days": Column("Days left; less than 0 = past.", unit="days", kind=Kind.INTEGER),
        "case": Column("Case that is waived."),
        "rule": Column("Rule that is waived."),
        "level": Column("Level for which it is waived."),
        "person": Column("Contact whose vetting it is."),
        "agency": Column("Agency of the contact, or one that has not signed."),
        "meeting": Column("Meeting that was put off."),
        "area": Column("Area of that agency or meeting."),
        "first_on": Column("Day first planned.", unit="ISO 8601 date", kind=Kind.DATE),
    },
    texts={
        "waived": WAIVED_TEXT,
        "vetting": VETTING_TEXT,
        "unsigned": UNSIGNED_TEXT,
        "postponed": POSTPONED_TEXT,
    },
    facts=fetch_expiring,
    answer=expiring,
    limits=(
        "Vetting that has run out stays until it is renewed or the contact leaves; a contact with "
        "no vetting date is not here, and nothing says that such a contact is vetted. A memorandum "
        "is one for each agency in the record; which areas it was signed for is not held. "
        "A waiver that is over is not here: its gap is back in coverage-gaps."
    ),
    examples=(
        Example(
            "a waiver that ends within the time of notice",
            given=world(reference(), case("C1")),
            waivers=[WAIVER],
            expect=[{"kind": "waiver", "case": "C1", "rule": "LHA-NFA", "until": SOON, "days": 28}],
        ),
        Example(
            "vetting that has run out, a meeting put off, a memorandum never signed",
            given=world(
                reference([("POL", "area")]),
                agency("POLICE", "POL", "cheshire"),
                node("Representative", "R1", vetting_until=datetime.date(2026, 1, 1)),
                edge("REPRESENTS", "R1", "POLICE"),
                node(
                    "Meeting", "M1", {"OF_PANEL": ["PANEL"]}, on=SOON, first_on=DAY, state="planned"
                ),
            ),
            expect=[
                {"kind": "vetting", "person": "R1", "agency": "POLICE", "days": -30},
                {"kind": "meeting", "meeting": "M1", "first_on": DAY, "until": SOON},
                {"kind": "memorandum", "agency": "POLICE", "until": None},
            ],
        ),
        Example(
            "a waiver for long, one of a case that is not there, a contact who has left, signed",
            given=world(
                reference([("POL", "area")]),
                agency("POLICE", "POL", "cheshire", memorandum_signed_on=SIGNED),
                node("Representative", "R1", vetting_until=SOON),
                edge("REPRESENTS", "R1", "POLICE", valid_to=SIGNED),
                case("C1"),
            ),
            waivers=[{**WAIVER, "until": LATE}, {**WAIVER, "case": "C9"}],
            expect=[],
        ),
    ),
)
