"""Reading the log."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.audit.tables import AuditEntry
from jarip.cloud.db.paging import PageOf, PageRequest, select_page


@dataclass(frozen=True)
class AuditFilter:
    """Which entries; what is empty or None does not matter."""

    actor: str = ""
    action: str = ""
    target: str = ""
    visits_only: bool = False
    from_ms: int | None = None
    to_ms: int | None = None


def list_entries(
    session: Session, organization_id: str, wanted: AuditFilter, page: PageRequest
) -> PageOf[AuditEntry]:
    """An organization's entries, newest first. `actor` is an id or a name."""
    query = select(AuditEntry).where(AuditEntry.organization_id == organization_id)
    if wanted.actor:
        query = query.where(
            (AuditEntry.actor_id == wanted.actor) | (AuditEntry.actor_name == wanted.actor)
        )
    if wanted.action:
        query = query.where(AuditEntry.action == wanted.action)
    if wanted.target:
        query = query.where(AuditEntry.target == wanted.target)
    if wanted.visits_only:
        query = query.where(AuditEntry.is_visit)
    if wanted.from_ms is not None:
        query = query.where(AuditEntry.at_ms >= wanted.from_ms)
    if wanted.to_ms is not None:
        query = query.where(AuditEntry.at_ms < wanted.to_ms)
    return select_page(session, query, AuditEntry.id, page)
