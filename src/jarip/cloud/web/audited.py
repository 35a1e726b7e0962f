"""Middleware that lets the audit log know which request a change belongs to."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from jarip.cloud.audit.current import audit_request


class AuditRequests:
    """ASGI middleware: each HTTP request is served within `audit_request`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with audit_request(scope):
            await self.app(scope, receive, send)
