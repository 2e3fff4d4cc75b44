"""Which of some cases may the asker see? The answer for a load that would change them."""

import datetime
from collections.abc import Mapping, Sequence

from graph.model import MODEL
from graph.scope import Scope
from graph.states import batches, existing_keys
from graph.store import Reader
from queries.narrowing import Narrowed
from queries.predicates import visible

VISIBLE_TEXT = f"""UNWIND $references AS wanted
MATCH (matter:MappaCase {{ref: wanted}})
WHERE {visible("matter")}
RETURN matter.ref AS reference
ORDER BY reference"""

TEXTS: Mapping[str, str] = {"visible": VISIBLE_TEXT}


def unseen_cases(
    reader: Reader, references: Sequence[str], scope: Scope, today: datetime.date
) -> frozenset[str]:
    """Return, of some cases, those that are there and that the asker may not see."""
    there = existing_keys(reader, MODEL.node_types["MappaCase"], list(references))
    asked = Narrowed(reader, scope)
    seen = {
        row["reference"]
        for piece in batches(sorted(there))
        for row in asked.read(VISIBLE_TEXT, {**scope.parameters(today), "references": piece})
    }
    return frozenset(there - seen)
