"""Links in messages: confirming an address, choosing a new password."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from tests.cloud.accounts.conftest import CLIENT, PASSWORD, new_sign_up

from jarip.cloud.accounts.front_desk import FrontDesk
from jarip.cloud.accounts.log_in import LogIn, log_in
from jarip.cloud.accounts.password_change import (
    LINK_MS,
    AskReset,
    ChangePassword,
    ResetPassword,
    ask_password_reset,
    change_password,
    reset_password,
)
from jarip.cloud.accounts.sessions import StartedSession, authenticate_session
from jarip.cloud.accounts.sign_up import confirm_sign_up, sign_up
from jarip.cloud.accounts.tables import User
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.errors import ConflictError, InvalidInputError, NotSignedInError
from jarip.cloud.mail.outbox import PURPOSE, Outbox
from jarip.cloud.mail.tables import MailMessage
from jarip.cloud.sealing import unseal_text

NEW = "nine tall pines in a row"


@pytest.fixture
def mailing(desk: FrontDesk) -> FrontDesk:
    """A desk that can send mail."""
    return replace(desk, outbox=Outbox(desk.clock, desk.secret, is_open=True))


def read_mail(desk: FrontDesk) -> list[tuple[str, str, str]]:
    """(template, recipient, the link's token) of each message, oldest first."""
    found = []
    with desk.database.read() as session:
        for row in session.scalars(select(MailMessage).order_by(MailMessage.id)):
            body = unseal_text(desk.secret, PURPOSE, row.id, row.sealed)
            match = re.search(r"token=(\S+)", body)
            found.append((row.template, row.recipient, match[1] if match else ""))
    return found


def new_password(token: str, password: str = NEW) -> ResetPassword:
    return ResetPassword(token=token, password=SecretStr(password))


def test_nothing_is_made_before_the_address_is_confirmed(mailing: FrontDesk) -> None:
    assert sign_up(mailing, new_sign_up("min@example.com"), CLIENT) is None
    with mailing.database.read() as session:
        assert session.scalar(select(User)) is None
    ((template, recipient, token),) = read_mail(mailing)
    assert (template, recipient) == ("verify_email", "min@example.com")
    started = confirm_sign_up(mailing, token, CLIENT)
    assert started.user.email_verified_ms is not None
    assert started.row.organization_id
    with pytest.raises(NotSignedInError):
        confirm_sign_up(mailing, token, CLIENT)
    assert log_in(mailing, LogIn(email="min@example.com", password=SecretStr(PASSWORD)), CLIENT)


def test_signing_up_does_not_tell_who_has_an_account(
    mailing: FrontDesk, owner: StartedSession
) -> None:
    assert sign_up(mailing, new_sign_up("jiwoo@example.com"), CLIENT) is None
    assert sign_up(mailing, new_sign_up("new@example.com"), CLIENT) is None
    assert [each[0] for each in read_mail(mailing)] == ["already_signed_up", "verify_email"]


def test_the_second_of_two_confirmations_is_refused(mailing: FrontDesk) -> None:
    sign_up(mailing, new_sign_up("min@example.com"), CLIENT)
    sign_up(mailing, new_sign_up("min@example.com"), CLIENT)
    (_, _, first), (_, _, second) = read_mail(mailing)
    confirm_sign_up(mailing, first, CLIENT)
    with pytest.raises(ConflictError):
        confirm_sign_up(mailing, second, CLIENT)


def test_a_forgotten_password_is_chosen_anew_once(
    mailing: FrontDesk, owner: StartedSession
) -> None:
    ask_password_reset(mailing, AskReset(email="jiwoo@example.com"), CLIENT)
    ((_, _, token),) = read_mail(mailing)
    with pytest.raises(InvalidInputError):  # which doesn't use the link up
        reset_password(mailing, new_password(token, "short"), CLIENT)
    assert reset_password(mailing, new_password(token), CLIENT).user.id == owner.user.id
    with mailing.database.read() as session, pytest.raises(NotSignedInError):
        authenticate_session(session, mailing.clock, mailing.secret, owner.token)
    with pytest.raises(NotSignedInError):
        reset_password(mailing, new_password(token), CLIENT)
    assert log_in(mailing, LogIn(email="jiwoo@example.com", password=SecretStr(NEW)), CLIENT)
    assert [each[0] for each in read_mail(mailing)] == ["reset_password", "password_changed"]


def test_a_stranger_gets_no_mail_and_the_same_answer(
    mailing: FrontDesk, owner: StartedSession
) -> None:
    ask_password_reset(mailing, AskReset(email="nobody@example.com"), CLIENT)
    assert read_mail(mailing) == []
    for _ in range(5):  # nor is anybody flooded
        ask_password_reset(mailing, AskReset(email="jiwoo@example.com"), CLIENT)
    assert len(read_mail(mailing)) == 3


def test_only_the_newest_link_works_and_not_for_long(
    mailing: FrontDesk, clock: FrozenClock, owner: StartedSession
) -> None:
    for _ in range(2):
        ask_password_reset(mailing, AskReset(email="jiwoo@example.com"), CLIENT)
    (_, _, older), (_, _, newer) = read_mail(mailing)
    with pytest.raises(NotSignedInError):
        reset_password(mailing, new_password(older), CLIENT)
    clock.advance(ms=LINK_MS)
    with pytest.raises(NotSignedInError):
        reset_password(mailing, new_password(newer), CLIENT)


def test_a_link_of_another_kind_is_none(mailing: FrontDesk, owner: StartedSession) -> None:
    sign_up(mailing, new_sign_up("min@example.com"), CLIENT)
    ((_, _, token),) = read_mail(mailing)
    with pytest.raises(NotSignedInError):
        reset_password(mailing, new_password(token), CLIENT)


def test_without_mail_the_operator_helps(desk: FrontDesk, owner: StartedSession) -> None:
    with pytest.raises(ConflictError, match="no mail"):
        ask_password_reset(desk, AskReset(email="jiwoo@example.com"), CLIENT)


def test_changing_the_password_ends_the_other_sessions(
    desk: FrontDesk, owner: StartedSession
) -> None:
    other = log_in(desk, LogIn(email="jiwoo@example.com", password=SecretStr(PASSWORD)), CLIENT)
    wrong = ChangePassword(password=SecretStr(NEW), new_password=SecretStr(NEW))
    with pytest.raises(NotSignedInError):
        change_password(desk, owner.user, owner.row.id, wrong, CLIENT)
    right = ChangePassword(password=SecretStr(PASSWORD), new_password=SecretStr(NEW))
    change_password(desk, owner.user, owner.row.id, right, CLIENT)
    with desk.database.read() as session:
        assert authenticate_session(session, desk.clock, desk.secret, owner.token)
        with pytest.raises(NotSignedInError):
            authenticate_session(session, desk.clock, desk.secret, other.token)
