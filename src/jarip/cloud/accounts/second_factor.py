"""The second factor: TOTP (RFC 6238) from an authenticator app, and codes for when it is lost.

A code works once: the newest step used is kept, and only later ones are accepted. One step of
clock difference either way is forgiven.
"""

from __future__ import annotations

import secrets

import pyotp
import segno
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from jarip.cloud.accounts.tables import RecoveryCode, SecondFactor, User
from jarip.cloud.accounts.tokens import Purpose, hash_token
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import ConflictError, NotSignedInError
from jarip.cloud.sealing import seal_text, unseal_text

STEP_MS = 30_000
DRIFT_STEPS = 1
CODES = 10
FRESH_MS = 10 * 60_000
SEAL = "jarip second factor 1"
ISSUER = "Jarip"
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Nothing that is easily misread."""


def has_second_factor(session: Session, user_id: str) -> bool:
    """Whether the person confirmed one."""
    row = session.get(SecondFactor, user_id)
    return row is not None and row.confirmed_ms is not None


def begin_second_factor(session: Session, clock: Clock, secret: bytes, user: User) -> str:
    """A secret for the authenticator app, as `otpauth://...`. ConflictError if one is in force.

    It protects nothing until a code of it was given to `confirm_second_factor`. Asked again within
    ten minutes, as after a mistyped code, it is the same one.
    """
    row = session.get(SecondFactor, user.id)
    if row is not None and row.confirmed_ms is not None:
        raise ConflictError(
            "you have a second factor already", where=user.id, todo="remove it first"
        )
    if row is not None and 0 <= clock.now_ms() - row.created_ms < FRESH_MS:
        text = unseal_text(secret, SEAL, user.id, row.sealed)
    else:
        text = pyotp.random_base32()
        row = row or SecondFactor(user_id=user.id, last_step=0, confirmed_ms=None)
        row.sealed = seal_text(secret, SEAL, user.id, text)
        row.created_ms = clock.now_ms()
        session.add(row)
        session.flush()
    return pyotp.TOTP(text).provisioning_uri(name=user.email, issuer_name=ISSUER)


def draw_qr_code(uri: str) -> str:
    """An `otpauth://` address as an SVG picture."""
    picture: str = segno.make(uri, error="m").svg_inline(scale=5, border=2, omitsize=True)
    return picture


def confirm_second_factor(
    session: Session, clock: Clock, secret: bytes, user_id: str, code: str
) -> list[str]:
    """Put the second factor in force; ten recovery codes, never shown again."""
    row = _locked(session, user_id)
    if row is None or row.confirmed_ms is not None:
        raise ConflictError("there is no second factor to confirm", where=user_id)
    if not _totp_matches(row, clock, secret, code):
        raise _wrong_code()
    row.confirmed_ms = clock.now_ms()
    return make_recovery_codes(session, clock, secret, user_id)


def make_recovery_codes(session: Session, clock: Clock, secret: bytes, user_id: str) -> list[str]:
    """Ten new recovery codes; earlier ones stop working."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = ["-".join(_random_part() for _ in range(2)) for _ in range(CODES)]
    now = clock.now_ms()
    for code in codes:
        digest = hash_token(code, Purpose.RECOVERY, secret)
        session.add(
            RecoveryCode(id=new_id("rec", now), user_id=user_id, code_hash=digest, used_ms=None)
        )
    session.flush()
    return codes


def count_recovery_codes(session: Session, user_id: str) -> int:
    """How many recovery codes are left."""
    query = select(func.count()).where(
        RecoveryCode.user_id == user_id, RecoveryCode.used_ms.is_(None)
    )
    return session.scalar(query) or 0


def check_code(session: Session, clock: Clock, secret: bytes, user_id: str, code: str) -> None:
    """Use a code up: of the app, or a recovery code. NotSignedInError if it is wrong or used."""
    row = _locked(session, user_id)
    if row is None or row.confirmed_ms is None:
        raise ConflictError("there is no second factor", where=user_id)
    plain = "".join(code.split()).lower()
    if _totp_matches(row, clock, secret, plain):
        return
    used = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_hash == hash_token(plain, Purpose.RECOVERY, secret),
            RecoveryCode.used_ms.is_(None),
        )
        .values(used_ms=clock.now_ms())
        .returning(RecoveryCode.id)
    ).scalar_one_or_none()
    if used is None:
        raise _wrong_code()


def remove_second_factor(session: Session, user_id: str) -> None:
    """Take the second factor away, with its recovery codes."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    row = session.get(SecondFactor, user_id)
    if row is not None:
        session.delete(row)
    session.flush()


def _totp_matches(row: SecondFactor, clock: Clock, secret: bytes, code: str) -> bool:
    """Whether it is the code of a step near now and later than the last one used."""
    totp = pyotp.TOTP(unseal_text(secret, SEAL, row.user_id, row.sealed))
    now_step = clock.now_ms() // STEP_MS
    matching = [
        step
        for step in range(now_step - DRIFT_STEPS, now_step + DRIFT_STEPS + 1)
        if secrets.compare_digest(totp.generate_otp(step).encode(), code.encode())
    ]
    fresh = [step for step in matching if step > row.last_step]
    if not fresh:
        return False
    row.last_step = fresh[0]
    return True


def _locked(session: Session, user_id: str) -> SecondFactor | None:
    # Of two requests that bring the same code at once, one must see what the other used.
    return session.get(SecondFactor, user_id, with_for_update=True, populate_existing=True)


def _random_part() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(5))


def _wrong_code() -> NotSignedInError:
    return NotSignedInError(
        "the code is wrong, or was used", where="code", todo="wait for the next code"
    )
