"""What holds for every analysis of the catalogue."""

import datetime
import re
from collections.abc import Iterable
from typing import Any

import pytest

from graph.errors import NotFound
from graph.model import MODEL
from graph.scope import EVERY_CATEGORY, OPERATOR, Scope
from graph.store import Store
from graph.worlds import put
from queries.analysis import Analysis, Asked, Example, run
from queries.catalogue import catalogue
from queries.coverage.policy_file import default_policy

ANALYSES = list(catalogue().values())
EXAMPLES = [(found, example) for found in ANALYSES for example in found.examples]
WRITES = ("CREATE", "MERGE", "SET", "DELETE", "REMOVE", "DROP", "FOREACH", "LOAD CSV")
COUNTRY_BUT_NOBODY = Scope(frozenset(), EVERY_CATEGORY)


def name_of(found: object) -> str:
    """Name a test after its analysis or example."""
    if isinstance(found, Analysis):
        return found.slug
    return found.title if isinstance(found, Example) else ""


@pytest.mark.parametrize("found", ANALYSES, ids=name_of)
def test_every_label_type_and_property_of_a_text_is_declared(found: Analysis) -> None:
    """A misspelt name finds nothing and says nothing: it must be found before anybody asks."""
    unknown = [f"{name}: {word}" for name, text in found.texts.items() for word in undeclared(text)]

    assert [] == unknown


@pytest.mark.parametrize("found", ANALYSES, ids=name_of)
def test_no_text_writes(found: Analysis) -> None:
    """A question that changes the answer to the next one is none."""
    words = {word for text in found.texts.values() for word in re.findall(r"[A-Z]{3,}", text)}

    assert set() == words & set(WRITES)


@pytest.mark.parametrize("found", ANALYSES, ids=name_of)
def test_the_last_column_of_an_order_is_a_key(found: Analysis) -> None:
    """Pages are stable and both engines agree only where the order is complete."""
    unordered = [
        name
        for name, text in found.texts.items()
        if found.answer is None and "ORDER BY" not in text
    ]

    assert [] == unordered


@pytest.mark.parametrize("found", ANALYSES, ids=name_of)
def test_every_word_for_people_is_there(found: Analysis) -> None:
    """A column without a meaning is a number that somebody will misread."""
    texts = [
        found.question,
        found.why,
        found.source.text,
        *(column.help for column in found.columns.values()),
        *(parameter.help for parameter in found.parameters.values()),
    ]

    assert [] == [
        text for text in texts if not text.strip() or (text[0].islower() and len(text) > 60)
    ]


@pytest.mark.parametrize(
    ("found", "example"), EXAMPLES, ids=[f"{a.slug}: {e.title}" for a, e in EXAMPLES]
)
def test_every_example_says_what_it_promises(
    found: Analysis, example: Example, store: Store
) -> None:
    """An example is documentation that is checked."""
    put(store, example.given)

    rows = run(found, store, asking(example, OPERATOR)).rows

    assert list(example.expect) == narrowed(rows, example.expect)


@pytest.mark.parametrize(
    "found", [found for found in ANALYSES if found.about == "cases"], ids=name_of
)
def test_nobody_sees_a_case_of_an_area_that_is_not_theirs(found: Analysis, store: Store) -> None:
    """Scope is inside the question, not around it."""
    example = next(example for example in found.examples if example.expect)
    put(store, example.given)

    try:
        rows = list(run(found, store, asking(example, COUNTRY_BUT_NOBODY)).rows)
    except NotFound:
        rows = []

    assert [] == rows


@pytest.mark.parametrize("found", ANALYSES, ids=name_of)
def test_an_empty_store_has_an_answer(found: Analysis, store: Store) -> None:
    """The first thing that an administrator meets is a store with nothing in it."""
    if any(parameter.required for parameter in found.parameters.values()):
        return
    day = datetime.date(2026, 1, 31)

    answer = run(found, store, Asked(OPERATOR, day, day, default_policy()))

    assert ([], 0) == (list(answer.rows), answer.count)


def asking(example: Example, scope: Scope) -> Asked:
    """Ask an example by its own policy, day and parameters."""
    policy = example.policy or default_policy()
    day = example.as_of
    return Asked(scope, day, day, policy, example.parameters, waivers=example.waivers)


def narrowed(rows: Iterable[dict[str, Any]], expected: Iterable[Any]) -> list[dict[str, Any]]:
    """Keep of each row the columns that the example speaks of."""
    wanted = list(expected)
    found = list(rows)
    names = [list(row) for row in wanted] + [[] for _ in found[len(wanted) :]]
    return [
        {name: row[name] for name in columns} for row, columns in zip(found, names, strict=False)
    ]


def undeclared(text: str) -> list[str]:
    """Return labels, relationship types and properties of a text that the model does not have."""
    labels = set(re.findall(r"\(\s*\w*:(\w+)", text))
    types = {word for group in re.findall(r"\[\w*:([A-Z_|]+)", text) for word in group.split("|")}
    properties = set(re.findall(r"(?<![\d$])\b[a-z]\w*\.([a-z]\w*)", text))
    keys = set(re.findall(r"\{\s*(\w+):", text))
    return sorted(
        (labels - set(MODEL.node_types))
        | (types - MODEL.relationship_types)
        | ((properties | keys) - MODEL.property_names)
    )
