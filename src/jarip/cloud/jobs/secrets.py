"""Projects' secrets: sealed when they come in, opened only to start a job.

AES-256-GCM with a key derived from the installation's secret; the project and the name are
authenticated with it, so that a sealed text is of no use in another place.
Source: NIST SP 800-38D (GCM), RFC 5869 (HKDF).
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.db.clock import Clock
from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import ConflictError, InvalidInputError, NotFoundError
from jarip.cloud.jobs.tables import Secret

NONCE_BYTES = 12
MOST_BYTES = 16 * 1024
PURPOSE = b"jarip project secrets 1"


def put_secret(
    session: Session,
    clock: Clock,
    installation_secret: bytes,
    project_id: str,
    name: str,
    text: str,
) -> Secret:
    """Store a secret, or replace the one of this name."""
    if not text or len(text.encode()) > MOST_BYTES or "\0" in text:
        raise InvalidInputError(f"has to be 1 to {MOST_BYTES} bytes without NUL", where="value")
    now_ms = clock.now_ms()
    row = _find(session, project_id, name)
    if row is None:
        row = Secret(id=new_id("sec", now_ms), project_id=project_id, name=name, created_ms=now_ms)
        session.add(row)
    row.sealed = _seal(installation_secret, project_id, name, text)
    row.changed_ms = now_ms
    session.flush()
    return row


def list_secrets(session: Session, project_id: str) -> Sequence[Secret]:
    """The project's secrets by name, still sealed."""
    return session.scalars(
        select(Secret).where(Secret.project_id == project_id).order_by(Secret.name)
    ).all()


def delete_secret(session: Session, project_id: str, name: str) -> None:
    """Forget a secret. Jobs that are running keep what they got."""
    row = _need(session, project_id, name)
    session.delete(row)
    session.flush()


def check_secrets(session: Session, project_id: str, names: Iterable[str]) -> None:
    """NotFoundError for the first name the project has no secret of."""
    for name in names:
        _need(session, project_id, name)


def open_secret(session: Session, installation_secret: bytes, project_id: str, name: str) -> str:
    """A secret's text. ConflictError if it was sealed by another installation."""
    row = _need(session, project_id, name)
    sealed = base64.b64decode(row.sealed)
    try:
        text = _cipher(installation_secret).decrypt(
            sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _place(project_id, name)
        )
    except InvalidTag:
        raise ConflictError(
            "the secret was sealed with another installation's key",
            where=name,
            todo="set it anew, or restore secret.key from the same backup as the database",
        ) from None
    return text.decode()


def _seal(installation_secret: bytes, project_id: str, name: str, text: str) -> str:
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher(installation_secret).encrypt(nonce, text.encode(), _place(project_id, name))
    return base64.b64encode(nonce + sealed).decode()


def _cipher(installation_secret: bytes) -> AESGCM:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return AESGCM(derive.derive(installation_secret))


def _place(project_id: str, name: str) -> bytes:
    return f"{project_id}/{name}".encode()


def _find(session: Session, project_id: str, name: str) -> Secret | None:
    return session.scalar(
        select(Secret).where(Secret.project_id == project_id, Secret.name == name)
    )


def _need(session: Session, project_id: str, name: str) -> Secret:
    row = _find(session, project_id, name)
    if row is None:
        raise NotFoundError(
            "the project has no secret of this name", where=name, todo=f"jarip secret set {name}"
        )
    return row
