"""Who a request is from: an API key, or a browser's session.

`Jarip-Organization` (id or slug) chooses among a person's organizations, and lets the operator act
for a customer. `Jarip-Project` chooses a project for a caller that may use several.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from jarip.cloud.accounts.keys import (
    authenticate_key,
    key_principal,
    note_key_use,
    use_is_stale,
)
from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.accounts.rate_limits import Limit
from jarip.cloud.accounts.session_principal import session_principal
from jarip.cloud.accounts.sessions import authenticate_session, note_seen, seen_is_stale
from jarip.cloud.accounts.tables import LoginSession, User
from jarip.cloud.audit.current import current_request, name_actor
from jarip.cloud.context import CloudContext
from jarip.cloud.errors import NotSignedInError
from jarip.cloud.web.anonymous import limit_anonymous
from jarip.cloud.web.client import client_of
from jarip.cloud.web.cloud import cloud_of
from jarip.cloud.web.cookies import read_session_token
from jarip.cloud.web.csrf import SAFE_METHODS, SentCsrfToken, check_csrf, check_origin

KEY_REQUESTS = Limit("requests with one API key", 6000)
SESSION_REQUESTS = Limit("requests in one session", 3000)
ORGANIZATION_HEADER = "jarip-organization"
PROJECT_HEADER = "jarip-project"
CHOOSING_HEADERS = {
    ORGANIZATION_HEADER: "Organization to act for: id or slug",
    PROJECT_HEADER: "Project to act in: id or slug",
}
"""What each means, for the documentation of every route with a caller."""
bearer = HTTPBearer(auto_error=False, scheme_name="API key", description="`jrp_...`")


@dataclass(frozen=True)
class SignedIn:
    """A person with a live session, and the session's token (for the CSRF token of its pages)."""

    session: LoginSession
    user: User
    token: str


def find_signed_in(
    request: Request, cloud: CloudContext, sent_csrf: str, *, allow_half: bool = False
) -> SignedIn | None:
    """Whose session cookie came with the request; None without a cookie.

    NotSignedInError if the session is over, NotAllowedError if a change lacks the CSRF token.
    """
    token = read_session_token(request)
    if not token:
        return None
    with cloud.database.read() as session:
        row, user = authenticate_session(
            session, cloud.clock, cloud.secret, token, allow_half=allow_half
        )
    if request.method not in SAFE_METHODS:
        check_origin(request)
        check_csrf(token, cloud.secret, sent_csrf)
    cloud.meter.take(SESSION_REQUESTS, row.id)
    if seen_is_stale(cloud.clock, row):
        with cloud.database.write() as session:
            note_seen(session, cloud.clock, row)
    name_actor(user.id, user.email, row.organization_id or "")
    return SignedIn(row, user, token)


def get_signed_in(request: Request, sent_csrf: SentCsrfToken) -> SignedIn:
    """The person behind a browser's request, or NotSignedInError."""
    found = find_signed_in(request, cloud_of(request), sent_csrf)
    if found is None:
        raise NotSignedInError("nobody is logged in", where="session", todo="log in")
    return found


Person = Annotated[SignedIn, Depends(get_signed_in)]
"""A router parameter: a signed-in person, in no organization in particular."""


def get_half_signed_in(request: Request, sent_csrf: SentCsrfToken) -> SignedIn:
    """As `get_signed_in`, but the second factor may still be to come."""
    found = find_signed_in(request, cloud_of(request), sent_csrf, allow_half=True)
    if found is None:
        raise NotSignedInError("nobody is logged in", where="session", todo="log in")
    return found


HalfPerson = Annotated[SignedIn, Depends(get_half_signed_in)]
"""A router parameter: somebody who gave their password, and perhaps not yet their code."""


def get_principal(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
    sent_csrf: SentCsrfToken,
) -> Principal:
    """The caller, or NotSignedInError. An API key goes before a cookie.

    It takes what it needs from the request itself: FastAPI would take every parameter apart once
    for each of 150 routes, a tenth of a server's start.
    """
    cloud = cloud_of(request)
    organization = request.headers.get(ORGANIZATION_HEADER, "")
    project = request.headers.get(PROJECT_HEADER, "")
    try:
        if credentials is not None:
            key_text = credentials.credentials
            return _principal_of_key(cloud, key_text, organization, project)
        found = find_signed_in(request, cloud, sent_csrf)
        if found is None:
            raise NotSignedInError(
                "no API key came with the request",
                where="Authorization",
                todo="send the header Authorization: Bearer jrp_..., or log in",
            )
    except NotSignedInError:
        limit_anonymous(cloud, client_of(request))
        raise
    return person_principal(cloud, found, organization, project)


def person_principal(
    cloud: CloudContext, found: SignedIn, organization: str = "", project: str = ""
) -> Principal:
    """What a signed-in person may do in an organization; the audit log is told who it is."""
    with cloud.database.read() as session:
        principal = session_principal(session, found.session, found.user, organization, project)
    _tell_audit(cloud, principal, found.user.email)
    return principal


Caller = Annotated[Principal, Depends(get_principal)]
"""A router parameter: any authenticated caller."""


def require(permission: Permission) -> Callable[[Request, Principal], Principal]:
    """A dependency: the caller, who must have the permission.

    Use as `caller: Annotated[Principal, Depends(require(Permission.JOBS_READ))]`.
    """

    def check(request: Request, principal: Caller) -> Principal:
        principal.check(permission)
        if permission is Permission.OPERATOR and not principal.is_visiting:
            note_access(cloud_of(request), organization_id="")
        return principal

    return check


def _principal_of_key(cloud: CloudContext, text: str, organization: str, project: str) -> Principal:
    with cloud.database.read() as session:
        key = authenticate_key(session, cloud.clock, cloud.secret, text)
        principal = key_principal(session, key, organization, project)
    if not principal.is_operator:
        cloud.meter.take(KEY_REQUESTS, key.id)
    if use_is_stale(cloud.clock, key):
        with cloud.database.write() as session:
            note_key_use(session, cloud.clock, key)
    _tell_audit(cloud, principal, key.name)
    return principal


def note_access(cloud: CloudContext, organization_id: str) -> None:
    """Write down that the caller, an operator, reads what belongs to others; changes are written
    down when they are committed."""
    request = current_request()
    if request is not None and not request.is_change:
        cloud.access_log.note(request, organization_id)


def _tell_audit(cloud: CloudContext, principal: Principal, name: str) -> None:
    name_actor(principal.actor_id, name, principal.organization_id, is_visit=principal.is_visiting)
    if principal.is_visiting:
        note_access(cloud, principal.organization_id)
