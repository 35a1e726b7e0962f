"""Links that work once and not for long."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from jarip.cloud.accounts.tables import OneTimeToken
from jarip.cloud.accounts.tokens import Purpose, hash_token, new_token
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import NotSignedInError


def issue_token(
    session: Session,
    clock: Clock,
    installation_secret: bytes,
    purpose: Purpose,
    lasts_ms: int,
    *,
    user_id: str = "",
    detail: str = "",
) -> str:
    """A new token's text, for a link."""
    now = clock.now_ms()
    text = new_token()
    session.add(
        OneTimeToken(
            id=new_id("ott", now),
            purpose=purpose,
            user_id=user_id or None,
            token_hash=hash_token(text, purpose, installation_secret),
            detail=detail,
            created_ms=now,
            expires_ms=now + lasts_ms,
            used_ms=None,
        )
    )
    session.flush()
    return text


def use_token(
    session: Session, clock: Clock, installation_secret: bytes, purpose: Purpose, text: str
) -> OneTimeToken:
    """Use a token up. NotSignedInError if it is unknown, used or too old, without saying which."""
    now = clock.now_ms()
    digest = hash_token(text, purpose, installation_secret)
    used = session.execute(  # one statement: of two who come at once, one gets in
        update(OneTimeToken)
        .where(
            OneTimeToken.token_hash == digest,
            OneTimeToken.purpose == purpose,
            OneTimeToken.used_ms.is_(None),
            OneTimeToken.expires_ms > now,
        )
        .values(used_ms=now)
        .returning(OneTimeToken.id)
    ).scalar_one_or_none()
    if used is None:
        raise NotSignedInError(
            "this link was used, or is too old", where="token", todo="ask for a new link"
        )
    return session.scalars(select(OneTimeToken).where(OneTimeToken.id == used)).one()


def void_tokens(session: Session, clock: Clock, purpose: Purpose, user_id: str) -> None:
    """Make a person's unused links of one purpose useless."""
    session.execute(
        update(OneTimeToken)
        .where(
            OneTimeToken.purpose == purpose,
            OneTimeToken.user_id == user_id,
            OneTimeToken.used_ms.is_(None),
        )
        .values(used_ms=clock.now_ms())
    )
