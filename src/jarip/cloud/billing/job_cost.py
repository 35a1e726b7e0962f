"""What one job has cost so far, at the rates of the plan in force."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from jarip.cloud.billing.rating import Charge, rate_usage
from jarip.cloud.catalog.money import Currency
from jarip.cloud.metering.inputs import PER_CHIP_MS
from jarip.cloud.metering.queries import Scope, sum_job
from jarip.cloud.subscriptions.terms import find_terms


@dataclass(frozen=True)
class JobCost:
    """A job's usage, rated before included compute. `currency` is None without a subscription."""

    currency: Currency | None
    charges: list[Charge]

    @property
    def micros(self) -> int:
        """The sum of all charges."""
        return sum(charge.charge_micros for charge in self.charges)

    @property
    def chip_ms(self) -> int:
        """Chip time that is charged."""
        return self._chip_ms(faulted=False)

    @property
    def faulted_ms(self) -> int:
        """Chip time that was lost to our side and is free."""
        return self._chip_ms(faulted=True)

    def _chip_ms(self, *, faulted: bool) -> int:
        return sum(
            charge.amount // PER_CHIP_MS[charge.resource]
            for charge in self.charges
            if charge.resource in PER_CHIP_MS and charge.faulted == faulted
        )


def measure_job_cost(session: Session, scope: Scope, job_id: str, now_ms: int) -> JobCost:
    """What a job used and what that costs. It is counted every few seconds while it runs."""
    terms = find_terms(session, scope.organization_id, now_ms)
    usage = sum_job(session, scope, job_id)
    if terms is None:
        return JobCost(None, [])
    return JobCost(terms.currency, rate_usage(usage, terms.prices))
