"""REST of logging in at an OpenID Connect provider: two steps of a browser, made by redirects."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse

from jarip.cloud.accounts.oidc.arrival import enter_by_identity
from jarip.cloud.accounts.oidc.flow import LASTS_MS, arrive, depart
from jarip.cloud.accounts.oidc.provider import Provider
from jarip.cloud.api.auth import Cloud
from jarip.cloud.context import CloudContext
from jarip.cloud.errors import NotFoundError, NotSignedInError
from jarip.cloud.web.anonymous import limit_anonymous
from jarip.cloud.web.client import Client
from jarip.cloud.web.cookies import is_secure, set_session_cookie

router = APIRouter(prefix="/v1/oidc", tags=["sign-up"], dependencies=[Depends(limit_anonymous)])

COOKIE = "jarip_oidc"
PATH = "/v1/oidc"
Text = Annotated[str, Query(max_length=2000)]
Short = Annotated[str, Query(max_length=200)]


@router.get("/start", status_code=302, response_class=RedirectResponse)
def start_provider_log_in(cloud: Cloud, http: Request, next: Text = "/") -> RedirectResponse:
    """Send the browser to the provider. `next` is where to go afterwards, on this site."""
    now = cloud.clock.now_ms()
    departure = depart(_provider(cloud), cloud.secret, _redirect_uri(cloud), next, now)
    response = RedirectResponse(departure.url, 302)
    response.set_cookie(
        COOKIE,
        departure.sealed_journey,
        max_age=LASTS_MS // 1000,
        path=PATH,
        secure=is_secure(http),
        httponly=True,
        samesite="lax",
    )
    return response


@router.get("/callback", status_code=303, response_class=RedirectResponse)
def finish_provider_log_in(
    cloud: Cloud,
    http: Request,
    client: Client,
    state: Short = "",
    code: Text = "",
    error: Short = "",
) -> RedirectResponse:
    """Take in what the provider says of somebody, and give the browser its session."""
    if error or not code:
        raise NotSignedInError(
            f"the provider said no: {error[:100] or 'no code'}", where="oidc", todo="log in again"
        )
    sealed = http.cookies.get(COOKIE, "")
    identity, next_path = arrive(
        _provider(cloud),
        cloud.secret,
        _redirect_uri(cloud),
        sealed,
        state,
        code,
        cloud.clock.now_ms(),
    )
    started = enter_by_identity(cloud.front_desk, identity, client)
    if started.row.needs_second_factor:
        next_path = f"/login?next={quote(next_path)}"
    response = RedirectResponse(next_path, 303)
    response.delete_cookie(COOKIE, path=PATH)
    set_session_cookie(http, response, started.token)
    return response


def _provider(cloud: CloudContext) -> Provider:
    if cloud.provider is None:
        raise NotFoundError(
            "this cloud has no log-in provider", where="oidc", todo="log in with a password"
        )
    return cloud.provider


def _redirect_uri(cloud: CloudContext) -> str:
    return f"{cloud.settings.public_url}{PATH}/callback"
