"""What in the record of cases contradicts itself, is missing, or hangs in the air?"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.schema import Kind
from graph.store import Reader, Row
from graph.worlds import LONG_AGO, agency, case, discussion, edge, node, reference, world
from queries.analysis import AREA, CASE, Analysis, Asked, Column, Example, Parameter, Source
from queries.coverage import examples
from queries.coverage.conditions import Now, applies, levels_on, now
from queries.coverage.facts import Facts
from queries.coverage.family import fetch_facts
from queries.coverage.policy import Rule
from queries.coverage.texts import TEXTS as COVERAGE_TEXTS
from queries.quality_texts import OF_NO_CASE, OF_OPEN, OF_SEEN, ORPHANS, SPELLS, TEXTS
from queries.runs import home_on
from queries.subqueries import homes_of, of_each

KINDS = {
    "category_3_at_level_1": "Category 3 at Level 1",
    "level_unknown": "no level that holds",
    "category_unknown": "no category that holds, or one that is not known",
    "two_levels": "two levels at once",
    "two_homes": "two home areas at once",
    "no_area": "an open case with no home area",
    "overlapping_spells": "of what is one at a time, two overlapped",
    "dates_in_disorder": "an end before its beginning, or what came after before what came first",
    "meeting_still_planned": "a meeting of a past day that is still planned",
    "action_without_owner": "an open action that nobody owns",
    "action_without_date": "an open action with no day by which it is due",
    "not_asked": "a rule in force needs circumstances that nobody asked about",
    "orphan": "something that belongs to nothing",
}
FIXES = {
    "category_3_at_level_1": "Correct category or level: Category 3 is managed at Level 2 or 3.",
    "level_unknown": "Load the level, with its first day.",
    "category_unknown": "Load the category, with its first day.",
    "two_levels": "Load the day on which the one that is over ended.",
    "two_homes": "Load the day on which the one that is over ended.",
    "no_area": "Load its home area: without one only users of all areas see the case.",
    "overlapping_spells": "Load the right days, or withdraw the one that was entered in error.",
    "dates_in_disorder": "Load the right days.",
    "meeting_still_planned": "Load whether it was held or cancelled, and who came.",
    "action_without_owner": "Load the agency that promised it.",
    "action_without_date": "Load the day by which it is due.",
    "not_asked": "Ask, and load the answer: yes, no, or unknown.",
    "orphan": "Load what it belongs to, or withdraw it.",
}


def fetch_quality(
    analysis: Analysis, reader: Reader, asked: Asked
) -> tuple[Mapping[str, Sequence[Row]], Facts]:
    """Fetch what may be wrong, and the facts of coverage for what was never asked about."""
    seen = reader.read(TEXTS["seen"], asked.values(), seconds=asked.seconds)
    open_cases = [row["reference"] for row in seen if _is_open(row, asked.as_of)]
    everybody = [row["reference"] for row in seen]
    groups = [(OF_OPEN, open_cases), (OF_SEEN, everybody), (OF_NO_CASE, None)]
    rows = of_each(groups, reader, asked)
    return rows, fetch_facts(analysis, reader, asked)


def _is_open(row: Row, day: datetime.date) -> bool:
    return row["opened_on"] <= day and (row["closed_on"] is None or row["closed_on"] > day)


def findings(fetched: tuple[Mapping[str, Sequence[Row]], Facts], asked: Asked) -> list[Row]:
    """Return one row a finding, by kind, then by case and keys."""
    rows, facts = fetched
    homes = homes_of(rows["homes"])
    found = [
        *(one for row in rows["standings"] for one in _standing(row)),
        *_overlaps(rows),
        *(
            _row("dates_in_disorder", row["reference"], [row["key"]], row["day"], row["what"])
            for name in (*SPELLS, "cases", "referrals", "actions", "discussions")
            for row in _disorders(name, rows[name])
        ),
        *(
            _row("meeting_still_planned", "", [row["key"]], row["day"], area=row["area"])
            for row in rows["planned"]
        ),
        *(one for row in rows["open_actions"] for one in _action(row)),
        *_not_asked(facts, asked),
        *(
            _row("orphan", row["key"] if name == "nameless" else "", [row["key"]], None, what)
            for name, what in ORPHANS.items()
            for row in rows[name]
        ),
    ]
    order = list(KINDS)
    kept = [row for row in found if _wanted(row, asked)]
    for row in kept:
        row["area"] = row["area"] or homes.get(row["case"], "")
    return sorted(kept, key=lambda row: (order.index(row["kind"]), row["case"], row["keys"]))


def _wanted(row: Row, asked: Asked) -> bool:
    return all(asked.parameters.get(name) in {None, row[name]} for name in ("kind", "case"))


def _row(
    kind: str, reference: str, keys: Sequence[str], day: Any, what: str = "", area: str = ""
) -> Row:
    return {
        "kind": kind,
        "case": reference,
        "area": area,
        "keys": list(keys),
        "since": day,
        "what": what or KINDS[kind],
        "fix": FIXES[kind],
    }


def _standing(row: Row) -> Iterator[Row]:
    """Say what is wrong with level, category and home area on the day."""
    reference, day = row["reference"], row["opened_on"]
    levels, grounds, homes = (sorted(set(row[name])) for name in ("levels", "grounds", "homes"))
    if not levels:
        yield _row("level_unknown", reference, [], day)
    if len(levels) > 1:
        yield _row("two_levels", reference, levels, None)
    if not grounds or "unknown" in grounds:
        yield _row("category_unknown", reference, grounds, None)
    if levels == ["1"] and "3" in grounds and not {"1", "2", "4"} & set(grounds):
        yield _row("category_3_at_level_1", reference, ["3", "1"], None)
    if not homes:
        yield _row("no_area", reference, [], None)
    if len(homes) > 1:
        yield _row("two_homes", reference, homes, None)


def _overlaps(rows: Mapping[str, Sequence[Row]]) -> Iterator[Row]:
    """Say which spells overlap; two that both hold on the day are told once, as two."""
    for name in ("levels", "homes_overlapping", "categories", "leads", "circumstances"):
        for row in rows[name]:
            told_as_two = name in {"levels", "homes_overlapping"} and row["both_hold"]
            if not told_as_two:
                what = f"{_OVERLAPPING[name]} overlapped from {row['day']}"
                keys = [row["one"], row["other"]]
                yield _row("overlapping_spells", row["reference"], keys, row["day"], what)


_OVERLAPPING = {
    "levels": "two levels",
    "homes_overlapping": "two home areas",
    "categories": "two categories",
    "leads": "two lead agencies",
    "circumstances": "two answers to one question",
}


def _disorders(name: str, rows: Sequence[Row]) -> Iterator[Row]:
    words = {
        **dict.fromkeys(SPELLS, "{kind} ends on {last}, before it begins"),
        "cases": "the case ends on {last}, before it came in",
        "referrals": "the referral was decided on {last}, before it was received",
        "actions": "the action was closed or due on {last}, before it was raised",
        "discussions": "the minutes went out on {last}, before the meeting",
    }
    for row in rows:
        yield {**row, "what": words[name].format(kind=row.get("kind", ""), last=row["last"])}


def _action(row: Row) -> Iterator[Row]:
    if not row["owners"]:
        yield _row("action_without_owner", row["reference"], [row["key"]], row["day"])
    if row["due_on"] is None:
        yield _row("action_without_date", row["reference"], [row["key"]], row["day"])


def _not_asked(facts: Facts, asked: Asked) -> Iterator[Row]:
    """Say which rules hang on circumstances that nobody asked about: a judge would stop there."""
    day = asked.as_of
    rules = [rule for rule in (*asked.policy.seats, *asked.policy.links) if rule.in_force(day)]
    known: dict[tuple[str, Now], list[Rule]] = {}
    for case_ in facts.cases:
        levels = levels_on(case_, day)
        if not levels or case_.opened_on > day:
            continue
        alike = (levels[-1], now(case_, day))
        if alike not in known:  # cases of which the same is known are many
            known[alike] = [
                rule for rule in rules if applies(rule, alike[1], alike[0])[0] == "not_asked"
            ]
        needed_by = known[alike]
        named = {code for rule in needed_by for code in (*rule.circumstances, *rule.also)}
        named -= set(case_.circumstances)
        if named:
            ids = ", ".join(rule.id for rule in needed_by)
            what = f"nobody asked about {', '.join(sorted(named))}: {ids} need it"
            area = home_on(case_, day)
            yield _row("not_asked", case_.reference, sorted(named), None, what, area=area)


DAY = datetime.date(2025, 6, 1)
EARLIER = datetime.date(2025, 5, 1)
TIDY = world(
    reference([("POL", "area")]),
    agency("POLICE", "POL", "cheshire"),
    case("C1", category="2"),
    discussion("D1", "C1", DAY, {"POLICE": "in_person"}),
)

DATA_QUALITY = Analysis(
    slug="data-quality",
    question="What in the record of cases contradicts itself, is missing, or hangs in the air?",
    why="Every other question is as good as the record; what is wrong here is put right at source.",
    source=Source(
        "Local practice; Category 3 at Level 1: probation's registration rules", "secondary"
    ),
    about="cases",
    parameters={
        "area": AREA,
        "kind": Parameter(Kind.CHOICE, "Only this kind.", choices=KINDS),
        "case": CASE,
    },
    columns={
        "kind": Column("What sort of finding it is."),
        "case": Column("Reference of the case; empty = it is about no case."),
        "area": Column("Home area of the case, or area of the meeting; empty = none recorded."),
        "keys": Column("Keys of what proves it.", kind=Kind.LIST),
        "since": Column("Day that it is about, if any.", unit="ISO 8601 date", kind=Kind.DATE),
        "what": Column("The finding in words."),
        "fix": Column("What to do."),
    },
    texts={**TEXTS, **{f"coverage_{name}": text for name, text in COVERAGE_TEXTS.items()}},
    facts=fetch_quality,
    answer=findings,
    limits=(
        "It finds what contradicts itself, not what is untrue. Not known is listed because "
        "somebody could find out, not because it is a mistake. What belongs to nothing is shown "
        "to users of all areas, for no area owns it. What nobody asked about is told for the "
        "levels that the policy names."
    ),
    examples=(
        Example(
            "level, category and area on the day",
            given=world(
                reference(areas=("cheshire", "kent"), circumstances=["no_fixed_abode"]),
                case("C1", level="1", category="3"),
                case("C2", level=None, category=None),
                case("C3", area=None, circumstances={"no_fixed_abode": "no"}),
                case("C4", level="3", circumstances={"no_fixed_abode": "no"}),
                edge("AT_LEVEL", "C4", "2", valid_from=DAY),
                edge("IN_AREA", "C4", "kent", valid_from=DAY, standing="home"),
            ),
            expect=[
                {"kind": "category_3_at_level_1", "case": "C1"},
                {"kind": "level_unknown", "case": "C2"},
                {"kind": "category_unknown", "case": "C2"},
                {"kind": "two_levels", "case": "C4", "keys": ["2", "3"]},
                {"kind": "two_homes", "case": "C4", "keys": ["cheshire", "kent"]},
                {"kind": "no_area", "case": "C3"},
            ],
            policy=examples.POLICY,
        ),
        Example(
            "dates, spells and actions of a case",
            given=world(
                TIDY,
                case("C2", closed_on=EARLIER, opened_on=DAY),
                edge("LED_BY", "C1", "POLICE", valid_from=DAY, valid_to=EARLIER),
                edge("IN_CATEGORY", "C1", "1", valid_from=EARLIER, valid_to=DAY),
                node("Action", "A1", {"RAISED_AT": ["D1"]}, closed_on=None),
                node("Action", "A2", {"RAISED_AT": ["D1"], "OWNED_BY": ["POLICE"]}, due_on=EARLIER),
            ),
            policy=examples.POLICY,
            expect=[
                {"kind": "overlapping_spells", "case": "C1", "since": EARLIER},
                {"kind": "dates_in_disorder", "case": "C1", "keys": ["A2"]},
                {"kind": "dates_in_disorder", "case": "C1", "keys": ["LED_BY POLICE"]},
                {"kind": "dates_in_disorder", "case": "C2", "keys": ["C2"]},
                {"kind": "action_without_owner", "keys": ["A1"]},
                {"kind": "action_without_date", "keys": ["A1"]},
                {"kind": "not_asked", "case": "C1", "keys": ["no_fixed_abode"]},
            ],
        ),
        Example(
            "a past meeting still planned; a person, a discussion and a contact of nothing",
            given=world(
                reference(),
                discussion("D1", None, DAY, state="planned"),
                node("Offender", "O1"),
                node("Representative", "R1"),
            ),
            expect=[
                {"kind": "meeting_still_planned", "keys": ["M-D1"], "area": "cheshire"},
                {"kind": "orphan", "keys": ["D1"], "what": "a discussion of no case, at no board"},
                {"kind": "orphan", "keys": ["O1"], "what": "a person with no case"},
                {"kind": "orphan", "keys": ["R1"], "what": "a contact of no agency"},
            ],
        ),
        Example(
            "a tidy case, one that is over, and levels that follow each other",
            given=world(
                TIDY,
                case("C2", level=None, category=None, area=None, closed_on=DAY),
                edge("HAS_CIRCUMSTANCE", "C1", "no_fixed_abode", valid_from=LONG_AGO, answer="no"),
                reference(circumstances=["no_fixed_abode"]),
                node("Action", "A1", {"RAISED_AT": ["D1"]}, closed_on=DAY),
                case("C3", level="1", opened_on=EARLIER),
                edge("AT_LEVEL", "C3", "1", valid_from=EARLIER, valid_to=DAY),
                edge("AT_LEVEL", "C3", "2", valid_from=DAY),
                edge("HAS_CIRCUMSTANCE", "C3", "no_fixed_abode", valid_from=DAY, answer="unknown"),
            ),
            policy=examples.POLICY,
            expect=[],
        ),
    ),
)
