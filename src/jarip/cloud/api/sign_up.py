"""REST of becoming somebody: sign-up, the first operator, accepting invitations, passwords."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from jarip.cloud.accounts.installation import read_policy
from jarip.cloud.accounts.invitations import (
    AcceptInvitation,
    accept_invitation,
    read_invitation,
)
from jarip.cloud.accounts.password_change import (
    AskReset,
    ChangePassword,
    ResetPassword,
    ask_password_reset,
    change_password,
    reset_password,
)
from jarip.cloud.accounts.permissions import Role
from jarip.cloud.accounts.set_up import SetUp, set_up_operator
from jarip.cloud.accounts.sign_up import SignUp, confirm_sign_up, sign_up
from jarip.cloud.accounts.tokens import MOST_CHARACTERS
from jarip.cloud.api.auth import Cloud, Person
from jarip.cloud.api.sessions import CurrentSession, admit
from jarip.cloud.subscriptions.seats import seats_of
from jarip.cloud.web.anonymous import limit_anonymous
from jarip.cloud.web.client import Client
from jarip.cloud.web.csrf import check_origin

router = APIRouter(
    prefix="/v1",
    tags=["sign-up"],
    dependencies=[Depends(check_origin), Depends(limit_anonymous)],
)


class SignUpOptions(BaseModel):
    """How one may come in."""

    open_sign_up: bool = Field(description="Whether strangers may sign up")
    sends_mail: bool = Field(description="Whether addresses are confirmed, passwords reset by mail")
    provider: str = Field(description="Name of the OpenID Connect provider; empty without one")


class SignUpOutcome(BaseModel):
    """What signing up led to."""

    session: CurrentSession | None = Field(description="None: follow the link in the message")


class Token(BaseModel):
    """The token from a link."""

    token: str = Field(max_length=MOST_CHARACTERS)


class InvitationOffer(BaseModel):
    """What an invitation offers, for whoever holds its link."""

    organization: str = Field(description="The organization's name")
    email: str
    role: Role
    has_account: bool = Field(description="Whether to give one's password rather than choose one")
    expires_ms: int


@router.get("/sign-up")
def get_sign_up_options(cloud: Cloud) -> SignUpOptions:
    """How one may come in. Needs no credential."""
    with cloud.database.read() as session:
        policy = read_policy(session)
    return SignUpOptions(
        open_sign_up=policy.open_sign_up,
        sends_mail=cloud.outbox.is_open,
        provider=cloud.settings.oidc.name if cloud.settings.oidc else "",
    )


@router.post("/sign-up", status_code=201)
def sign_up_openly(
    cloud: Cloud, client: Client, http: Request, response: Response, request: SignUp
) -> SignUpOutcome:
    """Sign up with an organization of one's own, where the operator allows it."""
    started = sign_up(cloud.front_desk, request, client)
    return SignUpOutcome(session=admit(cloud, http, response, started) if started else None)


@router.post("/sign-up/confirmation", status_code=201)
def confirm_new_address(
    cloud: Cloud, client: Client, http: Request, response: Response, request: Token
) -> CurrentSession:
    """Finish signing up by the link in the message."""
    return admit(cloud, http, response, confirm_sign_up(cloud.front_desk, request.token, client))


@router.post("/set-up", status_code=201)
def set_up_first_operator(
    cloud: Cloud, client: Client, http: Request, response: Response, request: SetUp
) -> CurrentSession:
    """Become the first operator by the link that `jarip up` printed."""
    return admit(cloud, http, response, set_up_operator(cloud.front_desk, request, client))


@router.post("/invitation-offers")
def read_own_invitation(cloud: Cloud, request: Token) -> InvitationOffer:
    """What an invitation's link offers."""
    with cloud.database.read() as session:
        opened = read_invitation(session, cloud.clock, cloud.secret, request.token)
        return InvitationOffer(
            organization=opened.organization.name,
            email=opened.row.email,
            role=Role(opened.row.role),
            has_account=opened.has_account,
            expires_ms=opened.row.expires_ms,
        )


@router.post("/invitation-acceptances", status_code=201)
def accept_own_invitation(
    cloud: Cloud, client: Client, http: Request, response: Response, request: AcceptInvitation
) -> CurrentSession:
    """Accept an invitation."""
    with cloud.database.read() as session:
        opened = read_invitation(session, cloud.clock, cloud.secret, request.token)
        seats = seats_of(session, opened.row.organization_id, cloud.clock.now_ms())
    started = accept_invitation(cloud.front_desk, request, client, seats=seats)
    return admit(cloud, http, response, started)


@router.post("/password-resets", status_code=202)
def ask_for_password_reset(cloud: Cloud, client: Client, request: AskReset) -> None:
    """Have a link sent with which to choose a new password. The answer is always the same."""
    ask_password_reset(cloud.front_desk, request, client)


@router.post("/password-resets/confirmation", status_code=201)
def reset_own_password(
    cloud: Cloud, client: Client, http: Request, response: Response, request: ResetPassword
) -> CurrentSession:
    """Choose a new password by the link in the message. Every former session ends."""
    return admit(cloud, http, response, reset_password(cloud.front_desk, request, client))


@router.put("/password", status_code=204)
def change_own_password(
    cloud: Cloud, person: Person, client: Client, request: ChangePassword
) -> None:
    """Change one's password. Every other session ends."""
    change_password(cloud.front_desk, person.user, person.session.id, request, client)
