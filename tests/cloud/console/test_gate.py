"""Coming in and going out, and what guards the pages."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from tests.cloud.console.conftest import PASSWORD, Person

from jarip.cloud.console.headers import HEADERS
from jarip.cloud.console.pages.preferences import own_path
from jarip.cloud.web.cookies import NAME


def test_a_stranger_is_sent_to_log_in_and_then_on(stranger: TestClient, owner: Person) -> None:
    sent = stranger.get("/jobs", follow_redirects=False)
    assert sent.headers["location"] == "/login?next=%2Fjobs"
    entered = stranger.post(
        "/login",
        data={"email": "Jiwoo@example.com", "password": PASSWORD, "next": "/jobs"},
        follow_redirects=False,
    )
    assert entered.headers["location"] == "/jobs"
    assert stranger.get("/jobs").status_code == 200


def test_a_wrong_password_says_so_in_the_visitors_language(
    stranger: TestClient, owner: Person
) -> None:
    answer = stranger.post(
        "/login",
        data={"email": "jiwoo@example.com", "password": "wrong"},
        headers={"Accept-Language": "ko"},
    )
    assert answer.status_code == 401
    assert "이메일 주소나 비밀번호가 틀렸습니다" in answer.text
    assert 'value="jiwoo@example.com"' in answer.text
    assert NAME not in answer.cookies


def test_signing_up_leads_to_the_plans(stranger: TestClient) -> None:
    answer = stranger.post(
        "/sign-up",
        data={
            "name": "Lee Do-yun",
            "email": "doyun@example.com",
            "password": PASSWORD,
            "organization": "Bukhansan Labs",
            "time_zone": "Asia/Seoul",
        },
        follow_redirects=False,
    )
    assert answer.headers["location"] == "/plan?done=welcome"
    assert "Bukhansan Labs" in stranger.get("/").text


def test_logging_out_ends_the_session(owner: Person) -> None:
    assert owner.send("/logout") == "/login?done=logged_out"
    assert owner.client.get("/", follow_redirects=False).status_code == 303


def test_a_form_without_the_pages_token_is_refused(owner: Person) -> None:
    answer = owner.client.post("/preferences", data={"theme": "dark"})
    assert answer.status_code == 403


def test_a_form_of_another_site_is_refused(stranger: TestClient) -> None:
    answer = stranger.post(
        "/login", data={"email": "a"}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403


def test_every_page_has_the_security_headers_and_no_inline_script(owner: Person) -> None:
    answer = owner.client.get("/")
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "unsafe-inline" not in HEADERS["Content-Security-Policy"]
    assert " style=" not in answer.text
    assert " onclick=" not in answer.text


def test_preferences_are_kept(owner: Person) -> None:
    assert owner.send("/preferences", theme="dark", next="/jobs") == "/jobs"
    assert owner.send("/preferences", language="ko", next="/") == "/"
    page = owner.client.get("/").text
    assert '<html lang="ko" data-theme="dark">' in page


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", ""]
)
def test_no_redirect_leads_elsewhere(path: str) -> None:
    assert own_path(path) == "/"
