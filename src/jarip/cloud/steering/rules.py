"""All rules at one moment, in the scheduler's terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.scheduling.snapshot import OrganizationLimits, Quota, Window
from jarip.cloud.scheduling.windows import FAR_OFF_MS
from jarip.cloud.steering.policy import read_policy
from jarip.cloud.steering.shares import PLAIN_PERCENT
from jarip.cloud.steering.tables import PoolQuota, PoolShare, PoolWindow
from jarip.cloud.steering.windows import list_windows


@dataclass(frozen=True, slots=True)
class Rules:
    """What operators set."""

    windows: tuple[Window, ...]
    quotas: tuple[Quota, ...]
    weights: Mapping[str, float]
    """By organization; 1 for those that are missing."""
    min_run_ms: int
    half_life_ms: int

    def weigh(self, limits: Mapping[str, OrganizationLimits]) -> dict[str, OrganizationLimits]:
        """The limits of plans with the operator's weights."""
        return {
            key: replace(each, weight=self.weights[key]) if key in self.weights else each
            for key, each in limits.items()
        }


def read_rules(session: Session, now_ms: int) -> Rules:
    """The rules that hold now or are to come."""
    policy = read_policy(session)
    return Rules(
        tuple(_as_window(row) for row in list_windows(session, now_ms)),
        tuple(
            Quota(row.organization_id, row.chips, row.project_id, row.chip_kind)
            for row in session.scalars(select(PoolQuota).order_by(PoolQuota.id))
        ),
        {
            row.organization_id: row.weight_percent / PLAIN_PERCENT
            for row in session.scalars(select(PoolShare))
        },
        policy.min_run_ms,
        policy.half_life_ms,
    )


def _as_window(row: PoolWindow) -> Window:
    return Window(
        frozenset(row.nodes),
        row.from_ms,
        FAR_OFF_MS if row.until_ms is None else row.until_ms,
        row.organization_id,
        row.text,
        row.chip_kind,
        row.chips,
    )
