"""Protection from requests that other sites make in a signed-in browser's name.

Three walls: the cookie is SameSite=Lax; a request that says it comes from another origin is
refused; and whatever changes something by cookie must carry a token that only our own pages know,
derived from the session's (OWASP's "HMAC based token pattern").
Requests with an API key need none of this: browsers don't send one by themselves.
"""

from __future__ import annotations

import hmac
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request

from jarip.cloud.accounts.tokens import Purpose, hash_token
from jarip.cloud.errors import NotAllowedError

HEADER = "X-CSRF-Token"
FIELD = "csrf_token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def csrf_token_of(session_token: str, installation_secret: bytes) -> str:
    """The token that our pages send along with a session's changes."""
    return hash_token(session_token, Purpose.CSRF, installation_secret)


def check_csrf(session_token: str, installation_secret: bytes, sent: str) -> None:
    """NotAllowedError unless `sent` is the session's CSRF token."""
    if not hmac.compare_digest(csrf_token_of(session_token, installation_secret), sent):
        raise NotAllowedError(
            "the page is too old, or another site sent this",
            where=HEADER,
            todo="load the page again; a program should use an API key instead of the cookie",
        )


def check_origin(request: Request) -> None:
    """A dependency for forms without a session, such as log-in: NotAllowedError if a browser says
    that the request comes from another site."""
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("Origin", "")
    if request.headers.get("Sec-Fetch-Site", "") in ("cross-site", "same-site") or (
        origin and urlsplit(origin).netloc not in _own_hosts(request)
    ):
        raise NotAllowedError(
            "another site sent this request",
            where="Origin",
            todo="open Jarip's own page; behind a proxy, set JARIP_URL to the public address",
        )


async def read_csrf_token(request: Request) -> str:
    """The CSRF token that came with a request, from the header or the form; empty without one."""
    sent = request.headers.get(HEADER, "")
    if sent or request.method in SAFE_METHODS:
        return sent
    if not request.headers.get("Content-Type", "").startswith(FORMS):
        return ""
    field = (await request.form()).get(FIELD, "")
    return field if isinstance(field, str) else ""


SentCsrfToken = Annotated[str, Depends(read_csrf_token)]
"""A dependency's parameter: the CSRF token that came with the request."""


def _own_hosts(request: Request) -> tuple[str, str]:
    public_url: str = request.app.state.cloud.settings.public_url
    return request.headers.get("Host", ""), urlsplit(public_url).netloc
