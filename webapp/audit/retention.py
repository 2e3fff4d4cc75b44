"""Retention: entries before a day go, and a signed entry in the chain says which.

Tries to sign in before that day go with them: each names a person and an address, and nothing else
ever removes one. So does what was over before it (`over.py`). Sessions and waits need no day; what
has ended of them goes when somebody next signs in (`sessions.tidy`, `waits.tidy`).
"""

import datetime
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from webapp.audit.chain import append, canonical
from webapp.audit.events import ENTRIES_REMOVED, SIGN_INS_REMOVED
from webapp.audit.origin import made
from webapp.audit.over import begin_of
from webapp.database.audit import AuditCase, AuditEntry, AuditHead, AuditList
from webapp.database.sign_ins import SignIn

NOT_CHECKED = (
    "Signatures of removals were not checked: they need the secret of the site, in MAPPA_SECRET or "
    "MAPPA_SECRET_FILE"
)
SIGNED = ("before", "removed_from", "removed_to", "removed_count", "last_hash")


@dataclass(frozen=True)
class Removable:
    """What would go: how many entries, from which to which number, and the hash of the last."""

    count: int
    first: int = 0
    last: int = 0
    last_hash: str = ""


def removable(session: Session, before: datetime.date) -> Removable:
    """Count the entries that stand before the first one of a day or later; the rest is kept."""
    stays = select(func.min(AuditEntry.number)).where(AuditEntry.at >= before.isoformat())
    number = session.scalar(stays)
    goes = select(
        func.count(), func.min(AuditEntry.number), func.max(AuditEntry.number)
    ).select_from(AuditEntry)
    if number is not None:
        goes = goes.where(AuditEntry.number < number)
    count, first, last = session.execute(goes).one()
    if not count:
        return Removable(0)
    last_hash = session.scalar(select(AuditEntry.hash).where(AuditEntry.number == last)) or ""
    return Removable(count, first, last, last_hash)


def retain(session: Session, before: datetime.date, secret: str) -> Removable:
    """Remove the entries before a day; the entry that says so is written first, in one transaction.

    The database refuses to remove an entry unless the head says up to which one it may.
    """
    session.execute(select(AuditHead.id).with_for_update()).one()
    goes = removable(session, before)
    if not goes.count:
        return goes
    fields: dict[str, Any] = {
        "before": before.isoformat(), "removed_from": goes.first, "removed_to": goes.last,
        "removed_count": goes.count, "last_hash": goes.last_hash,
    }  # fmt: skip
    append(session, made(ENTRIES_REMOVED, {**fields, "signature": signature(fields, secret)}))
    session.execute(update(AuditHead).values(removing_to=goes.last))
    session.execute(delete(AuditEntry).where(AuditEntry.number <= goes.last))
    session.execute(update(AuditHead).values(removing_to=0))
    unused = select(AuditList.id).where(AuditList.digest.not_in(select(AuditEntry.cases_digest)))
    session.execute(delete(AuditCase).where(AuditCase.list_id.in_(unused)))
    session.execute(delete(AuditList).where(AuditList.id.in_(unused)))
    return goes


def removable_sign_ins(session: Session, before: datetime.date) -> int:
    """Count the tries to sign in before a day."""
    found = select(func.count()).select_from(SignIn).where(SignIn.at < begin_of(before))
    return session.scalar(found) or 0


def retain_sign_ins(session: Session, before: datetime.date) -> int:
    """Remove the tries to sign in before a day, with an entry that says so; return how many."""
    count = removable_sign_ins(session, before)
    if count:
        told = {"before": before.isoformat(), "removed_count": count}
        append(session, made(SIGN_INS_REMOVED, told))
        session.execute(delete(SignIn).where(SignIn.at < begin_of(before)))
    return count


def signature(fields: Mapping[str, Any], secret: str) -> str:
    """Return the signature of a removal under the secret of the site."""
    key = hashlib.sha256(b"mappa audit retention\0" + secret.encode()).digest()
    text = canonical([fields[name] for name in SIGNED])
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def is_signed(fields: Mapping[str, Any], secret: str) -> bool:
    """Say whether a removal carries the signature of the site."""
    return hmac.compare_digest(str(fields["signature"]), signature(fields, secret))


def removal_in(text: str) -> Mapping[str, Any] | None:
    """Read what an entry says of a removal, or nothing where it is none."""
    try:
        fields = json.loads(text)
    except ValueError:
        return None
    return (
        fields if isinstance(fields, dict) and set(fields) == set(ENTRIES_REMOVED.fields) else None
    )
