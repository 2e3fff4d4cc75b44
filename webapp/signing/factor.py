"""The second factor: codes of an app (TOTP), each good once, and codes to recover by."""

import base64
import datetime
import hashlib
import hmac
import secrets
from collections.abc import Sequence

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from webapp.database.people import RecoveryCode, User
from webapp.database.shape import rows_changed

ISSUER = "MAPPA Explorer"
STEP_SECONDS = 30
LENIENCE = (0, -1, 1)
"""Steps of time beside the present one: clocks differ, and people type."""
RECOVERY_CODES = 10
RECOVERY_BYTES = 10
"""80 bits of chance, so that a plain hash of a code cannot be guessed back."""


def new_secret() -> str:
    """Return a secret for an app."""
    return pyotp.random_base32()


def address_of(secret: str, name: str) -> str:
    """Return what the picture that an app reads holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def drawn(secret: str, name: str) -> str:
    """Return the picture that an app reads, as the address of an image inside the page."""
    return segno.make(address_of(secret, name), error="m").svg_data_uri(scale=5, border=4)


def sealed(secret: str, key: str) -> str:
    """Return a secret as the database keeps it: a copy of the database is no second factor."""
    return _fernet(key).encrypt(secret.encode()).decode()


def opened(text: str | None, key: str) -> str | None:
    """Return a secret from what the database keeps; none where the site's secret has changed."""
    if text is None:
        return None
    try:
        return _fernet(key).decrypt(text.encode()).decode()
    except InvalidToken:
        return None


def step_of(secret: str, code: str, now: datetime.datetime) -> int | None:
    """Return the step of time that a code belongs to, if it is one of now."""
    digits = "".join(code.split())
    if len(digits) != 6 or not digits.isascii() or not digits.isdecimal():
        return None
    present = int(now.timestamp()) // STEP_SECONDS
    one_time = pyotp.TOTP(secret)
    found = None
    for beside in LENIENCE:
        expected = one_time.generate_otp(present + beside)
        if hmac.compare_digest(expected, digits) and found is None:
            found = present + beside
    return found


def take_code(session: Session, user: User, code: str, key: str, now: datetime.datetime) -> bool:
    """Say whether a code is right, and take it, so that it counts once, also when sent twice."""
    secret = opened(user.factor_secret, key)
    step = step_of(secret, code, now) if secret else None
    if step is None:
        return False
    earlier = or_(User.factor_step.is_(None), User.factor_step < step)
    done = session.execute(update(User).where(User.id == user.id, earlier).values(factor_step=step))
    return rows_changed(done) == 1


def recovery_codes() -> list[str]:
    """Return new codes to recover by, as they are shown once."""
    return [_grouped(secrets.token_bytes(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]


def keep_recovery_codes(
    session: Session, user: User, codes: Sequence[str], now: datetime.datetime
) -> None:
    """Keep the hashes of new codes in place of the old ones."""
    session.query(RecoveryCode).filter(RecoveryCode.user_id == user.id).delete()
    for code in codes:
        session.add(RecoveryCode(user_id=user.id, code_hash=hash_of(code), made_at=now))


def take_recovery_code(session: Session, user: User, code: str, now: datetime.datetime) -> bool:
    """Say whether a recovery code is right and unused, and use it up."""
    done = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_hash == hash_of(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return rows_changed(done) == 1


def hash_of(code: str) -> str:
    """Return the hash of a recovery code, however its groups are written."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def _grouped(chance: bytes) -> str:
    text = base64.b32encode(chance).decode()
    return "-".join(text[place : place + 4] for place in range(0, len(text), 4))


def _fernet(key: str) -> Fernet:
    derived = hmac.new(key.encode(), b"second factor", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(derived))
