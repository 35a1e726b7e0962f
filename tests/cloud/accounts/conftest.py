"""A front desk over a real database, and people to come in."""

from __future__ import annotations

import pytest

from jarip.cloud.accounts.client_info import ClientInfo
from jarip.cloud.accounts.front_desk import FrontDesk
from jarip.cloud.accounts.installation import AccountsPolicy, change_policy
from jarip.cloud.accounts.sessions import StartedSession
from jarip.cloud.accounts.sign_up import SignUp, sign_up
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.mail.outbox import Outbox

SECRET = bytes(range(32))
CLIENT = ClientInfo("192.0.2.7", "Firefox")
PASSWORD = "seven small boats adrift"


@pytest.fixture
def desk(database: Database, clock: FrozenClock) -> FrontDesk:
    """A front desk; sign-up is open."""
    with database.write() as session:
        change_policy(session, clock, AccountsPolicy(open_sign_up=True))
    outbox = Outbox(clock, SECRET, is_open=False)
    return FrontDesk(database, clock, SECRET, "http://127.0.0.1:8470", outbox)


@pytest.fixture
def owner(desk: FrontDesk) -> StartedSession:
    """Ji-woo, who has just signed up with an organization of hers."""
    return come_in(desk, "jiwoo@example.com")


def come_in(desk: FrontDesk, email: str, organization: str = "Hangang Robotics") -> StartedSession:
    """Somebody who signed up where no mail is sent."""
    started = sign_up(desk, new_sign_up(email, organization), CLIENT)
    assert started is not None
    return started


def new_sign_up(email: str, organization: str = "Hangang Robotics") -> SignUp:
    """A form filled in."""
    return SignUp.model_validate(
        {
            "email": email,
            "name": "Ji-woo",
            "password": PASSWORD,
            "organization": organization,
            "time_zone": "Asia/Seoul",
        }
    )
