"""A command line is let in by a person in a browser, once."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.cloud.api.browser import Browser, make_customer, make_person
from tests.cloud.api.customers import key_client

from jarip.cloud.accounts.device_login import GUESSES, LASTS_MS
from jarip.cloud.accounts.permissions import ROLES, Role
from jarip.cloud.api.app import create_app
from jarip.cloud.context import CloudContext
from jarip.cloud.db.clock import FrozenClock


@pytest.fixture
def app(cloud: CloudContext) -> FastAPI:
    return create_app(cloud)


@pytest.fixture
def browser(cloud: CloudContext, app: FastAPI) -> Browser:
    make_person(cloud, "min@example.com", make_customer(cloud, "Nakdong"), Role.DEVELOPER)
    opened = Browser(app)
    opened.log_in("min@example.com")
    return opened


def begin(app: FastAPI) -> tuple[TestClient, str, str]:
    device = TestClient(app)
    begun = device.post("/v1/device-logins", json={"name": "laptop"}).json()
    return device, begun["device_code"], begun["user_code"]


def fetch(device: TestClient, code: str) -> tuple[int, str, str]:
    answer = device.post("/v1/device-logins/key", json={"device_code": code})
    body = answer.json()
    return answer.status_code, body.get("state", ""), body.get("key", "")


def decide(browser: Browser, user_code: str, approve: bool) -> int:
    body = {"user_code": user_code, "approve": approve}
    return browser.request("POST", "/v1/device-logins/decision", json=body).status_code


def test_an_approved_device_gets_a_key_once(app: FastAPI, browser: Browser) -> None:
    device, device_code, user_code = begin(app)
    assert fetch(device, device_code) == (200, "waiting", "")
    shown = browser.http.get(f"/v1/device-logins/{user_code.lower()}").json()
    assert shown["name"] == "laptop"
    assert decide(browser, user_code, True) == 204
    status, state, key = fetch(device, device_code)
    assert (status, state) == (200, "approved")
    me = key_client(app, key).get("/v1/me").json()
    assert set(me["permissions"]) == ROLES[Role.DEVELOPER]
    assert fetch(device, device_code)[0] == 401
    assert decide(browser, user_code, True) == 404


def test_a_refused_device_gets_none(app: FastAPI, browser: Browser) -> None:
    device, device_code, user_code = begin(app)
    assert decide(browser, user_code, False) == 204
    assert fetch(device, device_code) == (200, "refused", "")


def test_a_device_does_not_wait_for_ever(
    app: FastAPI, browser: Browser, clock: FrozenClock
) -> None:
    device, device_code, user_code = begin(app)
    clock.advance(ms=LASTS_MS)
    assert decide(browser, user_code, True) == 404
    assert fetch(device, device_code)[0] == 401


def test_codes_are_not_to_be_guessed(app: FastAPI, browser: Browser) -> None:
    codes = [decide(browser, "BBBB-BBBB", True) for _ in range(GUESSES.count + 1)]
    assert codes == [404] * GUESSES.count + [429]


def test_only_a_person_lets_in(app: FastAPI) -> None:
    device, _, user_code = begin(app)
    body = {"user_code": user_code, "approve": True}
    assert device.post("/v1/device-logins/decision", json=body).status_code == 401
    assert fetch(device, user_code)[0] == 401
