"""Sends notices to webhook endpoints: signed JSON, never into the operator's own network.

The signature's form is Stripe's: `t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>">`. A receiver
checks it with the endpoint's secret, refuses old ones, and knows repeats by `Jarip-Delivery`.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
import socket
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database
from jarip.cloud.notices.endpoints import endpoint_secret
from jarip.cloud.notices.outbox import Message, SendError
from jarip.cloud.notices.posting import word_notice
from jarip.cloud.notices.tables import WebhookEndpoint

if TYPE_CHECKING:
    import httpx

TIMEOUT_S = 10.0


class WebhookSender:
    """Posts to endpoints. `allow_private` lets it reach private addresses, for an operator whose
    customers are on the same network, and for tests."""

    def __init__(
        self, database: Database, clock: Clock, secret: bytes, *, allow_private: bool = False
    ) -> None:
        self._database = database
        self._clock = clock
        self._secret = secret
        self._allow_private = allow_private

    def send(self, message: Message) -> None:
        """Post it. SendError unless the endpoint answers with 2xx."""
        endpoint_id = message.delivery.target
        with self._database.read() as session:
            endpoint = session.get(WebhookEndpoint, endpoint_id)
        if endpoint is None or endpoint.disabled_ms is not None:
            raise SendError("the endpoint was deleted", for_good=True)
        body = json.dumps(make_body(message), ensure_ascii=False, separators=(",", ":")).encode()
        headers = {
            "Content-Type": "application/json",
            "Jarip-Delivery": message.delivery.id,
            "Jarip-Signature": sign_body(
                body, endpoint_secret(self._secret, endpoint_id), self._clock.now_ms()
            ),
        }
        self._post(endpoint.url, body, headers)

    def close(self) -> None:
        """Close the connections."""
        if "_http" in self.__dict__:
            self._http.close()

    @cached_property
    def _http(self) -> httpx.Client:
        # Made for the first delivery: a server starts without loading a client.
        import httpx

        return httpx.Client(timeout=TIMEOUT_S, follow_redirects=False, trust_env=False)

    def _post(self, url: str, body: bytes, headers: dict[str, str]) -> None:
        import httpx

        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or {"http": 80, "https": 443}[parts.scheme]
        address = self._resolve(host, port)
        shown = f"[{address}]" if ":" in address else address
        # The address that was checked is the one that is connected to, whatever the name says by
        # then; the certificate is still checked against the name.
        target = parts._replace(netloc=f"{shown}:{port}").geturl()
        try:
            response = self._http.post(
                target,
                content=body,
                headers={**headers, "Host": parts.netloc},
                extensions={"sni_hostname": host},
            )
        except httpx.HTTPError as error:
            raise SendError(f"{type(error).__name__}: {error}") from error
        if not response.is_success:
            gone = response.status_code == 410
            raise SendError(f"the endpoint answered {response.status_code}", for_good=gone)

    def _resolve(self, host: str, port: int) -> str:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise SendError(f"{host} has no address: {error}") from error
        addresses = [str(entry[4][0]) for entry in found]
        for address in addresses:
            if not self._allow_private and not ipaddress.ip_address(address).is_global:
                raise SendError(f"{host} is at {address}, which is not a public address")
        return addresses[0]


def make_body(message: Message) -> dict[str, Any]:
    """What an endpoint gets."""
    notice = message.notice
    return {
        "id": notice.id,
        "kind": notice.kind,
        "severity": notice.severity,
        "organization_id": notice.organization_id,
        "created_ms": notice.created_ms,
        "details": notice.details,
        "title": word_notice(notice, "en").title,
        "text": word_notice(notice, "en").text,
    }


def sign_body(body: bytes, secret: str, now_ms: int) -> str:
    """The value of the header `Jarip-Signature`."""
    time_s = str(now_ms // 1000)
    digest = hmac.new(secret.encode(), time_s.encode() + b"." + body, hashlib.sha256)
    return f"t={time_s},v1={digest.hexdigest()}"
