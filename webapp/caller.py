"""Who a request comes from: found by the number in its cookie, once a request."""

import datetime
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import flask

from webapp.database.people import User
from webapp.database.preferences import Preferences
from webapp.database.sign_ins import Session
from webapp.database.tokens import Token
from webapp.interface import token_sent
from webapp.person import Person, person_of
from webapp.signing import sessions

if TYPE_CHECKING:
    from webapp.site import Site

COOKIE_KEY = "id"
"""Under which the signed cookie holds the number of the session."""
PASSWORD, DEMO, PROVIDER = "password", "demo", "provider"
"""Ways to sign in."""
BY_TOKEN = "token"  # noqa: S105 - a word for a way
"""How a script asks, without signing in."""
GIVE_CODE, CHANGE_PASSWORD, SET_UP_FACTOR = "sign_in.code", "account.password", "account.factor"
"""What may be left to do on the way in: the names of the pages."""


@dataclass(frozen=True)
class Caller:
    """Who asks. `person` is nobody until every step of the way in is done."""

    person: Person | None = None
    user: User | None = None
    step: str = ""
    token: str = ""
    way: str = ""
    ends_at: datetime.datetime | None = None
    lapsed: bool = False
    preferences: Preferences | None = None
    """What the person chose for themselves, if anything."""
    key: int | None = None
    """Number of the token by which a script asks."""

    @property
    def is_known(self) -> bool:
        """Say whether at least a password was given."""
        return self.user is not None


NOBODY = Caller()


def caller() -> Caller:
    """Return who the request comes from."""
    if "caller" not in flask.g:
        flask.g.caller = NOBODY  # also where the database fails: an error page needs no name
        site: Site = flask.current_app.extensions["site"]
        flask.g.caller = _found(site)
    found: Caller = flask.g.caller
    return found


def person() -> Person:
    """Return the person whom the door has let in; pages that anybody may open have none."""
    found = caller().person
    if found is None:
        raise RuntimeError("the door lets nobody in here who is not signed in")
    return found


def forget_caller() -> None:
    """Look again at the cookie, which the request has changed."""
    flask.g.pop("caller", None)
    flask.g.pop("language", None)  # it may be the person's own


def _found(site: "Site") -> Caller:
    sent = token_sent()
    if sent:
        return _by_token(site, sent)
    token = flask.session.get(COOKIE_KEY)
    if not isinstance(token, str) or not token:
        return NOBODY
    now, limits = site.now(), site.limits
    with site.database.reading() as database:
        found = sessions.whose(database, token, now, limits)
        if found is None or found[1].disabled_at or not _is_open(found[1], found[0], site):
            return Caller(lapsed=True)
        session, user, preferences = found
        step = _step(user, session, site)
        person = person_of(database, user, site.clock(), now) if not step else None
    if now - session.seen_at >= sessions.SEEN_EVERY:
        with site.database.writing() as database:
            sessions.seen(database, session, now)
        ends_at = min(session.ends_at, now + limits.idle)
    else:
        ends_at = sessions.ends_at(session, limits)
    return Caller(person, user, step, token, session.way, ends_at, preferences=preferences)


def _by_token(site: "Site", sent: str) -> Caller:
    """Return the person of a token: with a token the cookie counts for nothing.

    Raises MustWait.
    """
    from webapp.signing.by_token import tried  # it notes for the audit, which asks who calls

    found = tried(site, sent)
    if found is None or not _is_open(found.user, found.token, site):
        return NOBODY
    if found.token.way == PASSWORD and _unfinished(found.user, site):
        return NOBODY
    with site.database.reading() as database:
        person = person_of(database, found.user, site.clock(), site.now())
    person = replace(person, only=frozenset(found.token.may))
    return Caller(person, found.user, way=BY_TOKEN, ends_at=found.token.ends_at, key=found.token.id)


def _unfinished(user: User, site: "Site") -> bool:
    """Say whether a person has to do something before they, or a token of theirs, go on."""
    lacks_factor = not user.factor_at and site.settings.second_factor == "required"
    return user.temporary_until is not None or lacks_factor


def _is_open(user: User, session: Session | Token, site: "Site") -> bool:
    """Say whether the way somebody came in exists here, and still leads to them."""
    if session.way == PROVIDER:
        provider = site.settings.provider
        return provider is not None and user.issuer == provider.issuer
    return session.way != DEMO or site.demo


def _step(user: User, session: Session, site: "Site") -> str:
    """Return what is left to do on the way in, if anything; a provider asks for its own factor."""
    if session.way in {DEMO, PROVIDER}:
        return ""
    if user.factor_at and not session.factor_at:
        return GIVE_CODE
    if user.temporary_until:
        return CHANGE_PASSWORD
    if not user.factor_at and site.settings.second_factor == "required":
        return SET_UP_FACTOR
    return ""
