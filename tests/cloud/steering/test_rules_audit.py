"""Whatever an operator sets for the pool is in the audit log: who, what, from what to what."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from jarip.chips import detect_chips
from jarip.cloud.api.pool_rules import router
from jarip.cloud.audit.current import SAFE_METHODS
from jarip.cloud.control.pool import Pool
from jarip.cloud.db.clock import FrozenClock

HOUR = 3_600_000
CHANGES = {
    route.name
    for route in router.routes
    if isinstance(route, APIRoute) and not route.methods <= SAFE_METHODS
}


@pytest.fixture
def operator(api: TestClient) -> TestClient:
    """The operator's client of a cloud with this machine's processor; nothing is ever started."""
    assert isinstance(api.app, FastAPI)
    pool = Pool(detect_chips(measure=False)[:1])
    api.app.state.loop = SimpleNamespace(pool=pool, wake=lambda: None)
    api.post("/v1/organizations", json={"name": "Acme", "slug": "acme"}).raise_for_status()
    return api


def change(operator: TestClient, method: str, path: str, **values: Any) -> dict[str, Any]:
    """What the change answers."""
    body = {"json": values} if method != "DELETE" else {}
    answer = operator.request(method, f"/v1/pool/{path}", **body)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def entry(operator: TestClient, action: str) -> dict[str, Any]:
    """The action's newest entry."""
    items = operator.get("/v1/audit", params={"action": action}).json()["items"]
    found: dict[str, Any] = items[0]
    return found


def columns(found: dict[str, Any]) -> dict[str, Any]:
    """Of the one row that the entry tells of: column → old and new."""
    (row,) = found["detail"]["rows"]
    values: dict[str, Any] = row["columns"]
    return values


def test_each_kind_of_change_is_an_entry_that_names_its_operator(
    operator: TestClient, clock: FrozenClock
) -> None:
    until = clock.ms + HOUR
    window = change(
        operator, "POST", "windows", kind="maintenance", nodes=["local"], until_ms=until
    )
    quota = change(operator, "PUT", "quotas", organization="acme", chips=4)
    targets = {
        "open_pool_window": window["id"],
        "end_pool_window": change(operator, "DELETE", f"windows/{window['id']}")["id"],
        "set_pool_quota": quota["id"],
        "remove_pool_quota": change(operator, "DELETE", f"quotas/{quota['id']}")["id"],
    }
    change(operator, "POST", "nodes/local/drain", text="new fans")
    change(operator, "POST", "nodes/local/undrain")
    change(operator, "PUT", "shares/acme", weight_percent=250)
    change(operator, "PUT", "policy", min_run_ms=60_000)
    targets |= {
        "drain_pool_node": "local",
        "undrain_pool_node": "local",
        "set_pool_share": "acme",
        "set_pool_policy": "pool",
    }

    assert targets.keys() == CHANGES, "a change that this test leaves out"
    found = {action: entry(operator, action) for action in targets}
    assert {action: each["target"] for action, each in found.items()} == targets
    assert {each["actor_name"] for each in found.values()} == {"operator.key on this machine"}
    assert all(each["detail"]["rows"] for each in found.values())
    assert operator.get("/v1/audit/verification").json()["broken_at"] == 0


def test_an_entry_says_what_it_was_before(operator: TestClient) -> None:
    change(operator, "PUT", "policy", min_run_ms=60_000)
    change(operator, "PUT", "policy", min_run_ms=90_000)
    assert columns(entry(operator, "set_pool_policy"))["min_run_ms"] == [60_000, 90_000]

    change(operator, "PUT", "quotas", organization="acme", chips=4)
    change(operator, "PUT", "quotas", organization="acme", chips=2)
    assert columns(entry(operator, "set_pool_quota"))["chips"] == [4, 2]


def test_a_refused_change_and_a_look_leave_no_entry(operator: TestClient) -> None:
    before = operator.get("/v1/audit").json()["items"]
    assert operator.post("/v1/pool/nodes/nowhere/drain", json={}).status_code == 404
    assert operator.delete("/v1/pool/windows/win_none").status_code == 404
    for path in ("nodes", "windows", "quotas", "shares", "policy"):
        operator.get(f"/v1/pool/{path}").raise_for_status()
    assert operator.get("/v1/audit").json()["items"] == before
