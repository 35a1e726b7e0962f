"""The provider: what it publishes about itself, and the exchange of a code for tokens."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from jarip.cloud.db.clock import Clock
from jarip.cloud.errors import CloudError
from jarip.cloud.settings import OidcSettings

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

TIMEOUT_S = 10.0
FRESH_MS = 3_600_000
KEYS_AGAIN_MS = 60_000
"""How soon the keys may be fetched again for a key we don't know."""


class ProviderError(CloudError):
    """The provider doesn't answer, or not as the standard says."""

    status = 502
    code = "provider"


class Discovery(BaseModel):
    """The part of the discovery document we need."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


@dataclass
class _Known:
    discovery: Discovery
    keys: KeySet
    at_ms: int


class Provider:
    """One provider. Share it between threads."""

    def __init__(self, settings: OidcSettings, clock: Clock) -> None:
        import httpx  # late, as all of HTTP and JOSE here: few clouds have a provider

        self.settings = settings
        self._clock = clock
        self._http = httpx.Client(timeout=TIMEOUT_S, follow_redirects=False)
        self._known: _Known | None = None
        self._lock = threading.Lock()

    @property
    def discovery(self) -> Discovery:
        """The discovery document; ProviderError if it can't be had."""
        return self._fetch(FRESH_MS).discovery

    def read_keys(self, *, again: bool = False) -> KeySet:
        """The keys that sign its tokens; fetched `again` for a key that is new to us."""
        return self._fetch(KEYS_AGAIN_MS if again else FRESH_MS).keys

    def exchange_code(self, code: str, redirect_uri: str, verifier: str) -> str:
        """The ID token for an authorization code; ProviderError if it is refused."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        client = (self.settings.client_id, self.settings.client_secret)
        answer = self._json("POST", self.discovery.token_endpoint, data=form, auth=client)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise self._error("its answer has no ID token")
        return token

    def _fetch(self, fresh_ms: int) -> _Known:
        with self._lock:
            now = self._clock.now_ms()
            if self._known is None or now - self._known.at_ms >= fresh_ms:
                self._known = self._fetch_now(now)
            return self._known

    def _fetch_now(self, now_ms: int) -> _Known:
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        issuer = self.settings.issuer
        raw = self._json("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        try:
            discovery = Discovery.model_validate(raw)
        except ValidationError as error:
            raise self._error("its discovery document is incomplete") from error
        if discovery.issuer != issuer:
            raise self._error(f"it calls itself {discovery.issuer!r}")
        keys = self._json("GET", discovery.jwks_uri)
        try:
            return _Known(discovery, KeySet.import_key_set(keys), now_ms)  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise self._error("its keys can't be read") from error

    def _json(self, method: str, url: str, **more: Any) -> dict[str, Any]:
        import httpx

        try:
            answer = self._http.request(method, url, **more)
            values = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise self._error(f"no readable answer ({type(error).__name__})") from error
        if not answer.is_success or not isinstance(values, dict):
            raise self._error(f"it answered {answer.status_code}")
        return values

    def _error(self, what: str) -> ProviderError:
        return ProviderError(
            f"the log-in provider: {what}",
            where=self.settings.issuer,
            todo="try again; if it stays, the operator should check JARIP_OIDC_ISSUER",
        )
