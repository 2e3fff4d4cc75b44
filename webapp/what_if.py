"""What if: things are supposed, the main question is asked before and after, nothing is written.

The same trial and the same comparison tell what a load would do (`webapp/effect.py`).
"""

from collections.abc import Sequence
from dataclasses import replace

from graph.records import Changes, State
from graph.store import Reader, Store
from webapp.effect import Effect, Question, effect_of
from webapp.suppositions.supposed import Supposition


def suppose(
    store: Store, supposed: Sequence[Supposition], question: Question, *, then: Question
) -> Effect:
    """Ask, suppose, ask again (by `then`, which may have another policy); writes nothing.

    Of what touches single cases alone, only those are asked about. Raises NotFound and InputError
    for what cannot be supposed, TimeLimit.
    """
    cases = [one.case for one in supposed]
    if supposed and question.policy == then.policy and None not in cases:
        named = tuple(sorted({case for case in cases if case is not None}))
        question, then = replace(question, cases=named), replace(then, cases=named)
    return effect_of(store, lambda trial: changes_of(trial, supposed, question), question, then)


def changes_of(reader: Reader, supposed: Sequence[Supposition], question: Question) -> Changes:
    """Return what all that is supposed would change. Raises NotFound and InputError."""
    states: dict[tuple[str, ...], State] = {}
    for one in supposed:
        states.update({state.identity: state for state in one.states(reader, question)})
    return Changes(put=tuple(states.values()))
