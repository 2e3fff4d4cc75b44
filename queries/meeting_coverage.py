"""Who was required at a meeting, and who was invited, came or reported?"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph.schema import Kind
from graph.store import Reader, Row
from graph.worlds import case, discussion, edge, node, world
from queries.analysis import Analysis, Asked, Column, Example, Parameter, Source
from queries.clauses import FROM, PANEL_AREA, percent
from queries.coverage import examples
from queries.coverage.answering import answering_on, answering_parties
from queries.coverage.facts import Facts, Talk, fetch
from queries.coverage.family import rules_by_id
from queries.coverage.hearing import Heard, hear
from queries.coverage.judge import Judged, judge
from queries.coverage.own import own_verdicts
from queries.coverage.policy import Seat
from queries.predicates import visible

MEETINGS_TEXT = """MATCH (panel:Panel)-[:FOR_AREA]->(place:Area)
WHERE ($panel IS NULL OR panel.code = $panel)
  AND ($area IS NULL OR place.code = $area)
MATCH (panel)<-[:OF_PANEL]-(sitting:Meeting)
WHERE sitting.state = 'held' AND sitting.on <= $as_of
  AND ($from IS NULL OR sitting.on >= $from)
  AND ($meeting IS NULL OR sitting.code = $meeting)
RETURN sitting.code AS meeting, panel.code AS panel, sitting.on AS day
ORDER BY day, meeting"""

AGENDA_TEXT = f"""UNWIND $meetings AS wanted
MATCH (sitting:Meeting {{code: wanted}})<-[:AT_MEETING]-(talk:Discussion)
      -[:CONSIDERS]->(matter:MappaCase)
WHERE {visible("matter")}
RETURN sitting.code AS meeting, matter.ref AS reference, talk.code AS discussion
ORDER BY meeting, reference, discussion"""

ONE_DAY = datetime.timedelta(days=1)
BEST_FIRST = (
    ("came", ("in_person", "remote", "wrong_grade")),
    ("reported", ("report_only",)),
    ("apologies", ("apologies",)),
    ("absent", ("no_show",)),
    ("not_recorded", ("awaited",)),
)
"""What is said of a type by the best of its outcomes."""
COUNTS = ("required", "invited", *(name for name, _ in BEST_FIRST), "met", "not_known", "not_asked")


@dataclass
class Sitting:
    """One meeting, with the cases on its agenda as they stood when it began."""

    meeting: Row
    facts: Facts
    discussions: set[str]


Tally = dict[str, set[str]]
"""Discussions by what is said of one type of agency there."""


def sittings(analysis: Analysis, reader: Reader, asked: Asked) -> list[Sitting]:
    """Fetch the meetings that were asked for; without panel or period, the last of each panel."""
    told, texts = asked.values(), analysis.texts
    found = reader.read(texts["meetings"], told, seconds=asked.seconds)
    if not (asked.parameters.get("meeting") or asked.parameters.get("from")):
        found = list({row["panel"]: row for row in found}.values())
    told = {**told, "meetings": [row["meeting"] for row in found]}
    agenda: dict[str, list[Row]] = defaultdict(list)
    for row in reader.read(texts["agenda"], told, seconds=asked.seconds):
        agenda[row["meeting"]].append(row)
    return [
        Sitting(
            row,
            _facts_before(reader, row["day"], [one["reference"] for one in items], asked),
            {one["discussion"] for one in items},
        )
        for row in found
        if (items := agenda[row["meeting"]])
    ]


def _facts_before(
    reader: Reader, day: datetime.date, references: Sequence[str], asked: Asked
) -> Facts:
    values = {
        **asked.scope.parameters(asked.today),
        "as_of": day - ONE_DAY,
        "levels": list(asked.policy.levels),
        "areas": None,
        "references": references,
    }
    return fetch(reader, values, seconds=asked.seconds)


def coverage(fetched: Sequence[Sitting], asked: Asked) -> list[Row]:
    """Return a row for each meeting and type of agency that a case there required, or might."""
    rows: list[Row] = []
    for sitting in fetched:
        eve = sitting.meeting["day"] - ONE_DAY
        tallies: dict[str, Tally] = defaultdict(lambda: defaultdict(set))
        for found in judge(asked.policy, sitting.facts.cases, sitting.facts.directory, eve):
            for talk in found.case.talks:
                if talk.code in sitting.discussions:
                    for kind, name in _said(found, talk, sitting.facts, asked):
                        tallies[kind][name].add(talk.code)
        rows.extend(_row(sitting, kind, tally) for kind, tally in sorted(tallies.items()))
    return rows


def _said(found: Judged, talk: Talk, facts: Facts, asked: Asked) -> Iterator[tuple[str, str]]:
    """Yield what the judge says of each type of agency at one discussion."""
    rules = rules_by_id(asked.policy)
    heard: dict[str, list[Heard]] = defaultdict(list)
    states: dict[str, set[str]] = defaultdict(set)
    eve = talk.day - ONE_DAY
    then = replace(asked, as_of=eve)
    for verdict in own_verdicts(found.verdicts, found, facts.directory, then):
        rule = rules[verdict.rule]
        if not isinstance(rule, Seat) or verdict.state == "not_required":
            continue
        if verdict.duty:
            parties = answering_parties(rule, found.case, facts.directory, found.area, eve)
            judged = hear(talk, rule, answering_on(parties, facts.directory, talk.day))
        for kind in rule.requires:
            if verdict.duty:
                heard[kind].append(judged)
            else:
                states[kind].add(verdict.state)
    for kind, judgements in heard.items():
        yield from ((kind, name) for name in _of_required(judgements))
    for kind in states.keys() - heard.keys():
        yield kind, "not_known" if "unknown" in states[kind] else "not_asked"


def _of_required(judgements: Sequence[Heard]) -> Iterator[str]:
    """Yield what is said of a required type: by its best outcome, and by all of its rules."""
    outcomes = {outcome for judged in judgements for _, outcome in judged.outcomes}
    yield "required"
    if outcomes:
        yield "invited"
        yield next(name for name, told in BEST_FIRST if not outcomes.isdisjoint(told))
    yield "met" if all(judged.made == "good" for judged in judgements) else "not_met"


def _row(sitting: Sitting, kind: str, tally: Tally) -> Row:
    counts = {name: len(tally.get(name, ())) for name in COUNTS}
    return {
        "meeting": sitting.meeting["meeting"],
        "on": sitting.meeting["day"],
        "panel": sitting.meeting["panel"],
        "type": kind,
        **counts,
        "rate": percent(counts["met"], counts["required"]),
        "discussions": sorted(tally.get("not_met", ())),
    }


_WITH_OTHERS = world(
    examples.ABSENT_TRUST,
    case("C5", level="3", opened_on=examples.OPENED, circumstances={"no_fixed_abode": "unknown"}),
    discussion("D8", "C5", examples.FIRST, {}),
    edge("IN_CATEGORY", "C5", "2", valid_from=examples.OPENED, dated="exact"),
    node("Discussion", "D8", {"AT_MEETING": ["M-D1"], "CONSIDERS": ["C5"]}, item=2),
)
_STEPPED_DOWN = edge(
    "AT_LEVEL", "C1", "3", valid_from=examples.OPENED, valid_to=examples.SECOND, dated="exact"
)

MEETING_COVERAGE = Analysis(
    slug="meeting-coverage",
    question="Who was required at a meeting, and who was invited, came or reported?",
    why="A chair sees at a glance which chairs were empty, and whether anybody had asked.",
    source=Source("Criminal Justice Act 2003 s.325(3); the coverage policy in force"),
    about="cases",
    parameters={
        "meeting": Parameter(Kind.TEXT, "Only this meeting.", refers_to="Meeting"),
        "panel": Parameter(Kind.TEXT, "Only meetings of this panel.", refers_to="Panel"),
        "area": PANEL_AREA,
        "from": FROM,
    },
    columns={
        "meeting": Column("Code of the meeting."),
        "on": Column("Day of the meeting.", "ISO 8601 date", Kind.DATE),
        "panel": Column("Code of the panel."),
        "type": Column("Type of agency."),
        "required": Column("Cases there that required it.", "discussions", Kind.INTEGER),
        "invited": Column("Of these: one that answers was invited.", "discussions", Kind.INTEGER),
        "came": Column("Of these: one came.", "discussions", Kind.INTEGER),
        "reported": Column("Of these: none came, one reported.", "discussions", Kind.INTEGER),
        "apologies": Column("Of these: apologies and no more.", "discussions", Kind.INTEGER),
        "absent": Column("Of these: nobody came, without word.", "discussions", Kind.INTEGER),
        "not_recorded": Column("Of these: outcome not recorded.", "discussions", Kind.INTEGER),
        "met": Column("Cases where every rule on it was met.", "discussions", Kind.INTEGER),
        "rate": Column("Met of those that required it; empty = none.", "percent", Kind.INTEGER),
        "not_known": Column(
            "Cases where it is not known whether it was required.", "discussions", Kind.INTEGER
        ),
        "not_asked": Column(
            "Cases where nobody asked whether it was required.", "discussions", Kind.INTEGER
        ),
        "discussions": Column("Codes of discussions where it was not met.", kind=Kind.LIST),
    },
    texts={"meetings": MEETINGS_TEXT, "agenda": AGENDA_TEXT},
    facts=sittings,
    answer=coverage,
    limits=(
        "Required is what the policy asked for when the meeting began, of cases already at a level "
        "of it the day before: a case first taken on there required nobody yet. Without a meeting "
        "or a first day, the last meeting of each panel. Where either of two types would do, both "
        "are counted. Meetings still planned are for invitation-check."
    ),
    examples=(
        Example(
            "two cases required health at one meeting: one had it, to one it was not asked",
            given=_WITH_OTHERS,
            policy=examples.POLICY,
            parameters={"meeting": "M-D1"},
            expect=[
                {"meeting": "M-D1", "type": "LHA", "required": 0, "rate": None, "not_known": 1},
                {
                    "meeting": "M-D1",
                    "on": examples.FIRST,
                    "panel": "PANEL",
                    "type": "NHST",
                    "required": 2,
                    "invited": 1,
                    "came": 1,
                    "reported": 0,
                    "met": 1,
                    "rate": 50,
                    "discussions": ["D8"],
                },
            ],
        ),
        Example(
            "without more, the last meeting; what it decided does not change who was required",
            given=world(_WITH_OTHERS, _STEPPED_DOWN),
            policy=examples.POLICY,
            expect=[
                {
                    "meeting": "M-D2",
                    "type": "NHST",
                    "required": 1,
                    "came": 0,
                    "apologies": 1,
                    "met": 0,
                    "rate": 0,
                    "discussions": ["D2"],
                }
            ],
        ),
        Example(
            "a case taken on at the meeting required nobody yet",
            given=world(
                examples.GROUND,
                case("C6", level="3", opened_on=examples.FIRST),
                discussion("D9", "C6", examples.FIRST, {"TRUST": "no_show"}),
            ),
            policy=examples.POLICY,
            expect=[],
        ),
    ),
)
