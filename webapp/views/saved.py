"""Saved views: mine and those shared with my roles; opened, renamed, copied, shared, deleted."""

import json
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from graph.errors import InputError, NotFound
from graph.reference import names
from queries.catalogue import catalogue
from queries.named_cases import named_cases, seen_cases
from webapp import saved_views
from webapp.access import QUESTIONS, Refused, Route
from webapp.audit.seen import seen
from webapp.caller import caller
from webapp.coverage_filters import LABELS
from webapp.database.saved_views import SavedView
from webapp.forms import typed
from webapp.person import Person
from webapp.roles import ROLES
from webapp.routes import routes
from webapp.saved_views import GONE, LONGEST_ADDRESS, Kept, Named, kept
from webapp.site import site

BOTH = ("GET", "POST")
Page = str | tuple[str, int] | Response

PAGES = {
    "cases.shown": "Case",
    "co_attendance.shown": "Which agencies meet",
    "gaps.listed": "Missing agencies",
    "path.shown": "How two things are connected",
    "pictures.agency": "Picture of agency",
    "pictures.case": "Picture of case",
    "pictures.panel": "Picture of panel",
}
"""Pages that can be saved, as their own headings call them."""


def listed() -> str:
    """List my views, and those that others share with a role of mine."""
    me = _me()
    with site().database.reading() as session:
        found = saved_views.views_of(session, me)
    mine = [(view, whose) for view, whose in found if view.owner_id == me.id]
    others = _open_to(me, [pair for pair in found if pair[0].owner_id != me.id])
    seen().case(*(case for view, _ in (*mine, *others) for case in kept(view).cases))
    return render_template(
        "views.html",
        mine=[_row(view) for view, _ in mine],
        others=[_row(view, whose) for view, whose in others],
    )


def made() -> Page:
    """Save a view of the page that the form came from."""
    address, expanded = request.form.get("address", "")[: LONGEST_ADDRESS + 1], _expanded()
    named = Named(typed("name").strip(), typed("note").strip())
    if not address:
        return _form(named, "", ()), 400 if request.method == "POST" else 200
    try:
        what = saved_views.read_address(address, expanded, _me())
    except InputError as error:
        return _form(named, "", (), {"name": str(error)}), 400
    problems = named.problems()
    if not problems:
        try:
            view = _saved(named, what)
            return redirect(url_for("saved.about", view=view.id), 303)
        except InputError as error:
            problems = {"name": str(error)}
    return _form(named, address, expanded, problems), 400


def opened(view: int) -> Response:
    """Lead to the page that a view is of, with the same filters: as things stand for me now."""
    found, _ = _found(view)
    return redirect(kept(found).address, 303)


def about(view: int) -> Page:
    """Show what a view holds; to its owner with the forms that change it."""
    return _about(view)


def changed(view: int) -> Page:
    """Change name and note of a view, or with whom it is shared."""
    here, now, me = site(), site().now(), _me()
    named = Named(typed("name").strip(), typed("note").strip())
    what = typed("what")
    if what not in {"name", "share"}:
        raise InputError("Nothing of that kind can be changed. Open the view again")
    problems = named.problems() if what == "name" else {}
    if problems:
        return _about(view, problems)
    try:
        with here.database.writing() as session:
            found = saved_views.own_view(session, view, me)
            if what == "name":
                saved_views.rename(session, found, me, named, now)
            else:
                saved_views.share(session, found, typed("role"), now)
    except InputError as error:
        return _about(view, {"name" if what == "name" else "role": str(error)})
    return redirect(url_for("saved.about", view=view), 303)


def copied(view: int) -> Response:
    """Make a view of my own out of one that I may open."""
    found, _ = _found(view)
    me = _me()
    with site().database.writing() as session:
        name = saved_views.free_name(session, me, found.name)
        named = Named(name, kept(found).note)
        made = saved_views.save(session, me, named, kept(found), site().now())
    return redirect(url_for("saved.about", view=made.id), 303)


def deleted(view: int) -> Page:
    """Delete a view of mine, once the box that says so is ticked."""
    if not typed("sure"):
        with site().database.reading() as session:
            saved_views.own_view(session, view, _me())
        return _about(view, {"sure": "Tick the box if you want to delete the view"})
    with site().database.writing() as session:
        saved_views.delete(session, saved_views.own_view(session, view, _me()))
    return redirect(url_for("saved.listed"), 303)


def _saved(named: Named, what: Kept) -> SavedView:
    with site().store.snapshot() as reader:
        cases = named_cases(reader, what.texts, site().asked())
    what = Kept(what.page, what.parts, what.query, what.expanded, named.note, cases)
    with site().database.writing() as session:
        return saved_views.save(session, _me(), named, what, site().now())


def _me() -> Person:
    person = caller().person
    if person is None:
        raise Refused("Sign in first")
    return person


def _expanded() -> tuple[str, ...]:
    """Return the keys that the picture's script has noted as opened. Raises InputError."""
    text = request.form.get("expanded", "")
    try:
        found = json.loads(text) if text else []
    except ValueError as error:
        raise InputError("What was opened in the picture cannot be read") from error
    if not isinstance(found, list) or not all(isinstance(key, str) for key in found):
        raise InputError("What was opened in the picture cannot be read")
    return tuple(found)


def _found(number: int) -> tuple[SavedView, str]:
    """Return a view that I may open, with whose it is. Raises NotFound, alike for all others."""
    me = _me()
    with site().database.reading() as session:
        pairs = [pair for pair in saved_views.views_of(session, me) if pair[0].id == number]
    shared = [pair for pair in pairs if pair[0].owner_id == me.id] or _open_to(me, pairs)
    if not shared:
        raise NotFound(GONE)
    seen().case(*kept(shared[0][0]).cases)
    return shared[0]


def _open_to(me: Person, pairs: list[tuple[SavedView, str]]) -> list[tuple[SavedView, str]]:
    """Leave out views of pages that I may not open, and those that name a case hidden from me.

    A case that is hidden and one that is not there any more count alike: neither is seen.
    """
    cases = {case for view, _ in pairs for case in kept(view).cases}
    with site().store.snapshot() as reader:
        visible = seen_cases(reader, cases, site().asked())
    return [
        (view, whose)
        for view, whose in pairs
        if saved_views.may_open(me, view.page, view.holds["parts"])
        and set(kept(view).cases) <= visible
    ]


def _row(view: SavedView, whose: str = "") -> list[Any]:
    what = kept(view)
    role = ROLES.get(view.shared_with or "")
    return [
        {"text": view.name, "href": url_for("saved.opened", view=view.id), "note": what.note},
        {"text": _page_words(what), "note": _query_words(what)},
        whose or (role.title if role else "nobody"),
        view.changed_at.date(),
        {"text": f"About {view.name}", "href": url_for("saved.about", view=view.id)},
    ]


def _page_words(what: Kept) -> str:
    """Say which page a view is of."""
    asked = catalogue().get(what.parts.get("slug", ""))
    if asked:
        return asked.question
    route = dict(routes()).get(what.page)
    if route is None:
        return "a page that is not there any more"
    area, _, name = what.page.partition(".")
    words = route.navigation or f"{area}: {name}".replace("_", " ").capitalize()
    return " ".join([PAGES.get(what.page, words), *what.parts.values()])


def _query_words(what: Kept) -> str:
    """Say by what a page is narrowed, and how much was opened in its picture."""
    types = names("agency_type")
    said = [
        f"{LABELS.get(name, name.replace('_', ' '))}: "
        f"{types.get(value, value) if name == 'type' else value}"
        for name, value in what.query
    ]
    if what.expanded:
        said.append(f"{len(what.expanded)} opened in the picture")
    return "; ".join(said)


def _about(number: int, problems: dict[str, str] | None = None) -> Page:
    found, whose = _found(number)
    what = kept(found)
    page = render_template(
        "view.html",
        view=found,
        whose=whose,
        own=found.owner_id == _me().id,
        note=what.note,
        page_words=_page_words(what),
        query_words=_query_words(what) or "nothing",
        roles=saved_views.roles_for(found.page, found.holds["parts"]),
        problems=problems or {},
    )
    return (page, 400) if problems else page


def _form(
    named: Named, address: str, expanded: tuple[str, ...], problems: dict[str, str] | None = None
) -> str:
    return render_template(
        "view_new.html",
        named=named,
        address=address,
        expanded=json.dumps(expanded) if expanded else "",
        problems=problems or {},
    )


ROUTES = (
    Route("/views", "listed", listed, QUESTIONS, footer="Saved views"),
    Route("/views/new", "made", made, QUESTIONS, BOTH),
    Route("/views/<int:view>", "opened", opened, QUESTIONS),
    Route("/views/<int:view>/about", "about", about, QUESTIONS),
    Route("/views/<int:view>/change", "changed", changed, QUESTIONS, ("POST",)),
    Route("/views/<int:view>/copy", "copied", copied, QUESTIONS, ("POST",)),
    Route("/views/<int:view>/delete", "deleted", deleted, QUESTIONS, ("POST",)),
)
