"""How far leases can reach within a sum of money. Pure, integers only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jarip.cloud.billing.rating import HOUR_MS


@dataclass(frozen=True)
class Claim:
    """A meter that may spend `rate_micros` × `count` / `per_chip` an hour from `from_ms` on.

    `from_ms` is how far it has been counted; `held_until_ms` how far its lease reaches already,
    which nobody can take back.
    """

    rate_micros: int
    count: int
    from_ms: int
    held_until_ms: int
    per_chip: int = 1
    """How many of `count` make a chip: 100 where parts of chips are counted."""

    def cost_until(self, until_ms: int) -> int:
        """What it reserves if it may run until then: in whole micros, rounded up."""
        span = max(self.held_until_ms, until_ms) - self.from_ms
        return -(-max(0, span) * self.rate_micros * self.count // (HOUR_MS * self.per_chip))


def reach(claims: Sequence[Claim], available_micros: int, now_ms: int, wanted_ms: int) -> int:
    """The latest moment, from `now_ms` up to `wanted_ms`, until which all claims may run together
    without reserving more than `available_micros`.

    They share by time, not by cost: all stop at the same moment. `now_ms` when not even that fits,
    which extends no lease.
    """
    if wanted_ms <= now_ms or _cost(claims, wanted_ms) <= available_micros:
        return max(now_ms, wanted_ms)
    low, high = now_ms, wanted_ms  # `high` does not fit
    while high - low > 1:
        middle = (low + high) // 2
        if _cost(claims, middle) <= available_micros:
            low = middle
        else:
            high = middle
    return low


def _cost(claims: Sequence[Claim], until_ms: int) -> int:
    return sum(claim.cost_until(until_ms) for claim in claims)
