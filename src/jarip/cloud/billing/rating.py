"""Rating: amounts of usage times the rates of a plan. Pure, integers only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jarip.cloud.catalog.money import divide_rounded
from jarip.cloud.catalog.plan import Prices, Rates, rate_of
from jarip.cloud.metering.inputs import Resource
from jarip.cloud.metering.queries import UsageKind

HOUR_MS = 3_600_000
MONTH_MS = 30 * 24 * HOUR_MS
"""The month of a storage rate: 30 days."""

PER_RATE_UNIT: dict[Resource, int] = {
    Resource.CHIP: HOUR_MS,  # chip-milliseconds in a chip-hour
    Resource.PART: 100 * HOUR_MS,  # hundredths of a chip-millisecond in a chip-hour
    Resource.STORAGE: 1024 * MONTH_MS,  # mebibyte-milliseconds in a gibibyte-month
    Resource.TOKENS: 1_000_000,  # tokens in a million
}
"""How much of a resource its rate is for."""


@dataclass(frozen=True)
class Charge:
    """What one kind of usage costs. `rate_micros` is None if the plan has no price for it.

    `charge_micros` is 0 for faulted usage, which is shown and free.
    """

    resource: Resource
    kind: str
    faulted: bool
    amount: int
    rate_micros: int | None
    charge_micros: int


def rates_of(prices: Prices, resource: Resource) -> Rates:
    """The plan's rates of a resource, by kind."""
    return {
        Resource.CHIP: prices.chip_hour,
        Resource.PART: prices.chip_hour,
        Resource.STORAGE: prices.storage_gib_month,
        Resource.TOKENS: prices.million_tokens,
    }[resource]


def rate_usage(usage: Mapping[UsageKind, int], prices: Prices) -> list[Charge]:
    """The charge of each kind of usage, in the order of resource and kind."""
    charges = []
    for (resource, kind, faulted), amount in sorted(usage.items()):
        rate = rate_of(rates_of(prices, resource), kind)
        micros = 0 if faulted or rate is None else charge_micros(resource, rate, amount)
        charges.append(Charge(resource, kind, faulted, amount, rate, micros))
    return charges


def charge_micros(resource: Resource, rate_micros: int, amount: int) -> int:
    """amount × rate, rounded once to whole micros."""
    return divide_rounded(amount * rate_micros, PER_RATE_UNIT[resource])


def affordable_ms(budget_micros: int, rate_micros: int, count: int) -> int | None:
    """How many milliseconds `count` chips may run for a sum of money; None: for ever (free).

    The charge of the answer, rounded, is never more than the sum.
    """
    if rate_micros * count == 0:
        return None
    # Half a micro short, because charges round up from a half.
    return max(0, (2 * budget_micros * HOUR_MS + HOUR_MS - 1) // (2 * rate_micros * count))
