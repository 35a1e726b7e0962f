"""The wallet, coupons and notices, as their pages change them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from tests.cloud.billing.payments.checkout import run_checkout
from tests.cloud.billing.payments.conftest import CONFIRMED, DECLINED, GOOD, SECRET, LookAlike
from tests.cloud.billing.payments.conftest import stripe as stripe
from tests.cloud.billing.payments.conftest import stripe_process as stripe_process
from tests.cloud.console.conftest import Person

from jarip.cloud.api.app import create_app
from jarip.cloud.billing.payments.methods import save_method
from jarip.cloud.billing.payments.stripe import StripeProvider
from jarip.cloud.console.app import create_console
from jarip.cloud.context import CloudContext
from jarip.cloud.notices.kinds import Kind
from jarip.cloud.notices.posting import post_notice


def test_a_coupon_is_made_redeemed_once_and_ended(owner: Person, operator: Person) -> None:
    terms = {"code": "hello-2026", "kind": "credit", "amount": "5,000", "currency": "KRW"}
    operator.send("/operator/coupons", applies_to="all", days="30", **terms)
    assert owner.send("/wallet/coupons", code="Hello-2026") == "/wallet?done=redeemed"
    owner.send("/wallet/coupons", code="HELLO-2026")
    page = owner.client.get("/wallet").text
    assert "₩5,000" in page
    assert "₩10,000" not in page
    operator.send("/operator/coupons/HELLO-2026/end")
    assert "Over" in operator.client.get("/operator/coupons").text


def test_a_code_that_is_none_says_so_and_changes_nothing(owner: Person) -> None:
    answer = owner.client.post(
        "/wallet/coupons", data={"csrf_token": owner.csrf, "code": "GUESS-1"}
    )
    assert answer.status_code == 404
    assert 'role="alert"' in answer.text


def test_an_operator_who_visits_records_a_transfer_once(
    owner: Person, operator: Person, cloud: CloudContext
) -> None:
    organization = owner.principal.organization_id
    operator.send(f"/operator/customers/{organization}/visit")
    for _ in range(2):
        operator.send(
            "/wallet/credit", kind="top_up", amount="30000", currency="KRW", reference="bank-1"
        )
    assert re.findall(r'class="value">(₩[\d,]+)<', owner.client.get("/wallet").text) == [
        "₩30,000",
        "₩30,000",
    ]


def test_without_a_card_nothing_is_charged(owner: Person) -> None:
    form = {"csrf_token": owner.csrf, "amount": "1000", "currency": "KRW", "request_key": "k"}
    answer = owner.client.post("/wallet/top-up", data=form)
    assert answer.status_code == 402
    assert "save a card first" in answer.text


def test_notices_are_counted_read_and_filtered(owner: Person, cloud: CloudContext) -> None:
    with cloud.database.write() as session:
        for number in ("INV-1", "INV-2"):
            details = {"number": number, "total": "₩20,900", "due": "2026-12-01"}
            post_notice(
                session,
                cloud.clock.now_ms(),
                owner.principal.organization_id,
                Kind.INVOICE_ISSUED,
                number,
                details,
            )
    page = owner.client.get("/notices").text
    assert "Notices, 2 unread" in page
    (first, _) = re.findall(r'name="notice" value="(\w+)"', page)
    owner.send("/notices/read", notice=first)
    assert "Notices, 1 unread" in owner.client.get("/").text
    assert owner.client.get("/notices?unread=true").text.count('class="unread"') == 1
    owner.send("/notices/read")
    assert "No notices" in owner.client.get("/notices?unread=true").text


def test_a_webhooks_secret_is_shown_once(owner: Person) -> None:
    form = {"csrf_token": owner.csrf, "url": "https://example.com/hook", "kind": "invoice.issued"}
    made = owner.client.post("/notices/webhooks", data=form).text
    secret = re.search(r'id="new-secret">(whs_[^<]+)<', made)
    assert secret is not None
    page = owner.client.get("/notices/settings").text
    assert secret[1] not in page
    (path,) = re.findall(r'action="(/notices/webhooks/\w+/end)"', page)
    owner.send(path)
    assert "https://example.com/hook" not in owner.client.get("/notices/settings").text


@pytest.fixture
def card_owner(owner: Person, cloud: CloudContext, stripe: LookAlike) -> Person:
    """The owner in a cloud that takes cards, before one is saved."""
    return in_cloud(owner, replace(cloud, payments=StripeProvider("sk_test_1", SECRET, stripe.url)))


def in_cloud(person: Person, cloud: CloudContext) -> Person:
    """The same session in a cloud that pays otherwise."""
    client = TestClient(create_console(cloud, None), cookies=dict(person.client.cookies))
    return replace(person, client=client)


def save_card(person: Person, cloud: CloudContext, stripe: LookAlike, number: str) -> None:
    """What the provider's form in the browser ends with."""
    provider = StripeProvider("sk_test_1", SECRET, stripe.url)
    card = stripe.make_card(number)
    save_method(cloud.database, cloud.clock, provider, person.principal.organization_id, card)


def read_top_up_form(person: Person) -> dict[str, str]:
    """The hidden fields of the wallet's form, as a browser would send them."""
    form = person.client.get("/wallet").text.partition('action="/wallet/top-up"')[2]
    fields = form.partition("</form>")[0]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', fields))


def test_the_saved_card_tops_up_once_however_often_the_form_is_sent(
    card_owner: Person, cloud: CloudContext, stripe: LookAlike
) -> None:
    assert read_top_up_form(card_owner) == {}
    save_card(card_owner, cloud, stripe, GOOD)
    assert "4242" in card_owner.client.get("/wallet").text
    fields = read_top_up_form(card_owner)
    del fields["csrf_token"]
    for _ in range(2):
        assert card_owner.send("/wallet/top-up", amount="20,000", **fields) == (
            "/wallet?done=topped_up"
        )
    page = card_owner.client.get("/wallet").text
    assert re.findall(r'class="value">(₩[\d,]+)<', page) == ["₩20,000", "₩20,000"]
    assert read_top_up_form(card_owner)["request_key"] != fields["request_key"]


def test_a_card_is_saved_on_the_providers_page_by_whoever_hears_of_it_first(
    owner: Person, operator: Person, cloud: CloudContext, stripe: LookAlike
) -> None:
    with run_checkout(stripe) as checkout:
        provider = StripeProvider("sk_test_1", SECRET, checkout.url)
        paid = replace(cloud, payments=provider)
        card_owner, stranger = (in_cloud(each, paid) for each in (owner, operator))
        webhooks = TestClient(create_app(paid))
        now_ms = cloud.clock.now_ms()

        def leave() -> str:
            page = card_owner.client.post("/wallet/card", data={"csrf_token": card_owner.csrf})
            found = re.search(r'content="0; url=([^"]+)"', page.text)
            assert found is not None
            return found[1].rpartition("/")[2]

        def finish(person: Person, form: str) -> str:
            answer = person.client.post(
                "/wallet/card/done",
                data={"csrf_token": person.csrf, "form": form},
                follow_redirects=False,
            )
            return answer.headers.get("location") or str(answer.status_code)

        def hear(form: str) -> int:
            headers, body = checkout.event(form, now_ms)
            return webhooks.post("/v1/webhooks/stripe", content=body, headers=headers).status_code

        def shown() -> str:
            return re.findall(r"\w+ •••• \d{4}", card_owner.client.get("/wallet").text)[0]

        first = leave()
        assert finish(card_owner, first) == "/wallet?done=card_waits"
        assert checkout.pay(first, GOOD) == f"http://testserver/wallet/card?form={first}"
        assert first in card_owner.client.get(f"/wallet/card?form={first}").text
        assert hear(first) == 204  # a webhook that comes before the browser does
        assert shown().endswith("4242")
        second = leave()
        checkout.pay(second, CONFIRMED)
        assert finish(card_owner, second) == "/wallet?done=card_saved"
        assert shown().endswith("3155")

        for _ in range(2):
            assert hear(first) == 204
            assert finish(card_owner, first) == "/wallet?done=card_saved"
        assert shown().endswith("3155"), "an old form never takes the place of a newer card"
        assert finish(stranger, second) == "404"
        assert finish(card_owner, "cs_made_up") == "404"
        assert finish(card_owner, "../customers") == "404"
        headers, body = checkout.event(second, now_ms)
        wrong = body.replace(second.encode(), first.encode())
        answer = webhooks.post("/v1/webhooks/stripe", content=wrong, headers=headers)
        assert answer.status_code == 401
        headers, body = checkout.event(second, now_ms - 301_000)
        assert webhooks.post("/v1/webhooks/stripe", content=body, headers=headers).is_error


def test_a_declined_card_says_so_and_leaves_the_wallet_as_it_was(
    card_owner: Person, cloud: CloudContext, stripe: LookAlike
) -> None:
    save_card(card_owner, cloud, stripe, DECLINED)
    answer = card_owner.client.post(
        "/wallet/top-up", data={**read_top_up_form(card_owner), "amount": "20000"}
    )
    assert answer.status_code == 402
    assert 'role="alert"' in answer.text
    page = card_owner.client.get("/wallet").text
    assert re.findall(r'class="value">(₩[\d,]+)<', page) == ["₩0", "₩0"]
