"""The ID token: its signature and every claim that the standard wants checked."""

from __future__ import annotations

from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from jarip.cloud.accounts.oidc.identity import Identity
from jarip.cloud.accounts.oidc.provider import Provider
from jarip.cloud.errors import NotSignedInError

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Public-key signatures only. `none` and shared secrets would let a token be made up."""
LEEWAY_S = 60
OLDEST_S = 600


def read_id_token(provider: Provider, token: str, nonce: str, now_ms: int) -> Identity:
    """Who the token is about; NotSignedInError if anything about it is wrong."""
    claims = _verify_signature(provider, token)
    client_id = provider.settings.client_id
    registry = jwt.JWTClaimsRegistry(
        now=now_ms // 1000,
        leeway=LEEWAY_S,
        iss={"essential": True, "value": provider.settings.issuer},
        aud={"essential": True, "value": client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        registry.validate(claims)
    except JoseError as error:
        raise _refusal(str(error)) from error
    audience = claims["aud"]
    several = isinstance(audience, list) and len(audience) > 1
    if claims.get("azp", client_id if not several else None) != client_id:
        raise _refusal("it was made for another client")
    if now_ms // 1000 - int(claims["iat"]) > OLDEST_S:
        raise _refusal("it is too old")
    email = claims.get("email")
    return Identity(
        issuer=str(claims["iss"]),
        subject=str(claims["sub"])[:255],
        email=email.strip().lower() if isinstance(email, str) else "",
        is_email_verified=claims.get("email_verified") is True,
        name=str(claims.get("name") or "")[:200],
    )


def _verify_signature(provider: Provider, token: str) -> dict[str, Any]:
    try:
        return _decode(token, provider.read_keys())
    except (JoseError, ValueError):
        pass  # perhaps the provider signs with a new key
    try:
        return _decode(token, provider.read_keys(again=True))
    except (JoseError, ValueError) as error:
        raise _refusal("its signature is wrong") from error


def _decode(token: str, keys: KeySet) -> dict[str, Any]:
    return dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)


def _refusal(what: str) -> NotSignedInError:
    return NotSignedInError(
        f"the provider's token was refused: {what}", where="id_token", todo="log in again"
    )
