"""Which cases a handful of keys speak of: a case's own key, or that of something on its record."""

from collections.abc import Collection, Mapping

from graph.store import Reader
from queries.analysis import Asked
from queries.narrowing import Narrowed
from queries.predicates import visible


def _text(found: str) -> str:
    return f"""UNWIND $keys AS wanted
MATCH {found}
WHERE {visible("matter")}
RETURN matter.ref AS reference
ORDER BY reference"""


OF_A_CASE = _text("(matter:MappaCase {ref: wanted})")
TEXTS: Mapping[str, str] = {
    "MappaCase": OF_A_CASE,
    "Offender": _text("(matter:MappaCase)-[:CONCERNS]->(:Offender {ref: wanted})"),
    "Discussion": _text("(:Discussion {code: wanted})-[:CONSIDERS]->(matter:MappaCase)"),
    "Action": _text(
        "(:Action {code: wanted})-[:RAISED_AT]->(:Discussion)-[:CONSIDERS]->(matter:MappaCase)"
    ),
    "Referral": _text("(:Referral {code: wanted})-[:FOR_CASE]->(matter:MappaCase)"),
    "Review": _text("(:Review {code: wanted})-[:OF_CASE]->(matter:MappaCase)"),
    "RiskAssessment": _text("(:RiskAssessment {code: wanted})-[:OF_CASE]->(matter:MappaCase)"),
}
"""By the label of what the key is of."""


def seen_cases(reader: Reader, keys: Collection[str], asked: Asked) -> frozenset[str]:
    """Return those of the keys that are cases which the asker may see."""
    return _found(reader, OF_A_CASE, keys, asked)


def named_cases(reader: Reader, keys: Collection[str], asked: Asked) -> frozenset[str]:
    """Return the cases which the asker may see and of which any of the keys speaks."""
    found = [_found(reader, text, keys, asked) for text in TEXTS.values()]
    return frozenset[str]().union(*found)


def _found(reader: Reader, text: str, keys: Collection[str], asked: Asked) -> frozenset[str]:
    if not keys:
        return frozenset()
    told = {**asked.values(), "keys": sorted(keys)}
    rows = Narrowed(reader, asked.scope).read(text, told, seconds=asked.seconds)
    return frozenset(row["reference"] for row in rows)
