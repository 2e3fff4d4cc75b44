"""Search: what is typed is sent, never part of an address; what is found is grouped by kind."""

from collections.abc import Sequence
from typing import Any

from flask import Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from queries.search import MOST, Hit, search
from webapp.access import SEARCH, Route
from webapp.audit.seen import seen
from webapp.caller import caller
from webapp.forms import typed
from webapp.found import KINDS, address_of, how_found, leading_to
from webapp.languages import said
from webapp.lists import on_day
from webapp.output import json_text
from webapp.searching import LONGEST, opened, sealed
from webapp.site import site
from webapp.style import NODES

SUGGESTED = 8
"""Hits that are shown while somebody types."""
OF_PEOPLE = frozenset({"person", "contact"})
"""Kinds that have no page of their own, and lead to what they belong to."""


def kept() -> Answer:
    """Lead to what is found, under an address that only this session opens.

    Reloading it sends nothing again.
    """
    token = sealed(typed("text").strip(), caller().token, site().settings.secret)
    return redirect(on_day("search.shown", token=token), 303)


def shown(token: str) -> str:
    """Show what a search finds now, by kind; the address of another session says so."""
    text = opened(token, caller().token, site().settings.secret)
    if text is None:
        seen().is_nothing = True
        return render_template("search.html", kept=False)
    hits = _found(text, MOST)
    groups = [
        {
            "kind": kind,
            "words": words,
            "columns": [words.one, *_columns(kind)],
            "rows": [_row(hit) for hit in hits if hit.kind == kind],
        }
        for kind, words in KINDS.items()
    ]
    return render_template(
        "search.html",
        text=text,
        groups=[group for group in groups if group["rows"]],
        found=len(hits),
        more=len(hits) >= MOST,
        looks=NODES,
        sees_names="names" in site().asked().scope.sees,
        kept=True,
    )


def suggested() -> Response:
    """Return the best of what is found while somebody types, as JSON."""
    told = [_suggestion(hit) for hit in _found(typed("text").strip(), SUGGESTED)]
    return Response(json_text({"hits": told}, indent=None), content_type="application/json")


def _found(text: str, limit: int) -> Sequence[Hit]:
    here = site()
    asked = here.asked()
    with here.store.snapshot() as reader:
        hits = search(reader, text[:LONGEST], asked, limit=limit)
    seen().searched(text, hits)
    return hits


def _columns(kind: str) -> list[str]:
    leads_to = ["Leads to"] if kind in OF_PEOPLE else []
    return [*leads_to, *(["Area"] if kind != "area" else [])]


def _row(hit: Hit) -> list[Any]:
    more = [{"text": text, "href": href} for text, href in leading_to(hit)]
    told = {"Leads to": {"items": more} if more else "", "Area": ", ".join(hit.areas)}
    # A number by chance tells nobody anything; the key of an agency is the register's own.
    key = hit.key if hit.kind in {"agency", "panel"} else ""
    note = ", ".join(filter(None, [key, how_found(hit)]))
    name = {"text": hit.name, "href": address_of(hit.kind, hit.key), "note": note}
    return [name, *(told[column] for column in _columns(hit.kind))]


def _suggestion(hit: Hit) -> dict[str, str]:
    """Return a hit as the list below the search box shows it; without a page it is looked for."""
    href = address_of(hit.kind, hit.key) or next((to for _, to in leading_to(hit)), "")
    return {
        "kind": hit.kind,
        "kind_words": said(KINDS[hit.kind].one),
        "text": hit.name,
        "note": " · ".join(filter(None, [", ".join(hit.areas[:2]), how_found(hit)])),
        "href": href or url_for("home.home"),
    }


ROUTES = (
    Route("/search", "kept", kept, SEARCH, ("POST",)),
    Route("/search/suggest", "suggested", suggested, SEARCH, ("POST",)),
    Route("/search/<token>", "shown", shown, SEARCH),
)
