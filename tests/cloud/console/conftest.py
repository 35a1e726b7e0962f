"""The console over a real database, and people who look at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.databases import NewDatabaseUrl

from jarip.cloud.accounts.client_info import ClientInfo
from jarip.cloud.accounts.installation import AccountsPolicy, change_policy
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.accounts.session_principal import session_principal
from jarip.cloud.accounts.set_up import SetUp, issue_set_up_token, set_up_operator
from jarip.cloud.accounts.sign_up import SignUp, sign_up
from jarip.cloud.catalog.money import Currency
from jarip.cloud.console.app import create_console
from jarip.cloud.context import CloudContext, open_cloud
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.settings import Settings
from jarip.cloud.subscriptions.lifecycle import Subscribe, subscribe
from jarip.cloud.web.cookies import NAME
from jarip.cloud.web.csrf import csrf_token_of

CLIENT = ClientInfo("192.0.2.7", "Firefox")
PASSWORD = "seven small boats adrift"


@dataclass(frozen=True)
class Person:
    """Somebody signed in: a client with the session's cookie, and what forms need."""

    client: TestClient
    principal: Principal
    csrf: str

    def send(self, path: str, **fields: str) -> str:
        """Send a form; where it leads to."""
        response = self.client.post(
            path, data={"csrf_token": self.csrf, **fields}, follow_redirects=False
        )
        assert response.status_code == 303, response.text
        return str(response.headers["location"])


@pytest.fixture
def cloud(
    new_database: NewDatabaseUrl, clock: FrozenClock, tmp_path: Path
) -> Iterator[CloudContext]:
    """An open cloud on SQLite; sign-up is open."""
    settings = Settings(
        home=tmp_path / "home", database_url=new_database(), public_url="http://testserver"
    )
    opened = open_cloud(settings, clock)
    with opened.database.write() as session:
        change_policy(session, clock, AccountsPolicy(open_sign_up=True))
    yield opened
    opened.close()


@pytest.fixture
def stranger(cloud: CloudContext) -> TestClient:
    """A browser without a session."""
    return TestClient(create_console(cloud, None))


@pytest.fixture
def owner(cloud: CloudContext) -> Person:
    """Ji-woo, who owns an organization that is subscribed to a plan."""
    started = sign_up(
        cloud.front_desk,
        SignUp.model_validate(
            {
                "email": "jiwoo@example.com",
                "name": "Kim Ji-woo",
                "password": PASSWORD,
                "organization": "Hangang Robotics",
                "time_zone": "Asia/Seoul",
            }
        ),
        CLIENT,
    )
    person = _person(cloud, started.token, started.row, started.user)
    with cloud.database.write() as session:
        request = Subscribe(plan="starter", currency=Currency.KRW, trial=False)
        subscribe(session, cloud.clock, person.principal.organization_id, request)
    return person


@pytest.fixture
def operator(cloud: CloudContext) -> Person:
    """Who runs the cloud."""
    with cloud.database.write() as session:
        token = issue_set_up_token(session, cloud.clock, cloud.secret)
    request = SetUp.model_validate(
        {"token": token, "email": "op@example.com", "name": "Operator", "password": PASSWORD}
    )
    started = set_up_operator(cloud.front_desk, request, CLIENT)
    return _person(cloud, started.token, started.row, started.user)


def _person(cloud: CloudContext, token: str, row: object, user: object) -> Person:
    client = TestClient(create_console(cloud, None), cookies={NAME: token})
    with cloud.database.read() as session:
        principal = session_principal(session, row, user)  # type: ignore[arg-type]
    return Person(client, principal, csrf_token_of(token, cloud.secret))
