"""As of any day: a question about a past day is answered as it would have been on that day."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph.records import Provenance
from graph.scope import OPERATOR
from graph.states import every_state
from graph.store import Store, open_store
from graph.worlds import World, case, discussion, edge, node, put, world
from loaders.generate import Size, generate
from loaders.load import apply, prepare
from loaders.public_directory import Part, parts
from loaders.sources import bundle_sources
from queries.analysis import Analysis, Asked, run
from queries.catalogue import catalogue
from queries.coverage.policy_file import default_policy
from tests.queries.recorded import recorded_by

UNTIL = datetime.date(2026, 1, 31)
DAYS = (datetime.date(2025, 10, 31), datetime.date(2025, 8, 13))
POLICY = default_policy()

NOT_AS_OF: dict[str, dict[str, str]] = {}
"""Columns that are no history, by question, each with the reason: a plain property shows its last
value on every day. `*` stands for whole rows."""

MOST_TELLINGS = 20


def action(code: str, raised_at: str, *follows: str) -> World:
    """Return an action of the police that is still open."""
    edges: dict[str, Sequence[str]] = {
        "RAISED_AT": [raised_at],
        "OWNED_BY": ["POL:E23000006"],
        "FOLLOWS": list(follows),
    }
    due = datetime.date(2025, 12, 1)
    return node("Action", code, edges, text="An invented action", pillar="monitoring", due_on=due)


BESIDE = world(
    case("X1", level="2", opened_on=datetime.date(2025, 6, 1)),
    edge("IN_AREA", "X1", "kent", valid_from=datetime.date(2025, 9, 1), standing="receiving"),
    discussion("X-D1", "X1", datetime.date(2025, 7, 2), {"POL:E23000006": "in_person"}),
    discussion("X-D2", "X1", datetime.date(2025, 8, 6), {"POL:E23000006": "in_person"}),
    discussion("X-D3", "X1", datetime.date(2025, 9, 10), {"POL:E23000006": "in_person"}),
    node("Panel", "PANEL", {"FOR_AREA": ["cheshire"]}, name="A panel", kind="mappa"),
    action("X-A1", "X-D1"),
    action("X-A2", "X-D2", "X-A1"),
)
"""What the invented area has none of: a case on the move, a promise carried on, an empty talk."""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Give a store with two years of an invented area."""
    folder = tmp_path_factory.mktemp("full")
    store = open_store(f"embedded:{folder / 'store'}")
    generate(folder / "bundle", Size(300, 1, 5, UNTIL, more_panels=True))
    for part in [*parts(), Part("invented", Path(folder / "bundle"))]:
        tables = bundle_sources(part.folder)
        made = prepare(tables, store, source=part.source, all_or_nothing=True)
        at = datetime.datetime(2026, 1, 31, tzinfo=datetime.UTC)
        apply(store, made, by="a test", at=at, files=tables.files)
    put(store, BESIDE)
    yield store
    store.close()


@pytest.fixture(scope="module")
def then(full: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Store]]:
    """Give for each day a store with only what was recorded up to it."""
    stores = []
    for day in DAYS:
        store = open_store(f"embedded:{tmp_path_factory.mktemp('then')}")
        states = (
            replace(state, provenance=Provenance(state.provenance.source))
            for state in recorded_by(every_state(full), day)
        )
        put(store, World(tuple(states)))
        stores.append(store)
    yield stores
    for store in stores:
        store.close()


def rows(found: Analysis, store: Store, day: datetime.date) -> list[dict[str, Any]]:
    """Ask as the operator, all that a question can be told where it wants to be told something."""
    return [
        row
        for told in tellings(found, store, day)
        for row in run(found, store, Asked(OPERATOR, day, UNTIL, POLICY, told)).rows
    ]


def tellings(found: Analysis, store: Store, day: datetime.date) -> list[dict[str, str]]:
    """Return values for the parameters that a question requires, from the gaps of the day."""
    needed = {name for name, one in found.parameters.items() if one.required}
    gaps = run(catalogue()["coverage-gaps"], store, Asked(OPERATOR, day, UNTIL, POLICY)).rows
    known = [
        {"case": gap["case"], "rule": gap["rule"], "one": gap["case"], "other": other["case"]}
        for gap, other in zip(gaps, reversed(gaps), strict=True)
    ]
    assert needed <= set(known[0]), f"say here what {found.slug} is to be told"
    some = known[:MOST_TELLINGS] if needed else known[:1]
    return [{name: one[name] for name in needed} for one in some]


@pytest.mark.feature(21)
@pytest.mark.parametrize("place", range(len(DAYS)), ids=[str(day) for day in DAYS])
@pytest.mark.parametrize("slug", list(catalogue()))
def test_the_past_is_as_it_was(full: Store, then: list[Store], slug: str, place: int) -> None:
    """Whoever asks what was known on a day must not be told what came out later."""
    found, day = catalogue()[slug], DAYS[place]
    plain = NOT_AS_OF.get(slug, {})
    if "*" in plain:
        pytest.skip(plain["*"])

    now_told, then_told = (
        [{name: row[name] for name in row if name not in plain} for row in rows(found, store, day)]
        for store in (full, then[place])
    )

    assert then_told == now_told


@pytest.mark.parametrize("slug", list(catalogue()))
def test_the_proof_is_of_something(full: Store, slug: str) -> None:
    """Two empty answers are equal, and prove nothing."""
    assert rows(catalogue()[slug], full, DAYS[0])


def test_every_exception_is_of_a_question_and_column_that_are_there() -> None:
    """An exception that outlives its question hides the next mistake."""
    known = {slug: {"*", *found.columns} for slug, found in catalogue().items()}

    assert {} == {
        slug: columns for slug, columns in NOT_AS_OF.items() if not set(columns) <= known[slug]
    }
