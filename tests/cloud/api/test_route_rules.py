"""Every route x every role, against the declared table; nobody sees another customer's things."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from tests.cloud.api.browser import Browser, make_customer, make_person
from tests.cloud.api.customers import (
    MARK,
    Belongings,
    a_budget,
    key_client,
    make_belongings,
    make_key,
)
from tests.cloud.api.route_rules import CALLER, HALF, PERSON, PUBLIC, RULES, Open
from tests.databases import NewDatabaseUrl

from jarip.chips import detect_chips
from jarip.cloud.accounts.permissions import EVERYTHING, ROLES, Permission, Role
from jarip.cloud.api import health
from jarip.cloud.api.app import ROUTERS
from jarip.cloud.context import CloudContext, open_cloud
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.server.assemble import assemble_server
from jarip.cloud.settings import Settings
from jarip.cloud.web import caller

ROUTES = [
    (method, route)
    for router in (health.router, *ROUTERS)
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods)
]
STREAMS = "GET /v1/jobs/{job_id}/logs/follow"


def name_of(method: str, route: APIRoute) -> str:
    return f"{method} {route.path}"


def enforced_rule(dependant: Dependant) -> Permission | Open:
    """What a route's dependencies really ask for."""
    known = {
        caller.get_principal: CALLER,
        caller.get_signed_in: PERSON,
        caller.get_half_signed_in: HALF,
    }
    for each in dependant.dependencies:
        if getattr(each.call, "__qualname__", "") == "require.<locals>.check":
            cells = each.call.__closure__ or ()  # type: ignore[union-attr]
            return next(c.cell_contents for c in cells if isinstance(c.cell_contents, Permission))
        if each.call in known:
            return known[each.call]
        if (rule := enforced_rule(each)) is not PUBLIC:
            return rule
    return PUBLIC


def test_every_route_has_a_rule_and_keeps_it() -> None:
    enforced = {name_of(method, route): enforced_rule(route.dependant) for method, route in ROUTES}
    assert enforced == RULES


@pytest.fixture
def small_cloud(new_database: NewDatabaseUrl, tmp_path: Path) -> Iterator[CloudContext]:
    """On one database: who may do what does not depend on it."""
    opened = open_cloud(
        Settings(home=tmp_path / "home", database_url=new_database()), FrozenClock()
    )
    yield opened
    opened.close()


def serve(cloud: CloudContext) -> FastAPI:
    """The whole server, console included, its loops not started."""
    return assemble_server(cloud, detect_chips(measure=False)).app


def call(client: TestClient, method: str, path: str, body: dict[str, Any] | None = None) -> int:
    """The status of a request; a stream that goes on counts as answered."""
    json = {} if method in ("POST", "PUT", "PATCH") and body is None else body
    return client.request(method, path, json=json).status_code


def fill(path: str, ids: dict[str, str]) -> str:
    """A path with its parameters filled in."""
    for name, value in {**ids, "path": "main.py"}.items():
        path = path.replace("{" + name + "}", value).replace("{" + name + ":path}", value)
    return path


MADE_UP = {
    "plan_key": "starter@1",
    "currency": "USD",
    "code": "NOPE",
    "provider": "manual",
    "digest": "0" * 64,
    "name": "NOPE",
}


def any_path(route: APIRoute) -> str:
    names = {each.name for each in route.dependant.path_params}
    return fill(route.path, {name: MADE_UP.get(name, "x_1") for name in names})


@pytest.mark.parametrize("role", [*Role, "operator"])
def test_a_role_opens_just_what_the_table_says(small_cloud: CloudContext, role: str) -> None:
    app = serve(small_cloud)
    organization = make_customer(small_cloud, "Nakdong")
    is_operator = role == "operator"
    member_role = Role.VIEWER if is_operator else Role(role)
    user = make_person(small_cloud, "min@example.com", organization, member_role, is_operator)
    client = key_client(app, make_key(small_cloud, organization, user))
    granted = EVERYTHING if is_operator else ROLES[member_role]
    wrong = []
    for method, route in ROUTES:
        rule = RULES[name_of(method, route)]
        if name_of(method, route) == STREAMS or rule is PUBLIC:
            continue
        status = call(client, method, any_path(route))
        if rule in (PERSON, HALF):  # a key is no browser
            right = status == 401
        elif rule is CALLER or rule in granted:
            right = status not in (401, 403) and status < 500
        else:
            right = status == 403
        if not right:
            wrong.append((name_of(method, route), str(rule), status))
    assert wrong == []


def test_without_a_credential_only_public_routes_answer(small_cloud: CloudContext) -> None:
    client = TestClient(serve(small_cloud), raise_server_exceptions=False)
    for method, route in ROUTES:
        status = call(client, method, any_path(route))
        if RULES[name_of(method, route)] is PUBLIC:
            assert status < 500, name_of(method, route)
        else:
            assert status == 401, name_of(method, route)


@pytest.fixture
def first(cloud: CloudContext) -> tuple[FastAPI, Belongings]:
    """The first customer, with one of everything."""
    app = serve(cloud)
    return app, make_belongings(cloud, app)


@pytest.fixture
def stranger(cloud: CloudContext, first: tuple[FastAPI, Belongings]) -> TestClient:
    """The second customer's owner, who may do everything at home."""
    organization = make_customer(cloud, "Nakdong")
    user = make_person(cloud, "min@example.com", organization, Role.OWNER)
    client = key_client(first[0], make_key(cloud, organization, user))
    for path, body in (("/v1/projects", {"name": "own"}), ("/v1/subscription", SUBSCRIBE)):
        assert client.post(path, json=body).is_success
    client.headers["Jarip-Project"] = "default"
    return client


SUBSCRIBE = {"plan": "team", "currency": "USD", "trial": False}
BODIES: dict[str, dict[str, Any]] = {
    "PUT /v1/members/{user_id}": {"role": "viewer"},
    "PUT /v1/budgets/{budget_id}": a_budget(),
}
"""Bodies that would be accepted, where `{}` would not."""

SHARED = {"plan_key", "currency", "code", "provider"} | {
    "node_id",
    "window_id",
    "quota_id",
    "organization",
}
"""Parameters that name nothing of a customer's: the catalog's, and rules for the pool."""

OWN_NAMES = {"PUT /v1/secrets/{name}"}
"""Routes where the same name makes a thing of one's own."""


def test_another_customers_things_are_not_found(
    first: tuple[FastAPI, Belongings], stranger: TestClient
) -> None:
    ids = first[1].ids
    tried = set()
    for method, route in ROUTES:
        name = name_of(method, route)
        params = {each.name for each in route.dependant.path_params} - {"path"}
        rule = RULES[name]
        if not params or params & SHARED or name in OWN_NAMES or not isinstance(rule, Permission):
            continue
        assert params <= ids.keys(), f"{name}: make one of these in customers.py"
        status = call(stranger, method, fill(route.path, ids), BODIES.get(name))
        expected = 403 if rule is Permission.OPERATOR else 404
        assert status == expected, name
        tried |= params
    assert tried == ids.keys() - {"session_id"}


def test_no_list_shows_another_customers_things(
    first: tuple[FastAPI, Belongings], stranger: TestClient
) -> None:
    belongings = first[1]
    for method, route in ROUTES:
        params = {each.name for each in route.dependant.path_params}
        if method != "GET" or params - SHARED or route.path == "/metrics":
            continue
        answer = stranger.get(any_path(route), params={"job": belongings.ids["job_id"]})
        assert MARK not in answer.text.lower(), route.path
        for kind, each in belongings.ids.items():
            assert each not in answer.text or kind == "job_id", route.path


def test_headers_open_no_other_organization_or_project(
    first: tuple[FastAPI, Belongings], stranger: TestClient
) -> None:
    belongings = first[1]
    for choice in (belongings.organization_id, f"{MARK}-robotics"):
        answer = stranger.get("/v1/me", headers={"Jarip-Organization": choice})
        assert answer.status_code == 404
    answer = stranger.get("/v1/me", headers={"Jarip-Project": belongings.project_id})
    assert answer.status_code == 404
    job = {"command": "true", "after": [belongings.ids["job_id"]]}
    assert stranger.post("/v1/jobs", json=job).status_code in (404, 422)
    job = {"command": "true", "code": belongings.ids["digest"]}
    assert stranger.post("/v1/jobs", json=job).status_code in (404, 422)
    budget = {**a_budget(), "member": belongings.ids["user_id"]}
    assert stranger.post("/v1/budgets", json=budget).status_code in (404, 422)
    budget = {**a_budget(), "project": belongings.project_id}
    assert stranger.post("/v1/budgets", json=budget).status_code in (404, 422)


def test_a_session_ends_by_its_owner_alone(
    first: tuple[FastAPI, Belongings], stranger: TestClient
) -> None:
    app, belongings = first
    browser = Browser(app)
    browser.log_in("min@example.com").raise_for_status()
    path = f"/v1/sessions/{belongings.ids['session_id']}"
    assert browser.request("DELETE", path).status_code == 404
    chosen = {"organization": f"{MARK}-robotics"}
    assert browser.request("PUT", "/v1/session/organization", json=chosen).status_code == 404


def test_a_projects_key_stays_in_its_project(
    cloud: CloudContext, first: tuple[FastAPI, Belongings]
) -> None:
    app, belongings = first
    owner = belongings.ids["user_id"]
    key = make_key(cloud, belongings.organization_id, owner, project="default")
    client = key_client(app, key)
    for path in ("/v1/jobs/{job_id}", "/v1/jobs/{job_id}/logs", "/v1/code/{digest}"):
        assert client.get(fill(path, belongings.ids)).status_code in (403, 404), path
    assert belongings.ids["job_id"] not in client.get("/v1/jobs").text
    other = {"Jarip-Project": belongings.project_id}
    assert client.get("/v1/me", headers=other).status_code == 403
