"""REST of browser sessions: logging in and out, the second factor, the list of sessions."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from jarip.cloud.accounts.entering import GiveCode, pass_second_factor
from jarip.cloud.accounts.log_in import LogIn, log_in, log_out
from jarip.cloud.accounts.members import list_memberships
from jarip.cloud.accounts.permissions import Role
from jarip.cloud.accounts.session_principal import choose_organization
from jarip.cloud.accounts.sessions import StartedSession, end_session, list_sessions
from jarip.cloud.accounts.tables import LoginSession, User
from jarip.cloud.api.auth import Cloud, HalfPerson, Person
from jarip.cloud.context import CloudContext
from jarip.cloud.web.client import Client
from jarip.cloud.web.cookies import clear_session_cookie, set_session_cookie
from jarip.cloud.web.csrf import check_origin, csrf_token_of

router = APIRouter(prefix="/v1", tags=["sessions"])

Identifier = Field(max_length=63, description="Id or slug", examples=["hangang-robotics"])


class UserView(BaseModel):
    """A person."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    email: str
    name: str
    locale: str
    is_operator: bool


class MembershipView(BaseModel):
    """An organization that the person belongs to."""

    organization_id: str
    name: str
    slug: str
    role: Role


class CurrentSession(BaseModel):
    """Whose session this is. Its token is in the cookie only."""

    id: str
    user: UserView
    needs_second_factor: bool = Field(description="Whether a code is still to be given")
    csrf_token: str = Field(description="To send as X-CSRF-Token with every change")
    organization_id: str | None = Field(description="The organization chosen last")
    memberships: list[MembershipView]
    expires_ms: int


class SessionView(BaseModel):
    """One of a person's sessions."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    address: str
    user_agent: str
    created_ms: int
    last_seen_ms: int
    expires_ms: int
    is_current: bool = False


class ChooseOrganization(BaseModel):
    """The organization to act in from now on."""

    organization: str = Identifier


@router.post("/session", status_code=201, dependencies=[Depends(check_origin)])
def log_in_with_password(
    cloud: Cloud, client: Client, http: Request, response: Response, request: LogIn
) -> CurrentSession:
    """Log in. The session's token comes as a cookie; with `needs_second_factor`, give a code."""
    return admit(cloud, http, response, log_in(cloud.front_desk, request, client))


@router.get("/session")
def get_current_session(cloud: Cloud, person: HalfPerson) -> CurrentSession:
    """Whose session the cookie is of."""
    with cloud.database.read() as session:
        return _view(session, cloud, person.session, person.user, person.token)


@router.post("/session/second-factor")
def give_second_factor(
    cloud: Cloud,
    person: HalfPerson,
    client: Client,
    http: Request,
    response: Response,
    request: GiveCode,
) -> CurrentSession:
    """Give the second factor's code, or a recovery code. The cookie changes."""
    started = pass_second_factor(cloud.front_desk, person.token, request, client)
    return admit(cloud, http, response, started)


@router.put("/session/organization")
def choose_own_organization(
    cloud: Cloud, person: Person, request: ChooseOrganization
) -> CurrentSession:
    """Act in another of one's organizations from now on."""
    with cloud.database.write() as session:
        chosen = choose_organization(session, person.session, person.user, request.organization)
        person.session.organization_id = chosen
        return _view(session, cloud, person.session, person.user, person.token)


@router.delete("/session", status_code=204)
def log_out_here(cloud: Cloud, person: HalfPerson, http: Request, response: Response) -> None:
    """Log out."""
    log_out(cloud.front_desk, person.user.id, person.session.id)
    clear_session_cookie(http, response)


@router.get("/sessions")
def list_own_sessions(cloud: Cloud, person: Person) -> list[SessionView]:
    """One's live sessions, newest first."""
    with cloud.database.read() as session:
        views = [
            SessionView.model_validate(row)
            for row in list_sessions(session, cloud.clock, person.user.id)
        ]
    for view in views:
        view.is_current = view.id == person.session.id
    return views


@router.delete("/sessions/{session_id}", status_code=204)
def end_own_session(cloud: Cloud, person: Person, session_id: str) -> None:
    """End one of one's sessions, at once."""
    with cloud.database.write() as session:
        end_session(session, cloud.clock, person.user.id, session_id)


def admit(
    cloud: CloudContext, http: Request, response: Response, started: StartedSession
) -> CurrentSession:
    """Give the browser its session, and say whose it is."""
    set_session_cookie(http, response, started.token)
    with cloud.database.read() as session:
        return _view(session, cloud, started.row, started.user, started.token)


def _view(
    session: Session, cloud: CloudContext, row: LoginSession, user: User, token: str
) -> CurrentSession:
    memberships = [] if row.needs_second_factor else list_memberships(session, user.id)
    return CurrentSession(
        id=row.id,
        user=UserView.model_validate(user),
        needs_second_factor=row.needs_second_factor,
        csrf_token=csrf_token_of(token, cloud.secret),
        organization_id=row.organization_id,
        memberships=[
            MembershipView(
                organization_id=organization.id,
                name=organization.name,
                slug=organization.slug,
                role=role,
            )
            for organization, role in memberships
        ],
        expires_ms=row.expires_ms,
    )
