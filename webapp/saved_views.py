"""Views that somebody keeps: a page, its filters and what was opened in it, with a name and a note.

A view holds keys and words of an address, never rows: whoever opens it sees by their own scope, as
things stand then. It outlives a load of the data.
"""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import flask
from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BuildError

from graph.errors import InputError, NotFound
from queries.catalogue import catalogue
from webapp.access import Access, access_to
from webapp.audit import events
from webapp.audit.origin import note
from webapp.database.people import User
from webapp.database.saved_views import SavedView
from webapp.person import Person
from webapp.pictures.choice import keys_in
from webapp.roles import ROLES
from webapp.routes import routes

LONGEST_NAME, LONGEST_NOTE, LONGEST_ADDRESS, LONGEST_KEY = 80, 500, 1500, 100
"""Characters."""
MOST_OPENED = 50
LARGEST = 2**31 - 1
"""No view has a larger number, and a database takes none."""
MOST_VIEWS = 200
"""Of one person: a list that is longer is no list any more."""
NOT_KEPT = frozenset({"format", "page", "csrf_token", "limit"})
"""Of an address: in which form and which part of the answer, not what was asked."""
OWN = "saved."
"""How the names of the pages of views begin: a view of a view could lead to itself."""
EXPANDED = "expanded"
"""The parameter of an address that names what was opened in a picture, once for each key."""
GONE = "There is no saved view of that number that you may open"


@dataclass(frozen=True)
class Kept:
    """What a view leads to: a page by the name of its route, its parts, its query, keys opened."""

    page: str
    parts: Mapping[str, str]
    query: Sequence[tuple[str, str]]
    expanded: Sequence[str] = ()
    note: str = ""
    cases: Collection[str] = field(default=frozenset())
    """The cases that it names: it is shown to those alone who may see them all."""

    @property
    def texts(self) -> set[str]:
        """Return every text in it that may be a key of something."""
        of_pictures = {key for _, value in self.query for key in keys_in(value)}
        told = {value for _, value in self.query}
        return {*self.parts.values(), *told, *of_pictures, *self.expanded}

    @property
    def address(self) -> str:
        """Return the address of the page. Raises NotFound where the site has that page no more."""
        try:
            told: dict[str, Any] = dict(self.parts)
            path = url_for(self.page, **told)
        except BuildError as error:
            raise NotFound("The page that this view is of is not there any more") from error
        query = [*self.query, *((EXPANDED, key) for key in self.expanded)]
        return f"{path}?{urlencode(query)}" if query else path

    def as_json(self) -> dict[str, Any]:
        """Return what is stored beside the name of the page."""
        return {
            "parts": dict(self.parts), "query": [list(pair) for pair in self.query],
            "expanded": list(self.expanded), "note": self.note, "cases": sorted(self.cases),
        }  # fmt: skip


def kept(view: SavedView) -> Kept:
    """Return what a view leads to."""
    held = view.holds
    query = [(name, value) for name, value in held["query"]]
    return Kept(
        view.page, held["parts"], query, held["expanded"], held["note"], frozenset(held["cases"])
    )


def read_address(address: str, expanded: Sequence[str], person: Person) -> Kept:
    """Read what is to be kept from the address of a page of this site. Raises InputError."""
    parts = urlsplit(address)
    if len(address) > LONGEST_ADDRESS or not address.isprintable():
        raise InputError(f"The address is longer than {LONGEST_ADDRESS} characters. Choose less")
    try:
        page, told = flask.current_app.url_map.bind("localhost").match(parts.path, method="GET")
    except HTTPException as error:
        raise InputError(
            "That is no page that can be saved. Open a page, save from there"
        ) from error
    values = {name: str(value) for name, value in told.items()}
    if parts.scheme or parts.netloc or not may_open(person, page, values):
        raise InputError("That is no page that can be saved. Open a page, save from there")
    query = parse_qsl(parts.query)
    keys = [*expanded, *(value for name, value in query if name == EXPANDED)]
    if len(keys) > MOST_OPENED or not all(
        len(key) <= LONGEST_KEY and key.isprintable() for key in keys
    ):
        raise InputError(
            f"What was opened in the picture has to be {MOST_OPENED} keys or fewer. Close some"
        )
    asked = [(name, value) for name, value in query if name not in NOT_KEPT | {EXPANDED} and value]
    return Kept(page, values, asked, tuple(dict.fromkeys(filter(None, keys))))


def may_open(person: Person, page: str, parts: Mapping[str, str]) -> bool:
    """Say whether somebody may open a page: what it then shows follows from their own scope."""
    access = access_of(page, parts)
    return access is not None and access.allows(person)


def access_of(page: str, parts: Mapping[str, str]) -> Access | None:
    """Return who may open a page that can be saved; pages for everybody, and of none, cannot."""
    route = None if page.startswith(OWN) else dict(routes()).get(page)
    if route is None or not route.access.needs or "GET" not in route.methods:
        return None
    asked = catalogue().get(parts.get("slug", ""))
    return access_to(asked) if asked else route.access


def roles_for(page: str, parts: Mapping[str, str]) -> dict[str, str]:
    """Return the roles with which a view of a page can be shared, by name, with their titles."""
    access = access_of(page, parts)
    needs = access.needs if access else frozenset()
    return {name: role.title for name, role in ROLES.items() if needs & role.may}


def views_of(session: Session, person: Person) -> list[tuple[SavedView, str]]:
    """Return the views of a person and those shared with a role of theirs, with whose they are."""
    wanted = (
        select(SavedView, User.name, User.shown)
        .join(User, User.id == SavedView.owner_id)
        .where((SavedView.owner_id == person.id) | SavedView.shared_with.in_(person.roles))
        .order_by(func.lower(SavedView.name), SavedView.id)
    )
    return [(view, shown or name) for view, name, shown in session.execute(wanted)]


def own_view(session: Session, number: int, person: Person) -> SavedView:
    """Return a view of the person's own, to be changed. Raises NotFound."""
    view = session.get(SavedView, number, with_for_update=True) if number <= LARGEST else None
    if view is None or view.owner_id != person.id:
        raise NotFound(GONE)
    return view


@dataclass(frozen=True)
class Named:
    """How a view is called, and what its owner says of it."""

    name: str
    note: str = ""

    def problems(self) -> dict[str, str]:
        """Return what is wrong with it, by field."""
        found = {}
        if not self.name or len(self.name) > LONGEST_NAME or not self.name.isprintable():
            found["name"] = f"Give the view a name of 1 to {LONGEST_NAME} characters"
        if len(self.note) > LONGEST_NOTE or "\x00" in self.note:
            found["note"] = f"Write a note of at most {LONGEST_NOTE} characters"
        return found


def save(
    session: Session, person: Person, named: Named, what: Kept, now: datetime.datetime
) -> SavedView:
    """Keep a view. Raises InputError where the person has one of that name, or too many."""
    _refuse_taken(session, person, named.name)
    mine = select(func.count()).select_from(SavedView).where(SavedView.owner_id == person.id)
    if (session.scalar(mine) or 0) >= MOST_VIEWS:
        raise InputError(f"You have {MOST_VIEWS} saved views. Delete some that you need no more")
    view = SavedView(
        owner_id=person.id, name=named.name, page=what.page,
        holds={**what.as_json(), "note": named.note}, made_at=now, changed_at=now,
    )  # fmt: skip
    session.add(view)
    session.flush()
    on_record(session, view, "saved")
    return view


def rename(
    session: Session, view: SavedView, person: Person, named: Named, now: datetime.datetime
) -> None:
    """Give a view another name and note. Raises InputError where the name is taken."""
    _refuse_taken(session, person, named.name, but=view.id)
    view.name, view.changed_at = named.name, now
    view.holds = {**view.holds, "note": named.note}
    on_record(session, view, "renamed")


def share(session: Session, view: SavedView, role: str, now: datetime.datetime) -> None:
    """Share a view with everybody who has a role; an empty role makes it private again."""
    if role and role not in roles_for(view.page, view.holds["parts"]):
        raise InputError("The view cannot be shared with that role: it may not open the page")
    view.shared_with, view.changed_at = role or None, now
    on_record(session, view, "shared" if role else "made private")


def delete(session: Session, view: SavedView) -> None:
    """Delete a view, for everybody it was shared with as well."""
    on_record(session, view, "deleted")
    session.delete(view)


def free_name(session: Session, person: Person, wanted: str) -> str:
    """Return a name that the person has no view of yet: the wanted one, or with a number."""
    mine = set(session.scalars(select(SavedView.name).where(SavedView.owner_id == person.id)))
    room = wanted[: LONGEST_NAME - 6]
    numbered = (f"{room} ({number})" for number in range(2, MOST_VIEWS + 3))
    return next(name for name in (wanted, *numbered) if name not in mine)


def on_record(session: Session, view: SavedView, change: str) -> None:
    """Put a change of a view on record; its name and note are the owner's words, and are not."""
    note(
        session, events.VIEW_CHANGED, view=view.id, change=change, page=view.page,
        shared_with=view.shared_with or "nobody",
    )  # fmt: skip


def _refuse_taken(session: Session, person: Person, name: str, but: int = 0) -> None:
    taken = select(SavedView.id).where(
        SavedView.owner_id == person.id, SavedView.name == name, SavedView.id != but
    )
    if session.scalar(taken) is not None:
        raise InputError("You have a view of that name already. Choose another name")
