"""What the lease policy says in the cases people ask about."""

from __future__ import annotations

import threading

import pytest

from jarip.cloud.accounts.organizations import CreateOrganization, create_organization
from jarip.cloud.accounts.projects import find_project
from jarip.cloud.budgets.granting import BudgetPolicy
from jarip.cloud.budgets.manage import (
    BudgetTerms,
    CreateBudget,
    archive_budget,
    change_budget,
    create_budget,
)
from jarip.cloud.budgets.spending import measure_spending
from jarip.cloud.budgets.tables import Budget
from jarip.cloud.catalog.loader import load_catalog
from jarip.cloud.catalog.money import MICROS
from jarip.cloud.catalog.publishing import publish_catalog, publish_plan
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.errors import NotFoundError
from jarip.cloud.metering.faults import mark_faulted
from jarip.cloud.metering.inputs import LEASE_MS, Lease, NewMeter, Owner, UsageReport
from jarip.cloud.metering.leases import renew_leases
from jarip.cloud.metering.meters import close_meter, open_meter, start_meter
from jarip.cloud.subscriptions.lifecycle import Subscribe, find_subscription, pause, subscribe

CATALOG = load_catalog()
POLICY = BudgetPolicy(CATALOG.chip_units)
CHIP_HOUR = 52 * MICROS  # starter@1 in won
CHIPS = 60  # so that a minute costs 52 won


class Shop:
    """An organization that runs jobs of 60 chips."""

    def __init__(self, database: Database, clock: FrozenClock) -> None:
        self.database, self.clock, self.jobs = database, clock, 0
        with database.write() as session:
            publish_catalog(session, clock, CATALOG)
            self.id = create_organization(session, clock, CreateOrganization(name="Han")).id
            self.project = find_project(session, self.id, "default").id

    def subscribe(self, plan: str = "starter", *, trial: bool = False) -> None:
        request = Subscribe.model_validate({"plan": plan, "currency": "KRW", "trial": trial})
        with self.database.write() as session:
            subscribe(session, self.clock, self.id, request)

    def budget(self, won: int, **fields: object) -> Budget:
        request = CreateBudget.model_validate(
            {"name": "Team", "amount_micros": won * MICROS, **fields}
        )
        with self.database.write() as session:
            return create_budget(session, self.clock, self.id, request)

    def run(self, count: int = CHIPS) -> tuple[str, Lease]:
        """Open and start an attempt."""
        self.jobs += 1
        attempt, now = f"att_{self.jobs}", self.clock.now_ms()
        with self.database.write() as session:
            meter = NewMeter(attempt, "job_1", Owner(self.id, self.project), "cpu", count)
            lease = open_meter(session, now, meter, POLICY)
            if lease.granted:
                start_meter(session, attempt, now)
        return attempt, lease

    def renew(self, attempt: str, **later: int) -> Lease:
        now = self.clock.advance(**later)
        with self.database.write() as session:
            return renew_leases(session, now, [UsageReport(attempt, now)], POLICY)[attempt]

    def close(self, attempt: str) -> None:
        now = self.clock.now_ms()
        with self.database.write() as session:
            close_meter(session, now, attempt, now)

    def spent(self, budget: Budget) -> int:
        with self.database.read() as session:
            return measure_spending(session, budget, self.clock.now_ms()).spent_micros


@pytest.fixture
def shop(database: Database, clock: FrozenClock) -> Shop:
    return Shop(database, clock)


def test_without_a_budget_a_lease_is_whole_and_not_enforced(shop: Shop) -> None:
    shop.subscribe()
    _, lease = shop.run()
    assert (lease.until_ms, lease.enforced) == (shop.clock.now_ms() + LEASE_MS, False)


def test_the_last_lease_ends_exactly_where_the_money_does(shop: Shop) -> None:
    shop.subscribe()
    budget = shop.budget(130, counts="gross")  # two and a half minutes
    start = shop.clock.now_ms()
    attempt, lease = shop.run()
    assert (lease.enforced, lease.reason) == (True, "")
    last = shop.renew(attempt, seconds=60)
    assert last.until_ms == start + 150_000
    assert "Team" in last.reason
    assert "₩130" in last.reason
    shop.clock.ms = last.until_ms
    shop.close(attempt)
    assert shop.spent(budget) == 130 * MICROS


def test_admission_reserves_so_a_second_job_is_refused_in_time(shop: Shop) -> None:
    shop.subscribe()
    shop.budget(104 + 5, counts="gross")
    first, _ = shop.run()
    _, second = shop.run()
    assert not second.granted
    assert "Team" in second.reason
    shop.close(first)  # lets go of what it reserved and did not use
    _, third = shop.run()
    assert third.granted


def test_a_net_budget_of_nothing_means_no_more_than_the_plan_includes(shop: Shop) -> None:
    shop.subscribe("free")  # includes compute worth 2,000 won at 60 won an hour
    budget = shop.budget(0)
    assert budget.counts == "net"
    attempt, lease = shop.run(1000)
    assert lease.until_ms == shop.clock.now_ms() + LEASE_MS  # exactly 2,000 won
    shop.clock.ms = lease.until_ms
    last = shop.renew(attempt)
    assert last.until_ms == shop.clock.now_ms()
    shop.close(attempt)
    assert shop.spent(budget) == 0
    assert not shop.run(1)[1].granted


def test_a_trial_costs_nothing(shop: Shop) -> None:
    shop.subscribe(trial=True)  # includes 20,000 won
    _, lease = shop.run(60_000)
    assert lease.enforced
    assert lease.until_ms - shop.clock.now_ms() == 20_000 * 3_600_000 // (60_000 * 52)
    assert "trial" in lease.reason


def test_a_plan_without_overage_ends_with_what_it_includes(shop: Shop) -> None:
    shop.subscribe("free")
    _, lease = shop.run(2000)
    assert lease.until_ms == shop.clock.now_ms() + LEASE_MS // 2
    assert "included in the plan" in lease.reason


def test_a_pause_lets_leases_run_out(shop: Shop) -> None:
    shop.subscribe()
    attempt, lease = shop.run()
    with shop.database.write() as session:
        pause(session, shop.clock, find_subscription(session, shop.id).id)
    after = shop.renew(attempt, seconds=10)
    assert (after.until_ms, after.enforced) == (lease.until_ms, True)
    assert "paused" in after.reason
    assert not shop.run()[1].granted


def test_a_quota_in_compute_units_counts_chips_by_their_worth(shop: Shop) -> None:
    starter = next(plan for plan in CATALOG.plans if plan.id == "starter")
    limits = starter.limits.model_copy(update={"compute_unit_hours": 1})
    with shop.database.write() as session:
        publish_plan(
            session, shop.clock, starter.model_copy(update={"version": 2, "limits": limits})
        )
    shop.subscribe()
    _, lease = shop.run()  # 60 units an hour each hour: one minute
    assert lease.until_ms == shop.clock.now_ms() + 60_000
    assert "compute-unit" in lease.reason


def test_a_projects_budget_does_not_bind_another_project(shop: Shop) -> None:
    shop.subscribe()
    shop.budget(0, project="default")
    assert not shop.run()[1].granted
    shop.project = "prj_other"
    assert shop.run()[1].granted


def test_a_soft_budget_stops_nothing(shop: Shop) -> None:
    shop.subscribe()
    shop.budget(0, hard=False)
    assert shop.run()[1].granted


def test_raising_or_ending_a_budget_lets_jobs_go_on(shop: Shop) -> None:
    shop.subscribe()
    budget = shop.budget(60, counts="gross")
    attempt, _ = shop.run()
    with shop.database.write() as session:
        more = BudgetTerms(name="Team", amount_micros=10**12)
        change_budget(session, shop.id, budget.id, more)
    assert shop.renew(attempt, seconds=30).until_ms == shop.clock.now_ms() + LEASE_MS
    with shop.database.write() as session:
        archive_budget(session, shop.clock, shop.id, budget.id)
    assert not shop.renew(attempt, seconds=30).enforced


def test_faulted_time_comes_back_to_the_budget(shop: Shop) -> None:
    shop.subscribe()
    budget = shop.budget(104, counts="gross")
    attempt, _ = shop.run()
    start = shop.clock.now_ms()
    shop.clock.advance(seconds=60)
    shop.close(attempt)
    assert shop.spent(budget) == 52 * MICROS
    with shop.database.write() as session:
        mark_faulted(session, shop.clock.now_ms(), attempt, start, shop.clock.now_ms())
    assert shop.spent(budget) == 0


def test_a_months_budget_starts_anew_with_the_month(shop: Shop) -> None:
    shop.subscribe()
    budget = shop.budget(52, window="month")
    attempt, _ = shop.run()
    shop.clock.advance(seconds=60)
    shop.close(attempt)
    assert shop.spent(budget) == 52 * MICROS
    shop.clock.advance(days=31)
    assert shop.spent(budget) == 0


def test_jobs_opened_at_once_from_many_threads_share_one_budget(shop: Shop) -> None:
    shop.subscribe()
    shop.budget(104, counts="gross")  # one lease of 60 chips
    granted: list[bool] = []

    def open_one(number: int) -> None:
        meter = NewMeter(f"att_t{number}", "job", Owner(shop.id, shop.project), "cpu", CHIPS)
        with shop.database.write() as session:
            granted.append(open_meter(session, shop.clock.now_ms(), meter, POLICY).granted)

    threads = [threading.Thread(target=open_one, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(granted) == [False] * 5 + [True]


def test_unknown_projects_and_members_are_named(shop: Shop) -> None:
    shop.subscribe()
    with pytest.raises(NotFoundError, match="no project"):
        shop.budget(1, project="nowhere")
    with pytest.raises(NotFoundError, match="no member"):
        shop.budget(1, member="usr_nobody")
    with pytest.raises(ValueError, match="use gross"):
        shop.budget(1, project="default", counts="net")
