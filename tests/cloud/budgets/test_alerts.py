"""Thresholds are told once a window, whoever looks how often; a prepaid wallet holds."""

from __future__ import annotations

import pytest
from tests.cloud.billing.customer import Customer

from jarip.cloud.billing.profiles import BillingDetails, change_details
from jarip.cloud.billing.top_up import AddCredit, add_credit
from jarip.cloud.billing.wallet.wallets import WalletTerms, change_terms
from jarip.cloud.budgets.granting import BudgetPolicy
from jarip.cloud.budgets.loop import AlertLoop
from jarip.cloud.budgets.manage import BudgetTerms, CreateBudget, change_budget, create_budget
from jarip.cloud.catalog.loader import load_catalog
from jarip.cloud.catalog.money import MICROS
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.metering.inputs import NewMeter, Owner, UsageReport
from jarip.cloud.metering.leases import renew_leases
from jarip.cloud.metering.meters import open_meter, start_meter

CATALOG = load_catalog()


@pytest.fixture
def customer(database: Database, clock: FrozenClock) -> Customer:
    return Customer(database, clock)


def set_budget(customer: Customer, won: int, **fields: object) -> str:
    request = CreateBudget.model_validate(
        {"name": "Team", "amount_micros": won * MICROS, "counts": "gross", **fields}
    )
    with customer.database.write() as session:
        return create_budget(session, customer.clock, customer.id, request).id


def told(customer: Customer) -> list[str]:
    return [
        f"{notice.details['budget']} {notice.details['percent']}"
        for notice in customer.notices()
        if notice.kind == "budget.threshold"
    ]


def test_each_threshold_is_told_once_a_window(customer: Customer) -> None:
    set_budget(customer, 100_000)
    loops = [AlertLoop(customer.database, customer.clock) for _ in range(2)]

    def look() -> None:
        for loop in loops:
            loop.run_once()

    look()
    customer.use(900)  # 46,800 won
    look()
    assert told(customer) == []
    customer.use(100)
    look()
    look()
    assert told(customer) == ["Team 50"]
    customer.use(1000)
    look()
    assert told(customer) == ["Team 50", "Team 100"]  # the highest of those crossed at once
    customer.clock.advance(days=31)
    customer.run_billing()
    customer.use(1700)
    look()
    assert told(customer) == ["Team 50", "Team 100", "Team 80"]


def test_a_members_and_a_projects_budget_and_a_raised_one(customer: Customer) -> None:
    set_budget(customer, 10_000, name="Mine", member=customer.user_id)
    budget = set_budget(customer, 10_000, name="All", thresholds=[90])
    loop = AlertLoop(customer.database, customer.clock)
    customer.use(180)  # 9,360 won
    loop.run_once()
    assert sorted(told(customer)) == ["All 90", "Mine 80"]
    with customer.database.write() as session:
        terms = BudgetTerms(name="All", amount_micros=20_000 * MICROS, thresholds=[50, 90])
        change_budget(session, customer.id, budget, terms)
    customer.use(20)
    loop.run_once()
    assert sorted(told(customer)) == ["All 50", "All 90", "Mine 100", "Mine 80"]


def test_a_prepaid_wallet_lets_jobs_run_as_far_as_it_reaches_with_tax(customer: Customer) -> None:
    policy = BudgetPolicy(CATALOG.chip_units, CATALOG.invoicing)
    with customer.database.write() as session:
        change_details(session, customer.id, BillingDetails(country="KR"))
        change_terms(session, 0, customer.id, "KRW", WalletTerms(prepaid=True))
        # The fee of 20,900 won with tax, then 52 won of usage and a tenth of it.
        request = AddCredit(amount_micros=20_957_200_000, reference="bank")
        add_credit(session, customer.clock, customer.id, "KRW", request)
    customer.run_billing()
    assert customer.invoices()[0].state == "paid"
    customer.use(384)  # nearly all of the 20,000 won that are included
    customer.use(1, "cpu")
    now = customer.clock.now_ms()
    with customer.database.write() as session:
        meter = NewMeter("att_1", "job_1", Owner(customer.id, "prj_1"), "cpu", 60)
        lease = open_meter(session, now, meter, policy)
        start_meter(session, "att_1", now)
    # 20 won of included compute hang over nothing: 20,000 - 385 × 52 = -20; 52 - 20 = 32 won left.
    assert lease.granted
    assert lease.enforced
    now = customer.clock.advance(seconds=30)
    with customer.database.write() as session:
        lease = renew_leases(session, now, [UsageReport("att_1", now)], policy)["att_1"]
    # 60 chips cost 52 won a minute: 32 won are 36.9 seconds.
    assert lease.until_ms - now == pytest.approx(6_923, abs=1)
    assert "wallet" in lease.reason
