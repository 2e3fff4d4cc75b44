"""The demonstration's invented users: one for each role, whom anybody on this machine may be."""

import datetime
import ipaddress
from collections.abc import Sequence
from typing import TYPE_CHECKING

import flask
from sqlalchemy import select

from webapp.access import Refused
from webapp.accounts import Change, Opening, give, grant, user_named
from webapp.audit import events
from webapp.audit.origin import note
from webapp.caller import DEMO
from webapp.database.opening import Database
from webapp.database.people import EVERYWHERE, User
from webapp.person import grants_of
from webapp.roles import ROLES
from webapp.signing import sessions

if TYPE_CHECKING:
    from webapp.site import Site

AREA = "cheshire"
GRANTED_DAYS = 60


def add_invented_users(database: Database, change: Change, *, agency: str = "") -> None:
    """Add a user for each role, without a password: no other way in than the demonstration's."""
    with database.writing() as session:
        for role, declared in ROLES.items():
            name = f"demo.{role}"
            if session.scalars(select(User).where(User.name == name)).one_or_none():
                continue
            shown = f"Invented {declared.title.lower()}"
            user = User(name=name, shown=shown, made_at=change.at, made_by=change.by)
            session.add(user)
            session.flush()
            give(session, user, "role", role, change)
            for category in ("1", "2", "3", "unknown"):
                give(session, user, "category", category, change)
            give(session, user, "area", AREA, change)
            if role == "administrator":
                give(session, user, "area", EVERYWHERE, change)
            if role == "contact" and agency:
                give(session, user, "agency", agency, change)


def open_restricted(database: Database, change: Change, cases: Sequence[str]) -> None:
    """Open restricted cases to the invented chair, unless they are: something to open to others."""
    today = change.at.astimezone().date()
    with database.writing() as session:
        chair = user_named(session, "demo.chair")
        held = grants_of(session, chair, today, change.at)
        for case in cases:
            if case not in held:
                until = today + datetime.timedelta(days=GRANTED_DAYS)
                opening = Opening(case, "An invented reason, for the demonstration", today, until)
                grant(session, chair, opening, change)


def invented_users(site: "Site") -> list[dict[str, str]]:
    """Return the invented users that anybody may be, in the order of the roles."""
    names = {f"demo.{role}": role for role in ROLES}
    wanted = select(User).where(
        User.name.in_(names), User.disabled_at.is_(None), User.password_hash.is_(None)
    )
    with site.database.reading() as database:
        found = {user.name for user in database.scalars(wanted)}
    return [
        {"name": name, "title": ROLES[role].title, "help": ROLES[role].help}
        for name, role in names.items()
        if name in found
    ]


def become(site: "Site", name: str) -> str:
    """Begin a session as an invented user. Raises Refused for anybody else, or from elsewhere."""
    if not site.demo or not _is_here(flask.request.remote_addr):
        raise Refused("The demonstration is for this machine alone.")
    if name not in {one["name"] for one in invented_users(site)}:
        raise Refused("The demonstration has no such user.")
    with site.database.writing() as database:
        user = database.scalars(select(User).where(User.name == name)).one()
        note(database, events.SIGN_IN_GOOD, who=name, step="demonstration")
        return sessions.begin(database, user, DEMO, site.now(), site.limits)


def _is_here(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False
