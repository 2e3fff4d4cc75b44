"""Several texts that a store is asked at once: each is answered, or all of it is refused."""

from collections.abc import Mapping

import pytest

from graph.errors import StoreError
from graph.store import Ask, Store
from graph.worlds import put
from tests.contract.test_every_store import GROUND

MANY: Mapping[str, Ask] = {
    f"text {number}": ("MATCH (kind:AgencyType) RETURN kind.code AS code, $n AS n ORDER BY code",
                       {"n": number})
    for number in range(9)
}  # fmt: skip


def test_several_texts_are_answered_by_their_names(store: Store) -> None:
    """A question of many texts takes no longer than it must, and mixes nothing up."""
    put(store, GROUND)
    expected = {f"text {n}": [{"code": "LHA", "n": n}, {"code": "POL", "n": n}] for n in range(9)}

    with store.snapshot() as reader, store.trial() as trial:
        answers = [store.read_each(MANY), reader.read_each(MANY), trial.read_each(MANY)]

    assert [expected, expected, expected] == answers
    assert {} == store.read_each({})


def test_one_wrong_text_among_several_is_told(store: Store) -> None:
    """Half of an answer would be read as the whole."""
    put(store, GROUND)

    with pytest.raises(StoreError):
        store.read_each({**MANY, "wrong": ("MATCH (", {})})
    with pytest.raises(StoreError, match="may not write"):
        store.read_each({**MANY, "writes": ("CREATE (n:Area {code: 'x'}) RETURN 1 AS n", {})})

    assert [] == store.read("MATCH (n:Area {code: 'x'}) RETURN 1 AS n")
