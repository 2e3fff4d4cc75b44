"""Of many cases a question looks at all, of few at each by its name: the answer is one."""

import datetime
from itertools import product

import pytest

from graph.scope import EVERY_CATEGORY, Scope
from graph.store import Row, Store
from graph.worlds import case, edge, node, put, reference, world
from queries import subqueries
from queries.analysis import Asked, run
from queries.catalogue import catalogue
from queries.coverage import examples

DAY = datetime.date(2026, 1, 31)
EARLIER = datetime.date(2025, 5, 1)
LATER = datetime.date(2025, 6, 1)
ASKED_OF_MANY = ("data-quality", "review-overdue", "forward-look", "looks-under-levelled")
HIDES = "no Category 4"
SCOPES = {
    "everything": Scope(None, EVERY_CATEGORY, restricted=True),
    HIDES: Scope(None, EVERY_CATEGORY - {"4"}),
}
WORLD = world(
    examples.PRESENT_TRUST,
    reference([("NHST", "area"), ("POL", "area")], circumstances=["no_fixed_abode"]),
    *(
        part
        for ref, category in (("C7", "1"), ("C8", "4"))
        for part in (
            case(ref, level="1", category=category, opened_on=EARLIER),
            edge("AT_LEVEL", ref, "2", valid_from=EARLIER, valid_to=LATER),
            edge("LED_BY", ref, "TRUST", valid_from=LATER, valid_to=EARLIER),
            edge("INVOLVES", ref, "TRUST", valid_from=EARLIER, role="core"),
            edge("HAS_CIRCUMSTANCE", ref, "no_fixed_abode", valid_from=EARLIER, answer="no"),
            edge("HAS_CIRCUMSTANCE", ref, "no_fixed_abode", valid_from=LATER, answer="yes"),
            node("Review", f"V-{ref}", {"OF_CASE": [ref]}, done_on=LATER, outcome="remain"),
            node(
                "RiskAssessment",
                f"R-{ref}",
                {"OF_CASE": [ref]},
                tool="rosh",
                band="high",
                assessed_on=LATER,
            ),
        )
    ),
)
"""Of two such cases one is hidden from those who may not see Category 4."""


def test_many_cases_are_answered_for_as_few_are(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A country and an area must not hear two things, nor anybody of a case hidden from them."""
    put(store, WORLD)

    few = answers_of(store)
    monkeypatch.setattr(subqueries, "MANY", 0)
    many = answers_of(store)

    assert few == many
    assert {"C7", "C8"} <= cases_in(few["data-quality", "everything"])
    hidden = [key for key, rows in many.items() if key[1] == HIDES and "C8" in cases_in(rows)]
    assert [] == hidden


def answers_of(store: Store) -> dict[tuple[str, str], list[Row]]:
    """Ask each question anew, as each asker."""
    found = {}
    for slug, (name, scope) in product(ASKED_OF_MANY, SCOPES.items()):
        store.kept.pop("answers", None)
        asked = Asked(scope, DAY, DAY, examples.POLICY)
        found[slug, name] = list(run(catalogue()[slug], store, asked).rows)
    return found


def cases_in(rows: list[Row]) -> set[str]:
    """Return the cases that rows are about."""
    return {row["case"] for row in rows}
