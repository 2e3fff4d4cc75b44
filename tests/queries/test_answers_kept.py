"""An answer is kept as long as the data is what it was, and no longer."""

import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from graph.scope import EVERY_CATEGORY, OPERATOR, Scope
from graph.store import Store, open_store
from graph.worlds import changes_over, put
from queries.analysis import Asked, run
from queries.coverage import examples
from queries.coverage_gaps import COVERAGE_GAPS

SEEN_WITHIN_SECONDS = 30.0
"""A reader looks every second; a busy machine takes longer to load what it finds."""
OTHER = """
import sys
from graph.store import open_store
from graph.worlds import put
from queries.coverage import examples
put(open_store(sys.argv[1]), examples.NOT_KNOWN)
"""
"""Another process, which loads a second gap."""
ASKED = Asked(OPERATOR, examples.DAY, examples.DAY, examples.POLICY)


def test_a_load_makes_the_kept_answer_go_away(store: Store) -> None:
    """A chair who has just been told that a trust came must not read that it did not."""
    put(store, examples.ABSENT_TRUST)
    with store.snapshot() as reader:
        before = [run(COVERAGE_GAPS, reader, ASKED).count for _ in range(2)]

    put(store, examples.NOT_KNOWN)
    with store.snapshot() as reader:
        after = run(COVERAGE_GAPS, reader, ASKED).count

    assert ([1, 1], 2) == (before, after)


def test_a_load_by_another_process_makes_the_kept_answer_go_away(store_url: str) -> None:
    """The site stays open while somebody loads from the command line."""
    with closing(open_store(store_url)) as store:
        version = put(store, examples.ABSENT_TRUST)
        before = [run(COVERAGE_GAPS, store, ASKED).count for _ in range(2)]

        subprocess.run(
            [sys.executable, "-c", OTHER, store_url],
            check=True, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )  # fmt: skip
        ends = time.monotonic() + SEEN_WITHIN_SECONDS
        while store.version() == version and time.monotonic() < ends:
            time.sleep(0.05)
        after = run(COVERAGE_GAPS, store, ASKED)

    assert ([1, 1], 2, version + 1) == (before, after.count, after.version)


def test_a_kept_answer_belongs_to_one_scope(store: Store) -> None:
    """What one person may see is never handed to another."""
    put(store, examples.ABSENT_TRUST)
    nobody = Asked(Scope(frozenset(), EVERY_CATEGORY), ASKED.as_of, ASKED.today, ASKED.policy)

    with store.snapshot() as reader:
        counts = [run(COVERAGE_GAPS, reader, asked).count for asked in (ASKED, nobody, ASKED)]

    assert [1, 0, 1] == counts


def test_a_trial_is_asked_afresh(store: Store) -> None:
    """What if must not be answered by what was."""
    put(store, examples.ABSENT_TRUST)
    run(COVERAGE_GAPS, store, ASKED)  # a server has planned the texts before the trial's clock runs

    with store.trial() as trial:
        before = run(COVERAGE_GAPS, trial, ASKED).count
        trial.apply(changes_over(trial, examples.NOT_KNOWN))
        after = run(COVERAGE_GAPS, trial, ASKED).count

    assert (1, 2) == (before, after)
