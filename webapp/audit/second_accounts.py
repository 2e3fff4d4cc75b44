"""Who was given a role for cases, by whom; and whether both come from one address.

Nobody gives a role to themselves. That a user administrator makes a second account for themselves
cannot be prevented where one person looks after users; it can be seen.
"""

import datetime
import json
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.audit.events import PEOPLE_CHANGED
from webapp.database.audit import AuditEntry
from webapp.roles import ROLES

GIVEN_DAYS = 30
FOR_CASES = frozenset(name for name, role in ROLES.items() if role.may & {"cases", "totals"})
"""Roles that show cases, or counts of them."""
RULE = (
    f"Roles for cases that were given in the last {GIVEN_DAYS} days. It is unusual that whoever "
    f"was given one and whoever gave it are on record from the same address: it may be a second "
    f"account of one person, or two people in one office."
)


@dataclass(frozen=True)
class GivenRole:
    """A role that somebody was given, and whether giver and receiver share an address."""

    at: str
    by: str
    user: str
    role: str
    shared: str

    def in_words(self) -> str:
        """Say what is unusual, if anything is."""
        return f"both came from {self.shared}" if self.shared else ""


def given_roles(session: Session, today: datetime.date) -> list[GivenRole]:
    """Return the roles for cases that were given lately: the unusual first, then the newest."""
    begins = (today - datetime.timedelta(days=GIVEN_DAYS - 1)).isoformat()
    wanted = (
        select(AuditEntry.at, AuditEntry.who, AuditEntry.what)
        .where(AuditEntry.event == PEOPLE_CHANGED.name, AuditEntry.at >= begins)
        .order_by(AuditEntry.number.desc())
    )
    gifts = [(at, who, json.loads(what)) for at, who, what in session.execute(wanted)]
    gifts = [(at, who, told) for at, who, told in gifts if _is_of_cases(told)]
    people = {name for _, who, told in gifts for name in (who, told["user"])}
    addresses = _addresses(session, people, begins)
    found = [
        GivenRole(at, who, told["user"], told["value"], _shared(addresses, who, told["user"]))
        for at, who, told in gifts
    ]
    return sorted(found, key=lambda one: not one.shared)


def _is_of_cases(told: dict[str, str]) -> bool:
    return told["change"] == "given" and told["kind"] == "role" and told["value"] in FOR_CASES


def _addresses(session: Session, people: set[str], begins: str) -> dict[str, set[str]]:
    """Return from where people are on record."""
    wanted = (
        select(AuditEntry.who, AuditEntry.address)
        .where(AuditEntry.who.in_(people), AuditEntry.at >= begins, AuditEntry.address != "")
        .distinct()
    )
    found: dict[str, set[str]] = {}
    for who, address in session.execute(wanted):
        found.setdefault(who, set()).add(address)
    return found


def _shared(addresses: dict[str, set[str]], one: str, other: str) -> str:
    both = addresses.get(one, set()) & addresses.get(other, set())
    return min(both, default="")
