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

    def create_operator(self, email: str, name: str, password: str) -> None:
        """Make somebody an operator. For the operator."""
        request = {"email": email, "name": name, "password": password}
        self._transport.request("POST", "/v1/operators", json=request)

    def create_reset_link(self, email: str) -> str:
        """A link to choose a new password with. For the operator."""
        answer = self._transport.request("POST", "/v1/reset-links", json={"email": email})
        return str(answer["link"])

    def change_policy(self, **changes: bool) -> dict[str, bool]:
        """Change what the operator decides for everybody; what isn't named stays."""
        policy: dict[str, bool] = self._transport.request("GET", "/v1/installation")
        answer: dict[str, bool] = self._transport.request(
            "PUT", "/v1/installation", json=policy | changes
        )
        return answer
