"""What holds of every load: twice is once, looking changes nothing, order does not matter."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.states import every_state
from graph.store import Store, open_store
from loaders.sources import Origin
from queries.coverage.policy_file import default_policy
from tests.loaders.bundles import AT, folder
from tests.loaders.histories import BUNDLES, FIXED, FULL, GROUND, Bundle, load_bundle
from webapp.effect import Question
from webapp.loading import Wish, dry_run

MANY = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
HISTORIES = st.lists(BUNDLES, min_size=1, max_size=3)
QUESTION = Question(default_policy(), AT.date(), AT.date())
Factory = pytest.TempPathFactory


@MANY
@given(history=HISTORIES)
def test_loading_twice_is_loading_once(tmp_path_factory: Factory, history: list[Bundle]) -> None:
    """A file that is loaded again by mistake must do nothing at all, whatever is in it."""
    path = tmp_path_factory.mktemp("twice")
    store = open_store(f"embedded:{path / 'store'}")

    twice_is_once(store, path, [GROUND, FULL, *history])


def test_loading_twice_is_loading_once_on_both_engines(store: Store, tmp_path: Path) -> None:
    """On a server too."""
    twice_is_once(store, tmp_path, [GROUND, FULL, *FIXED])


@MANY
@given(history=HISTORIES)
def test_a_dry_run_leaves_the_store_as_it_was(
    tmp_path_factory: Factory, history: list[Bundle]
) -> None:
    """Looking must be free, also where the effect on coverage is tried out."""
    path = tmp_path_factory.mktemp("dry")
    store = open_store(f"embedded:{path / 'store'}")
    for number, bundle in enumerate([GROUND, FULL, *history[:-1]]):
        load_bundle(store, path / str(number), bundle)
    before = store.digest()

    origin = Origin(folder(path / "tried", **history[-1].tables))
    dry_run(store, Wish(origin, "tried", AT.date()), QUESTION)

    assert before == store.digest()


@MANY
@given(history=HISTORIES, seed=st.integers(0, 1_000))
def test_the_order_of_files_and_rows_does_not_matter(
    tmp_path_factory: Factory, history: list[Bundle], seed: int
) -> None:
    """Files come as their publishers sort them, and a folder lists them as it likes."""
    path = tmp_path_factory.mktemp("order")
    chance = random.Random(seed)  # noqa: S311 -- an order by chance
    found = []
    for shuffled in (False, True):
        store = open_store(f"embedded:{path / f'store-{shuffled}'}")
        for number, bundle in enumerate([GROUND, FULL, *history]):
            told = other_order(bundle, chance) if shuffled else bundle
            load_bundle(store, path / f"{shuffled}-{number}", told)
        found.append(list(every_state(store)))

    assert found[0] == found[1]


def twice_is_once(store: Store, path: Path, history: list[Bundle]) -> None:
    """Load a history, and each load of it a second time, which must change nothing."""
    for number, bundle in enumerate(history):
        load_bundle(store, path / f"{number}-once", bundle)
        once = store.digest()

        again = load_bundle(store, path / f"{number}-twice", bundle)

        assert (None, once) == (again, store.digest())


def other_order(bundle: Bundle, chance: random.Random) -> Bundle:
    """Return the same tables with their rows, and the tables themselves, in another order."""
    tables = list(bundle.tables.items())
    chance.shuffle(tables)
    mixed: dict[str, str] = {}
    for name, text in tables:
        header, *rows = text.splitlines()
        chance.shuffle(rows)
        mixed[name] = "\n".join([header, *rows]) + "\n"
    return Bundle(mixed, bundle.source, bundle.snapshot)
