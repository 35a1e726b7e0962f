"""The request that is being served, as the audit log sees it.

Held in a context variable as a mutable record: middleware sets it, authentication (in another
thread, but in a copy of the same context) fills it in, and the hook reads it at commit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass
class AuditedRequest:
    """A request. `scope` is its ASGI scope, in which the route turns up once it is found."""

    scope: MutableMapping[str, Any]
    actor_id: str = ""
    actor_name: str = ""
    organization_id: str = ""
    is_visit: bool = False
    target: str = ""
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def is_change(self) -> bool:
        """Whether it asks for a change, by its method."""
        return self.scope.get("method", "GET") not in SAFE_METHODS

    @property
    def action(self) -> str:
        """The operation's name."""
        route = self.scope.get("route")
        return getattr(route, "name", "") or str(self.scope.get("path", ""))

    @property
    def address(self) -> str:
        """Where it came from."""
        client = self.scope.get("client")
        return str(client[0]) if client else ""

    @property
    def path_target(self) -> str:
        """What its path names: the first parameter."""
        values: Mapping[str, Any] = self.scope.get("path_params") or {}
        return str(next(iter(values.values()), ""))


_current: ContextVar[AuditedRequest | None] = ContextVar("jarip_audited_request", default=None)


@contextmanager
def audit_request(scope: MutableMapping[str, Any]) -> Iterator[AuditedRequest]:
    """Serve a request within this block."""
    token = _current.set(AuditedRequest(scope))
    try:
        request = _current.get()
        assert request is not None
        yield request
    finally:
        _current.reset(token)


def current_request() -> AuditedRequest | None:
    """The request that is being served; None in background work."""
    return _current.get()


def name_actor(
    actor_id: str, actor_name: str, organization_id: str, *, is_visit: bool = False
) -> None:
    """Say who the request is from. Outside a request it does nothing."""
    request = _current.get()
    if request is not None:
        request.actor_id = actor_id
        request.actor_name = actor_name
        request.organization_id = organization_id
        request.is_visit = is_visit


def note_audit(target: str = "", **notes: Any) -> None:
    """Add to the entry of the present change what its rows don't show. No secrets, please."""
    request = _current.get()
    if request is not None:
        request.target = target or request.target
        request.notes.update(notes)
