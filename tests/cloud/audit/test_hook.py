"""Every change by a request has an entry in its own transaction; so has an operator's look."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient

from jarip.cloud.db.clock import FrozenClock


def entries(api: TestClient, **params: Any) -> list[dict[str, Any]]:
    answer = api.get("/v1/audit", params=params)
    answer.raise_for_status()
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_a_change_names_its_actor_and_what_it_did(api: TestClient) -> None:
    key = api.post("/v1/keys", json={"name": "ci"}).json()
    (entry,) = entries(api, action="create_new_key")
    assert entry["target"] == key["id"]
    assert entry["actor_name"] == "operator.key on this machine"
    assert entry["detail"]["rows"] == [{"what": "made", "table": "api_keys", "id": key["id"]}]
    api.delete(f"/v1/keys/{key['id']}")
    (entry,) = entries(api, action="revoke_own_key")
    assert entry["target"] == key["id"]
    assert entry["detail"]["rows"][0]["columns"]["revoked_ms"][0] is None


def test_a_change_that_fails_leaves_no_entry(api: TestClient) -> None:
    api.post("/v1/projects", json={"name": "Vision"}).raise_for_status()
    assert api.post("/v1/projects", json={"name": "Vision"}).status_code == 409
    assert len(entries(api, action="create_new_project")) == 1


def test_no_secret_is_in_the_log(api: TestClient) -> None:
    project = {"Jarip-Project": "default"}
    api.put("/v1/secrets/TOKEN", json={"value": "hush-hush"}, headers=project).raise_for_status()
    api.put("/v1/secrets/TOKEN", json={"value": "hush-hush2"}, headers=project).raise_for_status()
    key = api.post("/v1/keys", json={"name": "ci"}).json()["key"]
    text = str(entries(api))
    assert "hush" not in text
    assert key not in text
    assert "sealed" in text


def test_an_operators_look_is_written_down_once_a_minute(
    api: TestClient, clock: FrozenClock
) -> None:
    api.post("/v1/organizations", json={"name": "Hangang Robotics"}).raise_for_status()
    customer = {"Jarip-Organization": "hangang-robotics"}
    for _ in range(3):
        api.get("/v1/projects", headers=customer).raise_for_status()
    clock.advance(seconds=60)
    api.get("/v1/projects", headers=customer).raise_for_status()
    scopes = ["audit:read"]
    key = api.post("/v1/keys", json={"name": "a", "scopes": scopes}, headers=customer).json()["key"]
    own = TestClient(api.app, headers={"Authorization": f"Bearer {key}"})
    looks = entries(own, action="list_own_projects", visits_only=True)
    assert len(looks) == 2
    (made,) = entries(own, action="create_new_key")
    assert made["is_visit"]
    assert entries(own, action="list_audit_entries") == []  # its own looks are its own affair
    assert own.get("/v1/audit", params={"installation": True}).status_code == 403


def test_the_operators_lists_are_in_the_installations_log(api: TestClient) -> None:
    api.get("/v1/organizations")
    (entry,) = entries(api, installation=True)
    assert entry["action"] == "list_all_organizations"


def test_the_log_is_checked_over_rest(api: TestClient) -> None:
    api.post("/v1/projects", json={"name": "Vision"}).raise_for_status()
    report = api.get("/v1/audit/verification").json()
    assert (report["entries"], report["broken_at"]) == (1, 0)


def test_the_log_is_filtered_by_time(api: TestClient, clock: FrozenClock) -> None:
    api.post("/v1/projects", json={"name": "a"}).raise_for_status()
    middle = clock.advance(hours=1)
    clock.advance(hours=1)
    api.post("/v1/projects", json={"name": "b"}).raise_for_status()
    assert len(entries(api)) == 2
    assert len(entries(api, to_ms=middle)) == 1
    assert len(entries(api, from_ms=middle)) == 1
