"""The pages of one's own security: second factor, password, sessions, devices, mail."""

from __future__ import annotations

import re
from dataclasses import replace

import pyotp
from fastapi.testclient import TestClient
from sqlalchemy import select
from tests.cloud.console.conftest import CLIENT, PASSWORD, Person

from jarip.cloud.accounts.device_login import begin_device_login, fetch_device_key
from jarip.cloud.accounts.installation import AccountsPolicy, change_policy
from jarip.cloud.accounts.tables import User
from jarip.cloud.console.app import create_console
from jarip.cloud.context import CloudContext
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.mail.outbox import PURPOSE
from jarip.cloud.mail.tables import MailMessage
from jarip.cloud.sealing import unseal_text

EMAIL = "jiwoo@example.com"


def secret_on(page: str) -> str:
    found = re.search(r"secret=([A-Z2-7]+)", page)
    assert found
    return found[1]


def csrf_on(page: str) -> str:
    found = re.search(r'name="csrf_token" value="(\w+)"', page)
    assert found
    return found[1]


def post(person: Person, path: str, **fields: str) -> str:
    answer = person.client.post(path, data={"csrf_token": person.csrf, **fields})
    return answer.text


def turn_on(owner: Person, clock: FrozenClock) -> pyotp.TOTP:
    totp = pyotp.TOTP(secret_on(post(owner, "/account/security/second-factor")))
    wrong = post(owner, "/account/security/second-factor/confirmation", code="000000")
    assert secret_on(wrong) == totp.secret  # a mistyped code doesn't change what the app knows
    code = totp.at(clock.now_ms() // 1000)
    page = post(owner, "/account/security/second-factor/confirmation", code=code)
    shown = page.partition('id="codes">')[2].partition("</pre>")[0]
    assert len(shown.split()) == 10
    clock.advance(seconds=30)
    return totp


def test_a_second_factor_is_set_up_and_asked_for(
    owner: Person, stranger: TestClient, clock: FrozenClock
) -> None:
    totp = turn_on(owner, clock)
    log_in = {"email": EMAIL, "password": PASSWORD, "next": "/jobs"}
    page = stranger.post("/login", data=log_in)
    assert page.url.path == "/login/code"
    assert stranger.get("/jobs").url.path == "/login"
    form = {"csrf_token": csrf_on(page.text), "next": "/jobs"}
    again = stranger.post("/login/code", data={**form, "code": "000000"})
    assert again.status_code == 401
    code = totp.at(clock.now_ms() // 1000)
    answer = stranger.post("/login/code", data={**form, "code": code}, follow_redirects=False)
    assert answer.headers["location"] == "/jobs"
    assert stranger.get("/jobs").url.path == "/jobs"


def test_an_operator_who_must_have_one_sets_it_up_on_the_way_in(
    owner: Person, stranger: TestClient, cloud: CloudContext, clock: FrozenClock
) -> None:
    with cloud.database.write() as session:
        session.scalars(select(User)).one().is_operator = True
        change_policy(session, clock, AccountsPolicy(operators_need_second_factor=True))
    page = stranger.post("/login", data={"email": EMAIL, "password": PASSWORD}).text
    code = pyotp.TOTP(secret_on(page)).at(clock.now_ms() // 1000)
    done = stranger.post("/login/code/new", data={"csrf_token": csrf_on(page), "code": code})
    assert done.status_code == 200
    assert stranger.get("/jobs").url.path == "/jobs"


def test_a_password_is_changed(owner: Person, stranger: TestClient) -> None:
    new = "nine tall pines in a row"
    where = owner.send("/account/security/password", password=PASSWORD, new=new)
    assert "password_changed" in where
    assert owner.client.get("/account/security").status_code == 200
    assert stranger.post("/login", data={"email": EMAIL, "password": new}).url.path == "/"


def test_a_session_is_ended_from_the_list(owner: Person, stranger: TestClient) -> None:
    stranger.post("/login", data={"email": EMAIL, "password": PASSWORD})
    page = owner.client.get("/account/security").text
    (path,) = re.findall(r'action="(/account/security/sessions/\w+/end)"', page)
    owner.send(path)
    assert stranger.get("/jobs").url.path == "/login"


def test_a_device_is_let_in(owner: Person, cloud: CloudContext) -> None:
    begun = begin_device_login(cloud.front_desk, "laptop <b>", CLIENT)
    page = owner.client.get("/device", params={"code": begun.user_code}).text
    assert "laptop &lt;b&gt;" in page
    assert "device_in" in owner.send("/device", code=begun.user_code, decision="approve")
    assert fetch_device_key(cloud.front_desk, begun.device_code)[1].startswith("jrp_")
    assert owner.client.get("/device", params={"code": "BBBB-BBBB"}).status_code == 404


def test_signing_up_and_forgetting_by_mail(cloud: CloudContext) -> None:
    settings = replace(cloud.settings, smtp_url="smtp+plain://127.0.0.1:1")
    mailing = replace(cloud, settings=settings)
    guest = TestClient(create_console(mailing, None))
    form = {
        "email": "min@example.com",
        "name": "Min",
        "password": PASSWORD,
        "organization": "Nakdong",
    }
    assert "min@example.com" in guest.post("/sign-up", data=form).text
    page = guest.get("/verify-email", params={"token": newest_token(mailing)}).text
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    assert guest.post("/verify-email", data={"token": token[1]}).url.path == "/plan"
    other = TestClient(create_console(mailing, None))
    assert other.post("/forgot-password", data={"email": "min@example.com"}).status_code == 200
    reset = {"token": newest_token(mailing), "password": "nine tall pines in a row"}
    assert other.post("/reset-password", data=reset).url.path == "/"
    late = TestClient(create_console(mailing, None))
    assert late.post("/reset-password", data=reset).status_code == 401


def newest_token(cloud: CloudContext) -> str:
    with cloud.database.read() as session:
        row = session.scalars(select(MailMessage).order_by(MailMessage.id.desc())).first()
        assert row is not None
        found = re.search(r"token=(\S+)", unseal_text(cloud.secret, PURPOSE, row.id, row.sealed))
    assert found
    return found[1]
