"""Which agencies would leave most seats empty if they withdrew?"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.schema import Kind
from graph.store import Row
from graph.worlds import World, agency, discussion, edge, node, world
from queries.analysis import AREA, AT_LEVEL, Analysis, Asked, Column, Example, Source
from queries.coverage import examples
from queries.coverage.facts import Directory, Facts
from queries.coverage.family import at_level, fetch_facts, judged
from queries.coverage.own import own_verdicts, told_of
from queries.coverage.texts import TEXTS
from queries.coverage.withdrawal import resting
from queries.coverage.words import listed


@dataclass
class Impact:
    """What the withdrawal of one agency would do."""

    seats: int = 0
    opens: int = 0
    at_risk: int = 0
    levels: dict[str, str] = field(default_factory=dict)
    """Of the cases that it concerns."""
    rules: set[str] = field(default_factory=set)


def impacts(facts: Facts, asked: Asked) -> list[Row]:
    """Return the agencies whose withdrawal would open a seat or put one at risk, worst first."""
    directory = facts.directory
    own = told_of(directory, asked)
    found: dict[str, Impact] = {}
    for one in at_level(judged(facts, asked), asked):
        verdicts = own_verdicts(one.found, one, directory, asked)
        for seat in resting(asked.policy, one, verdicts, directory, asked.as_of):
            for code in seat.asked if own is None else seat.asked & own:
                impact = found.setdefault(code, Impact())
                impact.seats += 1
                impact.opens += code in seat.opens
                impact.at_risk += code in seat.at_risk
                if code in seat.opens or code in seat.at_risk:
                    impact.levels[one.case.reference] = one.level
                    impact.rules.add(seat.verdict.rule)
    rows = [_row(code, impact, directory) for code, impact in found.items() if impact.levels]
    return sorted(
        rows,
        key=lambda row: (
            -row["opens"] - row["at_risk"],
            -row["opens"],
            -row["level_3"],
            row["agency"],
        ),
    )


def _row(code: str, impact: Impact, directory: Directory) -> Row:
    known = directory.agencies.get(code)
    name = known.name if known else code
    counts = Counter(impact.levels.values())
    return {
        "agency": code,
        "name": name,
        "type": known.kind if known else "",
        "opens": impact.opens,
        "at_risk": impact.at_risk,
        "seats": impact.seats,
        "affected": len(impact.levels),
        "level_3": counts["3"],
        "level_2": counts["2"],
        "words": _words(name, impact, counts),
        "rules": sorted(impact.rules),
        "cases": sorted(impact.levels),
    }


def _words(name: str, impact: Impact, counts: Mapping[str, int]) -> str:
    what = [f"puts {impact.at_risk} at risk"] if impact.at_risk else []
    if impact.opens:
        what.insert(0, f"opens {impact.opens}")
    cases = [
        f"{count} Level {level} case{'' if count == 1 else 's'}"
        for level, count in sorted(counts.items(), reverse=True)
    ]
    seats = f"{impact.seats} seat{'' if impact.seats == 1 else 's'}"
    return (
        f"Of the {seats} that {name} can be asked to, its withdrawal {listed(what, 'and')}: "
        f"{listed(cases, 'and')}."
    )


TODAY: World = world(
    examples.PRESENT_TRUST, discussion("D9", "C2", examples.DAY, {"TRUST": "in_person"})
)
"""The trust came on the very day."""

TWO_TRUSTS: World = world(examples.PRESENT_TRUST, agency("OTHER", "NHST", "cheshire"))
"""There is another trust, which could come in its place."""

NOBODY_SENT: World = world(
    TWO_TRUSTS,
    node("Representative", "R1"),
    edge("REPRESENTS", "R1", "OTHER", valid_from=examples.OPENED, valid_to=examples.SECOND),
)
"""There is another trust, whose only contact has left."""

ALONE = {
    "agency": "TRUST",
    "type": "NHST",
    "opens": 0,
    "at_risk": 1,
    "seats": 1,
    "affected": 1,
    "level_3": 1,
    "level_2": 0,
    "rules": ["HEALTH-L3"],
    "cases": ["C2"],
}

WITHDRAWAL_IMPACT = Analysis(
    slug="withdrawal-impact",
    question="Which agencies would leave most seats empty if they withdrew?",
    why="A body that is merged, closed or moved takes its chairs along: who plans for that must "
    "know where nobody else could sit down.",
    source=Source("The coverage policy in force; what the directory says of who works where"),
    about="cases",
    parameters={"area": AREA, "level": AT_LEVEL},
    columns={
        "agency": Column("Code of the agency."),
        "name": Column("Its name."),
        "type": Column("Type of the agency."),
        "opens": Column("Seats that would be open at once.", unit="seats", kind=Kind.INTEGER),
        "at_risk": Column(
            "Seats newly at risk: nobody could come next time.", unit="seats", kind=Kind.INTEGER
        ),
        "seats": Column(
            "Seats (a case and a rule) to which it can be asked now: what the two are out of.",
            unit="seats",
            kind=Kind.INTEGER,
        ),
        "affected": Column("Cases that it concerns.", unit="cases", kind=Kind.INTEGER),
        "level_3": Column("Of these at Level 3.", unit="cases", kind=Kind.INTEGER),
        "level_2": Column("Of these at Level 2.", unit="cases", kind=Kind.INTEGER),
        "words": Column("The finding in words."),
        "rules": Column("Rules of the policy that ask for those seats.", kind=Kind.LIST),
        "cases": Column("Those cases.", kind=Kind.LIST),
    },
    texts=TEXTS,
    facts=fetch_facts,
    answer=impacts,
    limits=(
        "The same numbers as `mappa what-if --withdraw AGENCY`: the agency, with its branches to "
        "the third step, is no longer active and works in no area from the day on; an area or a "
        "level narrows the cases, not the withdrawal. Its earlier attendance still counts, so a "
        "seat opens at once only in a case discussed on the day itself; elsewhere it is at risk "
        "until the next discussion. A seat that another answering agency with a contact, or with "
        "none on record, could fill is not lost. Links that it has to cases stand. Each agency is "
        "withdrawn by itself, and a whole is counted with its parts: rows do not add up."
    ),
    examples=(
        Example(
            "the only health trust",
            given=examples.PRESENT_TRUST,
            policy=examples.POLICY,
            expect=[
                {
                    **ALONE,
                    "words": "Of the 1 seat that Agency TRUST can be asked to, its withdrawal puts "
                    "1 at risk: 1 Level 3 case.",
                }
            ],
        ),
        Example(
            "another trust whose only contact has left is no help",
            given=NOBODY_SENT,
            policy=examples.POLICY,
            expect=[ALONE],
        ),
        Example(
            "discussed on the very day: the chair would be empty at once",
            given=TODAY,
            policy=examples.POLICY,
            expect=[{"agency": "TRUST", "opens": 1, "at_risk": 0, "seats": 1, "cases": ["C2"]}],
        ),
        Example(
            "another trust could come in its place",
            given=TWO_TRUSTS,
            policy=examples.POLICY,
            expect=[],
        ),
        Example(
            "a seat that is empty already is not lost once more",
            given=examples.ABSENT_TRUST,
            policy=examples.POLICY,
            expect=[],
        ),
        Example(
            "at another level than was asked for nobody is left alone",
            given=examples.PRESENT_TRUST,
            parameters={"level": "2"},
            policy=examples.POLICY,
            expect=[],
        ),
        Example(
            "a case that has left MAPPA loses nobody",
            given=examples.HAS_LEFT,
            policy=examples.POLICY,
            expect=[],
        ),
    ),
)
