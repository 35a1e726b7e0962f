"""Invitations and members: roles, seats, the last owner."""

from __future__ import annotations

import pytest
from pydantic import SecretStr
from tests.cloud.accounts.conftest import CLIENT, PASSWORD, come_in

from jarip.cloud.accounts.front_desk import FrontDesk
from jarip.cloud.accounts.invitations import (
    LASTS_MS,
    AcceptInvitation,
    Invite,
    accept_invitation,
    invite,
    list_invitations,
    read_invitation,
    revoke_invitation,
)
from jarip.cloud.accounts.members import change_role, list_members, remove_member
from jarip.cloud.accounts.permissions import ROLES, Role
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.accounts.session_principal import session_principal
from jarip.cloud.accounts.sessions import StartedSession
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.errors import (
    ConflictError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    PaymentRequiredError,
)


def principal_of(desk: FrontDesk, started: StartedSession) -> Principal:
    with desk.database.read() as session:
        return session_principal(session, started.row, started.user)


def send(
    desk: FrontDesk,
    by: Principal,
    email: str,
    role: Role = Role.DEVELOPER,
    seats: int | None = None,
) -> str:
    with desk.database.write() as session:
        request = Invite(email=email, role=role)
        return invite(session, desk.clock, desk.secret, by, request, seats=seats).token


def accept(
    desk: FrontDesk, token: str, password: str = PASSWORD, seats: int | None = None
) -> StartedSession:
    request = AcceptInvitation(token=token, name="Min", password=SecretStr(password))
    return accept_invitation(desk, request, CLIENT, seats=seats)


def test_an_invitation_makes_a_member_once(desk: FrontDesk, owner: StartedSession) -> None:
    by = principal_of(desk, owner)
    token = send(desk, by, "min@example.com", Role.VIEWER)
    started = accept(desk, token)
    principal = principal_of(desk, started)
    assert principal.organization_id == by.organization_id
    assert principal.permissions == ROLES[Role.VIEWER]
    with pytest.raises(NotSignedInError):
        accept(desk, token)


def test_somebody_with_an_account_gives_their_own_password(
    desk: FrontDesk, owner: StartedSession
) -> None:
    other = come_in(desk, "min@example.com", "Nakdong")
    token = send(desk, principal_of(desk, owner), "min@example.com")
    with desk.database.read() as session:
        assert read_invitation(session, desk.clock, desk.secret, token).has_account
    with pytest.raises(NotSignedInError):
        accept(desk, token, "another password of mine")
    assert accept(desk, token).user.id == other.user.id


def test_an_old_or_revoked_or_replaced_invitation_is_of_no_use(
    desk: FrontDesk, clock: FrozenClock, owner: StartedSession
) -> None:
    by = principal_of(desk, owner)
    replaced = send(desk, by, "min@example.com")
    revoked = send(desk, by, "min@example.com")
    with desk.database.write() as session:
        (row,) = list_invitations(session, clock, by.organization_id)
        with pytest.raises(NotFoundError):
            revoke_invitation(session, clock, "org_other", row.id)
        revoke_invitation(session, clock, by.organization_id, row.id)
    old = send(desk, by, "min@example.com")
    clock.advance(ms=LASTS_MS)
    for token in (replaced, revoked, old, "nonsense"):
        with pytest.raises(NotSignedInError):
            accept(desk, token)


def test_seats_are_counted_with_open_invitations(desk: FrontDesk, owner: StartedSession) -> None:
    by = principal_of(desk, owner)
    first = send(desk, by, "min@example.com", seats=2)
    with pytest.raises(PaymentRequiredError, match="2 seats"):
        send(desk, by, "sora@example.com", seats=2)
    with pytest.raises(PaymentRequiredError):  # a smaller plan since
        accept(desk, first, seats=1)
    assert accept(desk, first, seats=2)


def test_nobody_grants_more_than_they_may(desk: FrontDesk, owner: StartedSession) -> None:
    admin = accept(desk, send(desk, principal_of(desk, owner), "min@example.com", Role.ADMIN))
    by = principal_of(desk, admin)
    with pytest.raises(NotAllowedError):
        send(desk, by, "sora@example.com", Role.OWNER)
    with desk.database.write() as session:
        with pytest.raises(NotAllowedError):
            change_role(session, by, admin.user.id, Role.OWNER)
        with pytest.raises(NotAllowedError):
            remove_member(session, desk.clock, by, owner.user.id)


def test_the_last_owner_stays(desk: FrontDesk, owner: StartedSession) -> None:
    by = principal_of(desk, owner)
    second = accept(desk, send(desk, by, "min@example.com"))
    with desk.database.write() as session:
        with pytest.raises(ConflictError, match="last owner"):
            change_role(session, by, owner.user.id, Role.ADMIN)
        with pytest.raises(ConflictError, match="last owner"):
            remove_member(session, desk.clock, by, owner.user.id)
        change_role(session, by, second.user.id, Role.OWNER)
        remove_member(session, desk.clock, by, owner.user.id)
        left = [each.user.id for each in list_members(session, by.organization_id)]
    assert left == [second.user.id]
    with pytest.raises(NotAllowedError, match="belong to no organization"):
        principal_of(desk, owner)
