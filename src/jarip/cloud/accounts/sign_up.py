"""Signing up: a stranger becomes the owner of a new organization, if the operator allows it.

Where mail can be sent, nothing is made until the link in the message was followed: nobody can
occupy somebody else's address, and the answer is the same whether the address has an account or
not. The form travels sealed in the link's record.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from pydantic import Field
from sqlalchemy.orm import Session

from jarip.cloud.accounts.addresses import address_group
from jarip.cloud.accounts.client_info import ClientInfo
from jarip.cloud.accounts.emails import Email
from jarip.cloud.accounts.entering import enter
from jarip.cloud.accounts.front_desk import FrontDesk
from jarip.cloud.accounts.installation import read_policy
from jarip.cloud.accounts.members import add_member
from jarip.cloud.accounts.newcomer import Newcomer
from jarip.cloud.accounts.one_time import issue_token, use_token
from jarip.cloud.accounts.organizations import (
    CreateOrganization,
    TimeZone,
    create_organization,
)
from jarip.cloud.accounts.passwords import check_password, hash_password
from jarip.cloud.accounts.permissions import Role
from jarip.cloud.accounts.rate_limits import Limit, take
from jarip.cloud.accounts.sessions import StartedSession
from jarip.cloud.accounts.tables import User
from jarip.cloud.accounts.tokens import Purpose
from jarip.cloud.accounts.users import create_user, find_user
from jarip.cloud.errors import NotAllowedError
from jarip.cloud.sealing import seal_text, unseal_text

LINK_MS = 24 * 3_600_000
SIGN_UPS = Limit("sign-ups from one address", 20, 3_600_000)
SEAL = "jarip sign-up 1"


class SignUp(Newcomer):
    """A new person and their organization."""

    email: Email
    organization: str = Field(min_length=1, max_length=200, examples=["Hangang Robotics"])
    time_zone: TimeZone = "UTC"


class _Waiting(SignUp):
    """A form whose address is still to be confirmed; its password is hashed already."""

    password: Annotated[str, Field(max_length=0)] = ""  # type: ignore[assignment]
    password_hash: str


def sign_up(desk: FrontDesk, request: SignUp, client: ClientInfo) -> StartedSession | None:
    """A session of the new person; None if a link was sent to the address instead.

    NotAllowedError unless sign-up is open. ConflictError if the address is taken, which is only
    told where no mail can be sent.
    """
    with desk.database.read() as session:
        if not read_policy(session).open_sign_up:
            raise NotAllowedError(
                "this cloud takes new people by invitation only",
                where="sign-up",
                todo="ask the operator, or a member of an organization, for an invitation",
            )
    take(desk.database, desk.clock, SIGN_UPS, address_group(client))
    password = request.password.get_secret_value()
    check_password(password, request.email)
    waiting = _Waiting(
        **request.model_dump(exclude={"password"}), password_hash=hash_password(password)
    )
    with desk.database.write() as session:
        if desk.outbox.is_open:
            _send_link(session, desk, waiting)
            return None
        return _make(session, desk, waiting, client, is_verified=False)


def confirm_sign_up(desk: FrontDesk, token: str, client: ClientInfo) -> StartedSession:
    """The new person's session, once the link in the message was followed."""
    with desk.database.write() as session:
        row = use_token(session, desk.clock, desk.secret, Purpose.VERIFY_EMAIL, token)
        waiting = _Waiting.model_validate_json(unseal_text(desk.secret, SEAL, "", row.detail))
        return _make(session, desk, waiting, client, is_verified=True)


def _send_link(session: Session, desk: FrontDesk, waiting: _Waiting) -> None:
    known = find_user(session, waiting.email)
    if known is not None:
        values = {"name": known.name, "link": f"{desk.public_url}/login"}
        desk.outbox.put(session, known.email, "already_signed_up", known.locale, values)
        return
    sealed = seal_text(desk.secret, SEAL, "", waiting.model_dump_json())
    token = issue_token(
        session, desk.clock, desk.secret, Purpose.VERIFY_EMAIL, LINK_MS, detail=sealed
    )
    link = f"{desk.public_url}/verify-email?token={quote(token)}"
    values = {"name": waiting.name, "link": link}
    desk.outbox.put(session, waiting.email, "verify_email", waiting.locale, values)


def _make(
    session: Session, desk: FrontDesk, form: _Waiting, client: ClientInfo, *, is_verified: bool
) -> StartedSession:
    user = create_user(
        session,
        desk.clock,
        form.email,
        form.name,
        password_hash=form.password_hash,
        locale=form.locale,
        is_verified=is_verified,
    )
    organization_id = found_organization(
        session, desk, user, form.organization, form.time_zone, form.locale
    )
    return enter(session, desk, user, client, organization_id)


def found_organization(
    session: Session, desk: FrontDesk, user: User, name: str, time_zone: str, locale: str
) -> str:
    """A new organization with its first owner; its id."""
    request = CreateOrganization(name=name, time_zone=time_zone, locale=locale)
    made = create_organization(session, desk.clock, request)
    add_member(session, desk.clock, made.id, user.id, Role.OWNER)
    return made.id
