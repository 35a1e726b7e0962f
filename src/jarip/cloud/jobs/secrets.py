"""Projects' secrets: sealed when they come in, opened only to start a job.

The project and the name are sealed in with it (`jarip.cloud.sealing`), so that a sealed text is of
no use in another place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.db.clock import Clock
from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import ConflictError, InvalidInputError, NotFoundError
from jarip.cloud.jobs.tables import Secret
from jarip.cloud.sealing import UnsealError, seal_text, unseal_text

MOST_BYTES = 16 * 1024
PURPOSE = "jarip project secrets 1"


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
    row.sealed = seal_text(installation_secret, PURPOSE, _place(project_id, name), text)
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
    try:
        return unseal_text(installation_secret, PURPOSE, _place(project_id, name), row.sealed)
    except UnsealError:
        raise ConflictError(
            "the secret was sealed with another installation's key",
            where=name,
            todo="set it anew, or restore secret.key from the same backup as the database",
        ) from None


def _place(project_id: str, name: str) -> str:
    return f"{project_id}/{name}"


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
