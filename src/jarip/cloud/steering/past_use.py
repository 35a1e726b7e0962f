"""What organizations used before, faded, for the fair share: read from metering's rollups.

Nothing is kept but a copy of sums, so a restarted server, or one that took a backup over, orders
the queue as the former did.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jarip.cloud.metering.inputs import COMPUTE, PER_CHIP_MS
from jarip.cloud.metering.rollups import QUARTER_MS
from jarip.cloud.metering.tables import UsageQuarter

HALF_LIVES = 7
"""What is older counts less than a hundredth and isn't read."""
STEPS = 28
"""A half-life is summed in so many steps, each fading from its middle."""
RECENT_MS = 30_000
"""How old the newest step may be."""
ALL_MS = 3_600_000
"""How old the others may be: losses are sometimes given back in them."""

Steps = dict[int, Counter[str]]
"""Start of a step → chip milliseconds by organization."""


class PastUse:
    """Reads everything at first and every hour; in between, every half minute, what is new."""

    def __init__(self) -> None:
        self._steps: Steps = {}
        self._step_ms = 0
        self._read_all_ms = -ALL_MS
        self._read_ms = -RECENT_MS

    def read(self, session: Session, now_ms: int, half_life_ms: int) -> dict[str, float]:
        """Chip milliseconds by organization; those of one half-life ago count half."""
        step_ms = max(QUARTER_MS, half_life_ms // STEPS // QUARTER_MS * QUARTER_MS)
        is_stale = not 0 <= now_ms - self._read_all_ms < ALL_MS
        if is_stale or step_ms != self._step_ms:
            self._steps = read_steps(session, now_ms - HALF_LIVES * half_life_ms, step_ms)
            self._step_ms, self._read_all_ms, self._read_ms = step_ms, now_ms, now_ms
        elif not 0 <= now_ms - self._read_ms < RECENT_MS:
            # The step before, too: what was used in its last seconds is written down later.
            self._steps |= read_steps(session, now_ms - step_ms, step_ms)
            self._read_ms = now_ms
        return fade_steps(self._steps, step_ms, now_ms, half_life_ms)


def read_steps(session: Session, from_ms: int, step_ms: int) -> Steps:
    """What was used since the step that `from_ms` lies in; faulted use counts nobody's."""
    step = UsageQuarter.quarter_ms // step_ms
    who, what = UsageQuarter.organization_id, UsageQuarter.resource
    query = (
        select(step, who, what, func.sum(UsageQuarter.amount))
        .where(
            UsageQuarter.quarter_ms >= from_ms // step_ms * step_ms,
            what.in_(COMPUTE),
            UsageQuarter.faulted.is_(False),
        )
        .group_by(step, who, what)
    )
    steps: Steps = defaultdict(Counter)
    for number, organization_id, resource, amount in session.execute(query):
        steps[int(number) * step_ms][organization_id] += int(amount) // PER_CHIP_MS[resource]
    return dict(steps)


def fade_steps(steps: Steps, step_ms: int, now_ms: int, half_life_ms: int) -> dict[str, float]:
    """The sums as they count now."""
    faded: dict[str, float] = defaultdict(float)
    for start_ms, sums in steps.items():
        middle_ms = min(start_ms + step_ms / 2, (start_ms + now_ms) / 2)
        left = 0.5 ** (max(0.0, now_ms - middle_ms) / half_life_ms)
        for organization_id, amount in sums.items():
            faded[organization_id] += amount * left
    return dict(faded)
