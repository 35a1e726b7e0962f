"""Operators' rules for the pool, as the client sees them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jarip.sdk.transport import Transport

Row = dict[str, Any]
"""A JSON object as REST answers it; `/docs` says what is in it."""


class PoolRules:
    """`client.pool`: windows, drains, quotas, shares, the policy. All of it for the operator."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def nodes(self) -> list[Row]:
        """The pool's nodes."""
        return self._list("/v1/pool/nodes")

    def drain(self, node: str, text: str = "") -> Row:
        """Let nothing more start on a node."""
        return self._send("POST", f"/v1/pool/nodes/{node}/drain", {"text": text})

    def undrain(self, node: str) -> Row:
        """Let jobs start on it again."""
        return self._send("POST", f"/v1/pool/nodes/{node}/undrain")

    def windows(self, *, over: bool = False) -> list[Row]:
        """Drains, maintenance and reservations."""
        return self._list("/v1/pool/windows", {"over": over})

    def open_window(self, values: Mapping[str, Any]) -> Row:
        """Announce maintenance, or reserve."""
        answer: Row = self._transport.request("POST", "/v1/pool/windows", json=dict(values))
        return answer

    def end_window(self, window_id: str) -> Row:
        """End or call off a window."""
        answer: Row = self._transport.request("DELETE", f"/v1/pool/windows/{window_id}")
        return answer

    def quotas(self) -> list[Row]:
        """Every quota."""
        return self._list("/v1/pool/quotas")

    def set_quota(self, values: Mapping[str, Any]) -> Row:
        """Set or change one."""
        return self._send("PUT", "/v1/pool/quotas", dict(values))

    def remove_quota(self, quota_id: str) -> Row:
        """Remove one."""
        answer: Row = self._transport.request("DELETE", f"/v1/pool/quotas/{quota_id}")
        return answer

    def shares(self) -> list[Row]:
        """Organizations with a weight of their own."""
        return self._list("/v1/pool/shares")

    def set_share(self, organization: str, weight_percent: int) -> Row:
        """Weigh an organization; 100 is everybody's weight."""
        request = {"weight_percent": weight_percent}
        return self._send("PUT", f"/v1/pool/shares/{organization}", request)

    def policy(self) -> Row:
        """What holds for the whole pool."""
        answer: Row = self._transport.request("GET", "/v1/pool/policy")
        return answer

    def set_policy(self, values: Mapping[str, Any]) -> Row:
        """Set it; what is left out takes its default."""
        return self._send("PUT", "/v1/pool/policy", dict(values))

    def _list(self, path: str, params: Mapping[str, Any] | None = None) -> list[Row]:
        answer: list[Row] = self._transport.request("GET", path, params=dict(params or {}))
        return answer

    def _send(self, method: str, path: str, json: Mapping[str, Any] | None = None) -> Row:
        answer: Row = self._transport.request(method, path, json=dict(json or {}), repeatable=True)
        return answer
