"""How many subscribe to what."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jarip.cloud.subscriptions.states import State
from jarip.cloud.subscriptions.tables import Subscription


def count_subscribers(session: Session) -> dict[str, int]:
    """Subscriptions that are not cancelled, by plan version."""
    query = (
        select(Subscription.plan_key, func.count())
        .where(Subscription.state != State.CANCELLED)
        .group_by(Subscription.plan_key)
    )
    return {key: int(count) for key, count in session.execute(query)}
