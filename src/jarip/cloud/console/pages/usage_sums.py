"""Usage by day, in the days of the organization's time zone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jarip.cloud.console.formats import local_time
from jarip.cloud.console.view import View
from jarip.cloud.metering.inputs import COMPUTE, PER_CHIP_MS
from jarip.cloud.metering.queries import Scope
from jarip.cloud.metering.tables import UsageQuarter


@dataclass(frozen=True)
class Days:
    """Chip time of consecutive days: `amounts[series][day]` in chip-milliseconds."""

    starts_ms: list[int]
    series: list[str]
    amounts: dict[str, list[int]]
    faulted_ms: int

    @property
    def totals(self) -> list[int]:
        """All series together, by day."""
        return [sum(values[day] for values in self.amounts.values()) for day in range(len(self))]

    @property
    def total_ms(self) -> int:
        """All of it."""
        return sum(self.totals)

    def __len__(self) -> int:
        return len(self.starts_ms)


GROUPS: dict[str, Callable[[UsageQuarter], str]] = {
    "kind": lambda row: row.kind,
    "project": lambda row: row.project_id,
    "member": lambda row: row.member_id,
}
"""By what usage can be shown."""


def sum_days(
    session: Session,
    view: View,
    days: int,
    *,
    by: str = "kind",
    scope: Scope | None = None,
    kind: str = "",
) -> Days:
    """The chip time of the last so many days, today included. Faulted time is kept apart."""
    starts = _day_starts(view, days)
    scope = scope or Scope(view.principal.organization_id, view.principal.project_id)
    column = getattr(UsageQuarter, {"kind": "kind"}.get(by, f"{by}_id"))
    query = (
        select(
            UsageQuarter.quarter_ms,
            column,
            UsageQuarter.faulted,
            UsageQuarter.resource,
            func.sum(UsageQuarter.amount),
        )
        .where(
            *scope.conditions(UsageQuarter),
            UsageQuarter.resource.in_(COMPUTE),
            UsageQuarter.quarter_ms >= starts[0],
        )
        .group_by(UsageQuarter.quarter_ms, column, UsageQuarter.faulted, UsageQuarter.resource)
    )
    if kind:
        query = query.where(UsageQuarter.kind == kind)
    amounts: dict[str, list[int]] = defaultdict(lambda: [0] * len(starts))
    faulted = 0
    for quarter_ms, name, is_faulted, resource, amount in session.execute(query):
        chip_ms = int(amount) // PER_CHIP_MS[resource]
        if is_faulted:
            faulted += chip_ms
            continue
        day = sum(1 for start in starts if start <= quarter_ms) - 1
        amounts[name][day] += chip_ms
    totals: Counter[str] = Counter({name: sum(values) for name, values in amounts.items()})
    return Days(starts, [name for name, _ in totals.most_common()], dict(amounts), faulted)


def _day_starts(view: View, days: int) -> list[int]:
    today = local_time(view.now_ms, view.zone).date()
    return [
        int(
            datetime.combine(
                today - timedelta(days=back), datetime.min.time(), view.zone
            ).timestamp()
            * 1000
        )
        for back in reversed(range(days))
    ]
