"""What holds for the whole pool: the minimum run time and the half-life of use."""

from __future__ import annotations

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from jarip.cloud.db.clock import Clock
from jarip.cloud.scheduling.order import HALF_LIFE_MS
from jarip.cloud.scheduling.snapshot import MIN_RUN_MS
from jarip.cloud.steering.tables import PoolPolicy

THE_ROW = "pool"
HOUR_MS = 3_600_000


class Policy(BaseModel):
    """What holds for the whole pool."""

    min_run_ms: int = Field(
        default=MIN_RUN_MS,
        ge=0,
        le=7 * 24 * HOUR_MS,
        description="A job is not stopped for another one before it ran so long",
    )
    half_life_ms: int = Field(
        default=HALF_LIFE_MS,
        ge=HOUR_MS,
        le=365 * 24 * HOUR_MS,
        description="After so long, use counts half in the fair share",
    )


def read_policy(session: Session) -> Policy:
    """The policy; the defaults where none was set."""
    row = session.get(PoolPolicy, THE_ROW)
    if row is None:
        return Policy()
    return Policy(min_run_ms=row.min_run_ms, half_life_ms=row.half_life_ms)


def set_policy(session: Session, clock: Clock, policy: Policy) -> Policy:
    """Set the policy; it holds from the next scheduling pass on."""
    row = session.get(PoolPolicy, THE_ROW, with_for_update=True)
    if row is None:
        row = PoolPolicy(id=THE_ROW, **policy.model_dump(), changed_ms=clock.now_ms())
        session.add(row)
    else:
        row.min_run_ms, row.half_life_ms = policy.min_run_ms, policy.half_life_ms
        row.changed_ms = clock.now_ms()
    session.flush()
    return policy
