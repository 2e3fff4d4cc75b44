"""An answer is kept as long as the data is what it was, and no longer."""

from graph.scope import EVERY_CATEGORY, OPERATOR, Scope
from graph.store import Store
from graph.worlds import changes_over, put
from queries.analysis import Asked, run
from queries.coverage import examples
from queries.coverage_gaps import COVERAGE_GAPS

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
