"""Usage, invoices and subscriptions, as the client sees them."""

from __future__ import annotations

from typing import Any

from jarip.sdk.models import parse
from jarip.sdk.money_models import InvoiceSoFar, Subscription, UsageSum, parse_invoice
from jarip.sdk.transport import Transport


class Billing:
    """`client.billing`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def usage(
        self, *, start_ms: int = 0, end_ms: int | None = None, job_id: str = ""
    ) -> list[UsageSum]:
        """What was used within a span, or by one job."""
        params = {"start_ms": start_ms, "end_ms": end_ms, "job": job_id}
        answer = self._transport.request("GET", "/v1/usage", params=params)
        return [parse(UsageSum, values) for values in answer]

    def invoice_so_far(self) -> InvoiceSoFar:
        """The present period's fee and usage, as they would be billed if it ended now."""
        return parse_invoice(self._transport.request("GET", "/v1/invoice-so-far"))

    def subscription(self) -> Subscription:
        """The organization's subscription. ApiError (`not-found`) without one."""
        return parse(Subscription, self._transport.request("GET", "/v1/subscription"))

    def subscribe(self, plan: str, currency: str, *, trial: bool = True) -> Subscription:
        """Subscribe the organization to a plan, such as `starter` in `KRW`."""
        return self._change("", {"plan": plan, "currency": currency, "trial": trial})

    def change_plan(self, plan: str) -> Subscription:
        """Change to another plan: a dearer one at once, a cheaper one at the period's end."""
        return self._change("/change", {"plan": plan})

    def cancel(self, *, now: bool = False) -> Subscription:
        """Cancel at the period's end, or at once."""
        return self._change("/cancel", {"now": now})

    def keep(self) -> Subscription:
        """Take back a cancellation that has not come into force."""
        return self._change("/keep")

    def pause(self) -> Subscription:
        """Stop the monthly fee and all jobs."""
        return self._change("/pause")

    def resume(self) -> Subscription:
        """End a pause."""
        return self._change("/resume")

    def _change(self, path: str, request: dict[str, Any] | None = None) -> Subscription:
        answer = self._transport.request("POST", f"/v1/subscription{path}", json=request)
        return parse(Subscription, answer)
