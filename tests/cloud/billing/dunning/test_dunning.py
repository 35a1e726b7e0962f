"""An unpaid invoice from its due day to being written off, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cloud.billing.customer import DAY_MS, INVOICING, Customer

from jarip.cloud.billing.dunning.cases import require_no_debt
from jarip.cloud.billing.dunning.schedule import Action, due_steps, make_schedule
from jarip.cloud.billing.invoices import CreditInvoice, credit_invoice
from jarip.cloud.billing.settling import due_micros, receive_payment
from jarip.cloud.billing.top_up import AddCredit, add_credit
from jarip.cloud.billing.wallet.wallets import find_wallet
from jarip.cloud.catalog.invoicing import Dunning
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.errors import PaymentRequiredError
from jarip.cloud.subscriptions.lifecycle import cancel, resume

FEE = 19_000_000_000


@pytest.fixture
def customer(database: Database, clock: FrozenClock) -> Customer:
    return Customer(database, clock)


def test_from_reminders_to_a_pause_and_back_when_it_is_paid(customer: Customer) -> None:
    customer.run_billing()
    [invoice] = customer.invoices()
    customer.run_billing(days=13, hours=23)
    assert customer.subscription().state == "active"
    customer.run_billing(hours=1)
    assert customer.subscription().state == "past_due"
    for days in (1, 2, 4):
        customer.run_billing(days=days)
        customer.run_billing()  # running again does nothing again
    kinds = [notice.kind for notice in customer.notices()]
    assert kinds == ["invoice.issued", *["invoice.overdue"] * 4]
    customer.run_billing(days=7)
    paused = customer.subscription()
    assert (paused.state, paused.pause_reason) == ("paused", "unpaid")
    with customer.database.write() as session:
        with pytest.raises(PaymentRequiredError, match="not paid"):
            resume(session, customer.clock, paused.id)
        now = customer.clock.now_ms()
        receive_payment(session, now, invoice.id, "manual", "bank-1", 5_000_000_000)
    customer.run_billing()
    assert customer.subscription().state == "paused"  # a part is not enough
    with customer.database.write() as session:
        receive_payment(session, customer.clock.now_ms(), invoice.id, "manual", "bank-2")
    customer.run_billing()
    assert customer.subscription().state == "active"
    assert customer.notices()[-1].kind == "subscription.resumed"
    assert customer.invoices()[0].state == "paid"


def test_a_server_that_was_away_reminds_once_and_does_the_rest(customer: Customer) -> None:
    customer.run_billing()
    customer.run_billing(days=15)
    customer.run_billing(days=100)
    assert customer.invoices()[0].state == "uncollectible"
    assert customer.subscription().state == "paused"
    told = [n.kind for n in customer.notices() if n.details.get("number") == "INV-000001"]
    assert told.count("invoice.overdue") == 2
    assert told[-2:] == ["subscription.paused", "invoice.given_up"]


def test_nobody_gets_rid_of_a_debt_by_subscribing_anew(customer: Customer) -> None:
    customer.run_billing()
    customer.run_billing(days=15)
    with customer.database.write() as session:
        cancel(session, customer.clock, customer.subscription().id, now=True)
        with pytest.raises(PaymentRequiredError, match="INV-000001 is overdue"):
            require_no_debt(session, customer.id)


def test_a_wallet_pays_what_is_open_oldest_first(customer: Customer) -> None:
    customer.run_billing()
    customer.run_billing(days=31)
    first, second = customer.invoices()
    with customer.database.write() as session:
        request = AddCredit(amount_micros=FEE + 1_000_000_000, reference="bank-1")
        for _ in range(2):
            add_credit(session, customer.clock, customer.id, "KRW", request)
    customer.run_billing()
    first, second = customer.invoices()
    assert (first.state, second.state) == ("paid", "issued")
    with customer.database.read() as session:
        assert due_micros(session, second) == second.total_micros - 1_000_000_000


def test_what_was_paid_of_a_credited_invoice_goes_back_into_the_wallet(
    customer: Customer,
) -> None:
    customer.run_billing()
    [invoice] = customer.invoices()
    with customer.database.write() as session:
        now = customer.clock.now_ms()
        receive_payment(session, now, invoice.id, "manual", "bank-1", 15_000_000_000)
        part = CreditInvoice(reason="kindness", subtotal_micros=9_000_000_000)
        credit_invoice(session, now, invoice.id, part)
        wallet = find_wallet(session, customer.id, "KRW")
        assert wallet is not None
        assert wallet.balance_micros == 5_000_000_000
    assert customer.invoices()[0].state == "paid"
    with customer.database.write() as session:
        credit_invoice(session, now, invoice.id, CreditInvoice(reason="the rest"))
        wallet = find_wallet(session, customer.id, "KRW")
        assert wallet is not None
        assert wallet.balance_micros == 15_000_000_000


days = st.integers(0, 60)


@given(st.lists(days, max_size=6), days, st.none() | days, st.lists(days, max_size=12))
def test_every_step_happens_once_whenever_it_is_looked_at(
    retries: list[int], pause: int, give_up: int | None, looks: list[int]
) -> None:
    schedule = make_schedule(
        Dunning(retry_days=tuple(retries), pause_days=pause, give_up_days=give_up)
    )
    assert [step.after_ms for step in schedule] == sorted(step.after_ms for step in schedule)
    done: list[Action] = []
    step = 0
    for look in [*sorted(looks), 61]:
        actions, step = due_steps(schedule, 1000, step, 1000 + look * DAY_MS)
        done += actions
    assert step == len(schedule)
    assert done.count(Action.PAUSE) == 1
    assert done.count(Action.GIVE_UP) == (give_up is not None)
    assert done.count(Action.RETRY) <= len(retries)
    assert bool(done.count(Action.RETRY)) == bool(retries)


def test_the_catalog_has_a_schedule() -> None:
    assert [step.action for step in make_schedule(INVOICING.dunning)][-2:] == ["pause", "give_up"]
