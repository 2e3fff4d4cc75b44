"""Links a user to what the organisation's provider calls them: they then sign in there alone."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from graph.errors import InputError
from webapp.accounts import reset_factor
from webapp.audit import events
from webapp.audit.origin import note
from webapp.database.people import User
from webapp.signing import sessions
from webapp.signing.provider import is_subject


def link(session: Session, user: User, issuer: str, subject: str) -> None:
    """Let a user in by the provider, and by nothing else: password and second factor are gone.

    Two ways in are two to guard, and whoever leaves the organisation keeps the other. Raises
    InputError for what no provider calls anybody, and for somebody else's.
    """
    if not is_subject(subject):
        raise InputError(
            "That is no subject of a provider. It stands on the page that the person is shown when "
            "they sign in there and nobody has linked them"
        )
    other = session.scalars(
        select(User).where(User.issuer == issuer, User.subject == subject, User.id != user.id)
    ).one_or_none()
    if other is not None:
        raise InputError(f"{other.name} is linked to it already. Unlink {other.name} first")
    user.issuer, user.subject = issuer, subject
    user.password_hash = user.password_at = user.temporary_until = None
    _changed(session, user, "linked to the provider")


def unlink(session: Session, user: User) -> None:
    """Take the link away; the user has no way in until somebody gives a password."""
    if user.subject is None:
        raise InputError(f"{user.name} is not linked to a provider")
    user.issuer = user.subject = None
    _changed(session, user, "unlinked")


def _changed(session: Session, user: User, change: str) -> None:
    note(session, events.PEOPLE_CHANGED, user=user.name, change=change, kind="", value="")
    if user.factor_secret:
        reset_factor(session, user)
    sessions.end_all(session, user.id)
