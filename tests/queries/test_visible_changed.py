"""Would a change of the predicate of who may see what be noticed? Each small one has to be.

mutmut changes code, and the predicate is text that is made when the module is read: so its text is
changed here, one word at a time, and asked of scenes by chance beside the plain program.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from graph.scope import EVERY_CATEGORY, Scope
from graph.store import Store, open_store
from graph.worlds import put
from queries.predicates import visible
from tests.queries.askings import asking_by_chance
from tests.queries.plain import Day
from tests.queries.plain_scope import YEAR, seen
from tests.queries.scenes import Scene, days_of, scene_by_chance
from tests.queries.worlds import AREAS

SCENES, ASKINGS = 25, 6
CHANGES = {
    r"\bAND\b": "OR", r"\bOR\b": "AND", r"\bNOT EXISTS\b": "EXISTS", r"<=": "<", r">=": ">",
    r"(?<![-=<])>(?!=)": ">=", r"\bIS NULL\b": "IS NOT NULL", r"'home'": "'receiving'",
    r"'planned'": "'held'", r"\*0\.\.3": "*0..0", r"INVOLVES\|LED_BY": "LED_BY",
    r"\$today": "$scope_recent", r"\$scope_recent": "$today",
}  # fmt: skip


@dataclass
class Asked:
    """One asker of one scene, and what they may see."""

    store: Store
    scope: Scope
    today: Day
    sees: set[str]


def changed(text: str) -> Iterator[tuple[str, str]]:
    """Yield a name and the text for each place at which one word becomes another."""
    for pattern, other in CHANGES.items():
        for found in re.finditer(pattern, text):
            before, after = text[: found.start()], text[found.end() :]
            where = f"{before[-40:]}[{found[0]} -> {other}]{after[:40]}"
            yield re.sub(r"\s+", " ", where), f"{before}{other}{after}"


def test_every_small_change_of_what_may_be_seen_is_noticed(tmp_path: Path) -> None:
    """A predicate that lets one case too many through tells it to somebody it must be kept from."""
    with ExitStack() as stack:
        askers: list[Asked] = []
        for number in range(SCENES):
            scene, told = scene_by_chance(number)
            store = stack.enter_context(closing(open_store(f"embedded:{tmp_path / str(number)}")))
            put(store, told)
            askers.extend(
                Asked(store, scope, day, seen(scene, scope, day))
                for scope, day in scopes_and_days(scene, number)
            )

        unnoticed = {
            name
            for name, text in changed(visible("matter"))
            if all(rows(asker, text) == asker.sees for asker in askers)
        }

        assert all(rows(asker, visible("matter")) == asker.sees for asker in askers)
        assert set() == unnoticed


def scopes_and_days(scene: Scene, number: int) -> Iterator[tuple[Scope, Day]]:
    """Yield who asks and when: anybody on some days, three on the days that decide."""
    for other in range(ASKINGS):
        asking = asking_by_chance(other * SCENES + number, scene)
        for day in (asking.today, *days_of(scene)[other::ASKINGS]):
            yield asking.scope, day
            yield asking.scope, day + YEAR
    matters = scene.country.matters
    grants = frozenset(matter.ref for matter in matters)
    works = [spell for matter in matters for _, spell in matter.works]
    turns = [day for spell in works for day in (spell.start, spell.end) if day]
    closings = [matter.closed for matter in matters if matter.closed]
    for day in (*turns, *closings, *(day + YEAR for day in closings)):
        for area in AREAS:
            yield Scope(frozenset({area}), EVERY_CATEGORY, grants=grants), day
        for agency in sorted(scene.country.bodies):
            yield Scope(None, EVERY_CATEGORY, frozenset({agency}), grants), day


def rows(asker: Asked, predicate: str) -> set[str]:
    """Return the cases that a predicate lets through."""
    text = f"MATCH (matter:MappaCase) WHERE {predicate} RETURN matter.ref AS ref"
    return {row["ref"] for row in asker.store.read(text, asker.scope.parameters(asker.today))}
