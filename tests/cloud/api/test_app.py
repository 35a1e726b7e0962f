"""What every route shares: authentication, problem documents, paging, health, OpenAPI."""

from __future__ import annotations

import stat

import pytest
from fastapi.testclient import TestClient

from jarip.cloud.context import CloudContext, open_cloud
from jarip.cloud.db.clock import FrozenClock


def test_the_operators_key_is_private_and_works(cloud: CloudContext, api: TestClient) -> None:
    path = cloud.settings.operator_key_path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    me = api.get("/v1/me").json()
    assert me["organization"]["slug"] == "operator"
    assert "operator" in me["permissions"]


def test_opening_the_same_home_again_keeps_its_key(cloud: CloudContext, api: TestClient) -> None:
    before = cloud.settings.operator_key_path.read_text()
    open_cloud(cloud.settings, cloud.clock).close()
    assert cloud.settings.operator_key_path.read_text() == before


def test_health_needs_no_key(api: TestClient) -> None:
    answer = api.get("/healthz", headers={"Authorization": ""})
    assert answer.json()["status"] == "ok"


def test_no_key_is_a_problem_document_with_advice(api: TestClient) -> None:
    answer = api.get("/v1/me", headers={"Authorization": ""})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["todo"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v1/nowhere", 404), ("PATCH", "/v1/me", 405), ("GET", "/v1/projects?limit=0", 422)],
)
def test_every_error_is_a_problem_document(
    api: TestClient, method: str, path: str, status: int
) -> None:
    answer = api.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_a_wrong_field_is_named(api: TestClient) -> None:
    body = {"name": "Han", "time_zone": "Mars/Olympus"}
    problem = api.post("/v1/organizations", json=body).json()
    assert problem["where"] == "body.time_zone"
    assert "Mars/Olympus" in problem["detail"]


def test_the_operator_acts_for_a_customer_and_the_customer_for_itself(api: TestClient) -> None:
    api.post("/v1/organizations", json={"name": "Hangang Robotics"}).raise_for_status()
    as_customer = {"Jarip-Organization": "hangang-robotics"}
    scopes = ["projects:read", "projects:write", "keys:read"]
    key = api.post("/v1/keys", json={"name": "a", "scopes": scopes}, headers=as_customer).json()
    own = {"Authorization": f"Bearer {key['key']}"}
    api.post("/v1/projects", json={"name": "Vision"}, headers=own).raise_for_status()
    slugs = {row["slug"] for row in api.get("/v1/projects", headers=own).json()["items"]}
    assert slugs == {"default", "vision"}
    assert api.post("/v1/keys", json={"name": "b"}, headers=own).status_code == 403
    assert api.get("/v1/organizations", headers=own).status_code == 403
    assert api.get("/v1/me", headers={**own, "Jarip-Organization": "operator"}).status_code == 404


def test_a_revoked_key_stops_at_once(api: TestClient) -> None:
    key = api.post("/v1/keys", json={"name": "a"}).json()
    own = {"Authorization": f"Bearer {key['key']}"}
    assert api.get("/v1/me", headers=own).status_code == 200
    assert api.delete(f"/v1/keys/{key['id']}").status_code == 200
    assert api.get("/v1/me", headers=own).status_code == 401


def test_pages_cover_everything_once(api: TestClient, clock: FrozenClock) -> None:
    for number in range(7):
        clock.advance(ms=number % 2)
        api.post("/v1/projects", json={"name": f"p{number}"}).raise_for_status()
    seen: list[str] = []
    cursor = ""
    while True:
        page = api.get("/v1/projects", params={"limit": 3, "cursor": cursor, "total": True}).json()
        seen += [row["slug"] for row in page["items"]]
        assert page["total"] == 8
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert seen == [f"p{n}" for n in reversed(range(7))] + ["default"]


def test_a_made_up_cursor_is_refused(api: TestClient) -> None:
    assert api.get("/v1/projects", params={"cursor": "\x00!"}).status_code == 422


def test_a_used_key_shows_when(api: TestClient, clock: FrozenClock) -> None:
    clock.advance(hours=1)
    api.get("/v1/me")
    assert api.get("/v1/keys").json()["items"][0]["last_used_ms"] == clock.now_ms()


def test_metrics_count_requests_by_route(api: TestClient) -> None:
    api.get("/v1/me")
    text = api.get("/metrics").text
    assert 'jarip_http_request_seconds_count{method="GET",route="/v1/me",status="200"} 1.0' in text


def test_openapi_describes_every_route_and_its_problems(api: TestClient) -> None:
    spec = api.get("/openapi.json").json()
    routes = [route for path in spec["paths"].values() for route in path.values()]
    assert all(route.get("description") for route in routes)
    names = [route["operationId"] for route in routes]
    assert len(names) == len(set(names))
    assert "4XX" in spec["paths"]["/v1/projects"]["get"]["responses"]
