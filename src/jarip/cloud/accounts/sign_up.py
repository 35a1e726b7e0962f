"""Signing up: a stranger becomes the owner of a new organization, if the operator allows it."""

from __future__ import annotations

from pydantic import Field
from sqlalchemy.orm import Session

from jarip.cloud.accounts.client_info import ClientInfo
from jarip.cloud.accounts.emails import Email
from jarip.cloud.accounts.front_desk import FrontDesk
from jarip.cloud.accounts.installation import read_policy
from jarip.cloud.accounts.members import add_member
from jarip.cloud.accounts.newcomer import Newcomer
from jarip.cloud.accounts.organizations import (
    CreateOrganization,
    create_organization,
)
from jarip.cloud.accounts.passwords import check_password, hash_password
from jarip.cloud.accounts.permissions import Role
from jarip.cloud.accounts.sessions import StartedSession, start_session
from jarip.cloud.accounts.tables import User
from jarip.cloud.accounts.users import create_user
from jarip.cloud.errors import NotAllowedError


class SignUp(Newcomer):
    """A new person and their organization."""

    email: Email
    organization: str = Field(min_length=1, max_length=200, examples=["Hangang Robotics"])
    time_zone: str = Field(default="UTC", examples=["Asia/Seoul"], description="IANA time zone")


def sign_up(desk: FrontDesk, request: SignUp, client: ClientInfo) -> StartedSession:
    """A new person, their organization, and a session of theirs.

    NotAllowedError unless sign-up is open; ConflictError if the address is taken.
    """
    with desk.database.read() as session:
        if not read_policy(session).open_sign_up:
            raise NotAllowedError(
                "this cloud takes new people by invitation only",
                where="sign-up",
                todo="ask the operator, or a member of an organization, for an invitation",
            )
    password = request.password.get_secret_value()
    check_password(password, request.email)
    password_hash = hash_password(password)
    with desk.database.write() as session:
        user = create_user(
            session,
            desk.clock,
            request.email,
            request.name,
            password_hash=password_hash,
            locale=request.locale,
        )
        organization_id = _found_organization(desk, session, user, request)
        return start_session(
            session, desk.clock, desk.secret, user, client, organization_id=organization_id
        )


def _found_organization(desk: FrontDesk, session: Session, user: User, request: SignUp) -> str:
    made = create_organization(
        session,
        desk.clock,
        CreateOrganization(
            name=request.organization, time_zone=request.time_zone, locale=request.locale
        ),
    )
    add_member(session, desk.clock, made.id, user.id, Role.OWNER)
    return made.id
