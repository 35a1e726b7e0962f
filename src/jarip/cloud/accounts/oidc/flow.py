"""Sending a browser to the provider, and taking in what it brings back.

What must be the same on both ways (state, nonce, PKCE's verifier) travels sealed in a cookie of the
very browser: nobody can finish in another browser what began in this one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import urlencode

from pydantic import BaseModel, ValidationError

from jarip.cloud.accounts.oidc.identity import Identity
from jarip.cloud.accounts.oidc.provider import Provider
from jarip.cloud.accounts.tokens import new_token
from jarip.cloud.errors import NotSignedInError
from jarip.cloud.sealing import UnsealError, seal_text, unseal_text

SEAL = "jarip oidc log-in 1"
LASTS_MS = 600_000
SCOPE = "openid email profile"


class Journey(BaseModel):
    """What the browser keeps, sealed, while it is away."""

    state: str
    nonce: str
    verifier: str
    next_path: str
    expires_ms: int


class Departure(BaseModel):
    """Where to send the browser, and what it has to keep."""

    url: str
    sealed_journey: str


def depart(
    provider: Provider, secret: bytes, redirect_uri: str, next_path: str, now_ms: int
) -> Departure:
    """Begin to log in. `next_path` is where to go afterwards, on this site."""
    journey = Journey(
        state=new_token(),
        nonce=new_token(),
        verifier=new_token(),
        next_path=safe_path(next_path),
        expires_ms=now_ms + LASTS_MS,
    )
    challenge = hashlib.sha256(journey.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": provider.settings.client_id,
        "redirect_uri": redirect_uri,
        "scope": SCOPE,
        "state": journey.state,
        "nonce": journey.nonce,
        "code_challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    endpoint = provider.discovery.authorization_endpoint
    url = f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"
    sealed = seal_text(secret, SEAL, redirect_uri, journey.model_dump_json())
    return Departure(url=url, sealed_journey=sealed)


def arrive(
    provider: Provider,
    secret: bytes,
    redirect_uri: str,
    sealed_journey: str,
    state: str,
    code: str,
    now_ms: int,
) -> tuple[Identity, str]:
    """Who came back, and where to go on. NotSignedInError if it isn't who left from here."""
    journey = _unseal(secret, redirect_uri, sealed_journey)
    if journey is None or journey.expires_ms <= now_ms:
        raise NotSignedInError(
            "this log-in was begun in another browser, or too long ago",
            where="state",
            todo="log in again",
        )
    if not hmac.compare_digest(journey.state.encode(), state.encode(errors="replace")):
        raise NotSignedInError("this answer is to another log-in", where="state", todo="try again")
    token = provider.exchange_code(code, redirect_uri, journey.verifier)
    from jarip.cloud.accounts.oidc.id_token import read_id_token  # late: it loads JOSE

    return read_id_token(provider, token, journey.nonce, now_ms), journey.next_path


def safe_path(path: str) -> str:
    """The path if it stays on this site, else `/`; `//host` and `/\\host` lead elsewhere."""
    plain = path.isprintable() and "\\" not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else "/"


def _unseal(secret: bytes, redirect_uri: str, sealed: str) -> Journey | None:
    try:
        return Journey.model_validate_json(unseal_text(secret, SEAL, redirect_uri, sealed))
    except (UnsealError, ValidationError, ValueError):
        return None
