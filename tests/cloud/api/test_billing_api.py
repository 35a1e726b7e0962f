"""From subscribing to the invoice so far, over REST."""

from __future__ import annotations

from fastapi.testclient import TestClient

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
