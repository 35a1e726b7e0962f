"""Filling a wallet by hand: a transfer that arrived at the bank, or credit that is given."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from jarip.cloud.billing.settling import settle_open_invoices
from jarip.cloud.billing.wallet.ledger import Cause, TransferKind
from jarip.cloud.billing.wallet.moves import put_in
from jarip.cloud.billing.wallet.tables import WalletTransfer
from jarip.cloud.db.clock import Clock


class AddCredit(BaseModel):
    """Money that arrived (`top_up`), or credit that nobody paid for (`grant`)."""

    kind: Literal["top_up", "grant"] = "top_up"
    amount_micros: int = Field(gt=0, le=10**15)
    reference: str = Field(
        min_length=1,
        max_length=120,
        description="The bank's own, or a name for the gift: given again, it changes nothing",
    )
    note: str = Field(default="", max_length=2000)
    expires_ms: int | None = Field(default=None, description="None: never")


def add_credit(
    session: Session,
    clock: Clock,
    organization_id: str,
    currency: str,
    request: AddCredit,
    *,
    actor_id: str = "",
) -> WalletTransfer:
    """Put it in, and pay with it what the organization owes. Safe to repeat by its reference."""
    cause = Cause(
        TransferKind(request.kind),
        f"{request.kind}:{organization_id}:{request.reference}",
        request.note or request.reference,
        actor_id=actor_id,
    )
    now_ms = clock.now_ms()
    amount, expires_ms = request.amount_micros, request.expires_ms
    transfer = put_in(session, now_ms, organization_id, currency, amount, cause, expires_ms)
    settle_open_invoices(session, now_ms, organization_id)
    return transfer
