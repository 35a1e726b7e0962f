"""Signing up, logging in and out, sessions that end, the first operator."""

from __future__ import annotations

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from tests.cloud.accounts.conftest import CLIENT, PASSWORD, come_in

from jarip.cloud.accounts.bootstrap import OPERATOR_SLUG
from jarip.cloud.accounts.front_desk import FrontDesk
from jarip.cloud.accounts.installation import AccountsPolicy, change_policy
from jarip.cloud.accounts.log_in import LogIn, log_in, log_out
from jarip.cloud.accounts.organizations import CreateOrganization, create_organization
from jarip.cloud.accounts.permissions import EVERYTHING, ROLES, Role
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.accounts.session_principal import choose_organization, session_principal
from jarip.cloud.accounts.sessions import (
    ABSOLUTE_MS,
    IDLE_MS,
    StartedSession,
    authenticate_session,
    end_all_sessions,
    end_session,
    list_sessions,
    note_seen,
)
from jarip.cloud.accounts.set_up import SetUp, issue_set_up_token, set_up_operator
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.errors import ConflictError, NotAllowedError, NotFoundError, NotSignedInError


def enter(desk: FrontDesk, email: str, password: str = PASSWORD) -> StartedSession:
    return log_in(desk, LogIn(email=email, password=SecretStr(password)), CLIENT)


def check(desk: FrontDesk, token: str, organization: str = "") -> Principal:
    with desk.database.read() as session:
        row, user = authenticate_session(session, desk.clock, desk.secret, token)
        return session_principal(session, row, user, organization)


def test_who_signs_up_owns_a_new_organization(desk: FrontDesk, owner: StartedSession) -> None:
    principal = check(desk, owner.token)
    assert principal.permissions == ROLES[Role.OWNER]
    assert principal.member_id == principal.actor_id == owner.user.id
    assert principal.session_id == owner.row.id


def test_closed_sign_up_is_closed(desk: FrontDesk) -> None:
    with desk.database.write() as session:
        change_policy(session, desk.clock, AccountsPolicy(open_sign_up=False))
    with pytest.raises(NotAllowedError, match="invitation only"):
        come_in(desk, "a@example.com")


def test_an_address_is_taken_in_any_case(desk: FrontDesk, owner: StartedSession) -> None:
    with pytest.raises(ConflictError):
        come_in(desk, "JiWoo@Example.com", "Other")


def test_logging_in_says_nothing_of_what_was_wrong(desk: FrontDesk, owner: StartedSession) -> None:
    with pytest.raises(NotSignedInError) as wrong_password:
        enter(desk, "jiwoo@example.com", "seven small boats adrift!")
    with pytest.raises(NotSignedInError) as wrong_address:
        enter(desk, "nobody@example.com")
    assert str(wrong_password.value) == str(wrong_address.value)
    assert check(desk, enter(desk, " JIWOO@example.com").token)


def test_neither_password_nor_token_is_in_the_database(
    desk: FrontDesk, owner: StartedSession
) -> None:
    with desk.database.read() as session:
        for table in ("users", "login_sessions"):
            row = dict(session.execute(text(f"SELECT * FROM {table}")).mappings().one())
            assert not any(owner.token in str(v) or PASSWORD in str(v) for v in row.values())


def test_logging_out_ends_the_session(desk: FrontDesk, owner: StartedSession) -> None:
    log_out(desk, owner.user.id, owner.row.id)
    with pytest.raises(NotSignedInError):
        check(desk, owner.token)


def test_an_idle_session_ends(desk: FrontDesk, clock: FrozenClock, owner: StartedSession) -> None:
    clock.advance(ms=IDLE_MS - 1)
    assert check(desk, owner.token)
    clock.advance(ms=1)
    with pytest.raises(NotSignedInError):
        check(desk, owner.token)


def test_a_busy_session_ends_too(
    desk: FrontDesk, clock: FrozenClock, owner: StartedSession
) -> None:
    end = clock.now_ms() + ABSOLUTE_MS
    while clock.advance(ms=IDLE_MS // 2) < end:
        assert check(desk, owner.token)
        with desk.database.write() as session:
            row, _ = authenticate_session(session, clock, desk.secret, owner.token)
            note_seen(session, clock, row)
    with pytest.raises(NotSignedInError):
        check(desk, owner.token)


def test_a_session_is_ended_from_the_list_by_its_owner_alone(
    desk: FrontDesk, owner: StartedSession
) -> None:
    other = come_in(desk, "min@example.com", "Nakdong")
    second = enter(desk, "jiwoo@example.com")
    with desk.database.write() as session:
        assert len(list_sessions(session, desk.clock, owner.user.id)) == 2
        with pytest.raises(NotFoundError):
            end_session(session, desk.clock, other.user.id, owner.row.id)
        end_all_sessions(session, desk.clock, owner.user.id, but=second.row.id)
    assert check(desk, second.token)
    with pytest.raises(NotSignedInError):
        check(desk, owner.token)


def test_a_made_up_token_opens_nothing(desk: FrontDesk, owner: StartedSession) -> None:
    for token in ("", "x", owner.row.token_hash, owner.token[:-1], "\udcff", "x" * 100_000):
        with pytest.raises(NotSignedInError):
            check(desk, token)


def test_another_organization_looks_like_none(desk: FrontDesk, owner: StartedSession) -> None:
    come_in(desk, "min@example.com", "Nakdong")
    with pytest.raises(NotFoundError) as existing:
        check(desk, owner.token, "nakdong")
    with pytest.raises(NotFoundError) as made_up:
        check(desk, owner.token, "nowhere")
    assert existing.value.what == made_up.value.what


def test_the_first_operator_comes_by_a_link_that_works_once(desk: FrontDesk) -> None:
    with desk.database.write() as session:
        request = CreateOrganization(name="Operator", slug=OPERATOR_SLUG)
        create_organization(session, desk.clock, request, is_operator=True)
        customer = create_organization(session, desk.clock, CreateOrganization(name="Nakdong"))
        old = issue_set_up_token(session, desk.clock, desk.secret)
        token = issue_set_up_token(session, desk.clock, desk.secret)
    form = {"email": "op@example.com", "name": "Op", "password": PASSWORD}
    with pytest.raises(NotSignedInError):
        set_up_operator(desk, SetUp.model_validate({**form, "token": old}), CLIENT)
    started = set_up_operator(desk, SetUp.model_validate({**form, "token": token}), CLIENT)
    principal = check(desk, started.token)
    assert principal.permissions == EVERYTHING
    assert not principal.is_visiting
    visiting = check(desk, started.token, "nakdong")
    assert visiting.organization_id == customer.id
    assert visiting.is_visiting
    with desk.database.write() as session:
        assert issue_set_up_token(session, desk.clock, desk.secret) == ""
        choose_organization(session, started.row, started.user, "nakdong")
    assert check(desk, started.token).organization_id == customer.id
    with pytest.raises(NotSignedInError):
        set_up_operator(desk, SetUp.model_validate({**form, "token": token}), CLIENT)
