"""Publishing plans by REST, as the console's editor does, and the limits a plan sets."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from jarip.cloud.accounts.tables import Member, User
from jarip.cloud.catalog.loader import load_catalog
from jarip.cloud.context import CloudContext, open_cloud
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.errors import ConflictError, PaymentRequiredError
from jarip.cloud.subscriptions.lifecycle import Subscribe, change_plan, subscribe
from jarip.cloud.subscriptions.limits import check_storage


def new_plan(**fields: Any) -> dict[str, Any]:
    plan = load_catalog().plans[2].model_dump(mode="json")
    return {**plan, "id": "lab", "version": 1, **fields}


def test_a_plan_is_published_sold_and_retired_and_its_subscribers_keep_it(api: TestClient) -> None:
    published = api.post("/v1/plans", json=new_plan())
    assert published.status_code == 201
    assert published.json()["key"] == "lab@1"
    assert api.post("/v1/plans", json=new_plan()).status_code == 201  # safe to repeat
    changed = api.post("/v1/plans", json=new_plan(trial_days=3))
    assert changed.status_code == 409
    assert "version 2" in changed.json()["todo"]

    organization = api.post("/v1/organizations", json={"name": "Han"}).json()["id"]
    acting = {"Jarip-Organization": organization}
    body = {"plan": "lab", "currency": "EUR"}
    assert api.post("/v1/subscription", json=body, headers=acting).json()["plan_key"] == "lab@1"
    assert api.post("/v1/plans/lab@1/retire").json()["subscribers"] == 1
    assert "lab" not in {plan["id"] for plan in api.get("/v1/plans").json()}
    assert api.get("/v1/subscription", headers=acting).json()["plan_key"] == "lab@1"
    versions = {each["key"]: each for each in api.get("/v1/plan-versions").json()}
    assert versions["lab@1"]["retired_ms"] is not None
    assert versions["starter@1"]["source"] == "file"


def test_a_wrong_plan_is_refused_by_field(api: TestClient) -> None:
    prices = {"KRW": {"monthly_fee": "-1", "chip_hour": {"*": "abc"}}}
    answer = api.post("/v1/plans", json=new_plan(prices=prices))
    assert answer.status_code == 422
    where = " ".join(error["where"] for error in answer.json()["errors"])
    assert "monthly_fee" in where
    assert "chip_hour" in where


def test_only_the_operator_publishes_and_a_plan_of_the_file_is_retired_there(
    api: TestClient,
) -> None:
    organization = api.post("/v1/organizations", json={"name": "Han"}).json()["id"]
    acting = {"Jarip-Organization": organization}
    key = api.post("/v1/keys", json={"name": "k"}, headers=acting).json()["key"]
    own = {"Authorization": f"Bearer {key}"}
    assert api.post("/v1/plans", json=new_plan(), headers=own).status_code == 403
    assert api.get("/v1/plan-versions", headers=own).status_code == 403
    assert api.post("/v1/plans/starter@1/retire").status_code == 409


def test_a_plan_of_the_console_outlives_a_restart(cloud: CloudContext, api: TestClient) -> None:
    api.post("/v1/plans", json=new_plan())
    again = open_cloud(cloud.settings, cloud.clock)
    again.close()
    assert "lab" in {plan["id"] for plan in api.get("/v1/plans").json()}


def test_seats_and_storage_hold(cloud: CloudContext, api: TestClient, clock: FrozenClock) -> None:
    organization = api.post("/v1/organizations", json={"name": "Han"}).json()["id"]
    now = clock.now_ms()
    with cloud.database.write() as session:
        check_storage(session, organization, now, 0, 1 << 60)  # nothing is limited yet
        request = Subscribe.model_validate({"plan": "starter", "currency": "KRW"})
        subscription = subscribe(session, clock, organization, request)
        for number in range(5):
            user = User(id=f"usr_{number}", email=f"{number}@han.kr", name="N", created_ms=now)
            session.add(user)
            session.flush()
            row = Member(
                id=f"mem_{number}",
                organization_id=organization,
                user_id=user.id,
                role="developer",
                created_ms=now,
            )
            session.add(row)
        session.flush()
        with pytest.raises(ConflictError, match="1 seats"):
            change_plan(session, clock, subscription.id, "free")
        check_storage(session, organization, now, 99 << 30, 1 << 30)
        with pytest.raises(PaymentRequiredError, match="100 GiB"):
            check_storage(session, organization, now, 99 << 30, (1 << 30) + 1)
