"""Keeps documents in step with their rows, within the transactions that change them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Insert, event, insert, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session

from jarip.cloud.accounts.tables import Member, User
from jarip.cloud.audit.tables import AuditEntry
from jarip.cloud.db.base import Base
from jarip.cloud.db.database import Database
from jarip.cloud.jobs.tables import Attempt
from jarip.cloud.search.documents import (
    Kind,
    add_documents,
    remove_document,
    replace_document,
)
from jarip.cloud.search.sources import SOURCES, describe_audit_entry, describe_member
from jarip.cloud.search.tables import SearchLogPosition


def install_search_hook(database: Database) -> None:
    """Have every row that can be found indexed when it is written."""
    event.listen(database.writer, "after_flush", _after_flush)
    event.listen(database.writer, "do_orm_execute", _on_execute)


def _after_flush(session: Session, _context: Any) -> None:
    connection = session.connection()
    new = [row for row in session.new if type(row) in SOURCES]
    add_documents(connection, [SOURCES[type(row)].describe(connection, row) for row in new])
    attempts = [row.id for row in session.new if isinstance(row, Attempt)]
    if attempts:
        connection.execute(
            insert(SearchLogPosition),
            [{"attempt_id": each, "offset": 0, "part": 0, "is_done": False} for each in attempts],
        )
    for row in session.dirty:
        source = SOURCES.get(type(row))
        if source and _has_changed(row, source.watched):
            replace_document(connection, source.describe(connection, row))
        if isinstance(row, User) and _has_changed(row, ("name", "email")):
            _rename_member(session, row)
    for row in session.deleted:
        if isinstance(row, Member):
            remove_document(connection, Kind.MEMBER, row.user_id, row.organization_id)


def _on_execute(state: ORMExecuteState) -> None:
    """The audit log is written by statements rather than by objects."""
    mapper = state.bind_mapper
    if isinstance(state.statement, Insert) and mapper and mapper.class_ is AuditEntry:
        entry = AuditEntry(**state.statement.compile().params)
        connection = state.session.connection()
        add_documents(connection, [describe_audit_entry(connection, entry)])


def _rename_member(session: Session, user: User) -> None:
    connection = session.connection()
    for member in connection.execute(select(Member).where(Member.user_id == user.id)):
        replace_document(connection, describe_member(connection, member))  # type: ignore[arg-type]


def _has_changed(row: Base, columns: tuple[str, ...]) -> bool:
    state = inspect(row)
    return any(state.attrs[name].history.has_changes() for name in columns)
