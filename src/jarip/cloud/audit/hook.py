"""Writes the entry of a change into the very transaction that makes it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from jarip.cloud.audit.chain import NewEntry, append_entry
from jarip.cloud.audit.current import AuditedRequest, current_request
from jarip.cloud.db.base import Base
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database

KEY = "jarip_audit_changes"
MOST_ROWS = 20
MOST_CHARACTERS = 200
HIDDEN = ("hash", "sealed", "secret", "token", "password", "codes")
"""A column with one of these in its name is never shown, only that it changed."""


def install_audit_hook(database: Database, clock: Clock, secret: bytes) -> None:
    """Have every change that a request makes in this database written to the log."""

    def on_flush(session: Session, _context: Any) -> None:
        if current_request() is not None:
            _collect(session)

    def on_commit(session: Session) -> None:
        request = current_request()
        if request is None or not request.actor_id or not request.is_change:
            return
        session.flush()
        append_entry(session, clock, secret, _entry(request, session.info.pop(KEY, [])))
        request.notes = {}

    event.listen(database.writer, "after_flush", on_flush)
    event.listen(database.writer, "before_commit", on_commit)


def _entry(request: AuditedRequest, changes: list[dict[str, Any]]) -> NewEntry:
    made = [each["id"] for each in changes if each["what"] == "made"]
    return NewEntry(
        organization_id=request.organization_id,
        actor_id=request.actor_id,
        actor_name=request.actor_name,
        action=request.action,
        target=request.target or request.path_target or (made[0] if made else ""),
        is_visit=request.is_visit,
        address=request.address,
        detail={"rows": changes[:MOST_ROWS], **request.notes},
    )


def _collect(session: Session) -> None:
    changes: list[dict[str, Any]] = session.info.setdefault(KEY, [])
    if len(changes) >= MOST_ROWS:
        return
    for what, rows in (
        ("made", session.new),
        ("changed", session.dirty),
        ("deleted", session.deleted),
    ):
        for row in rows:
            values = _changed_values(row) if what == "changed" else {}
            if isinstance(row, Base) and (what != "changed" or values):
                changes.append({"what": what, "table": row.__tablename__, "id": _id(row), **values})


def _id(row: Base) -> str:
    return ",".join(str(part) for part in inspect(row).mapper.primary_key_from_instance(row))


def _changed_values(row: Any) -> dict[str, Any]:
    """`{"columns": {"role": ["developer", "admin"]}}`: old and new; empty if nothing changed."""
    columns = {}
    for attribute in inspect(row).attrs:
        history = attribute.history
        if history.has_changes():
            old, new = (
                values[0] if values else None for values in (history.deleted, history.added)
            )
            hidden = any(word in attribute.key for word in HIDDEN)
            columns[attribute.key] = ["…", "…"] if hidden else [_short(old), _short(new)]
    return {"columns": columns} if columns else {}


def _short(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    return str(value)[:MOST_CHARACTERS]
