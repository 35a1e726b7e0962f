"""The wallet, coupons and notices, as their pages change them."""

from __future__ import annotations

import re

from tests.cloud.console.conftest import Person

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
