"""Reading notices, as the console and the API show them."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from jarip.cloud.db.paging import PageOf, PageRequest, select_page
from jarip.cloud.errors import NotFoundError
from jarip.cloud.notices.tables import Delivery, Notice


def list_notices(
    session: Session, organization_id: str, page: PageRequest, *, unread_only: bool = False
) -> PageOf[Notice]:
    """What an organization was told, newest first."""
    query = select(Notice).where(Notice.organization_id == organization_id)
    if unread_only:
        query = query.where(Notice.read_ms.is_(None))
    return select_page(session, query, Notice.id, page)


def count_unread(session: Session, organization_id: str) -> int:
    """How many notices nobody has read yet."""
    query = select(func.count()).where(
        Notice.organization_id == organization_id, Notice.read_ms.is_(None)
    )
    return int(session.scalar(query) or 0)


def mark_read(session: Session, now_ms: int, organization_id: str, notice_id: str = "") -> int:
    """Mark one notice, or all, as read; returns how many were not yet."""
    change = update(Notice).where(
        Notice.organization_id == organization_id, Notice.read_ms.is_(None)
    )
    if notice_id:
        notice = session.get(Notice, notice_id)
        if notice is None or notice.organization_id != organization_id:
            raise NotFoundError("the organization has no notice with this id", where=notice_id)
        change = change.where(Notice.id == notice_id)
    result = session.execute(change.values(read_ms=now_ms).returning(Notice.id))
    return len(result.all())


def list_deliveries(session: Session, organization_id: str, page: PageRequest) -> PageOf[Delivery]:
    """What was or is being sent to an organization, newest first."""
    query = select(Delivery).where(Delivery.organization_id == organization_id)
    return select_page(session, query, Delivery.id, page)
