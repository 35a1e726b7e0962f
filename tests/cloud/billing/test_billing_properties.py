"""No sequence of plan changes, pauses, cancellations, clock jumps and usage bills a millisecond
twice or loses one, and all sums match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from tests.databases import NewDatabaseUrl

from jarip.cloud.accounts.organizations import CreateOrganization, create_organization
from jarip.cloud.billing.drafting import list_lines
from jarip.cloud.billing.gathering import gather_invoice
from jarip.cloud.billing.lines import LineKind, fee_lines, usage_lines
from jarip.cloud.billing.period_bill import PeriodBill, bill_period, usage_window
from jarip.cloud.billing.run import bill_organization
from jarip.cloud.billing.tables import Invoice, InvoiceLine
from jarip.cloud.catalog.loader import load_catalog
from jarip.cloud.catalog.money import Currency, minor_unit
from jarip.cloud.catalog.publishing import publish_catalog
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.errors import ConflictError
from jarip.cloud.metering.faults import mark_faulted
from jarip.cloud.metering.inputs import NewMeter, Owner, UsageReport
from jarip.cloud.metering.leases import renew_leases
from jarip.cloud.metering.meters import close_meter, open_meter, start_meter
from jarip.cloud.metering.queries import Scope, sum_usage
from jarip.cloud.metering.tables import UsageEvent
from jarip.cloud.subscriptions.lifecycle import (
    Subscribe,
    cancel,
    change_plan,
    find_subscription,
    keep,
    pause,
    resume,
    subscribe,
)
from jarip.cloud.subscriptions.renewal import renew_due
from jarip.cloud.subscriptions.tables import BillingPeriod, SubscriptionPhase

DAY_MS = 86_400_000
INVOICING = load_catalog().invoicing

steps = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(-2 * DAY_MS, 25 * DAY_MS)),
        st.tuples(st.just("wait"), st.integers(0, 5_000_000)),
        st.tuples(st.just("use"), st.integers(1, 2 * DAY_MS)),
        st.tuples(st.just("fault"), st.integers(0, DAY_MS)),
        st.tuples(st.just("renew"), st.just(0)),
        st.tuples(st.just("bill"), st.just(0)),
        st.tuples(st.sampled_from(["free", "starter", "team"]), st.just(0)),
        st.tuples(st.sampled_from(["pause", "resume", "cancel", "cancel now", "keep"]), st.just(0)),
        st.tuples(st.just("subscribe"), st.just(0)),
    ),
    min_size=3,
    max_size=30,
)


@pytest.fixture(scope="module")
def shared(databases: NewDatabaseUrl) -> Iterator[Database]:
    database = Database(databases())
    with database.write() as session:
        publish_catalog(session, FrozenClock(), load_catalog())
    yield database
    database.close()


class Story:
    """One organization's life: does the steps drawn, ignoring what is not possible just now."""

    def __init__(self, database: Database, currency: str) -> None:
        self.database, self.currency = database, currency
        self.clock = FrozenClock()
        self.ran_ms = self.clock.now_ms()
        with database.write() as session:
            request = CreateOrganization(name="Han", time_zone="Asia/Seoul", slug="")
            request.slug = f"s{id(self):x}-{next(NUMBERS)}"
            self.id = create_organization(session, self.clock, request).id
            self._subscribe(session)
            self.attempt = f"att_{self.id[4:]}"
            owner = Owner(self.id, "prj_1")
            open_meter(session, self.ran_ms, NewMeter(self.attempt, "job_1", owner, "cpu", 3))
            start_meter(session, self.attempt, self.ran_ms)

    def do(self, name: str, argument: int) -> None:
        if name == "wait":
            self.clock.advance(ms=argument)
            return
        if name == "bill":
            bill_organization(self.database, self.clock, self.id, INVOICING)
            return
        try:
            with self.database.write() as session:
                self._do(session, name, argument)
        except ConflictError:
            pass  # the transition table forbids it now

    def _do(self, session: Session, name: str, argument: int) -> None:
        if name == "use":
            self.ran_ms = max(self.ran_ms, self.clock.now_ms()) + argument
            renew_leases(session, self.clock.now_ms(), [UsageReport(self.attempt, self.ran_ms)])
        elif name == "fault":
            span = (self.ran_ms - argument, self.ran_ms - argument // 2)
            mark_faulted(session, self.clock.now_ms(), self.attempt, *span)
        elif name == "renew":
            renew_due(session, self.clock.now_ms())
        elif name == "subscribe":
            self._subscribe(session)
        else:
            current = find_subscription(session, self.id).id
            services = {"pause": pause, "resume": resume, "cancel": cancel, "keep": keep}
            if name == "cancel now":
                cancel(session, self.clock, current, now=True)
            elif name in services:
                services[name](session, self.clock, current)
            else:
                change_plan(session, self.clock, current, name)

    def _subscribe(self, session: Session) -> None:
        request = Subscribe(plan="starter", currency=Currency(self.currency))
        subscribe(session, self.clock, self.id, request)

    def bills(self, session: Session) -> list[PeriodBill]:
        query = select(BillingPeriod).where(BillingPeriod.organization_id == self.id)
        return [bill_period(session, p) for p in session.scalars(query.order_by("start_ms"))]


NUMBERS = iter(range(10**9))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps, st.sampled_from(["KRW", "USD"]))
def test_everything_used_is_billed_once_and_all_sums_match(
    shared: Database, story: list[tuple[str, int]], currency: str
) -> None:
    customer = Story(shared, currency)
    for name, argument in story:
        customer.do(name, argument)
    with shared.read() as session:
        bills = customer.bills(session)
        check_usage_is_billed_once(session, customer, bills)
        check_windows_follow_each_other(session, bills)
        check_fees(session, customer, bills)
        for bill in bills:
            check_lines(bill)
        gather_invoice(session, customer.id, customer.clock.now_ms() + 10**10)


def check_usage_is_billed_once(session: Session, customer: Story, bills: list[PeriodBill]) -> None:
    used: Counter[tuple[str, bool]] = Counter()
    for event in session.scalars(
        select(UsageEvent).where(UsageEvent.organization_id == customer.id)
    ):
        used[event.kind, event.faulted] += event.amount
    billed: Counter[tuple[str, bool]] = Counter()
    for bill in bills:
        for stretch in bill.stretches:
            for charge in stretch.charges:
                billed[charge.kind, charge.faulted] += charge.amount
    assert +billed == +used


def check_windows_follow_each_other(session: Session, bills: list[PeriodBill]) -> None:
    windows = [usage_window(session, bill.period) for bill in bills]
    assert all(one[1] == other[0] for one, other in pairwise(windows))
    for bill, window in zip(bills, windows, strict=True):
        spans = [(s.start_ms, s.end_ms) for s in bill.stretches]
        assert (spans[0][0], spans[-1][1]) == window
        assert all(one[1] == other[0] for one, other in pairwise(spans))


def check_fees(session: Session, customer: Story, bills: list[PeriodBill]) -> None:
    """An independent computation with fractions, from phases and periods alone."""
    catalog = {plan.key: plan for plan in load_catalog().plans}
    phases = session.scalars(
        select(SubscriptionPhase).where(SubscriptionPhase.organization_id == customer.id)
    ).all()
    for bill in bills:
        period, exact = bill.period, Fraction(0)
        for phase in phases:
            if phase.kind != "paid" or phase.subscription_id != period.subscription_id:
                continue
            ended = period.end_ms if phase.end_ms is None else phase.end_ms
            overlap = min(ended, period.end_ms) - max(phase.start_ms, period.start_ms)
            fee = catalog[phase.plan_key].prices_in(bill.currency).monthly_fee
            exact += Fraction(fee * max(0, overlap), period.full_end_ms - period.start_ms)
        assert abs(bill.fee_micros - exact) <= len(bill.fees)


def check_lines(bill: PeriodBill) -> None:
    lines = [*fee_lines(bill), *usage_lines(bill)]
    coin = minor_unit(bill.currency)
    assert all(line.amount_micros % coin == 0 for line in lines)
    assert sum(line.exact_micros for line in lines) == bill.fee_micros + bill.usage_micros
    usage = [line for line in lines if line.kind != LineKind.FEE]
    assert sum(line.amount_micros for line in usage) >= 0
    assert all(2 * abs(li.amount_micros - li.exact_micros) <= coin * len(lines) for li in lines)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps, st.sampled_from(["KRW", "USD"]))
def test_invoices_sum_to_what_periods_cost_whatever_was_billed_when(
    shared: Database, story: list[tuple[str, int]], currency: str
) -> None:
    customer = Story(shared, currency)
    for name, argument in story:
        customer.do(name, argument)
    customer.clock.ms = max(customer.clock.ms, customer.ran_ms) + 40 * DAY_MS
    with shared.write() as session:
        close_meter(session, customer.clock.now_ms(), customer.attempt, customer.ran_ms)
    customer.do("renew", 0)
    customer.do("cancel now", 0)
    customer.clock.advance(days=1)
    customer.do("bill", 0)
    assert bill_organization(shared, customer.clock, customer.id, INVOICING) == []
    with shared.read() as session:
        for bill in customer.bills(session):
            owed = sum(line.amount_micros for line in [*fee_lines(bill), *usage_lines(bill)])
            query = select(InvoiceLine).where(InvoiceLine.period_id == bill.period.id)
            lines = session.scalars(query).all()
            assert sum(line.amount_micros for line in lines) == owed
            assert sum(line.quantity for line in lines) == sum(
                charge.amount for stretch in bill.stretches for charge in stretch.charges
            )
        for invoice in session.scalars(
            select(Invoice).where(Invoice.organization_id == customer.id)
        ):
            amounts = [line.amount_micros for line in list_lines(session, invoice.id)]
            assert sum(amounts) == invoice.subtotal_micros
        numbers = sorted(session.scalars(select(Invoice.number)).all())
        assert numbers == [f"INV-{n:06d}" for n in range(1, len(numbers) + 1)]


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(1, 3_000_000), min_size=1, max_size=8), st.data())
def test_a_sum_of_usage_is_the_same_however_its_span_is_cut(
    shared: Database, runs: list[int], data: st.DataObject
) -> None:
    customer = Story(shared, "KRW")
    start = customer.ran_ms
    for ms in runs:
        customer.do("use", ms)
    end = customer.ran_ms
    cuts = data.draw(st.lists(st.integers(start, end), max_size=5).map(sorted))
    points = [start, *cuts, end + 1]
    with shared.read() as session:
        scope = Scope(customer.id)
        parts = sum((sum_usage(session, scope, a, b) for a, b in pairwise(points)), Counter())
        assert parts == sum_usage(session, scope, 0, 2**53)
        assert sum(parts.values()) == 3 * (end - start)
