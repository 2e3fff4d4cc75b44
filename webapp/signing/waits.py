"""Whoever fails again and again waits longer and longer: a name, a second factor, an address.

A name that nobody has waits as long as any other, so that waiting tells nothing.
"""

import datetime
import hashlib
import ipaddress
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from webapp.database.sign_ins import Wait

LONGEST = datetime.timedelta(minutes=15)
FORGOTTEN_AFTER = datetime.timedelta(days=1)
NETWORK_OF_ONE = 64
"""Bits of an IPv6 address that one connection has for itself."""


@dataclass(frozen=True)
class Limit:
    """How many failures cost nothing, and how long the first wait after them is."""

    kind: str
    free: int
    first_seconds: int


OF_A_NAME = Limit("name", 4, 15)
OF_A_CODE = Limit("code", 4, 30)
OF_AN_ADDRESS = Limit("address", 30, 15)
"""An office may have one address, and a Monday."""
OF_TOKENS = Limit("token", 10, 15)
"""By address too, and apart: a script that goes wrong must keep nobody from signing in."""


def begin_try(
    session: Session, limit: Limit, subject: str, now: datetime.datetime
) -> datetime.timedelta:
    """Count a try as failed before it is looked at; return how long to wait where it must not be.

    Tries that come at once cannot outrun the count: it is made under a lock, and taken back by
    `forget` when the try was good.
    """
    key = _key(limit, subject)
    wait = _held(session, key)
    if wait is None:
        insert = postgresql.insert if _dialect(session) == "postgresql" else sqlite.insert
        nothing_yet = {"subject": key, "failures": 0, "last_at": now, "free_at": now}
        session.execute(insert(Wait).values(nothing_yet).on_conflict_do_nothing())
        wait = _held(session, key)
        assert wait is not None  # noqa: S101 - whoever came first, it is there
    if wait.free_at > now:
        return wait.free_at - now
    if now - wait.last_at > FORGOTTEN_AFTER:
        wait.failures = 0
    wait.failures += 1
    wait.last_at = now
    wait.free_at = now + _delay(limit, wait.failures)
    return datetime.timedelta()


def left(
    session: Session, limit: Limit, subject: str, now: datetime.datetime
) -> datetime.timedelta:
    """Return how long the next try will not be looked at."""
    wait = session.get(Wait, _key(limit, subject))
    return wait.free_at - now if wait and wait.free_at > now else datetime.timedelta()


def must_wait(session: Session, limit: Limit, subject: str, now: datetime.datetime) -> bool:
    """Say whether the next try will not be looked at."""
    wait = session.get(Wait, _key(limit, subject))
    return wait is not None and wait.free_at > now


def forget(session: Session, limit: Limit, subject: str) -> None:
    """Forget the failures of somebody who has shown who they are."""
    session.execute(delete(Wait).where(Wait.subject == _key(limit, subject)))


def take_back(session: Session, limit: Limit, subject: str, now: datetime.datetime) -> None:
    """Take back the count of one try that was good, where earlier ones still count."""
    wait = session.get(Wait, _key(limit, subject), with_for_update=True)
    if wait is not None:
        wait.failures = max(0, wait.failures - 1)
        wait.free_at = now


def tidy(session: Session, now: datetime.datetime) -> None:
    """Remove what would be forgotten anyway."""
    session.execute(delete(Wait).where(Wait.last_at < now - 2 * FORGOTTEN_AFTER))


def _held(session: Session, key: str) -> Wait | None:
    """Return what is counted, held until the transaction ends."""
    return session.scalars(select(Wait).where(Wait.subject == key).with_for_update()).one_or_none()


def _delay(limit: Limit, failures: int) -> datetime.timedelta:
    beyond = failures - limit.free
    if beyond < 0:
        return datetime.timedelta()
    return min(LONGEST, datetime.timedelta(seconds=limit.first_seconds * 2 ** min(beyond, 12)))


def _key(limit: Limit, subject: str) -> str:
    if limit in (OF_AN_ADDRESS, OF_TOKENS):
        subject = network_of(subject)
    return hashlib.sha256(f"{limit.kind}:{subject}".encode()).hexdigest()


def network_of(address: str) -> str:
    """Return what one connection has for itself: an address, of IPv6 a network."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, NETWORK_OF_ONE), strict=False))
    return address


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name
