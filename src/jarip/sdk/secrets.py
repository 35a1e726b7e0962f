"""A project's secrets, as the client sees them: by name only."""

from __future__ import annotations

from dataclasses import dataclass

from jarip.sdk.models import parse
from jarip.sdk.transport import Transport


@dataclass(frozen=True, slots=True)
class Secret:
    """That there is a secret, and since when."""

    name: str
    created_ms: int
    changed_ms: int


class Secrets:
    """`client.secrets`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def put(self, name: str, value: str) -> Secret:
        """Set a secret, or replace it."""
        answer = self._transport.request("PUT", f"/v1/secrets/{name}", json={"value": value})
        return parse(Secret, answer)

    def list(self) -> list[Secret]:
        """The project's secrets."""
        return [parse(Secret, each) for each in self._transport.request("GET", "/v1/secrets")]

    def delete(self, name: str) -> None:
        """Forget a secret. ApiError (`not-found`) if there is none of this name."""
        self._transport.request("DELETE", f"/v1/secrets/{name}")
