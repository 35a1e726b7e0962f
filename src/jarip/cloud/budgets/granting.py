"""The lease policy that keeps hard budgets, trials and paused subscriptions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.tables import Organization
from jarip.cloud.billing.wallet.tables import Wallet
from jarip.cloud.budgets.horizon import Claim, reach
from jarip.cloud.budgets.manage import list_budgets
from jarip.cloud.budgets.prepaid import find_prepaid, prepaid_micros
from jarip.cloud.budgets.spending import measure_spending, net_spending, used_units_micros
from jarip.cloud.budgets.tables import Budget
from jarip.cloud.catalog.invoicing import Invoicing
from jarip.cloud.catalog.money import MICROS, Currency, format_money
from jarip.cloud.catalog.plan import Rates, rate_of
from jarip.cloud.metering.inputs import COMPUTE, PER_CHIP_MS
from jarip.cloud.metering.policy import Grant
from jarip.cloud.metering.tables import Meter
from jarip.cloud.subscriptions.states import State
from jarip.cloud.subscriptions.terms import Terms, find_all_terms


@dataclass(frozen=True)
class Cap:
    """A hard limit on what the meters of a scope may reserve.

    `rates` says what an hour on a chip of a kind takes from `headroom_micros`: money at the plan's
    rates, or compute units.
    """

    project_id: str
    member_id: str
    headroom_micros: int
    rates: Rates
    reason: str

    def covers(self, meter: Meter) -> bool:
        """Whether a meter (of the cap's organization) spends from it."""
        return self.project_id in ("", meter.project_id) and self.member_id in ("", meter.member_id)


class BudgetPolicy:
    """Grants leases as far as every hard budget and quota reaches.

    `chip_units` says how many compute units a chip of each kind counts for (see `Catalog`),
    `invoicing` which tax comes on top of what a prepaid wallet has to pay.
    """

    def __init__(self, chip_units: Mapping[str, int], invoicing: Invoicing | None = None) -> None:
        self._unit_rates = {kind: units * MICROS for kind, units in chip_units.items()}
        self._invoicing = invoicing

    def grant_leases(
        self, session: Session, now_ms: int, meters: Sequence[Meter], wanted_until_ms: int
    ) -> Mapping[str, Grant]:
        """For each meter's id, until when it may run. Locks the organizations concerned."""
        groups: dict[str, list[Meter]] = defaultdict(list)
        for meter in meters:
            groups[meter.organization_id].append(meter)
        ids = sorted(groups)
        all_terms = find_all_terms(session, ids, now_ms)
        budgets: dict[str, list[Budget]] = defaultdict(list)
        for budget in list_budgets(session, ids):
            if budget.hard:
                budgets[budget.organization_id].append(budget)
        prepaid = find_prepaid(session, ids)
        grants: dict[str, Grant] = {}
        for organization_id in ids:
            group, terms = groups[organization_id], all_terms.get(organization_id)
            if terms is None or not terms.may_run:
                state = "not subscribed" if terms is None else f"{terms.state}"
                refusal = Grant(now_ms, True, f"the organization is {state}")
                grants |= {meter.id: refusal for meter in group}
                continue
            # Two servers must not promise the same money: one at a time for each organization.
            wallet = prepaid.get((organization_id, terms.currency))
            if wallet is not None or self._is_capped(terms, budgets[organization_id]):
                _lock(session, organization_id)
                caps = list(self._caps(session, terms, budgets[organization_id], now_ms))
                if wallet is not None:
                    caps.append(self._wallet_cap(session, terms, wallet, now_ms))
                grants |= _grant(session, terms, group, caps, now_ms, wanted_until_ms)
            else:
                grants |= {meter.id: Grant(wanted_until_ms) for meter in group}
        return grants

    def _is_capped(self, terms: Terms, budgets: Sequence[Budget]) -> bool:
        quota = terms.limits.compute_unit_hours
        return bool(budgets) or not _may_cost(terms) or quota is not None

    def _caps(
        self, session: Session, terms: Terms, budgets: Sequence[Budget], now_ms: int
    ) -> Iterator[Cap]:
        yield from _budget_caps(session, terms, budgets, now_ms)
        quota = terms.limits.compute_unit_hours
        if quota is not None:
            used = used_units_micros(session, terms, self._unit_rates)
            reason = f"the plan's {quota:,} compute-unit hours are used up or reserved"
            yield Cap("", "", quota * MICROS - used, self._unit_rates, reason)

    def _wallet_cap(self, session: Session, terms: Terms, wallet: Wallet, now_ms: int) -> Cap:
        left = prepaid_micros(session, wallet, self._invoicing, now_ms)
        headroom = net_spending(session, terms.organization_id, left, now_ms).headroom_micros
        reason = "the prepaid wallet is used up or reserved"
        return Cap("", "", headroom, terms.prices.chip_hour, reason)


def _budget_caps(
    session: Session, terms: Terms, budgets: Sequence[Budget], now_ms: int
) -> Iterator[Cap]:
    rates = terms.prices.chip_hour
    for budget in budgets:
        spending = measure_spending(session, budget, now_ms)
        amount = format_money(budget.amount_micros, Currency(budget.currency))
        reason = f"the budget “{budget.name}” ({amount}) is used up or reserved"
        yield Cap(budget.project_id, budget.member_id, spending.headroom_micros, rates, reason)
    if not _may_cost(terms):
        headroom = net_spending(session, terms.organization_id, 0, now_ms).headroom_micros
        whole = "trial" if terms.state == State.TRIALING else "plan"
        reason = f"the compute included in the {whole} is used up or reserved"
        yield Cap("", "", headroom, rates, reason)


def _may_cost(terms: Terms) -> bool:
    """A trial never costs anything, nor does a plan without overage: both end with what they
    include."""
    return terms.limits.overage and terms.state != State.TRIALING


def _grant(
    session: Session,
    terms: Terms,
    group: Sequence[Meter],
    caps: Sequence[Cap],
    now_ms: int,
    wanted_ms: int,
) -> dict[str, Grant]:
    grants = {meter.id: Grant(wanted_ms) for meter in group}
    asking = {meter.id for meter in group}
    others = [m for m in _open_meters(session, terms.organization_id) if m.id not in asking]
    for cap in caps:
        mine = [meter for meter in group if cap.covers(meter)]
        reserved = sum(
            _claim(cap.rates, meter, now_ms).cost_until(0) for meter in others if cap.covers(meter)
        )
        claims = [_claim(cap.rates, meter, now_ms) for meter in mine]
        until = reach(claims, cap.headroom_micros - reserved, now_ms, wanted_ms)
        for meter in mine:
            before = grants[meter.id]
            if until < before.until_ms:
                grants[meter.id] = Grant(until, True, cap.reason)
            else:
                grants[meter.id] = replace(before, enforced=True)
    return grants


def _claim(rates: Rates, meter: Meter, now_ms: int) -> Claim:
    rate = rate_of(rates, meter.kind) or 0
    from_ms = now_ms if meter.metered_ms is None else meter.metered_ms
    per_chip = PER_CHIP_MS[meter.resource]
    return Claim(rate, meter.count, from_ms, meter.lease_until_ms, per_chip)


def _open_meters(session: Session, organization_id: str) -> Sequence[Meter]:
    query = select(Meter).where(
        Meter.organization_id == organization_id,
        Meter.closed_ms.is_(None),
        Meter.resource.in_(COMPUTE),
    )
    return session.scalars(query).all()


def _lock(session: Session, organization_id: str) -> None:
    session.execute(
        select(Organization.id).where(Organization.id == organization_id).with_for_update()
    )
