"""Wallets, coupons, budgets and payments, as the client sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jarip.sdk.models import parse
from jarip.sdk.money_models import Budget, Coupon, Finding, Invoice, Refund, Wallet, WalletTransfer
from jarip.sdk.paging import iterate_pages
from jarip.sdk.transport import Transport


class Paying:
    """`client.paying`. Amounts are micro-units of the currency."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def invoices(self, limit: int = 50) -> Sequence[Invoice]:
        """The newest invoices."""
        page = self._transport.request("GET", "/v1/invoices", params={"limit": limit})
        return [parse(Invoice, each) for each in page["items"]]

    def invoice(self, number: str) -> Invoice:
        """One invoice, by id or number, with what is paid and due."""
        return parse(Invoice, self._transport.request("GET", f"/v1/invoices/{number}"))

    def invoice_pdf(self, number: str, locale: str = "en") -> Iterator[bytes]:
        """An invoice as a PDF file."""
        return self._transport.download(f"/v1/invoices/{number}/pdf", {"locale": locale})

    def record_payment(self, number: str, reference: str, amount_micros: int | None) -> Invoice:
        """Record a transfer that arrived. For the operator; safe to repeat."""
        request = {"reference": reference, "amount_micros": amount_micros}
        path = f"/v1/invoices/{number}/payment"
        answer = self._transport.request("POST", path, json=request, repeatable=True)
        return parse(Invoice, answer)

    def refund(
        self,
        number: str,
        reason: str,
        request_key: str,
        *,
        subtotal_micros: int | None = None,
        reference: str = "",
    ) -> Sequence[Refund]:
        """Pay an invoice, or a part of it before tax, back the way it was paid, with a credit
        note. For the operator; safe to repeat with the same key."""
        request = {
            "reason": reason,
            "request_key": request_key,
            "subtotal_micros": subtotal_micros,
            "reference": reference,
        }
        path = f"/v1/invoices/{number}/refunds"
        answer = self._transport.request("POST", path, json=request, repeatable=True)
        return [parse(Refund, each) for each in answer]

    def refunds(self, number: str) -> Sequence[Refund]:
        """What was paid back of an invoice."""
        answer = self._transport.request("GET", f"/v1/invoices/{number}/refunds")
        return [parse(Refund, each) for each in answer]

    def wallets(self) -> Sequence[Wallet]:
        """The organization's wallets, one a currency."""
        return [parse(Wallet, each) for each in self._transport.request("GET", "/v1/wallets")]

    def transfers(self, currency: str, limit: int = 50) -> Sequence[WalletTransfer]:
        """What happened to a wallet, newest first."""
        path = f"/v1/wallets/{currency}/transfers"
        page = self._transport.request("GET", path, params={"limit": limit})
        return [parse(WalletTransfer, each) for each in page["items"]]

    def add_credit(
        self,
        currency: str,
        amount_micros: int,
        reference: str,
        *,
        kind: str = "top_up",
        expires_ms: int | None = None,
    ) -> WalletTransfer:
        """Record a transfer that arrived, or give credit (`grant`). For the operator."""
        request = {
            "kind": kind,
            "amount_micros": amount_micros,
            "reference": reference,
            "expires_ms": expires_ms,
        }
        path = f"/v1/wallets/{currency}/credits"
        answer = self._transport.request("POST", path, json=request, repeatable=True)
        return parse(WalletTransfer, answer)

    def redeem(self, code: str) -> str:
        """Redeem a coupon; returns its code."""
        answer = self._transport.request("POST", "/v1/subscription/coupons", json={"code": code})
        return str(answer["coupon_code"])

    def coupons(self) -> Sequence[Coupon]:
        """Every coupon. For the operator."""
        return [parse(Coupon, each) for each in self._transport.request("GET", "/v1/coupons")]

    def create_coupon(self, values: Mapping[str, Any]) -> Coupon:
        """Make a coupon. For the operator."""
        answer = self._transport.request("POST", "/v1/coupons", json=dict(values))
        return parse(Coupon, answer)

    def budgets(self, *, name: str = "") -> Iterator[Budget]:
        """The budgets in force and what is spent of each, newest first, fetched as they are
        walked."""
        return iterate_pages(
            self._transport, "/v1/budgets", {"name": name}, lambda each: parse(Budget, each)
        )

    def create_budget(self, values: Mapping[str, Any]) -> Budget:
        """Make a budget for the organization, a project or a member."""
        return parse(Budget, self._transport.request("POST", "/v1/budgets", json=dict(values)))

    def archive_budget(self, budget_id: str) -> Budget:
        """End a budget."""
        return parse(Budget, self._transport.request("DELETE", f"/v1/budgets/{budget_id}"))

    def audit(self, *, rebuild: bool = False) -> Sequence[Finding]:
        """What does not add up in the organization's usage and wallets."""
        if rebuild:
            answer = self._transport.request("POST", "/v1/usage/rollups", repeatable=True)
        else:
            answer = self._transport.request("GET", "/v1/usage/audit")
        return [parse(Finding, each) for each in answer["findings"]]

    def postings(self, start_ms: int, end_ms: int | None, form: str) -> Iterator[bytes]:
        """Every document as postings, `csv` or `jsonl`. For the operator."""
        params: dict[str, Any] = {"start_ms": start_ms, "form": form}
        if end_ms is not None:
            params["end_ms"] = end_ms
        return self._transport.download("/v1/accounting/postings", params)
