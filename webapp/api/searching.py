"""Search, by POST: what is looked for stands in no address and in no log."""

from typing import Any

from graph.schema import Kind
from queries.analysis import Parameter
from queries.search import KINDS, LIMIT, MOST, search
from webapp.access import CASES
from webapp.api.endpoint import Endpoint, Told
from webapp.api.shapes import NUMBER, TEXT, each, maybe, one
from webapp.audit.seen import seen
from webapp.site import site

LONGEST = 200
"""Characters that are looked at."""


def found(told: Told) -> dict[str, Any]:
    """Return what begins with the words of a text, the best first."""
    here = site()
    text = told["text"][:LONGEST]
    limit = LIMIT if told["limit"] is None else min(told["limit"], MOST)
    with here.store.snapshot() as reader:
        hits = search(reader, text, here.asked(), kinds=told["kinds"] or (), limit=limit)
    seen().searched(text, hits)
    rows = [
        {
            "kind": hit.kind, "key": hit.key, "name": hit.name, "matched": hit.matched,
            "how": hit.how, "areas": list(hit.areas), "cases": list(hit.cases),
        }
        for hit in hits
    ]  # fmt: skip
    return {"rows": rows, "count": len(rows)}


ENDPOINTS = (
    Endpoint(
        "/search", "search", "Find a case, an agency, a panel, an area or a person", CASES, found,
        one(
            rows=each(one(
                kind=TEXT, key=TEXT, name=maybe(TEXT), matched=maybe(TEXT), how=TEXT,
                areas=each(TEXT), cases=each(TEXT),
            )),
            count=NUMBER,
        ),
        body={
            "text": Parameter(Kind.TEXT, "Beginnings of words.", required=True),
            "kinds": Parameter(
                Kind.LIST, "Only these kinds.", choices={kind: kind for kind in KINDS}
            ),
            "limit": Parameter(Kind.INTEGER, f"Most hits; {LIMIT} if not given, {MOST} at most."),
        },
    ),
)  # fmt: skip
