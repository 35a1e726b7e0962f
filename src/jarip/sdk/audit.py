"""The audit log, as the client sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jarip.sdk.models import parse
from jarip.sdk.paging import iterate_pages
from jarip.sdk.transport import Transport


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change, or one look of an operator at somebody else's data."""

    id: str
    number: int
    at_ms: int
    actor_id: str
    actor_name: str
    action: str
    target: str
    is_visit: bool
    address: str
    detail: dict[str, Any]
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """Whether the log is as it was written. `broken_at` is 0 if it is."""

    entries: int
    head: str
    broken_at: int
    reason: str


class Audit:
    """`client.audit`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, limit: int | None = None, **filters: object) -> Iterator[AuditEntry]:
        """Entries, newest first. Filters: actor, action, target, visits_only, from_ms, to_ms,
        installation."""
        return iterate_pages(
            self._transport, "/v1/audit", filters, lambda each: parse(AuditEntry, each), limit
        )

    def verify(self, *, installation: bool = False) -> ChainReport:
        """Check every entry's hash."""
        params = {"installation": installation}
        path = "/v1/audit/verification"
        return parse(ChainReport, self._transport.request("GET", path, params=params))
