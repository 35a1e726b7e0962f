"""What was paid goes back the way it came, once, and with a credit note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.cloud.billing.accounting.test_accounting import check_books
from tests.cloud.billing.customer import Customer
from tests.cloud.billing.payments.conftest import GOOD, SECRET, LookAlike

from jarip.cloud.api.app import create_app
from jarip.cloud.billing.payments.methods import save_method
from jarip.cloud.billing.payments.provider import ChargeOutcome, ProviderError, RefundRequest
from jarip.cloud.billing.payments.refunding import refund_invoice, resume_refunds
from jarip.cloud.billing.payments.refunds import RefundInvoice, list_refunds
from jarip.cloud.billing.payments.stripe import StripeProvider
from jarip.cloud.billing.payments.tables import Refund
from jarip.cloud.billing.profiles import BillingDetails, change_details
from jarip.cloud.billing.wallet.wallets import find_wallet
from jarip.cloud.context import CloudContext
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.errors import ConflictError

TOTAL = 20_900_000_000  # 19,000 won and a tenth of it
PART = {"request_key": "mine", "reason": "a broken node", "subtotal_micros": 5_000_000_000}


@pytest.fixture
def customer(cloud: CloudContext) -> Customer:
    assert isinstance(cloud.clock, FrozenClock)
    made = Customer(cloud.database, cloud.clock)
    with cloud.database.write() as session:
        change_details(session, made.id, BillingDetails(country="KR"))
    return made


@pytest.fixture
def http(cloud: CloudContext, customer: Customer) -> Iterator[TestClient]:
    key = cloud.settings.operator_key_path.read_text().strip()
    headers = {"Authorization": f"Bearer {key}", "Jarip-Organization": customer.id}
    with TestClient(create_app(cloud), headers=headers) as client:
        yield client


def balance(customer: Customer) -> int:
    with customer.database.read() as session:
        wallet = find_wallet(session, customer.id, "KRW")
    return wallet.balance_micros if wallet else 0


def test_a_transfer_is_paid_back_by_the_operator_and_written_down(
    http: TestClient, customer: Customer
) -> None:
    customer.run_billing()
    [invoice] = customer.invoices()
    path = f"/v1/invoices/{invoice.number}/refunds"
    assert http.post(path, json=PART).json()["detail"].startswith("nothing of it")
    http.post(f"/v1/invoices/{invoice.id}/payment", json={"reference": "b1"}).raise_for_status()
    unsaid = http.post(path, json=PART)
    assert (unsaid.status_code, unsaid.json()["where"]) == (422, "reference")

    for _ in range(2):
        [made] = http.post(path, json=PART | {"reference": "bank-7"}).json()
        assert (made["amount_micros"], made["state"]) == (5_500_000_000, "succeeded")
    rest = {"request_key": "rest", "reason": "all of it", "reference": "bank-8"}
    [last] = http.post(path, json=rest).json()

    assert last["amount_micros"] == TOTAL - 5_500_000_000
    assert [each["reference"] for each in http.get(path).json()] == ["bank-7", "bank-8"]
    assert http.post(path, json=rest | {"request_key": "more"}).status_code == 409
    assert balance(customer) == 0
    check_books(customer.database, customer)


def test_what_the_wallet_paid_goes_back_there_alone(http: TestClient, customer: Customer) -> None:
    top_up = {"kind": "top_up", "amount_micros": 10_000_000_000, "reference": "b0"}
    http.post("/v1/wallets/KRW/credits", json=top_up).raise_for_status()
    customer.run_billing()
    [invoice] = customer.invoices()
    http.post(f"/v1/invoices/{invoice.id}/payment", json={"reference": "b1"}).raise_for_status()

    everything = {"request_key": "k", "reason": "r", "reference": "bank-7"}
    [made] = http.post(f"/v1/invoices/{invoice.id}/refunds", json=everything).json()

    assert made["amount_micros"] == TOTAL - 10_000_000_000
    assert balance(customer) == 10_000_000_000
    check_books(customer.database, customer)


@pytest.fixture
def paid(customer: Customer, stripe: LookAlike, tmp_path: Path) -> Customer:
    """A customer whose card paid the first invoice."""
    customer.provider = StripeProvider("sk_test_1", SECRET, stripe.url)
    card = stripe.make_card(GOOD)
    save_method(customer.database, customer.clock, customer.provider, customer.id, card)
    customer.run_billing()
    assert customer.invoices()[0].state == "paid"
    return customer


def refund(customer: Customer, **values: Any) -> Sequence[Refund]:
    request = RefundInvoice.model_validate(PART | values)
    return refund_invoice(
        customer.database, customer.clock, customer.provider, customer.invoices()[0].id, request
    )


def stored(customer: Customer) -> Sequence[Refund]:
    with customer.database.read() as session:
        return list_refunds(session, customer.invoices()[0].id)


def test_a_card_gets_its_money_back_once(paid: Customer) -> None:
    [first] = refund(paid)
    [again] = refund(paid)

    assert (first.id, first.reference) == (again.id, again.reference)
    assert (first.state, first.amount_micros) == ("succeeded", 5_500_000_000)
    assert first.reference.startswith("re_")
    found = paid.provider.find_refund(stored_payment(paid), first.id)
    assert found == ChargeOutcome("succeeded", first.reference)  # type: ignore[arg-type]
    [rest] = refund(paid, request_key="rest", subtotal_micros=None)
    assert rest.amount_micros == TOTAL - first.amount_micros
    check_books(paid.database, paid)


def stored_payment(customer: Customer) -> str:
    from jarip.cloud.billing.tables import Payment

    with customer.database.read() as session:
        return session.query(Payment).one().reference


def test_a_lost_answer_is_looked_up_and_not_asked_for_again(
    paid: Customer, stripe: LookAlike
) -> None:
    class Deaf(StripeProvider):
        def refund(self, request: RefundRequest) -> ChargeOutcome:
            super().refund(request)
            asked.append(request)
            raise ProviderError("the answer was lost")

    asked: list[RefundRequest] = []
    deaf = paid.provider = Deaf("sk_test_1", SECRET, stripe.url)
    assert [each.state for each in refund(paid)] == ["pending"]
    assert resume_refunds(paid.database, paid.clock, deaf) == 0  # perhaps under way still
    paid.clock.advance(days=2)
    paid.run_billing()

    assert [each.state for each in stored(paid)] == ["succeeded"]
    assert len(asked) == 1
    check_books(paid.database, paid)


def test_what_the_bank_refuses_stays_in_the_wallet(paid: Customer, stripe: LookAlike) -> None:
    class Refusing(StripeProvider):
        def refund(self, request: RefundRequest) -> ChargeOutcome:
            raise ConflictError("the card is closed")

    paid.provider = Refusing("sk_test_1", SECRET, stripe.url)
    [failed] = refund(paid)

    assert (failed.state, failed.reason) == ("failed", "the card is closed")
    assert balance(paid) == failed.amount_micros == 5_500_000_000
    check_books(paid.database, paid)
    paid.provider = StripeProvider("sk_test_1", SECRET, stripe.url)
    [other] = refund(paid, request_key="another card", subtotal_micros=None)
    assert (other.state, other.amount_micros) == ("succeeded", TOTAL - 5_500_000_000)
