"""The plan catalog, as the client sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jarip.sdk.models import parse
from jarip.sdk.money_models import PlanVersion
from jarip.sdk.transport import Transport


class Plans:
    """`client.plans`. A plan is the JSON object that the server validates and publishes."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self) -> list[dict[str, Any]]:
        """The plans on sale, cheapest first."""
        answer: list[dict[str, Any]] = self._transport.request("GET", "/v1/plans")
        return answer

    def get(self, key: str) -> dict[str, Any]:
        """One version, such as `starter@1`."""
        answer: dict[str, Any] = self._transport.request("GET", f"/v1/plans/{key}")
        return answer

    def versions(self) -> Sequence[PlanVersion]:
        """Every version ever published. For the operator."""
        return [
            parse(PlanVersion, each) for each in self._transport.request("GET", "/v1/plan-versions")
        ]

    def publish(self, plan: Mapping[str, Any]) -> PlanVersion:
        """Publish a version, which then never changes. For the operator."""
        answer = self._transport.request("POST", "/v1/plans", json=dict(plan), repeatable=True)
        return parse(PlanVersion, answer)

    def retire(self, key: str) -> PlanVersion:
        """Sell a version no longer. For the operator."""
        answer = self._transport.request("POST", f"/v1/plans/{key}/retire", repeatable=True)
        return parse(PlanVersion, answer)
