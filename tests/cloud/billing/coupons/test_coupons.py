"""Coupons: what they take off, for how long, and that invoices made at any time agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cloud.billing.customer import Customer

from jarip.cloud.billing.coupons.discounts import Discount, discount_lines
from jarip.cloud.billing.coupons.manage import (
    AppliesTo,
    CouponKind,
    CreateCoupon,
    archive_coupon,
    create_coupon,
    redeem_coupon,
)
from jarip.cloud.billing.drafting import list_lines
from jarip.cloud.billing.lines import Line, LineKind
from jarip.cloud.billing.wallet.wallets import find_wallet
from jarip.cloud.catalog.money import Currency, minor_unit
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.errors import ConflictError, InvalidInputError, NotFoundError
from jarip.cloud.subscriptions.tables import BillingPeriod

FEE = 19_000_000_000


@pytest.fixture
def customer(database: Database, clock: FrozenClock) -> Customer:
    return Customer(database, clock)


def redeem(customer: Customer, **fields: object) -> None:
    request = CreateCoupon.model_validate({"code": "HELLO", **fields})
    with customer.database.write() as session:
        create_coupon(session, customer.clock, request)
        for _ in range(2):
            redeem_coupon(session, customer.clock, customer.id, "hello")


def subtotals(customer: Customer) -> list[int]:
    return [invoice.subtotal_micros for invoice in customer.invoices()]


def test_a_percentage_for_two_periods_also_of_usage_that_comes_later(customer: Customer) -> None:
    redeem(customer, kind="percent", basis_points=2500, periods=2)
    customer.run_billing()
    customer.use(1000)  # 52,000 won, of which 20,000 are included
    customer.run_billing(days=31)
    customer.run_billing(days=31)
    quarter_off = FEE * 3 // 4
    assert subtotals(customer) == [quarter_off, quarter_off + 24_000_000_000, FEE]
    with customer.database.read() as session:
        kinds = [line.kind for line in list_lines(session, customer.invoices()[1].id)]
    assert kinds.count(LineKind.DISCOUNT) == 2


def test_an_amount_is_taken_off_the_fee_first_and_never_more_than_there_is(
    customer: Customer,
) -> None:
    redeem(customer, kind="amount", amount_micros=30_000_000_000, currency="KRW", periods=None)
    customer.run_billing()
    customer.use(500)  # 26,000 won, of which 20,000 are included
    customer.run_billing(days=31)
    assert [invoice.total_micros for invoice in customer.invoices()] == [0, 0]
    assert customer.invoices()[0].state == "paid"


def test_credit_fills_the_wallet_once_and_expires(customer: Customer) -> None:
    redeem(customer, kind="credit", amount_micros=5_000_000_000, currency="KRW", credit_days=10)
    customer.run_billing()
    with customer.database.read() as session:
        wallet = find_wallet(session, customer.id, "KRW")
        assert wallet is not None
        assert wallet.balance_micros == 0
    assert customer.invoices()[0].state == "issued"


def test_a_code_that_cannot_be_used_says_no_more_than_that(customer: Customer) -> None:
    with customer.database.write() as session:
        fields = {"kind": "percent", "basis_points": 100}
        for code, more in {
            "OLD": {"expires_ms": customer.clock.now_ms()},
            "ENDED": {},
            "FULL": {"max_redemptions": 1},
        }.items():
            request = CreateCoupon.model_validate({"code": code, **fields, **more})
            create_coupon(session, customer.clock, request).redeemed = 1
        archive_coupon(session, customer.clock, "ENDED")
        for code in ("OLD", "ENDED", "FULL", "NEVER"):
            with pytest.raises(NotFoundError, match="can be redeemed"):
                redeem_coupon(session, customer.clock, customer.id, code)
        other = CreateCoupon.model_validate({"code": "TEAM", **fields, "plans": ["team"]})
        create_coupon(session, customer.clock, other)
        with pytest.raises(ConflictError, match="team"):
            redeem_coupon(session, customer.clock, customer.id, "TEAM")
        dollars = CreateCoupon(
            code="USD", kind=CouponKind.AMOUNT, amount_micros=1_000_000, currency=Currency.USD
        )
        create_coupon(session, customer.clock, dollars)
        with pytest.raises(InvalidInputError, match="in USD"):
            redeem_coupon(session, customer.clock, customer.id, "USD")


discounts = st.builds(
    Discount,
    st.just("C"),
    st.sampled_from([CouponKind.PERCENT, CouponKind.AMOUNT]),
    st.integers(0, 10_000),
    st.integers(0, 10**11),
    st.sampled_from(list(AppliesTo)),
)
amounts = st.lists(st.integers(-(10**5), 10**5), max_size=4)


@given(st.lists(discounts, max_size=4), amounts, amounts, st.sampled_from(list(Currency)))
def test_discounts_never_take_more_than_there_is_and_are_whole_coins(
    coupons: list[Discount], fees: list[int], usage: list[int], currency: Currency
) -> None:
    coin = minor_unit(currency)
    period = BillingPeriod(start_ms=0, end_ms=1)
    lines = [
        [Line(LineKind.FEE, "p@1", 0, 1, each * coin, each * coin) for each in group]
        for group in (fees, usage)
    ]
    off = list(discount_lines(coupons, currency, period, *lines))
    for part, group in (("fee", fees), ("usage", usage)):
        taken = -sum(line.amount_micros for line in off if line.resource == part)
        assert 0 <= taken <= max(0, sum(group) * coin)
    assert all(line.amount_micros % coin == 0 for line in off)
