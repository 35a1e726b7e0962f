"""From subscribing to the invoice so far, over REST."""

from __future__ import annotations

from fastapi.testclient import TestClient
from sqlalchemy import text

from jarip.cloud.context import CloudContext
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.metering.inputs import NewMeter, Owner
from jarip.cloud.metering.meters import close_meter, open_meter, start_meter

SCOPES = ["billing:read", "billing:write", "usage:read", "projects:read"]


def new_customer(api: TestClient) -> tuple[str, str, dict[str, str]]:
    """(organization, project, headers of its own key)."""
    organization = api.post("/v1/organizations", json={"name": "Han"}).json()["id"]
    acting = {"Jarip-Organization": organization}
    project = api.get("/v1/projects", headers=acting).json()["items"][0]["id"]
    key = api.post("/v1/keys", json={"name": "k", "scopes": SCOPES}, headers=acting).json()
    return organization, project, {"Authorization": f"Bearer {key['key']}"}


def use(cloud: CloudContext, owner: Owner, job: str, ms: int) -> None:
    now = cloud.clock.now_ms()
    with cloud.database.write() as session:
        open_meter(session, now, NewMeter(f"att_{job}", job, owner, "cpu", 2))
        start_meter(session, f"att_{job}", now)
        close_meter(session, now + ms, f"att_{job}", now + ms)


def test_plans_are_listed_with_decimal_prices(api: TestClient) -> None:
    plans = {plan["id"]: plan for plan in api.get("/v1/plans").json()}
    assert plans["starter"]["prices"]["KRW"]["monthly_fee"] == "19000"
    assert "own" not in plans
    assert api.get("/v1/plans/own@1").json()["public"] is False


def test_a_job_appears_on_the_invoice_so_far_with_its_events(
    cloud: CloudContext, api: TestClient, clock: FrozenClock
) -> None:
    organization, project, own = new_customer(api)
    body = {"plan": "starter", "currency": "KRW", "trial": False}
    subscription = api.post("/v1/subscription", json=body, headers=own).json()
    assert subscription["state"] == "active"
    use(cloud, Owner(organization, project), "job_1", 1_800_000)
    clock.advance(hours=1)

    invoice = api.get("/v1/invoice-so-far", headers=own).json()
    lines = {line["kind"]: line for line in invoice["lines"]}
    assert lines["fee"]["amount_micros"] == 19_000_000_000
    assert lines["usage"]["quantity"] == 3_600_000
    assert lines["usage"]["amount_micros"] == 52_000_000
    assert lines["included"]["amount_micros"] == -52_000_000
    assert invoice["subtotal_micros"] == 19_000_000_000
    assert invoice["included_used_micros"] == 52_000_000

    line = lines["usage"]
    events = api.get(
        "/v1/usage/events",
        params={"start_ms": line["start_ms"], "end_ms": line["end_ms"], "kind": "cpu"},
        headers=own,
    ).json()["items"]
    assert sum(event["amount"] for event in events) == line["quantity"]
    assert {event["job_id"] for event in events} == {"job_1"}
    [job] = api.get("/v1/usage", params={"job": "job_1"}, headers=own).json()
    assert job == {"resource": "chip", "kind": "cpu", "faulted": False, "amount": 3_600_000}


def test_one_customer_sees_nothing_of_another(cloud: CloudContext, api: TestClient) -> None:
    organization, project, _ = new_customer(api)
    other = api.post("/v1/organizations", json={"name": "Other"}).json()["id"]
    acting = {"Jarip-Organization": other}
    key = api.post("/v1/keys", json={"name": "k", "scopes": SCOPES}, headers=acting).json()
    stranger = {"Authorization": f"Bearer {key['key']}"}
    use(cloud, Owner(organization, project), "job_1", 1000)
    assert api.get("/v1/usage", params={"job": "job_1"}, headers=stranger).json() == []
    assert api.get("/v1/usage/events", headers=stranger).json()["items"] == []
    assert api.get("/v1/invoice-so-far", headers=stranger).status_code == 404


def test_the_life_of_a_subscription_over_rest(api: TestClient, clock: FrozenClock) -> None:
    _, _, own = new_customer(api)

    def post(path: str, **body: object) -> dict[str, object]:
        return api.post(f"/v1/subscription{path}", json=body, headers=own).json()

    assert post("", plan="starter", currency="USD")["state"] == "trialing"
    assert post("/change", plan="team")["plan_key"] == "team@1"
    assert post("/cancel")["cancel_at_end"] is True
    assert post("/keep")["cancel_at_end"] is False
    assert post("/pause")["status"] == 409  # a trial cannot pause
    assert post("/cancel", now=True)["state"] == "cancelled"
    assert post("/keep")["type"] == "urn:jarip:problem:conflict"


def test_the_operators_own_work_is_counted_and_free(cloud: CloudContext, api: TestClient) -> None:
    me = api.get("/v1/me").json()["organization"]["id"]
    use(cloud, Owner(me, "prj_own"), "job_1", 5000)
    invoice = api.get("/v1/invoice-so-far").json()
    assert [line["quantity"] for line in invoice["lines"] if line["kind"] == "usage"] == [10_000]
    assert invoice["subtotal_micros"] == 0


def test_tokens_are_counted_once_and_rollups_are_rebuilt(
    cloud: CloudContext, api: TestClient, clock: FrozenClock
) -> None:
    organization, _, own = new_customer(api)
    acting = {"Jarip-Organization": organization}
    count = {"key": "r1", "endpoint": "ep_1", "kind": "m:output", "tokens": 7, "at_ms": 1000}
    body = {"counts": [count, {**count, "key": "r2"}, count]}
    assert api.post("/v1/usage/tokens", json=body, headers=own).status_code == 403
    assert api.post("/v1/usage/tokens", json=body, headers=acting).json() == {"recorded": 2}
    assert api.post("/v1/usage/tokens", json=body, headers=acting).json() == {"recorded": 0}
    clock.advance(hours=1)
    [used] = api.get("/v1/usage", headers=own).json()
    assert (used["resource"], used["amount"]) == ("tokens", 14)
    with cloud.database.write() as session:
        session.execute(text("UPDATE usage_quarters SET amount = amount + 1"))
    [finding] = api.get("/v1/usage/audit", headers=own).json()["findings"]
    assert "the rollup says 15, its events 14" in finding["what"]
    rebuilt = api.post("/v1/usage/rollups", headers=acting).json()
    assert (rebuilt["rebuilt"], rebuilt["findings"]) == (1, [])


def test_the_operator_exports_postings_and_prometheus_reads_figures(api: TestClient) -> None:
    _, _, own = new_customer(api)
    assert api.get("/v1/accounting/postings", headers=own).status_code == 403
    assert api.get("/v1/accounting/postings", params={"start_ms": 10**30}).status_code == 422
    exported = api.get("/v1/accounting/postings")
    assert exported.text.splitlines() == [
        "date,document,number,organization,account,currency,debit,credit,text"
    ]
    figures = api.get("/metrics").text
    assert 'jarip_jobs{state="queued"} 0.0' in figures
    assert 'jarip_subscriptions{state="active"} 1.0' in figures


def test_a_wallet_over_rest(api: TestClient) -> None:
    organization, _, own = new_customer(api)
    acting = {"Jarip-Organization": organization}
    credit = {"amount_micros": 5_000_000, "reference": "bank-1"}
    path = "/v1/wallets/USD/credits"
    assert api.post(path, json=credit, headers=own).status_code == 403
    for _ in range(2):
        assert api.post(path, json=credit, headers=acting).status_code == 201
    terms = {"overdraft_micros": 1_000_000, "prepaid": True}
    wallet = api.put("/v1/wallets/USD/terms", json=terms, headers=acting).json()
    assert (wallet["balance_micros"], wallet["available_micros"]) == (5_000_000, 6_000_000)
    out = {"amount_micros": 5_500_000, "reference": "back-1"}
    refused = api.post("/v1/wallets/USD/pay-outs", json=out, headers=acting)
    assert refused.status_code == 402
    assert "$5.00" in refused.json()["detail"]
    out["amount_micros"] = 2_000_000
    for _ in range(2):
        api.post("/v1/wallets/USD/pay-outs", json=out, headers=acting)
    [shown] = api.get("/v1/wallets", headers=own).json()
    assert shown["balance_micros"] == 3_000_000
    coupon = {"code": "GIFT", "kind": "credit", "amount_micros": 1_000_000, "currency": "USD"}
    assert api.post("/v1/coupons", json=coupon, headers=own).status_code == 403
    assert api.post("/v1/coupons", json=coupon).status_code == 201
    for _ in range(2):
        body = {"code": "gift"}
        assert api.post("/v1/subscription/coupons", json=body, headers=own).status_code == 201
    [shown] = api.get("/v1/wallets", headers=own).json()
    assert shown["balance_micros"] == 4_000_000
    assert api.get("/v1/coupons").json()[0]["redeemed"] == 1
    assert api.get("/v1/payment-method", headers=own).json()["provider"] == "manual"
    assert api.post("/v1/payment-method/setup", headers=own).status_code == 409
