"""The session cookie: HttpOnly, SameSite=Lax, and Secure under `__Host-` wherever there is TLS.

`__Host-` makes browsers refuse the cookie unless it is Secure, for the whole host and for this host
alone, so that a neighbouring subdomain can't plant one (RFC 6265bis, section 4.1.3.2).
"""

from __future__ import annotations

from fastapi import Request, Response

from jarip.cloud.accounts.sessions import ABSOLUTE_MS

NAME = "jarip_session"
SECURE_NAME = f"__Host-{NAME}"


def is_secure(request: Request) -> bool:
    """Whether the browser reached us by TLS, be it through a proxy."""
    public_url: str = request.app.state.cloud.settings.public_url
    return request.url.scheme == "https" or public_url.startswith("https://")


def read_session_token(request: Request) -> str:
    """The session's token that came with the request, empty without one."""
    return request.cookies.get(SECURE_NAME if is_secure(request) else NAME, "")


def set_session_cookie(request: Request, response: Response, token: str) -> None:
    """Give the browser its session."""
    secure = is_secure(request)
    response.set_cookie(
        SECURE_NAME if secure else NAME,
        token,
        max_age=ABSOLUTE_MS // 1000,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def clear_session_cookie(request: Request, response: Response) -> None:
    """Take the session from the browser."""
    secure = is_secure(request)
    response.delete_cookie(
        SECURE_NAME if secure else NAME, path="/", secure=secure, httponly=True, samesite="lax"
    )
