"""TOTP: codes work once, near their time; recovery codes stand in; a half session opens nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from pydantic import SecretStr
from sqlalchemy import text
from tests.cloud.accounts.conftest import CLIENT, PASSWORD

from jarip.cloud.accounts.entering import GiveCode, pass_second_factor
from jarip.cloud.accounts.front_desk import FrontDesk
from jarip.cloud.accounts.installation import AccountsPolicy, change_policy
from jarip.cloud.accounts.log_in import LogIn, log_in
from jarip.cloud.accounts.second_factor import (
    begin_second_factor,
    check_code,
    confirm_second_factor,
    count_recovery_codes,
    draw_qr_code,
    has_second_factor,
    remove_second_factor,
)
from jarip.cloud.accounts.sessions import SECOND_FACTOR_MS, StartedSession, authenticate_session
from jarip.cloud.accounts.tables import User
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import get_row
from jarip.cloud.errors import ConflictError, NotSignedInError, TooManyRequestsError


class Phone:
    """An authenticator app."""

    def __init__(self, uri: str, clock: FrozenClock) -> None:
        self.totp = pyotp.TOTP(parse_qs(urlsplit(uri).query)["secret"][0])
        self.clock = clock

    def code(self, later_s: int = 0) -> str:
        at = datetime.fromtimestamp(self.clock.now_ms() / 1000 + later_s, UTC)
        return self.totp.at(at)


@pytest.fixture
def phone(desk: FrontDesk, clock: FrozenClock, owner: StartedSession) -> Phone:
    with desk.database.write() as session:
        return Phone(begin_second_factor(session, clock, desk.secret, owner.user), clock)


@pytest.fixture
def codes(desk: FrontDesk, clock: FrozenClock, owner: StartedSession, phone: Phone) -> list[str]:
    with desk.database.write() as session:
        made = confirm_second_factor(session, clock, desk.secret, owner.user.id, phone.code())
    clock.advance(seconds=30)
    return made


def give(desk: FrontDesk, owner: StartedSession, code: str) -> None:
    with desk.database.write() as session:
        check_code(session, desk.clock, desk.secret, owner.user.id, code)


def enter(desk: FrontDesk) -> StartedSession:
    return log_in(desk, LogIn(email="jiwoo@example.com", password=SecretStr(PASSWORD)), CLIENT)


def test_unconfirmed_it_changes_nothing(
    desk: FrontDesk, owner: StartedSession, phone: Phone
) -> None:
    assert not enter(desk).row.needs_second_factor
    with desk.database.write() as session, pytest.raises(NotSignedInError):
        confirm_second_factor(session, desk.clock, desk.secret, owner.user.id, "000000")
    with desk.database.read() as session:
        assert not has_second_factor(session, owner.user.id)


def test_a_code_works_once(
    desk: FrontDesk, owner: StartedSession, phone: Phone, codes: list[str]
) -> None:
    code = phone.code()
    give(desk, owner, f"{code[:3]} {code[3:]}")
    with pytest.raises(NotSignedInError):
        give(desk, owner, code)
    with pytest.raises(NotSignedInError):  # nor does the one before it, overheard earlier
        give(desk, owner, phone.code(-30))


def test_a_clock_may_be_half_a_minute_off_but_no_more(
    desk: FrontDesk, owner: StartedSession, phone: Phone, codes: list[str]
) -> None:
    for wrong in (phone.code(-60), phone.code(60)):
        with pytest.raises(NotSignedInError):
            give(desk, owner, wrong)
    give(desk, owner, phone.code(30))


def test_the_code_that_confirmed_it_is_used(
    desk: FrontDesk, clock: FrozenClock, owner: StartedSession, phone: Phone, codes: list[str]
) -> None:
    clock.advance(seconds=-30)
    with pytest.raises(NotSignedInError):
        give(desk, owner, phone.code())


def test_a_recovery_code_works_once(
    desk: FrontDesk, owner: StartedSession, codes: list[str]
) -> None:
    give(desk, owner, codes[3].upper() + " ")
    with pytest.raises(NotSignedInError):
        give(desk, owner, codes[3])
    with desk.database.read() as session:
        assert count_recovery_codes(session, owner.user.id) == len(codes) - 1


def test_logging_in_asks_for_it_and_the_token_changes(
    desk: FrontDesk, clock: FrozenClock, phone: Phone, codes: list[str]
) -> None:
    half = enter(desk)
    with desk.database.read() as session, pytest.raises(NotSignedInError, match="second factor"):
        authenticate_session(session, clock, desk.secret, half.token)
    whole = pass_second_factor(desk, half.token, GiveCode(code=phone.code()), CLIENT)
    assert whole.token != half.token
    with desk.database.read() as session:
        assert authenticate_session(session, clock, desk.secret, whole.token)
        with pytest.raises(NotSignedInError):
            authenticate_session(session, clock, desk.secret, half.token, allow_half=True)


def test_a_half_session_soon_ends(
    desk: FrontDesk, clock: FrozenClock, phone: Phone, codes: list[str]
) -> None:
    half = enter(desk)
    clock.advance(ms=SECOND_FACTOR_MS)
    with pytest.raises(NotSignedInError):
        pass_second_factor(desk, half.token, GiveCode(code=phone.code()), CLIENT)


def test_codes_are_not_to_be_guessed(desk: FrontDesk, phone: Phone, codes: list[str]) -> None:
    half = enter(desk)
    for _ in range(5):
        with pytest.raises(NotSignedInError):
            pass_second_factor(desk, half.token, GiveCode(code="000000"), CLIENT)
    with pytest.raises(TooManyRequestsError):
        pass_second_factor(desk, half.token, GiveCode(code=phone.code()), CLIENT)


def test_an_operator_may_have_to_set_one_up(desk: FrontDesk, owner: StartedSession) -> None:
    with desk.database.write() as session:
        get_row(session, User, owner.user.id).is_operator = True
        change_policy(session, desk.clock, AccountsPolicy(operators_need_second_factor=True))
    assert enter(desk).row.needs_second_factor


def test_removed_it_is_gone(desk: FrontDesk, owner: StartedSession, codes: list[str]) -> None:
    with desk.database.write() as session:
        with pytest.raises(ConflictError):
            begin_second_factor(session, desk.clock, desk.secret, owner.user)
        remove_second_factor(session, owner.user.id)
        assert count_recovery_codes(session, owner.user.id) == 0
    assert not enter(desk).row.needs_second_factor


def test_neither_secret_nor_codes_are_in_the_database(
    desk: FrontDesk, phone: Phone, codes: list[str]
) -> None:
    with desk.database.read() as session:
        for table in ("second_factors", "recovery_codes"):
            rows = str(session.execute(text(f"SELECT * FROM {table}")).all())
            assert phone.totp.secret not in rows
            assert not any(code in rows for code in codes)


def test_the_picture_is_svg_without_scripts(phone: Phone) -> None:
    picture = draw_qr_code(phone.totp.provisioning_uri(name="a", issuer_name="Jarip"))
    assert picture.startswith("<svg")
    assert "<script" not in picture
    assert "style=" not in picture
