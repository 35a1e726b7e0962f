"""Organizations and keys, as the operator's client sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jarip.sdk.models import parse
from jarip.sdk.transport import Transport


@dataclass(frozen=True, slots=True)
class Organization:
    """A customer."""

    id: str
    name: str
    slug: str
    time_zone: str
    locale: str
    created_ms: int


class Accounts:
    """`client.accounts`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create_organization(self, name: str, slug: str) -> Organization:
        """Make a customer with a first project `default`. For the operator."""
        request = {"name": name, "slug": slug}
        return parse(
            Organization, self._transport.request("POST", "/v1/organizations", json=request)
        )

    def create_key(self, name: str, *, project: str = "", scopes: Sequence[str] = ()) -> str:
        """Make an API key and return its text, which is never shown again."""
        request = {"name": name, "project": project} | ({"scopes": list(scopes)} if scopes else {})
        answer = self._transport.request("POST", "/v1/keys", json=request)
        return str(answer["key"])
