"""What an organization's subscription lets the scheduler do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from sqlalchemy.orm import Session

from jarip.cloud.catalog.plan import rate_of
from jarip.cloud.scheduling.snapshot import OrganizationLimits
from jarip.cloud.subscriptions.terms import Terms, find_terms


class PlanLimits(Protocol):
    """Looks limits up in the caller's transaction."""

    def read_limits(
        self, session: Session, now_ms: int, organization_ids: Iterable[str]
    ) -> dict[str, OrganizationLimits]:
        """Each organization's limits now; one that may not run anything can be left out."""
        ...


class SubscribedPlans:
    """The limits and prices of the plans that organizations are subscribed to."""

    def __init__(self, kinds: Callable[[], Sequence[str]]) -> None:
        self._kinds = kinds
        """Kinds of chips in the pool now: a plan prices them by name or all alike."""

    def read_limits(
        self, session: Session, now_ms: int, organization_ids: Iterable[str]
    ) -> dict[str, OrganizationLimits]:
        """Limits by organization; organizations without a subscription are left out."""
        found = {}
        for organization_id in organization_ids:
            terms = find_terms(session, organization_id, now_ms)
            if terms is not None:
                found[organization_id] = self._limits_of(terms)
        return found

    def _limits_of(self, terms: Terms) -> OrganizationLimits:
        rates = {kind: rate_of(terms.prices.chip_hour, kind) for kind in self._kinds()}
        return OrganizationLimits(
            concurrent_jobs=terms.limits.concurrent_jobs,
            chips_per_job=terms.limits.chips_per_job,
            priority=terms.limits.queue_priority,
            micros_per_hour={kind: rate for kind, rate in rates.items() if rate is not None},
            blocked="" if terms.may_run else f"the subscription is {terms.state}; resume it",
        )
