"""The last step of every way in: a session, whole, or half until the second factor's code comes."""

from __future__ import annotations

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from jarip.cloud.accounts.client_info import ClientInfo
from jarip.cloud.accounts.front_desk import FrontDesk
from jarip.cloud.accounts.installation import read_policy
from jarip.cloud.accounts.lockout import begin_try, code_door, forgive
from jarip.cloud.accounts.second_factor import check_code, has_second_factor
from jarip.cloud.accounts.sessions import (
    StartedSession,
    authenticate_session,
    end_session,
    start_session,
)
from jarip.cloud.accounts.tables import User


class GiveCode(BaseModel):
    """A code of the authenticator app, or a recovery code."""

    code: str = Field(min_length=1, max_length=40, examples=["123456"])


def enter(
    session: Session,
    desk: FrontDesk,
    user: User,
    client: ClientInfo,
    organization_id: str = "",
) -> StartedSession:
    """A session for somebody who proved who they are by their first factor.

    With `row.needs_second_factor` it opens nothing but the door to the second: `pass_second_factor`
    for who has one, `begin_second_factor` for an operator who has to set one up first.
    """
    must_set_up = user.is_operator and read_policy(session).operators_need_second_factor
    return start_session(
        session,
        desk.clock,
        desk.secret,
        user,
        client,
        organization_id=organization_id,
        needs_second_factor=must_set_up or has_second_factor(session, user.id),
    )


def pass_second_factor(
    desk: FrontDesk, token: str, request: GiveCode, client: ClientInfo
) -> StartedSession:
    """A whole session instead of a half one, under a new token."""
    with desk.database.read() as session:
        half, user = authenticate_session(session, desk.clock, desk.secret, token, allow_half=True)
    door = code_door(user.id)
    begin_try(desk, [door])
    with desk.database.write() as session:
        check_code(session, desk.clock, desk.secret, user.id, request.code)
        forgive(session, desk, [door])
        return replace_session(session, desk, half.id, user, client, half.organization_id or "")


def replace_session(
    session: Session,
    desk: FrontDesk,
    former_id: str,
    user: User,
    client: ClientInfo,
    organization_id: str = "",
) -> StartedSession:
    """A whole session in place of a former one: whoever knew the old token doesn't know this."""
    end_session(session, desk.clock, user.id, former_id)
    return start_session(
        session, desk.clock, desk.secret, user, client, organization_id=organization_id
    )
