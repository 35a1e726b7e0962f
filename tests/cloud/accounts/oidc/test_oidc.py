"""Logging in at a provider: real redirects, real signatures, and everything that may be forged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from joserfc.jwk import OctKey, RSAKey
from tests.cloud.accounts.oidc.fake_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    FakeProvider,
    run_provider,
)
from tests.cloud.api.browser import make_customer, make_person

from jarip.cloud.accounts.installation import AccountsPolicy, change_policy
from jarip.cloud.accounts.invitations import Invite, invite
from jarip.cloud.accounts.oidc.flow import LASTS_MS, safe_path
from jarip.cloud.accounts.permissions import EVERYTHING, Role
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.accounts.tables import User
from jarip.cloud.api.app import create_app
from jarip.cloud.context import CloudContext, open_cloud
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import get_row
from jarip.cloud.settings import OidcSettings, Settings

MIN = {"sub": "u-1", "email": "Min@Example.com", "email_verified": True, "name": "Min"}


@pytest.fixture
def provider(clock: FrozenClock) -> Iterator[FakeProvider]:
    with run_provider() as running:
        running.person = dict(MIN)
        running.now_s = clock.now_ms() // 1000
        yield running


@pytest.fixture
def cloud(
    provider: FakeProvider, database_url: str, clock: FrozenClock, tmp_path: Path
) -> Iterator[CloudContext]:
    oidc = OidcSettings(provider.url, CLIENT_ID, CLIENT_SECRET)
    settings = Settings(tmp_path / "home", database_url, public_url="http://testserver", oidc=oidc)
    opened = open_cloud(settings, clock)
    with opened.database.write() as session:
        change_policy(session, clock, AccountsPolicy(open_sign_up=True))
    yield opened
    opened.close()


@pytest.fixture
def app(cloud: CloudContext) -> FastAPI:
    return create_app(cloud)


def new_browser(app: FastAPI) -> TestClient:
    return TestClient(app, follow_redirects=False)


def leave(browser: TestClient, next_path: str = "/jobs") -> str:
    answer = browser.get("/v1/oidc/start", params={"next": next_path})
    assert answer.status_code == 302
    return answer.headers["location"]


def come_back(browser: TestClient, state: str, code: str) -> Response:
    return browser.get("/v1/oidc/callback", params={"state": state, "code": code})


def log_in(app: FastAPI, provider: FakeProvider) -> tuple[TestClient, Response]:
    browser = new_browser(app)
    return browser, come_back(browser, *provider.authorize(leave(browser)))


def test_a_new_person_signs_up_and_comes_again(app: FastAPI, provider: FakeProvider) -> None:
    browser, answer = log_in(app, provider)
    assert (answer.status_code, answer.headers["location"]) == (303, "/jobs")
    first = browser.get("/v1/session").json()
    assert first["user"]["email"] == "min@example.com"
    assert first["memberships"][0]["role"] == "owner"
    provider.person["email"] = "min.kim@example.com"  # the subject counts, not the address
    again, _ = log_in(app, provider)
    assert again.get("/v1/session").json()["user"]["id"] == first["user"]["id"]


def test_a_stranger_is_refused_where_sign_up_is_closed(
    app: FastAPI, provider: FakeProvider, cloud: CloudContext
) -> None:
    with cloud.database.write() as session:
        change_policy(session, cloud.clock, AccountsPolicy())
    assert log_in(app, provider)[1].status_code == 403


def test_an_invitation_lets_in(app: FastAPI, provider: FakeProvider, cloud: CloudContext) -> None:
    organization = make_customer(cloud, "Nakdong")
    with cloud.database.write() as session:
        change_policy(session, cloud.clock, AccountsPolicy())
        by = Principal("key_1", organization, "", EVERYTHING)
        request = Invite(email="min@example.com", role=Role.VIEWER)
        invite(session, cloud.clock, cloud.secret, by, request, seats=None)
    browser, _ = log_in(app, provider)
    (membership,) = browser.get("/v1/session").json()["memberships"]
    assert (membership["organization_id"], membership["role"]) == (organization, "viewer")


def test_an_account_is_only_taken_over_where_both_sides_saw_proof(
    app: FastAPI, provider: FakeProvider, cloud: CloudContext
) -> None:
    organization = make_customer(cloud, "Nakdong")
    user_id = make_person(cloud, "min@example.com", organization, Role.OWNER)
    assert log_in(app, provider)[1].status_code == 403
    with cloud.database.write() as session:
        get_row(session, User, user_id).email_verified_ms = 1
    provider.person["email_verified"] = False
    assert log_in(app, provider)[1].status_code == 403
    provider.person["email_verified"] = True
    browser, _ = log_in(app, provider)
    assert browser.get("/v1/session").json()["user"]["id"] == user_id


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "somebody-else"},
        {"aud": [CLIENT_ID, "b"]},
        {"azp": "somebody-else"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"exp": None},
        {"iat": 1},
        {"sub": None},
        {"email_verified": "false"},
        {"email": None},
    ],
)
def test_a_wrong_claim_is_refused(
    app: FastAPI, provider: FakeProvider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    browser, answer = log_in(app, provider)
    assert answer.status_code in (401, 403)
    assert browser.get("/v1/session").status_code == 401


def test_a_forged_signature_is_refused(app: FastAPI, provider: FakeProvider) -> None:
    provider.signing_key = RSAKey.generate_key(2048)
    assert log_in(app, provider)[1].status_code == 401


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_an_algorithm_without_a_private_key_is_refused(
    app: FastAPI, provider: FakeProvider, algorithm: str
) -> None:
    provider.algorithm = algorithm
    public = provider.key.as_pem(private=False)
    provider.signing_key = OctKey.import_key(b"x" * 32 if algorithm == "none" else public[:64])
    assert log_in(app, provider)[1].status_code == 401


def test_a_new_key_of_the_providers_is_fetched(
    app: FastAPI, provider: FakeProvider, clock: FrozenClock
) -> None:
    assert log_in(app, provider)[1].status_code == 303
    provider.key = RSAKey.generate_key(2048, auto_kid=True)
    clock.advance(seconds=61)
    assert log_in(app, provider)[1].status_code == 303


def test_another_browser_cannot_finish_what_this_one_began(
    app: FastAPI, provider: FakeProvider
) -> None:
    state, code = provider.authorize(leave(new_browser(app)))
    assert come_back(new_browser(app), state, code).status_code == 401  # log-in CSRF
    other = new_browser(app)
    leave(other)
    assert come_back(other, state, code).status_code == 401


def test_a_journey_does_not_last_for_ever(
    app: FastAPI, provider: FakeProvider, clock: FrozenClock
) -> None:
    browser = new_browser(app)
    state, code = provider.authorize(leave(browser))
    clock.advance(ms=LASTS_MS)
    assert come_back(browser, state, code).status_code == 401


def test_a_refusal_or_a_made_up_code_is_told(app: FastAPI, provider: FakeProvider) -> None:
    browser = new_browser(app)
    state, _ = provider.authorize(leave(browser))
    assert come_back(browser, state, "made-up").status_code == 502
    refused = browser.get("/v1/oidc/callback", params={"state": state, "error": "access_denied"})
    assert refused.status_code == 401
    assert "access_denied" in refused.json()["detail"]


@pytest.mark.parametrize(
    "path", ["https://evil.example", "//evil.example", "/\\evil.example", "", "jobs", "/a\nb"]
)
def test_nobody_is_led_to_another_site(path: str) -> None:
    assert safe_path(path) == "/"
    assert safe_path("/jobs?state=running") == "/jobs?state=running"


def test_a_provider_that_is_away_is_an_error_with_advice(
    cloud: CloudContext, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "get", lambda path: {"issuer": "https://other.example"})
    answer = new_browser(create_app(cloud)).get("/v1/oidc/start")
    assert answer.status_code == 502
    assert answer.json()["todo"]
