"""What the page of a meeting holds: its cases in order, who is due at each, what has changed."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from graph.errors import NotFound
from graph.store import Reader, Row
from queries.analysis import Asked
from queries.case_changes import OF_BIRTH, OF_COVERAGE, Called, Change, changes_between
from queries.chairs import Chair, chairs_of
from queries.coverage.facts import CaseFacts, Spell, Talk, directory, known_of
from queries.coverage.judge import Verdict, judge_each
from queries.coverage.own import told_of
from queries.narrowing import Narrowed
from queries.predicates import visible
from queries.promises import Promise, promises_of

ONE_DAY = datetime.timedelta(days=1)

MEETING_TEXT = """MATCH (sitting:Meeting {code: $meeting})-[:OF_PANEL]->(panel:Panel)
      -[:FOR_AREA]->(area:Area)
OPTIONAL MATCH (panel)-[:FOR_LEVEL]->(level:Level)
RETURN sitting.code AS code, sitting.on AS day, sitting.first_on AS first_on,
       sitting.state AS state, panel.code AS panel, panel.name AS panel_name,
       panel.kind AS panel_kind, area.code AS area, area.name AS area_name, level.code AS level"""

AGENDA_TEXT = f"""MATCH (sitting:Meeting {{code: $meeting}})<-[:AT_MEETING]-(talk:Discussion)
      -[:CONSIDERS]->(matter:MappaCase)
WHERE {visible("matter")}
RETURN talk.code AS code, talk.item AS item, talk.decision AS decision, matter.ref AS reference,
       matter.opened_on AS opened_on, matter.closed_on AS closed_on
ORDER BY item, code"""

AREAS_TEXT = """MATCH (area:Area)
RETURN area.code AS code, area.name AS name
ORDER BY code"""

TEXTS: Mapping[str, str] = {"meeting": MEETING_TEXT, "agenda": AGENDA_TEXT, "areas": AREAS_TEXT}


@dataclass(frozen=True)
class Item:
    """One case on the agenda, with what a chair has to see before it is discussed."""

    place: int
    """Among what the asker may see: a number that is left out would tell of a hidden case."""
    discussion: str
    reference: str
    level: str
    categories: tuple[str, ...]
    area: str
    leads: tuple[str, ...]
    last: Talk | None
    next_on: datetime.date | None
    """The next discussion that is planned after this one."""
    chairs: tuple[Chair, ...]
    others: tuple[str, ...]
    """Agencies that are asked to this discussion though no rule asks for them; a contact is told
    of their own."""
    late: Verdict | None
    promises: tuple[Promise, ...]
    changes: tuple[Change, ...]
    decision: str

    @property
    def missing(self) -> tuple[Chair, ...]:
        """Return the empty chairs."""
        return tuple(chair for chair in self.chairs if chair.is_empty)

    @property
    def uninvited(self) -> tuple[Chair, ...]:
        """Return who is required and is not asked to this discussion."""
        return tuple(chair for chair in self.chairs if chair.is_required and not chair.asked)

    @property
    def overdue(self) -> tuple[Promise, ...]:
        """Return the actions that are late."""
        return tuple(one for one in self.promises if one.days_late)


@dataclass(frozen=True)
class MeetingDay:
    """A meeting and its agenda, as things stood on the day that it is judged by."""

    meeting: Row
    judged_on: datetime.date
    is_past: bool
    items: tuple[Item, ...]
    called: Called


def meeting_day(reader: Reader, code: str, asked: Asked) -> MeetingDay:
    """Read a meeting and its agenda. Raises NotFound.

    One that was held is shown as it began: by what was known the day before.
    """
    reader = Narrowed(reader, asked.scope)
    found = reader.read(MEETING_TEXT, {"meeting": code}, seconds=asked.seconds)
    if not found:
        raise NotFound("There is no meeting of that code")
    meeting = found[0]
    is_past = meeting["state"] == "held" and meeting["day"] <= asked.as_of
    asked = replace(asked, as_of=meeting["day"] - ONE_DAY if is_past else asked.as_of)
    called = called_of(reader, asked)
    rows = reader.read(AGENDA_TEXT, {**asked.values(), "meeting": code}, seconds=asked.seconds)
    references = list(dict.fromkeys(row["reference"] for row in rows))
    cases = {case.reference: case for case in known_of(reader, references, seconds=asked.seconds)}
    promised: dict[str, list[Promise]] = {reference: [] for reference in references}
    for one in promises_of(reader, references, asked):
        promised[one.reference].append(one)
    items = [
        _item(place, row, cases[row["reference"]], promised[row["reference"]], called, asked,
              is_past=is_past)
        for place, row in enumerate(rows, start=1)
    ]  # fmt: skip
    return MeetingDay(meeting, asked.as_of, is_past, tuple(items), called)


def called_of(reader: Reader, asked: Asked) -> Called:
    """Read how areas and agencies are called."""
    rows = reader.read(AREAS_TEXT, {}, seconds=asked.seconds)
    areas = {row["code"]: row["name"] for row in rows}
    untold = frozenset() if "identifiers" in asked.scope.sees else OF_BIRTH
    return Called(areas, directory(reader, seconds=asked.seconds), untold)


def _item(
    place: int,
    row: Row,
    case: CaseFacts,
    promised: Sequence[Promise],
    called: Called,
    asked: Asked,
    *,
    is_past: bool,
) -> Item:
    day = asked.as_of
    talk = next(one for one in case.talks if one.code == row["code"])
    held = [one for one in case.talks if one.state == "held" and one.day <= day]
    last = held[-1] if held else None
    later = [one for one in case.talks if one.day > talk.day and one.state == "planned"]
    is_over = row["closed_on"] is not None and row["closed_on"] <= day
    judged = None if is_over else next(
        judge_each(asked.policy, [case], called.directory, day), None
    )  # fmt: skip
    chairs = chairs_of(judged, talk, last, called.directory, asked, is_past=is_past)
    required = {code for chair in chairs for code in chair.answering}
    own = told_of(called.directory, asked)
    is_contact = own is not None  # told of the coverage of their own agencies alone
    found = judged.found if judged and not is_contact else ()
    late = [one for one in found if one.state == "no_meeting"]
    since = last.day if last else case.opened_on
    return Item(
        place,
        row["code"],
        row["reference"],
        judged.level if judged else held_on(case.levels, day),
        tuple(spell.code for spell in case.categories if spell.holds(day)),
        held_on(case.homes, day),
        tuple(spell.code for spell in case.works.get("lead", ()) if spell.holds(day)),
        last,
        later[0].day if later else None,
        chairs,
        tuple(
            sorted(
                code
                for code in talk.seats
                if code not in required and (own is None or code in own)
            )
        ),
        late[0] if late else None,
        tuple(promised),
        tuple(
            one for one in changes_between(case, promised, called, asked.policy, since, day)
            if not is_contact or one.kind not in OF_COVERAGE
        ) if last else (),
        row["decision"] or "",
    )  # fmt: skip


def held_on(spells: Sequence[Spell], day: datetime.date) -> str:
    """Return the code that holds on a day, the latest of several; empty = none."""
    return next((spell.code for spell in reversed(spells) if spell.holds(day)), "")
