"""Quotas of chips: set, removed, listed."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.organizations import find_organization
from jarip.cloud.accounts.projects import find_project
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import get_locked
from jarip.cloud.db.ids import new_id
from jarip.cloud.steering.tables import PoolQuota


class SetQuota(BaseModel):
    """The most chips that jobs may have at once."""

    organization: str = Field(min_length=1, max_length=200, description="Id or slug")
    project: str = Field(
        default="", max_length=200, description="Id or slug; empty for the whole organization"
    )
    chip_kind: str = Field(
        default="", max_length=64, description="A kind or a maker; empty for all chips together"
    )
    chips: int = Field(ge=0, le=1_000_000, description="0 lets nothing start")


def set_quota(session: Session, clock: Clock, request: SetQuota) -> PoolQuota:
    """Set or change the quota of an organization or project for a kind.

    Running jobs are left alone. NotFoundError for an organization or project that there isn't.
    """
    now_ms = clock.now_ms()
    organization = find_organization(session, request.organization)
    project_id = (
        find_project(session, organization.id, request.project).id if request.project else ""
    )
    query = select(PoolQuota).where(
        PoolQuota.organization_id == organization.id,
        PoolQuota.project_id == project_id,
        PoolQuota.chip_kind == request.chip_kind,
    )
    quota = session.scalar(query.with_for_update())
    if quota is None:
        quota = PoolQuota(
            id=new_id("quo", now_ms),
            organization_id=organization.id,
            project_id=project_id,
            chip_kind=request.chip_kind,
            chips=request.chips,
            changed_ms=now_ms,
        )
        session.add(quota)
    elif quota.chips != request.chips:
        quota.chips, quota.changed_ms = request.chips, now_ms
    session.flush()
    return quota


def remove_quota(session: Session, quota_id: str) -> PoolQuota:
    """Limit these jobs no longer. NotFoundError if there is no such quota."""
    quota = get_locked(session, PoolQuota, quota_id)
    session.delete(quota)
    session.flush()
    return quota


def list_quotas(session: Session) -> Sequence[PoolQuota]:
    """Every quota, by organization, project and kind."""
    query = select(PoolQuota).order_by(
        PoolQuota.organization_id, PoolQuota.project_id, PoolQuota.chip_kind
    )
    return session.scalars(query).all()
