"""Who a request is from: `Authorization: Bearer <API key>`.

`Jarip-Project` (id or slug) chooses a project for a key that may use several.
`Jarip-Organization` lets the operator's key act for a customer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Header, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from jarip.cloud.accounts.keys import (
    authenticate_key,
    key_principal,
    note_key_use,
    use_is_stale,
)
from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.context import CloudContext
from jarip.cloud.errors import NotSignedInError

bearer = HTTPBearer(auto_error=False, scheme_name="API key", description="`jrp_...`")


def get_cloud(request: Request) -> CloudContext:
    """The cloud this application serves."""
    cloud: CloudContext = request.app.state.cloud
    return cloud


Cloud = Annotated[CloudContext, Depends(get_cloud)]
"""A router parameter: the cloud."""


def get_principal(
    cloud: Cloud,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
    jarip_organization: Annotated[
        str, Header(description="Organization to act for (operator only): id or slug")
    ] = "",
    jarip_project: Annotated[str, Header(description="Project to act in: id or slug")] = "",
) -> Principal:
    """The caller, or NotSignedInError."""
    if credentials is None:
        raise NotSignedInError(
            "no API key came with the request",
            where="Authorization",
            todo="send the header Authorization: Bearer jrp_...",
        )
    with cloud.database.read() as session:
        key = authenticate_key(session, cloud.clock, cloud.secret, credentials.credentials)
        principal = key_principal(session, key, jarip_organization, jarip_project)
    if use_is_stale(cloud.clock, key):
        with cloud.database.write() as session:
            note_key_use(session, cloud.clock, key)
    return principal


Caller = Annotated[Principal, Depends(get_principal)]
"""A router parameter: any authenticated caller."""


def require(permission: Permission) -> Callable[[Principal], Principal]:
    """A dependency: the caller, who must have the permission.

    Use as `caller: Annotated[Principal, Depends(require(Permission.JOBS_READ))]`.
    """

    def check(principal: Caller) -> Principal:
        principal.check(permission)
        return principal

    return check
