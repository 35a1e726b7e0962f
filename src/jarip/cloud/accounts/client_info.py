"""Where a request comes from, as far as sessions, limits and the audit log care."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ClientInfo:
    """A caller's network address and browser; both may be empty."""

    address: str = ""
    user_agent: str = ""
