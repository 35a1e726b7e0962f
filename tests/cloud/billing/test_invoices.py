"""Invoices: gapless numbers, tax, fees in advance, adjustments, payment, credit notes."""

from __future__ import annotations

import pytest

from jarip.cloud.accounts.organizations import CreateOrganization, create_organization
from jarip.cloud.billing.drafting import draft_invoices, list_lines
from jarip.cloud.billing.invoices import (
    CreditInvoice,
    TakePayment,
    credit_invoice,
    credited_micros,
    issue_invoice,
    take_payment,
    void_invoice,
)
from jarip.cloud.billing.profiles import BillingDetails, change_details
from jarip.cloud.billing.run import bill_organization, run_billing
from jarip.cloud.billing.tables import Invoice
from jarip.cloud.catalog.loader import load_catalog
from jarip.cloud.catalog.publishing import publish_catalog
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database, get_row
from jarip.cloud.errors import ConflictError
from jarip.cloud.metering.faults import mark_faulted
from jarip.cloud.metering.inputs import NewMeter, Owner
from jarip.cloud.metering.meters import close_meter, open_meter, start_meter
from jarip.cloud.subscriptions.lifecycle import (
    Subscribe,
    change_plan,
    find_subscription,
    subscribe,
)

CATALOG = load_catalog()
INVOICING = CATALOG.invoicing
WON = 1_000_000


class Customer:
    """An organization in Korea that pays 10 % VAT."""

    def __init__(self, database: Database, clock: FrozenClock) -> None:
        self.database, self.clock = database, clock
        with database.write() as session:
            publish_catalog(session, clock, CATALOG)
            self.id = create_organization(session, clock, CreateOrganization(name="Han")).id
            change_details(session, self.id, BillingDetails(country="KR"))
            request = Subscribe.model_validate(
                {"plan": "starter", "currency": "KRW", "trial": False}
            )
            subscribe(session, clock, self.id, request)

    def use(self, hours: int, chips: int) -> str:
        start = self.clock.now_ms()
        attempt = f"att_{start}"
        with self.database.write() as session:
            meter = NewMeter(attempt, "job_1", Owner(self.id, "prj_1"), "cpu", chips)
            open_meter(session, start, meter)
            start_meter(session, attempt, start)
            end = self.clock.advance(hours=hours)
            close_meter(session, end, attempt, end)
        return attempt

    def bill(self) -> Invoice | None:
        run_billing(self.database, self.clock, INVOICING)
        ids = bill_organization(self.database, self.clock, self.id, INVOICING)
        assert ids == []
        with self.database.read() as session:
            query = session.query(Invoice).filter_by(organization_id=self.id)
            return query.order_by(Invoice.id.desc()).first()

    def lines(self, invoice: Invoice) -> list[tuple[str, bool, int]]:
        with self.database.read() as session:
            rows = list_lines(session, invoice.id)
            return [(row.kind, row.adjusts, row.amount_micros // WON) for row in rows]


@pytest.fixture
def customer(database: Database, clock: FrozenClock) -> Customer:
    return Customer(database, clock)


def need(invoice: Invoice | None) -> Invoice:
    assert invoice is not None
    return invoice


def test_the_fee_is_billed_in_advance_and_usage_afterwards(customer: Customer) -> None:
    first = need(customer.bill())
    assert (first.number, first.state) == ("INV-000001", "issued")
    assert customer.lines(first) == [("fee", False, 19_000)]
    assert (first.tax_micros, first.total_micros) == (1_900 * WON, 20_900 * WON)
    customer.use(hours=10, chips=50)  # 26,000 won, of which the plan includes 20,000
    customer.clock.advance(days=31)
    second = need(customer.bill())
    assert second.number == "INV-000002"
    assert customer.lines(second) == [
        ("usage", False, 26_000),
        ("included", False, -20_000),
        ("fee", False, 19_000),
    ]


def test_an_upgrade_gives_back_the_rest_of_the_old_fee(customer: Customer) -> None:
    customer.bill()
    subscribed = find_subscription
    customer.clock.advance(days=31, hours=-24 * 31 // 2)  # the middle of a month of 31 days
    with customer.database.write() as session:
        change_plan(session, customer.clock, subscribed(session, customer.id).id, "team")
    customer.clock.advance(days=31)
    lines = customer.lines(need(customer.bill()))
    assert lines == [("fee", True, -9_500), ("fee", False, 95_000), ("fee", False, 190_000)]


def test_time_found_faulted_afterwards_comes_back_on_the_next_invoice(customer: Customer) -> None:
    start = customer.clock.now_ms()
    attempt = customer.use(hours=10, chips=50)
    customer.clock.advance(days=31)
    customer.bill()
    with customer.database.write() as session:
        mark_faulted(session, customer.clock.now_ms(), attempt, start, start + 5 * 3_600_000)
    customer.clock.advance(days=31)
    kinds = customer.lines(need(customer.bill()))
    assert ("usage", True, -13_000) in kinds
    assert ("included", True, 7_000) in kinds


def test_billing_twice_bills_once(customer: Customer) -> None:
    customer.bill()
    assert run_billing(customer.database, customer.clock, INVOICING) == []


def test_a_transaction_that_fails_leaves_no_gap_in_the_numbers(customer: Customer) -> None:
    def fail() -> None:
        with customer.database.write() as session:
            [draft] = draft_invoices(session, customer.clock.now_ms(), customer.id, INVOICING)
            issue_invoice(session, customer.clock.now_ms(), draft.id, INVOICING)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert need(customer.bill()).number == "INV-000001"


def test_a_payment_is_taken_once(customer: Customer) -> None:
    invoice = need(customer.bill())
    for _ in range(2):
        with customer.database.write() as session:
            payment = take_payment(
                session, customer.clock.now_ms(), invoice.id, "manual", TakePayment(reference="b1")
            )
        assert payment.amount_micros == 20_900 * WON
    with customer.database.write() as session:
        assert get_row(session, Invoice, invoice.id).state == "paid"
        with pytest.raises(ConflictError, match="cannot void"):
            void_invoice(session, 0, invoice.id, "mistake")


def test_credit_notes_sum_to_the_invoice_and_no_further(customer: Customer) -> None:
    invoice = need(customer.bill())
    with customer.database.write() as session:
        part = CreditInvoice(reason="slow support", subtotal_micros=5_005 * WON)
        first = credit_invoice(session, 1, invoice.id, part)
        second = credit_invoice(session, 2, invoice.id, CreditInvoice(reason="the rest"))
        assert (first.number, second.number) == ("CN-000001", "CN-000002")
        assert first.tax_micros == 501 * WON  # 500.5 rounded up
        assert credited_micros(session, invoice.id) == invoice.total_micros
        with pytest.raises(ConflictError, match="left to credit"):
            credit_invoice(session, 3, invoice.id, CreditInvoice(reason="more"))


def test_a_void_invoice_keeps_its_number_and_is_credited_whole(customer: Customer) -> None:
    invoice = need(customer.bill())
    with customer.database.write() as session:
        assert void_invoice(session, 1, invoice.id, "sent in error").state == "void"
        assert credited_micros(session, invoice.id) == invoice.total_micros
    customer.clock.advance(days=31)
    assert need(customer.bill()).number == "INV-000002"
