"""Which Level 1 cases look as if they might need meetings?"""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence

from graph.schema import Kind
from graph.store import Reader, Row
from graph.worlds import LONG_AGO, World, agency, case, edge, node, reference, world
from queries.analysis import AREA, CASE, Analysis, Asked, Column, Example, Parameter, Source
from queries.bands import HIGH, Banded, latest_bands
from queries.clauses import least
from queries.predicates import current
from queries.subqueries import (
    HOMES_TEXT,
    NAMED_CASES,
    OPEN_CASES,
    cases_first,
    homes_of,
    of_cases,
)

CASES_TEXT = f"""{OPEN_CASES}
  AND ($case IS NULL OR matter.ref = $case)
  AND EXISTS {{ MATCH (matter)-[at:AT_LEVEL]->(rung:Level)
               WHERE rung.code = '1' AND {current("at")} }}
  AND NOT EXISTS {{ MATCH (matter)-[at:AT_LEVEL]->(rung:Level)
                   WHERE rung.code > '1' AND {current("at")} }}
RETURN matter.ref AS reference
ORDER BY reference"""

ASSESSED_TEXT = f"""{NAMED_CASES}
      <-[:OF_CASE]-(check:RiskAssessment)
WHERE check.tool = 'rosh' AND check.assessed_on <= $as_of
RETURN matter.ref AS reference, check.code AS code, check.band AS band,
       check.assessed_on AS assessed_on
ORDER BY reference, assessed_on, code"""

HELPED_TEXT = f"""{NAMED_CASES}
      -[work:INVOLVES]->(:Agency)
WHERE {current("work")} AND (work.role IS NULL OR work.role <> 'informed')
RETURN DISTINCT matter.ref AS reference
ORDER BY reference"""

WORKS_TEXT = f"""{NAMED_CASES}
      -[work:LED_BY|INVOLVES]->(agency:Agency)
WHERE {current("work")} AND (work.role IS NULL OR work.role <> 'informed')
RETURN matter.ref AS reference, agency.code AS code, coalesce(work.role, 'lead') AS role,
       [(agency)-[:PART_OF*1..3]->(whole:Agency) | whole.code] AS wholes
ORDER BY reference, code, role"""

AGENCIES_AT_LEAST = 2
"""How many agencies besides the lead make a case look like one for meetings (design section 5)."""

REASONS = {
    "rosh_very_high": "the latest risk of serious harm is very high",
    "rosh_high": "the latest risk of serious harm is high",
    "agencies": "several agencies work on it besides the lead",
}


def fetch_reasons(analysis: Analysis, reader: Reader, asked: Asked) -> dict[str, list[Row]]:
    """Fetch what may be a reason, and who works on the few cases that have one."""
    texts, few = analysis.texts, ("works", "homes")
    rows = cases_first(
        {name: text for name, text in texts.items() if name not in few}, reader, asked
    )
    references = {
        *(row["reference"] for row in rows["helped"]),
        *(ref for ref, found in latest_bands(rows["assessed"]).items() if found.band in HIGH),
    }
    return rows | of_cases({name: texts[name] for name in few}, sorted(references), reader, asked)


def looking_low(rows: Mapping[str, Sequence[Row]], asked: Asked) -> list[Row]:
    """Return the Level 1 cases with a reason to look again, in order of reference: no ranking."""
    bands = latest_bands(rows["assessed"])
    works: dict[str, list[Row]] = defaultdict(list)
    for row in rows["works"]:
        works[row["reference"]].append(row)
    several = least(asked, "n", AGENCIES_AT_LEAST)
    homes = homes_of(rows["homes"])
    found = (
        _row(ref, homes.get(ref, ""), bands.get(ref), works.get(ref, []), several)
        for ref in sorted(works.keys() | {r for r, found in bands.items() if found.band in HIGH})
    )
    wanted = asked.parameters.get("reason")
    return [row for row in found if row["reasons"] and wanted in {None, *row["reasons"]}]


def _row(
    reference: str, area: str, banded: Banded | None, works: Sequence[Row], several: int
) -> Row:
    leads = {row["code"] for row in works if row["role"] == "lead"}
    above = {whole for row in works if row["role"] == "lead" for whole in row["wholes"]}
    others = {
        row["code"]
        for row in works
        if row["code"] not in leads | above and leads.isdisjoint(row["wholes"])
    }
    reasons = []
    if banded and banded.band in HIGH:
        reasons.append(f"rosh_{banded.band}")
    if len(others) >= several:
        reasons.append("agencies")
    return {
        "case": reference,
        "area": area,
        "reasons": reasons,
        "words": "; ".join(REASONS[reason] for reason in reasons),
        "band": banded.band if banded else "unknown",
        "assessed_on": banded.on if banded else None,
        "assessment": banded.code if banded else "",
        "leads": sorted(leads),
        "agencies": sorted(others),
    }


DAY = datetime.date(2025, 6, 1)
LATER = datetime.date(2025, 9, 1)


def _assessed(code: str, ref: str, band: str, on: datetime.date, tool: str = "rosh") -> World:
    return node("RiskAssessment", code, {"OF_CASE": [ref]}, tool=tool, band=band, assessed_on=on)


GROUND = world(
    reference([("POL", "area"), ("LHA", "area"), ("NHST", "area")]),
    agency("POLICE", "POL", "cheshire"),
    agency("POLICE-UNIT", "POL", "cheshire", part_of="POLICE"),
    agency("HOUSING", "LHA", "cheshire"),
    agency("TRUST", "NHST", "cheshire"),
    case("C1", level="1"),
    edge("LED_BY", "C1", "POLICE", valid_from=LONG_AGO),
)

LOOKS_UNDER_LEVELLED = Analysis(
    slug="looks-under-levelled",
    question="Which Level 1 cases look as if they might need meetings?",
    why="Inspectors found that more than a fifth of the Level 1 cases they saw needed Level 2.",
    source=Source("HMI Probation thematic inspection, July 2022, as reported", "secondary"),
    about="cases",
    parameters={
        "area": AREA,
        "case": CASE,
        "reason": Parameter(Kind.CHOICE, "Only with this reason.", choices=REASONS),
        "n": Parameter(
            Kind.INTEGER, "How many agencies besides the lead are several; 2 unless told."
        ),
    },
    columns={
        "case": Column("Reference of the case."),
        "area": Column("Home area on the day; empty = none recorded."),
        "reasons": Column("Why it is here.", kind=Kind.LIST),
        "words": Column("The reasons in words."),
        "band": Column("Latest band of risk of serious harm; or unknown."),
        "assessed_on": Column("Day of that.", unit="ISO 8601 date", kind=Kind.DATE),
        "assessment": Column("Code of that assessment."),
        "leads": Column("Lead agency.", kind=Kind.LIST),
        "agencies": Column("Core and contributing agencies besides the lead.", kind=Kind.LIST),
    },
    texts={
        "cases": CASES_TEXT,
        "assessed": ASSESSED_TEXT,
        "helped": HELPED_TEXT,
        "works": WORKS_TEXT,
        "homes": HOMES_TEXT,
    },
    facts=fetch_reasons,
    answer=looking_low,
    limits=(
        "Advice to look again, with its reasons: no score, no ranking, and no finding that a level "
        "is wrong. Only the band of the tool rosh counts. A case that was never assessed has the "
        "band unknown and is here only for its agencies: nothing says that its risk is low. A "
        "branch of the lead, or what the lead is part of, is not another agency."
    ),
    examples=(
        Example(
            "risk had been medium and is high now",
            given=world(
                GROUND,
                _assessed("RA1", "C1", "medium", DAY),
                _assessed("RA2", "C1", "high", LATER),
            ),
            expect=[{"case": "C1", "reasons": ["rosh_high"], "assessment": "RA2", "agencies": []}],
        ),
        Example(
            "two agencies work on it besides the lead; nobody assessed it",
            given=world(
                GROUND,
                edge("INVOLVES", "C1", "HOUSING", valid_from=DAY, role="core"),
                edge("INVOLVES", "C1", "TRUST", valid_from=DAY, role="contributing"),
            ),
            expect=[
                {
                    "case": "C1",
                    "reasons": ["agencies"],
                    "band": "unknown",
                    "agencies": ["HOUSING", "TRUST"],
                }
            ],
        ),
        Example(
            "a high band that has fallen, another tool, an agency that is only informed, a branch",
            given=world(
                GROUND,
                _assessed("RA1", "C1", "very_high", DAY),
                _assessed("RA2", "C1", "medium", LATER),
                _assessed("RA3", "C1", "high", LATER, tool="arms"),
                edge("INVOLVES", "C1", "HOUSING", valid_from=DAY, role="core"),
                edge("INVOLVES", "C1", "TRUST", valid_from=DAY, role="informed"),
                edge("INVOLVES", "C1", "POLICE-UNIT", valid_from=DAY, role="contributing"),
            ),
            expect=[],
        ),
        Example(
            "a Level 2 case has its meetings already",
            given=world(GROUND, case("C1", level="2"), _assessed("RA1", "C1", "very_high", DAY)),
            expect=[],
        ),
    ),
)
