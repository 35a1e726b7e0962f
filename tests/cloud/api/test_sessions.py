"""Cookies, CSRF protection, headers, and the ways in, over REST."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.cloud.api.browser import PASSWORD, Browser, make_customer, make_person

from jarip.cloud.accounts.permissions import Role
from jarip.cloud.accounts.rate_limits import Limit
from jarip.cloud.accounts.set_up import issue_set_up_token
from jarip.cloud.api.app import create_app
from jarip.cloud.context import CloudContext
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.web import anonymous, caller

EMAIL = "jiwoo@example.com"


@pytest.fixture
def organization(cloud: CloudContext) -> str:
    organization_id = make_customer(cloud, "Hangang Robotics")
    make_person(cloud, EMAIL, organization_id, Role.OWNER)
    return organization_id


@pytest.fixture
def app(cloud: CloudContext) -> FastAPI:
    return create_app(cloud)


def served(api: TestClient) -> FastAPI:
    """The application behind a client."""
    assert isinstance(api.app, FastAPI)
    return api.app


@pytest.fixture
def browser(app: FastAPI, organization: str) -> Browser:
    opened = Browser(app)
    assert opened.log_in(EMAIL).status_code == 201
    return opened


def test_the_cookie_is_for_our_pages_alone(app: FastAPI, organization: str) -> None:
    header = Browser(app).log_in(EMAIL).headers["set-cookie"]
    assert header.startswith("jarip_session=")
    assert "HttpOnly" in header
    assert "SameSite=lax" in header
    assert "Secure" not in header
    secure = Browser(app, "https://testserver").log_in(EMAIL).headers
    assert secure["set-cookie"].startswith("__Host-jarip_session=")
    assert "Secure" in secure["set-cookie"]
    assert "Path=/" in secure["set-cookie"]
    assert "Domain" not in secure["set-cookie"]
    assert "max-age" in secure["strict-transport-security"]


def test_behind_a_proxy_with_tls_the_cookie_is_secure(
    cloud: CloudContext, organization: str
) -> None:
    settings = replace(cloud.settings, public_url="https://cloud.example.com")
    header = Browser(create_app(replace(cloud, settings=settings))).log_in(EMAIL).headers
    assert header["set-cookie"].startswith("__Host-jarip_session=")
    assert "strict-transport-security" in header


def test_the_session_opens_what_the_role_may(browser: Browser) -> None:
    me = browser.http.get("/v1/me").json()
    assert me["organization"]["slug"] == "hangang-robotics"
    assert browser.request("POST", "/v1/projects", json={"name": "Vision"}).status_code == 201
    assert browser.http.get("/v1/organizations").status_code == 403


def test_a_change_without_the_token_is_refused(browser: Browser, app: FastAPI) -> None:
    body = {"name": "Vision"}
    assert browser.http.post("/v1/projects", json=body).status_code == 403
    assert browser.http.delete("/v1/session").status_code == 403
    other = Browser(app)
    other.log_in(EMAIL)
    headers = {"X-CSRF-Token": other.csrf}
    assert browser.http.post("/v1/projects", json=body, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://testserver.evil.example"},
    ],
)
def test_another_site_is_refused_even_with_the_token(
    browser: Browser, headers: dict[str, str]
) -> None:
    answer = browser.request("POST", "/v1/projects", json={"name": "Vision"}, headers=headers)
    assert answer.status_code == 403
    log_in = {"email": EMAIL, "password": PASSWORD}
    assert browser.http.post("/v1/session", json=log_in, headers=headers).status_code == 403


def test_our_own_page_is_let_in(browser: Browser) -> None:
    headers = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    answer = browser.request("POST", "/v1/projects", json={"name": "Vision"}, headers=headers)
    assert answer.status_code == 201


def test_logging_out_ends_it_for_good(browser: Browser) -> None:
    token = browser.http.cookies["jarip_session"]
    assert browser.request("DELETE", "/v1/session").status_code == 204
    browser.http.cookies.set("jarip_session", token)
    assert browser.http.get("/v1/me").status_code == 401


def test_sessions_are_listed_and_ended(browser: Browser, app: FastAPI) -> None:
    other = Browser(app)
    other.log_in(EMAIL)
    sessions = browser.http.get("/v1/sessions").json()
    assert [each["is_current"] for each in sessions] == [False, True]
    ended = browser.request("DELETE", f"/v1/sessions/{sessions[0]['id']}")
    assert ended.status_code == 204
    assert other.http.get("/v1/me").status_code == 401
    assert browser.http.get("/v1/me").status_code == 200


def test_a_wrong_log_in_is_refused_and_shut_out_in_the_end(app: FastAPI, organization: str) -> None:
    browser = Browser(app)
    codes = [browser.log_in(EMAIL, "wrong").status_code for _ in range(6)]
    assert codes == [401] * 5 + [429]
    assert int(browser.log_in(EMAIL).headers["retry-after"]) == 30


def test_the_second_factor_over_rest(browser: Browser, app: FastAPI, clock: FrozenClock) -> None:
    begun = browser.request("POST", "/v1/second-factor").json()
    totp = pyotp.TOTP(parse_qs(urlsplit(begun["uri"]).query)["secret"][0])
    code = totp.at(clock.now_ms() // 1000)
    confirmed = browser.request("POST", "/v1/second-factor/confirmation", json={"code": code})
    codes = confirmed.json()["codes"]
    assert len(codes) == 10
    other = Browser(app)
    assert other.log_in(EMAIL).json()["needs_second_factor"]
    assert other.http.get("/v1/me").status_code == 401
    assert other.http.get("/v1/session").json()["memberships"] == []
    given = other.request("POST", "/v1/session/second-factor", json={"code": codes[0]})
    other.csrf = given.json()["csrf_token"]
    assert other.http.get("/v1/me").status_code == 200
    removal = other.request("POST", "/v1/second-factor/removal", json={"code": codes[1]})
    assert removal.status_code == 204
    assert not other.http.get("/v1/second-factor").json()["is_on"]


def test_inviting_over_rest(browser: Browser, app: FastAPI) -> None:
    invited = browser.request(
        "POST", "/v1/invitations", json={"email": "min@example.com", "role": "viewer"}
    ).json()
    assert not invited["is_sent"]
    token = parse_qs(urlsplit(invited["link"]).query)["token"][0]
    guest = Browser(app)
    offer = guest.http.post("/v1/invitation-offers", json={"token": token}).json()
    assert (offer["organization"], offer["has_account"]) == ("Hangang Robotics", False)
    form = {"token": token, "name": "Min", "password": PASSWORD}
    accepted = guest.http.post("/v1/invitation-acceptances", json=form)
    assert accepted.status_code == 201
    guest.csrf = accepted.json()["csrf_token"]
    assert guest.http.get("/v1/me").json()["permissions"]
    assert guest.request("POST", "/v1/projects", json={"name": "x"}).status_code == 403
    members = browser.http.get("/v1/members").json()["items"]
    assert [each["role"] for each in members] == ["viewer", "owner"]
    path = f"/v1/members/{members[0]['user_id']}"
    assert browser.request("PUT", path, json={"role": "admin"}).json()["role"] == "admin"
    assert guest.request("POST", "/v1/projects", json={"name": "x"}).status_code == 201
    assert browser.request("DELETE", path).status_code == 204
    assert guest.http.get("/v1/me").status_code == 403
    owner = f"/v1/members/{members[1]['user_id']}"
    assert browser.request("DELETE", owner).status_code == 409


def test_a_key_never_outlives_its_makers_role(
    browser: Browser, app: FastAPI, cloud: CloudContext, organization: str
) -> None:
    user_id = make_person(cloud, "min@example.com", organization, Role.ADMIN)
    admin = Browser(app)
    admin.log_in("min@example.com")
    scopes = ["projects:write", "projects:read"]
    made = admin.request("POST", "/v1/keys", json={"name": "ci", "scopes": scopes}).json()
    key = TestClient(app, headers={"Authorization": f"Bearer {made['key']}"})
    assert key.post("/v1/projects", json={"name": "a"}).status_code == 201
    browser.request("PUT", f"/v1/members/{user_id}", json={"role": "viewer"})
    assert key.post("/v1/projects", json={"name": "b"}).status_code == 403
    assert key.get("/v1/projects").status_code == 200
    browser.request("DELETE", f"/v1/members/{user_id}")
    assert key.get("/v1/projects").status_code == 401


def test_open_sign_up_is_the_operators_choice(api: TestClient) -> None:
    form = {"email": EMAIL, "name": "Ji-woo", "password": PASSWORD, "organization": "Han"}
    guest = Browser(served(api))
    assert guest.http.post("/v1/sign-up", json=form).status_code == 403
    policy = {"open_sign_up": True}
    assert api.put("/v1/installation", json=policy).json()["open_sign_up"]
    assert guest.http.get("/v1/sign-up").json()["open_sign_up"]
    answer = guest.http.post("/v1/sign-up", json=form)
    assert answer.status_code == 201
    assert answer.json()["session"]["memberships"][0]["role"] == "owner"
    (entry,) = api.get("/v1/audit", params={"action": "change_installation"}).json()["items"]
    assert entry["detail"]["policy"]["open_sign_up"]


def test_the_set_up_link_makes_an_operator(cloud: CloudContext, app: FastAPI) -> None:
    with cloud.database.write() as session:
        token = issue_set_up_token(session, cloud.clock, cloud.secret)
    form = {"token": token, "email": "op@example.com", "name": "Op", "password": PASSWORD}
    browser = Browser(app)
    answer = browser.http.post("/v1/set-up", json=form)
    assert answer.json()["user"]["is_operator"]
    assert browser.http.get("/v1/organizations").status_code == 200
    assert browser.http.post("/v1/set-up", json=form).status_code == 401


def test_every_answer_has_the_security_headers(api: TestClient) -> None:
    for path in ("/v1/me", "/v1/nowhere", "/healthz", "/openapi.json", "/docs"):
        headers = api.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "referrer-policy" in headers
        assert "strict-transport-security" not in headers  # plain HTTP must not promise TLS


def test_the_reference_names_every_operation_and_runs_no_script(api: TestClient) -> None:
    page = api.get("/docs").text
    assert "<script" not in page
    for path in api.get("/openapi.json").json()["paths"]:
        assert path in page


@pytest.mark.parametrize("body", [{"name": "nul\x00"}, {"name": "x", "expires_ms": 2**70}])
def test_what_no_database_keeps_is_refused(api: TestClient, body: dict[str, object]) -> None:
    client = TestClient(api.app, headers=dict(api.headers), raise_server_exceptions=False)
    assert client.post("/v1/keys", json=body).status_code in (201, 422)


def test_requests_of_a_key_are_limited(
    browser: Browser, app: FastAPI, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caller, "KEY_REQUESTS", Limit("requests with one API key", 10))
    made = browser.request("POST", "/v1/keys", json={"name": "ci"}).json()["key"]
    key = TestClient(app, headers={"Authorization": f"Bearer {made}"})
    codes = [key.get("/v1/me").status_code for _ in range(11)]
    assert codes == [200] * 10 + [429]
    clock.advance(seconds=60)
    assert key.get("/v1/me").status_code == 200


def test_an_account_is_closed_and_opened_again(
    browser: Browser, app: FastAPI, cloud: CloudContext
) -> None:
    scopes = ["projects:read"]
    made = browser.request("POST", "/v1/keys", json={"name": "ci", "scopes": scopes}).json()["key"]
    key = TestClient(app, headers={"Authorization": f"Bearer {made}"})
    operator = Browser(app)
    text = cloud.settings.operator_key_path.read_text().strip()
    operator.http.headers["Authorization"] = f"Bearer {text}"
    (person,) = operator.http.get("/v1/people", params={"email": "JIWOO"}).json()["items"]
    closed = operator.http.post(f"/v1/people/{person['id']}/close")
    assert closed.json()["disabled_ms"] is not None
    assert browser.http.get("/v1/me").status_code == 401
    assert key.get("/v1/projects").status_code == 401
    assert Browser(app).log_in(EMAIL).status_code == 401
    operator.http.post(f"/v1/people/{person['id']}/reopen").raise_for_status()
    assert key.get("/v1/projects").status_code == 200
    assert Browser(app).log_in(EMAIL).status_code == 201
    assert operator.http.get("/v1/people", params={"email": "%"}).json()["items"] == []


def test_anonymous_requests_are_limited(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anonymous, "ANONYMOUS", Limit("anonymous requests from one address", 5))
    client = TestClient(app, headers={"Authorization": "Bearer jrp_nonsense"})
    assert [client.get("/v1/me").status_code for _ in range(6)] == [401] * 5 + [429]
    assert client.get("/v1/sign-up").status_code == 429
