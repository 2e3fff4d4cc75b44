"""What somebody waits for at a page or at a key: type-ahead, what-if, the page of an agency."""

import datetime
from collections.abc import Callable, Sequence

from benchmarks.timing import Timed, over
from graph.store import Row, Store
from queries.analysis import Asked
from queries.coverage.policy import Policy
from queries.search import search
from webapp.effect import Question
from webapp.suppositions.cases import Moved
from webapp.what_if import suppose

KEYS = 50
"""How many texts are typed, cases moved and pages opened."""
NAMES = """MATCH (person:Offender)
WHERE person.name IS NOT NULL
RETURN person.name AS name
ORDER BY name"""
AGENCIES = """MATCH (agency:Agency)
RETURN agency.code AS code
ORDER BY code"""


def typed(store: Store, cases: Sequence[str], asked: Asked) -> Timed:
    """Time type-ahead: the beginnings of references and of names, after a first search."""
    names = [row["name"] for row in spread(store.read(NAMES))]
    beginnings = [text[:length] for text in (*cases, *names) for length in (2, 4, 7)]

    def product(text: str) -> object:
        with store.snapshot() as reader:
            return search(reader, text, asked, limit=10)

    product(beginnings[0])
    return over(product, beginnings)


def moved(store: Store, policy: Policy, day: datetime.date, cases: Sequence[str]) -> Timed:
    """Time what-if: each case at another level, its gaps before and after."""
    question = Question(policy, day, day)

    def product(case: str) -> object:
        return suppose(store, [Moved(case, "2")], question, then=question)

    product(cases[0])
    return over(product, cases)


def agency_pages(store: Store, get: Callable[[str], None]) -> Timed:
    """Time the pages of agencies, as a browser gets them."""
    codes = [row["code"] for row in spread(store.read(AGENCIES))]
    get(f"/agencies/{codes[0]}")
    return over(get, [f"/agencies/{code}" for code in codes])


def spread(rows: Sequence[Row]) -> list[Row]:
    """Return some rows, evenly from all."""
    return list(rows)[:: max(1, len(rows) // KEYS)][:KEYS]
