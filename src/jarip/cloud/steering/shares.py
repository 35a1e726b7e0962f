"""Fair-share weights of organizations."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.organizations import find_organization
from jarip.cloud.db.clock import Clock
from jarip.cloud.steering.tables import PoolShare

LEAST_PERCENT, MOST_PERCENT = 1, 100_000
PLAIN_PERCENT = 100


def set_share(session: Session, clock: Clock, organization: str, weight_percent: int) -> PoolShare:
    """Give an organization (id or slug) a weight in hundredths: 200 is twice everybody's part."""
    organization_id = find_organization(session, organization).id
    share = session.get(PoolShare, organization_id, with_for_update=True)
    if share is None:
        share = PoolShare(
            organization_id=organization_id,
            weight_percent=weight_percent,
            changed_ms=clock.now_ms(),
        )
        session.add(share)
    elif share.weight_percent != weight_percent:
        share.weight_percent, share.changed_ms = weight_percent, clock.now_ms()
    session.flush()
    return share


def list_shares(session: Session) -> Sequence[PoolShare]:
    """The weights that were ever set."""
    return session.scalars(select(PoolShare).order_by(PoolShare.organization_id)).all()
