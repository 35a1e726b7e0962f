"""REST of one's second factor (TOTP)."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from jarip.cloud.accounts.entering import GiveCode, replace_session
from jarip.cloud.accounts.lockout import begin_try, code_door, forgive
from jarip.cloud.accounts.second_factor import (
    begin_second_factor,
    check_code,
    confirm_second_factor,
    count_recovery_codes,
    draw_qr_code,
    has_second_factor,
    make_recovery_codes,
    remove_second_factor,
)
from jarip.cloud.api.auth import Cloud, HalfPerson, Person
from jarip.cloud.web.client import Client
from jarip.cloud.web.cookies import set_session_cookie

router = APIRouter(prefix="/v1/second-factor", tags=["second factor"])


class SecondFactorView(BaseModel):
    """Whether there is a second factor."""

    is_on: bool
    recovery_codes_left: int


class NewSecondFactor(BaseModel):
    """A secret for an authenticator app. It protects once a code of it was given."""

    uri: str = Field(description="otpauth://..., for the app")
    qr_code: str = Field(description="The same as an SVG picture")


class RecoveryCodes(BaseModel):
    """Codes that each stand in for the second factor once. They are never shown again."""

    codes: list[str]


@router.get("")
def get_second_factor(cloud: Cloud, person: Person) -> SecondFactorView:
    """Whether one has a second factor, and how many recovery codes are left."""
    with cloud.database.read() as session:
        return SecondFactorView(
            is_on=has_second_factor(session, person.user.id),
            recovery_codes_left=count_recovery_codes(session, person.user.id),
        )


@router.post("", status_code=201)
def begin_own_second_factor(cloud: Cloud, person: HalfPerson) -> NewSecondFactor:
    """Begin to set a second factor up."""
    with cloud.database.write() as session:
        uri = begin_second_factor(session, cloud.clock, cloud.secret, person.user)
    return NewSecondFactor(uri=uri, qr_code=draw_qr_code(uri))


@router.post("/confirmation")
def confirm_own_second_factor(
    cloud: Cloud,
    person: HalfPerson,
    client: Client,
    http: Request,
    response: Response,
    request: GiveCode,
) -> RecoveryCodes:
    """Put the second factor in force with a code of the app. The cookie changes."""
    desk = cloud.front_desk
    door = code_door(person.user.id)
    begin_try(desk, [door])
    with cloud.database.write() as session:
        codes = confirm_second_factor(
            session, cloud.clock, cloud.secret, person.user.id, request.code
        )
        forgive(session, desk, [door])
        chosen = person.session.organization_id or ""
        started = replace_session(session, desk, person.session.id, person.user, client, chosen)
    set_session_cookie(http, response, started.token)
    return RecoveryCodes(codes=codes)


@router.post("/recovery-codes")
def renew_recovery_codes(cloud: Cloud, person: Person, request: GiveCode) -> RecoveryCodes:
    """Ten new recovery codes for a code of the app; earlier ones stop working."""
    door = code_door(person.user.id)
    begin_try(cloud.front_desk, [door])
    with cloud.database.write() as session:
        check_code(session, cloud.clock, cloud.secret, person.user.id, request.code)
        forgive(session, cloud.front_desk, [door])
        codes = make_recovery_codes(session, cloud.clock, cloud.secret, person.user.id)
    return RecoveryCodes(codes=codes)


@router.post("/removal", status_code=204)
def remove_own_second_factor(cloud: Cloud, person: Person, request: GiveCode) -> None:
    """Take the second factor away, for one of its codes."""
    door = code_door(person.user.id)
    begin_try(cloud.front_desk, [door])
    with cloud.database.write() as session:
        check_code(session, cloud.clock, cloud.secret, person.user.id, request.code)
        forgive(session, cloud.front_desk, [door])
        remove_second_factor(session, person.user.id)
