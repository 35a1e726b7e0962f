"""Hard budgets hold: in any story of jobs, renewals and outages, nothing spends more than its
budget as long as supervisors end their jobs within the lease, and at most a lease more if not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.databases import NewDatabaseUrl

from jarip.cloud.accounts.organizations import CreateOrganization, create_organization
from jarip.cloud.accounts.projects import CreateProject, create_project
from jarip.cloud.budgets.granting import BudgetPolicy
from jarip.cloud.budgets.manage import CreateBudget, create_budget, list_budgets
from jarip.cloud.budgets.spending import measure_spending
from jarip.cloud.catalog.loader import load_catalog
from jarip.cloud.catalog.money import Currency
from jarip.cloud.catalog.publishing import publish_catalog
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.metering.auditing import audit_usage
from jarip.cloud.metering.inputs import LEASE_MS, Lease, NewMeter, Owner, UsageReport
from jarip.cloud.metering.leases import renew_leases
from jarip.cloud.metering.meters import close_meter, open_meter, start_meter
from jarip.cloud.subscriptions.lifecycle import Subscribe, subscribe

NUMBERS = iter(range(10**9))
CHIP_HOUR = 52_000_000  # starter@1 in won
POLICY = BudgetPolicy({"*": 1})

amounts = st.integers(CHIP_HOUR // 2, 3 * CHIP_HOUR)
budgets = st.fixed_dictionaries(
    {
        "project": st.sampled_from(["", "", "third", "other"]),
        "amount_micros": amounts,
        "window": st.sampled_from(["period", "month", "total"]),
        "counts": st.just("gross"),
    }
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("run"), st.integers(10, 60)),
        st.tuples(st.just("run"), st.integers(10, 60)),
        st.tuples(st.just("open"), st.integers(1, 40)),
        st.tuples(st.just("start"), st.integers(0, 5)),
        st.tuples(st.just("wait"), st.integers(1, LEASE_MS)),
        st.tuples(st.just("wait"), st.just(LEASE_MS)),
        st.tuples(st.just("renew"), st.just(0)),
        st.tuples(st.just("outage"), st.integers(LEASE_MS, 20 * LEASE_MS)),
        st.tuples(st.just("close"), st.integers(0, 5)),
    ),
    min_size=6,
    max_size=24,
)


@pytest.fixture(scope="module")
def shared(databases: NewDatabaseUrl) -> Iterator[Database]:
    database = Database(databases())
    with database.write() as session:
        publish_catalog(session, FrozenClock(), load_catalog())
    yield database
    database.close()


@dataclass
class Attempt:
    """A job as its supervisor runs it: it stops when its lease ends, or `overrun_ms` later."""

    id: str
    lease: Lease
    overrun_ms: int
    started_ms: int | None = None
    ended: bool = False

    def runs_until(self, now_ms: int) -> int:
        if not self.lease.enforced:
            return now_ms
        return min(now_ms, self.lease.until_ms + self.overrun_ms)


class Cloud:
    """An organization with budgets, and the jobs of its two projects."""

    def __init__(
        self, database: Database, wanted: list[dict[str, object]], overrun_ms: int
    ) -> None:
        self.database, self.overrun_ms = database, overrun_ms
        self.clock = FrozenClock()
        self.attempts: list[Attempt] = []
        with database.write() as session:
            request = CreateOrganization(name="Han", slug=f"b{next(NUMBERS)}")
            self.id = create_organization(session, self.clock, request).id
            self.projects = [
                create_project(session, self.clock, self.id, CreateProject(name=name)).id
                for name in ("other", "third")
            ]
            terms = Subscribe(plan="starter", currency=Currency.KRW, trial=False)
            subscribe(session, self.clock, self.id, terms)
            for fields in wanted:
                budget = CreateBudget.model_validate({"name": "b", **fields})
                create_budget(session, self.clock, self.id, budget)

    def do(self, name: str, argument: int) -> None:
        if name in ("wait", "outage"):
            self.clock.advance(ms=argument)
        elif name in ("open", "run"):
            attempt = self.open(argument)
            if attempt and name == "run":
                self.start(attempt)
        elif name == "renew":
            self.renew()
        elif self.attempts:
            attempt = self.attempts[argument % len(self.attempts)]
            self.start(attempt) if name == "start" else self.close(attempt)

    def open(self, count: int) -> Attempt | None:
        now, number = self.clock.now_ms(), len(self.attempts)
        owner = Owner(self.id, self.projects[number % 2])
        meter = NewMeter(f"att_{self.id}_{number}"[:40], "job", owner, "cpu", count)
        with self.database.write() as session:
            lease = open_meter(session, now, meter, POLICY)
        if not lease.granted:
            return None
        self.attempts.append(Attempt(meter.attempt_id, lease, self.overrun_ms))
        return self.attempts[-1]

    def start(self, attempt: Attempt) -> None:
        now = self.clock.now_ms()
        if attempt.started_ms is None and not attempt.ended and now < attempt.runs_until(now) + 1:
            attempt.started_ms = now
            with self.database.write() as session:
                start_meter(session, attempt.id, now)

    def renew(self) -> None:
        now = self.clock.now_ms()
        self.end_expired()
        running = [a for a in self.attempts if not a.ended]
        reports = [UsageReport(a.id, a.runs_until(now)) for a in running]
        with self.database.write() as session:
            leases = renew_leases(session, now, reports, POLICY)
        for attempt in running:
            attempt.lease = leases[attempt.id]

    def end_expired(self) -> None:
        now = self.clock.now_ms()
        for attempt in self.attempts:
            if not attempt.ended and attempt.lease.enforced and attempt.runs_until(now) < now:
                self.close(attempt)

    def close(self, attempt: Attempt) -> None:
        if attempt.ended:
            return
        now = self.clock.now_ms()
        attempt.ended = True
        with self.database.write() as session:
            close_meter(session, now, attempt.id, attempt.runs_until(now))

    def overspent(self) -> list[int]:
        """By how much each budget is overspent (negative: not), everything counted."""
        now = self.clock.now_ms()
        with self.database.read() as session:
            assert audit_usage(session, self.id) == []
            return [
                measure_spending(session, budget, now).spent_micros - budget.amount_micros
                for budget in list_budgets(session, [self.id])
            ]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps, st.lists(budgets, min_size=1, max_size=3))
def test_no_budget_is_overspent(
    shared: Database, story: list[tuple[str, int]], wanted: list[dict[str, object]]
) -> None:
    cloud = Cloud(shared, wanted, overrun_ms=0)
    for name, argument in story:
        cloud.do(name, argument)
    for attempt in cloud.attempts:
        cloud.close(attempt)
    assert all(more <= 0 for more in cloud.overspent())


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps, st.lists(budgets, min_size=1, max_size=2), st.integers(1, LEASE_MS))
def test_supervisors_that_stop_late_overspend_at_most_their_lateness(
    shared: Database, story: list[tuple[str, int]], wanted: list[dict[str, object]], late: int
) -> None:
    cloud = Cloud(shared, wanted, overrun_ms=late)
    chips = 0
    for name, argument in story:
        cloud.do(name, argument)
        chips += argument if name in ("open", "run") else 0
    for attempt in cloud.attempts:
        cloud.close(attempt)
    most = -(-chips * late * CHIP_HOUR // 3_600_000)
    assert all(more <= most for more in cloud.overspent())
