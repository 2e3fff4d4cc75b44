"""The questions of the catalogue, each under its slug; the most asked under a name of their own."""

import hashlib
from functools import partial
from typing import Any

from flask import Response

from graph.schema import Kind
from queries.analysis import Analysis
from queries.catalogue import analysis, catalogue
from webapp.access import QUESTIONS, Refused, access_to
from webapp.api.endpoint import LIMIT, Endpoint, Told
from webapp.api.shapes import DAY, NUMBER, OBJECT, POLICY, TEXT, YES_NO, Shape, each, one, row_of
from webapp.caller import caller
from webapp.output import json_text
from webapp.site import site

NAMED = {
    "/coverage": "coverage-totals",
    "/coverage/gaps": "coverage-gaps",
    "/coverage/matrix": "coverage-matrix",
    "/coverage/trend": "coverage-trend",
    "/indicators": "board-indicators",
    "/attendance": "attendance",
    "/actions": "actions-open",
    "/actions/overdue": "actions-overdue",
    "/actions/carried-forward": "actions-carried-forward",
    "/reviews/overdue": "review-overdue",
    "/directory/health": "directory-health",
}
"""Questions that pages of their own show, by their address here."""


def listed(told: Told) -> dict[str, Any]:
    """Return the questions that the caller may ask."""
    del told
    rows = [
        {
            "slug": slug, "question": found.question, "why": found.why, "about": found.about,
            "totals_only": found.aggregate, "parameters": list(found.parameters),
            "columns": list(found.columns),
        }
        for slug, found in catalogue().items()
        if may_ask(found)
    ]  # fmt: skip
    return {"rows": rows, "count": len(rows)}


def may_ask(found: Analysis) -> bool:
    """Say whether the caller may ask a question."""
    person = caller().person
    return person is not None and access_to(found).allows(person)


def refuse_unless(found: Analysis) -> None:
    """Raise Refused for a question that the caller may not ask."""
    if not may_ask(found):
        raise Refused("Your role does not ask this question.")


def asked(told: Told, slug: str) -> dict[str, Any]:
    """Answer a question as `mappa ask --format json` does; `limit` cuts the rows.

    To those who may not load, `store` is a digest of the rows and no number of a load: that would
    tell of changes that are hidden from them.
    """
    found = analysis(slug)
    refuse_unless(found)
    parameters = {
        name: given.read(name, ";".join(told[name]))
        if given.kind is Kind.LIST and told[name]
        else told[name]
        for name, given in found.parameters.items()
    }
    sent = site().answer(found, parameters, told.get("limit")).as_json()
    person = caller().person
    if person is None or not person.may("load"):
        sent["store"] = hashlib.sha256(json_text(sent["rows"]).encode()).hexdigest()[:16]
    return sent


def shape_of(found: Analysis) -> Shape:
    """Return the shape of an answer to a question."""
    return one(
        found.why,
        analysis=TEXT,
        as_of=DAY,
        parameters=OBJECT,
        policy=POLICY,
        store={"type": ["integer", "string"]},
        columns=each(TEXT),
        rows=each(row_of(found)),
        count=NUMBER,
        truncated=YES_NO,
    )


def of(slug: str, address: str = "", name: str = "") -> Endpoint:
    """Return the endpoint of one question. Raises NotFound."""
    found = analysis(slug)
    return Endpoint(
        address or f"/analysis/{slug}",
        name or f"analysis_{slug.replace('-', '_')}",
        found.question,
        access_to(found),
        partial(asked, slug=slug),
        shape_of(found),
        {**found.parameters, "limit": LIMIT},
    )


class OfTheCatalogue(Endpoint):
    """The endpoint of every question: what it is told is declared by the one that is asked."""

    def answered(self, **parts: str) -> Response:
        """Answer the question that the address names. Raises NotFound, Refused."""
        found = analysis(parts["slug"])
        refuse_unless(found)
        return of(found.slug).answered()


EVERY_QUESTION = OfTheCatalogue(
    "/analysis/<slug>", "analysis", "One question of the catalogue", QUESTIONS, asked, OBJECT,
    instead=lambda: (of(slug) for slug in catalogue()),
)  # fmt: skip
ENDPOINTS = (
    Endpoint(
        "/analysis", "analyses", "The questions that may be asked", QUESTIONS, listed,
        one(
            rows=each(one(slug=TEXT, question=TEXT, why=TEXT, about=TEXT, totals_only=YES_NO,
                          parameters=each(TEXT), columns=each(TEXT))),
            count=NUMBER,
        ),
        of_a_day=False,
    ),
    EVERY_QUESTION,
    *(
        of(slug, address, address.strip("/").replace("/", "_").replace("-", "_"))
        for address, slug in NAMED.items()
    ),
)  # fmt: skip
