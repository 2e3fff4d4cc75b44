"""Which cases a question of coverage is about: by level, category and panel."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.store import Reader
from queries.coverage.facts import CaseFacts, Facts, Talk
from queries.coverage.family import fetch_facts, next_planned

if TYPE_CHECKING:
    from queries.analysis import Analysis, Asked

SITTINGS_TEXT = """MATCH (panel:Panel)<-[:OF_PANEL]-(sitting:Meeting)
WHERE panel.code = $panel
RETURN sitting.code AS code
ORDER BY code"""
TEXTS: Mapping[str, str] = {"sittings": SITTINGS_TEXT}
"""Meetings of a panel are facts of the directory; which case is discussed there is not."""
UNKNOWN = "unknown"


def fetch_chosen(analysis: "Analysis", reader: Reader, asked: "Asked") -> Facts:
    """Fetch the facts of the cases that `area`, `case` and `panel` name."""
    facts = fetch_facts(analysis, reader, asked)
    meetings = meetings_of_panel(reader, asked)
    if meetings is None:
        return facts
    return replace(
        facts, cases=[case for case in facts.cases if is_before(case, meetings, asked.as_of)]
    )


def meetings_of_panel(reader: Reader, asked: "Asked") -> frozenset[str] | None:
    """Return the meetings of the panel that was asked for; None where none was."""
    panel = asked.parameters.get("panel")
    if not panel:
        return None
    rows = reader.read(SITTINGS_TEXT, {"panel": panel}, seconds=asked.seconds)
    return frozenset(row["code"] for row in rows)


def is_before(case: CaseFacts, meetings: Collection[str], as_of: datetime.date) -> bool:
    """Say whether a case is before a panel on a day.

    It is where the next planned discussion is to be held there, or, with none planned, the last
    one was.
    """
    talk = next_planned(case, as_of) or _last_held(case, as_of)
    return talk is not None and talk.meeting in meetings


def is_wanted(level: str, categories: Collection[str], wanted: Mapping[str, str | None]) -> bool:
    """Say whether a case at a level, of these categories, is among those asked for."""
    category = wanted.get("category")
    if wanted.get("level") not in {None, "", level}:
        return False
    return not category or category in categories or (category == UNKNOWN and not categories)


def _last_held(case: CaseFacts, as_of: datetime.date) -> Talk | None:
    held = (talk for talk in case.talks if talk.state == "held" and talk.day <= as_of)
    return max(held, default=None, key=lambda talk: (talk.day, talk.item, talk.code))
