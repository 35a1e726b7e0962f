"""What an organization may do now: its plan, its prices, its limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.catalog.money import Currency
from jarip.cloud.catalog.plan import Limits, Plan, Prices, rate_of
from jarip.cloud.catalog.publishing import plan_of
from jarip.cloud.catalog.tables import PlanVersion
from jarip.cloud.errors import PaymentRequiredError
from jarip.cloud.subscriptions.states import MAY_RUN, State
from jarip.cloud.subscriptions.tables import Subscription


@dataclass(frozen=True)
class Terms:
    """The plan an organization is on. `prices` are those in its currency."""

    organization_id: str
    subscription_id: str
    state: State
    plan: Plan
    currency: Currency
    period_start_ms: int
    period_end_ms: int

    @property
    def prices(self) -> Prices:
        """Prices in the subscription's currency."""
        return self.plan.prices_in(self.currency)

    @property
    def limits(self) -> Limits:
        """What may be done at once."""
        return self.plan.limits

    @property
    def may_run(self) -> bool:
        """Whether jobs may start and go on."""
        return self.state in MAY_RUN


def find_terms(session: Session, organization_id: str, now_ms: int) -> Terms | None:
    """The organization's terms, None if it has no subscription (any more)."""
    return find_all_terms(session, [organization_id], now_ms).get(organization_id)


def find_all_terms(
    session: Session, organization_ids: Sequence[str], now_ms: int
) -> dict[str, Terms]:
    """The terms of each organization that has a subscription, in a fixed number of queries."""
    query = (
        select(Subscription, PlanVersion)
        .join(PlanVersion, PlanVersion.key == Subscription.plan_key)
        .where(
            Subscription.organization_id.in_(organization_ids),
            Subscription.state != State.CANCELLED,
        )
    )
    return {
        row.organization_id: Terms(
            organization_id=row.organization_id,
            subscription_id=row.id,
            state=State(row.state),
            plan=plan_of(version),
            currency=Currency(row.currency),
            period_start_ms=row.period_start_ms,
            period_end_ms=row.period_end_ms,
        )
        for row, version in session.execute(query)
        if not (row.cancel_at_end and row.period_end_ms <= now_ms)
    }


def require_terms(session: Session, organization_id: str, now_ms: int) -> Terms:
    """The terms under which jobs may run now. PaymentRequiredError says why they may not."""
    terms = find_terms(session, organization_id, now_ms)
    if terms is None:
        raise PaymentRequiredError(
            "the organization has no subscription",
            where=organization_id,
            todo="subscribe to a plan; `jarip plan list` shows them",
        )
    if not terms.may_run:
        raise PaymentRequiredError(
            f"the subscription is {terms.state}", where=terms.subscription_id, todo="resume it"
        )
    return terms


def check_chips(terms: Terms, kind: str, count: int) -> None:
    """PaymentRequiredError unless the plan sells `count` chips of this kind to one job."""
    if rate_of(terms.prices.chip_hour, kind) is None:
        raise PaymentRequiredError(
            f"the plan {terms.plan.key} has no price for chips of kind {kind}",
            where="chips.kinds",
            todo=f"choose of {', '.join(terms.prices.chip_hour)}, or change the plan",
        )
    most = terms.limits.chips_per_job
    if most is not None and count > most:
        raise PaymentRequiredError(
            f"the plan {terms.plan.key} allows {most} chips a job, this job asks for {count}",
            where="chips.count",
            todo="ask for fewer chips, or change the plan",
        )
