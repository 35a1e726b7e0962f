"""Collecting by Stripe against a look-alike: cards, webhooks, replays, crashes in between."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from tests.cloud.billing.customer import Customer
from tests.cloud.billing.payments.conftest import (
    CONFIRMED,
    DECLINED,
    GOOD,
    SECRET,
    LookAlike,
)
from tests.databases import NewDatabaseUrl

from jarip.cloud.api.app import create_app
from jarip.cloud.billing.payments.collecting import collect_invoice, resume_attempts
from jarip.cloud.billing.payments.methods import save_method
from jarip.cloud.billing.payments.provider import (
    AttemptState,
    ChargeOutcome,
    ChargeRequest,
    ProviderError,
)
from jarip.cloud.billing.payments.stripe import StripeProvider, to_micros, to_minor
from jarip.cloud.billing.payments.stripe_signature import check_signature, sign
from jarip.cloud.billing.payments.tables import PaymentAttempt
from jarip.cloud.billing.settling import receive_payment
from jarip.cloud.billing.tables import Payment
from jarip.cloud.billing.wallet.wallets import find_wallet
from jarip.cloud.context import CloudContext, open_cloud
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.errors import NotSignedInError
from jarip.cloud.settings import Settings

TOTAL = 20_900_000_000  # 19,000 won and a tenth of it


@pytest.fixture
def cloud(
    new_database: NewDatabaseUrl, tmp_path: Path, stripe: LookAlike
) -> Iterator[CloudContext]:
    settings = Settings(
        home=tmp_path / "home",
        database_url=new_database(),
        stripe_key="sk_test_1",
        stripe_webhook_secret=SECRET,
        stripe_url=stripe.url,
    )
    opened = open_cloud(settings, FrozenClock(int(time.time()) * 1000))
    yield opened
    opened.close()


@pytest.fixture
def http(cloud: CloudContext) -> Iterator[TestClient]:
    with TestClient(create_app(cloud)) as client:
        yield client


@pytest.fixture
def customer(cloud: CloudContext, http: TestClient) -> Customer:
    clock = cloud.clock
    assert isinstance(clock, FrozenClock)
    found = Customer(cloud.database, clock, provider=cloud.payments)
    details = {"country": "KR", "email": "pay@han.kr"}
    http.put("/v1/billing-details", json=details, headers=acting(cloud, found))
    return found


def acting(cloud: CloudContext, customer: Customer) -> dict[str, str]:
    key = cloud.settings.operator_key_path.read_text().strip()
    return {"Authorization": f"Bearer {key}", "Jarip-Organization": customer.id}


def save_card(cloud: CloudContext, customer: Customer, stripe: LookAlike, number: str) -> None:
    card = stripe.make_card(number)
    save_method(cloud.database, cloud.clock, cloud.payments, customer.id, card)


def attempts(cloud: CloudContext) -> list[PaymentAttempt]:
    with cloud.database.read() as session:
        return list(session.scalars(select(PaymentAttempt).order_by(PaymentAttempt.id)))


def test_an_invoice_is_collected_when_it_is_issued_and_replayed_webhooks_change_nothing(
    cloud: CloudContext, customer: Customer, stripe: LookAlike, http: TestClient
) -> None:
    save_card(cloud, customer, stripe, GOOD)
    customer.run_billing()
    [invoice] = customer.invoices()
    assert (invoice.state, invoice.total_micros) == ("paid", TOTAL)
    headers, body = stripe.next_event(attempts(cloud)[0].id)
    for _ in range(3):
        answer = http.post("/v1/webhooks/stripe", content=body, headers=headers)
        assert answer.status_code == 204
    tampered = body.replace(b"20900", b"20901")
    assert tampered != body
    assert http.post("/v1/webhooks/stripe", content=tampered, headers=headers).status_code == 401
    assert http.post("/v1/webhooks/manual", content=body, headers=headers).status_code == 404
    with cloud.database.read() as session:
        [payment] = session.scalars(select(Payment)).all()
    assert payment.amount_micros == TOTAL
    assert payment.reference == attempts(cloud)[0].reference


def test_a_webhook_settles_what_the_server_died_on(
    cloud: CloudContext, customer: Customer, stripe: LookAlike, http: TestClient
) -> None:
    save_card(cloud, customer, stripe, GOOD)

    class Dying(StripeProvider):
        def charge(self, request: ChargeRequest) -> ChargeOutcome:
            super().charge(request)
            raise ProviderError("the answer was lost")

    dying = Dying("sk_test_1", SECRET, stripe.url)
    customer.provider = dying
    customer.run_billing()
    [invoice] = customer.invoices()
    assert invoice.state == "issued"
    assert attempts(cloud)[0].state == AttemptState.PENDING
    headers, body = stripe.next_event(attempts(cloud)[0].id)
    assert http.post("/v1/webhooks/stripe", content=body, headers=headers).status_code == 204
    assert customer.invoices()[0].state == "paid"
    assert collect_invoice(cloud.database, cloud.clock, cloud.payments, invoice.id) is None


def test_an_interrupted_attempt_is_asked_for_again_with_the_same_key(
    cloud: CloudContext, customer: Customer, stripe: LookAlike
) -> None:
    save_card(cloud, customer, stripe, GOOD)
    asked: list[ChargeRequest] = []

    class Silent(StripeProvider):
        def charge(self, request: ChargeRequest) -> ChargeOutcome:
            asked.append(request)
            if len(asked) == 1:
                raise ProviderError("no answer")
            return super().charge(request)

    silent = customer.provider = Silent("sk_test_1", SECRET, stripe.url)
    customer.run_billing()
    assert resume_attempts(cloud.database, cloud.clock, silent) == 0  # perhaps under way still
    customer.clock.advance(seconds=61)
    assert resume_attempts(cloud.database, cloud.clock, silent) == 1
    assert asked[0] == asked[1]
    assert customer.invoices()[0].state == "paid"


def test_what_was_interrupted_for_days_is_looked_up_rather_than_asked_for(
    cloud: CloudContext, customer: Customer, stripe: LookAlike
) -> None:
    save_card(cloud, customer, stripe, GOOD)

    class Deaf(StripeProvider):
        def charge(self, request: ChargeRequest) -> ChargeOutcome:
            if not asked:
                super().charge(request)
            asked.append(request)
            raise ProviderError("no answer")

        def _send(self, method: str, path: str, **parts: Any) -> dict[str, Any]:
            parts.get("params", {}).pop("customer", None)  # the look-alike lists everybody's
            return super()._send(method, path, **parts)

    asked: list[ChargeRequest] = []
    deaf = customer.provider = Deaf("sk_test_1", SECRET, stripe.url)
    customer.run_billing()
    customer.clock.advance(days=2)
    assert resume_attempts(cloud.database, cloud.clock, deaf) == 1
    assert len(asked) == 1
    assert customer.invoices()[0].state == "paid"
    assert deaf.find_charge("cus_unknown", "pat_unknown") is None


def test_a_declined_card_leads_to_dunning_and_a_good_one_out_of_it(
    cloud: CloudContext, customer: Customer, stripe: LookAlike
) -> None:
    save_card(cloud, customer, stripe, DECLINED)
    customer.run_billing()
    assert customer.invoices()[0].state == "issued"
    assert customer.subscription().state == "past_due"
    assert attempts(cloud)[0].reason == "Your card was declined."
    customer.run_billing(days=1)
    assert len(attempts(cloud)) == 2
    kinds = [notice.kind for notice in customer.notices()]
    assert kinds[:2] == ["invoice.issued", "invoice.overdue"]
    assert kinds[-1] == "payment.failed"
    save_card(cloud, customer, stripe, GOOD)
    customer.run_billing(days=2)
    assert customer.invoices()[0].state == "paid"
    assert customer.subscription().state == "active"


def test_money_that_comes_twice_goes_into_the_wallet(
    cloud: CloudContext, customer: Customer, stripe: LookAlike
) -> None:
    customer.run_billing()
    [invoice] = customer.invoices()
    with cloud.database.write() as session:
        receive_payment(session, cloud.clock.now_ms(), invoice.id, "manual", "b1", TOTAL)
        receive_payment(session, cloud.clock.now_ms(), invoice.id, "manual", "b2", TOTAL)
        receive_payment(session, cloud.clock.now_ms(), invoice.id, "manual", "b2", TOTAL)
        wallet = find_wallet(session, customer.id, "KRW")
    assert wallet is not None
    assert wallet.balance_micros == TOTAL


def test_a_wallet_is_filled_from_the_card_once_for_each_key(
    cloud: CloudContext, customer: Customer, stripe: LookAlike, http: TestClient
) -> None:
    save_card(cloud, customer, stripe, GOOD)
    own = acting(cloud, customer)
    body = {"amount_micros": 50_000_000_000, "request_key": "mine-1"}
    http.headers.update(own)
    for _ in range(2):
        assert http.post("/v1/wallets/KRW/top-ups", json=body).json()["state"] == "succeeded"
    other = http.post("/v1/wallets/KRW/top-ups", json=body | {"amount_micros": 1_000_000})
    assert other.status_code == 409
    [wallet] = http.get("/v1/wallets").json()
    assert wallet["balance_micros"] == 50_000_000_000
    customer.run_billing()
    [wallet] = http.get("/v1/wallets").json()
    assert wallet["balance_micros"] == 50_000_000_000 - TOTAL
    kinds = [each["kind"] for each in http.get("/v1/wallets/KRW/transfers").json()["items"]]
    assert kinds == ["payment", "top_up"]
    assert customer.invoices()[0].state == "paid"


def test_a_card_that_wants_confirmation_waits_for_the_customer(
    cloud: CloudContext, customer: Customer, stripe: LookAlike
) -> None:
    save_card(cloud, customer, stripe, CONFIRMED)
    customer.run_billing()
    [attempt] = attempts(cloud)
    assert attempt.state == AttemptState.WAITING
    assert attempt.client_secret.startswith("pi_")
    customer.run_billing(seconds=90)
    assert len(attempts(cloud)) == 1  # nothing is asked for twice meanwhile


def test_signatures_are_checked_in_every_part() -> None:
    now = 1_767_225_600_000
    body = json.dumps({"id": "evt_1"}).encode()
    time_s = str(now // 1000)
    good = f"t={time_s},v1={sign(time_s, body, SECRET)}"
    check_signature(good, body, SECRET, now + 299_000)
    check_signature(f"t={time_s},v1=00,v1={sign(time_s, body, SECRET)}", body, SECRET, now)
    old = str(now // 1000 - 400)
    for wrong in (
        "",
        "t=,v1=",
        "v1=" + sign(time_s, body, SECRET),
        f"t={time_s},v1={sign(time_s, body, 'other')}",
        f"t={time_s},v1={sign(time_s, body + b' ', SECRET)}",
        f"t={old},v1={sign(old, body, SECRET)}",
        f"t={time_s},t={old},v1={sign(time_s, body, SECRET)}",
        f"t={time_s},v0={sign(time_s, body, SECRET)}",
        f"t={time_s},v1=é",
    ):
        with pytest.raises(NotSignedInError):
            check_signature(wrong, body, SECRET, now)


def test_amounts_are_in_the_smallest_coin() -> None:
    assert to_minor(29_000_000_000, "KRW") == 29_000
    assert to_minor(14_990_000, "USD") == 1499
    assert to_micros(1499, "EUR") == 14_990_000
