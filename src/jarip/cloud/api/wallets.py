"""REST of wallets: prepaid money and credits."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.api.paging import Page, Paging, render_page
from jarip.cloud.api.payments import AttemptView
from jarip.cloud.billing.payments.collecting import collect_top_up
from jarip.cloud.billing.top_up import AddCredit, add_credit
from jarip.cloud.billing.wallet.ledger import Cause, TransferKind, list_lots
from jarip.cloud.billing.wallet.moves import take_out
from jarip.cloud.billing.wallet.tables import Wallet
from jarip.cloud.billing.wallet.wallets import (
    WalletTerms,
    available_micros,
    change_terms,
    find_wallet,
    list_transfers,
    list_wallets,
)
from jarip.cloud.catalog.money import Currency
from jarip.cloud.errors import NotFoundError

router = APIRouter(prefix="/v1/wallets", tags=["wallets"])

Reader = Annotated[Principal, Depends(require(Permission.BILLING_READ))]
Writer = Annotated[Principal, Depends(require(Permission.BILLING_WRITE))]
Operator = Annotated[Principal, Depends(require(Permission.OPERATOR))]


class LotView(BaseModel):
    """Money that was put in at one time, and what is left of it."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    paid: bool = Field(description="False for given credits")
    original_micros: int
    left_micros: int
    expires_ms: int | None
    created_ms: int


class WalletView(BaseModel):
    """A wallet. Lots are in the order in which they are used up."""

    model_config = ConfigDict(from_attributes=True)
    currency: str
    balance_micros: int
    overdraft_micros: int = Field(description="How far below zero the balance may fall")
    prepaid: bool = Field(description="Whether jobs run only as far as it reaches")
    available_micros: int = Field(default=0, description="What can be spent now")
    lots: list[LotView] = []


class TransferView(BaseModel):
    """Money that moved."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    kind: str = Field(description="top_up, grant, payment, refund, expiry or pay_out")
    amount_micros: int = Field(description="Into the wallet; negative out of it")
    balance_micros: int = Field(description="Afterwards")
    invoice_id: str
    note: str
    at_ms: int


class TopUp(BaseModel):
    """Filling the wallet from the saved payment method."""

    amount_micros: int = Field(gt=0, le=10**15)
    request_key: str = Field(
        min_length=1, max_length=200, description="Your own key: sent again, nothing more is paid"
    )


class PayOut(BaseModel):
    """Money that the operator sent back to the customer."""

    amount_micros: int = Field(gt=0, le=10**15)
    reference: str = Field(min_length=1, max_length=150, description="The bank's own reference")


@router.get("")
def list_own_wallets(cloud: Cloud, caller: Reader) -> list[WalletView]:
    """The organization's wallets, one a currency it ever had money in."""
    now = cloud.clock.now_ms()
    with cloud.database.read() as session:
        return [_view(session, row, now) for row in list_wallets(session, caller.organization_id)]


@router.get("/{currency}/transfers")
def list_wallet_transfers(
    cloud: Cloud, caller: Reader, currency: Currency, paging: Paging
) -> Page[TransferView]:
    """What happened to a wallet, newest first."""
    with cloud.database.read() as session:
        wallet = find_wallet(session, caller.organization_id, currency)
        if wallet is None:
            raise NotFoundError("the organization has no wallet in this currency", where=currency)
        page = list_transfers(session, wallet.id, paging)
        return render_page(page, TransferView.model_validate)


@router.post("/{currency}/top-ups")
def top_up_wallet(cloud: Cloud, caller: Writer, currency: Currency, request: TopUp) -> AttemptView:
    """Fill the wallet from the saved payment method. Safe to repeat with the same key."""
    attempt = collect_top_up(
        cloud.database,
        cloud.clock,
        cloud.payments,
        caller.organization_id,
        currency,
        request.amount_micros,
        request.request_key,
    )
    return AttemptView.model_validate(attempt)


@router.post("/{currency}/credits", status_code=201)
def add_wallet_credit(
    cloud: Cloud, caller: Operator, currency: Currency, request: AddCredit
) -> TransferView:
    """Record a transfer that arrived, or give credit. For the operator; safe to repeat."""
    with cloud.database.write() as session:
        transfer = add_credit(
            session,
            cloud.clock,
            caller.organization_id,
            currency,
            request,
            actor_id=caller.actor_id,
        )
        return TransferView.model_validate(transfer)


@router.post("/{currency}/pay-outs", status_code=201)
def pay_out_wallet(
    cloud: Cloud, caller: Operator, currency: Currency, request: PayOut
) -> TransferView:
    """Record that money was sent back to the customer. For the operator; safe to repeat."""
    organization_id = caller.organization_id
    cause = Cause(
        TransferKind.PAY_OUT,
        f"pay_out:{organization_id}:{request.reference}",
        request.reference,
        actor_id=caller.actor_id,
    )
    with cloud.database.write() as session:
        now = cloud.clock.now_ms()
        transfer = take_out(session, now, organization_id, currency, request.amount_micros, cause)
        return TransferView.model_validate(transfer)


@router.put("/{currency}/terms")
def change_wallet_terms(
    cloud: Cloud, caller: Operator, currency: Currency, request: WalletTerms
) -> WalletView:
    """Allow an overdraft, or make jobs stop when the wallet is empty. For the operator."""
    with cloud.database.write() as session:
        now = cloud.clock.now_ms()
        row = change_terms(session, now, caller.organization_id, currency, request)
        return _view(session, row, now)


def _view(session: Session, row: Wallet, now_ms: int) -> WalletView:
    view = WalletView.model_validate(row)
    view.available_micros = available_micros(session, row, now_ms)
    view.lots = [LotView.model_validate(lot) for lot in list_lots(session, row.id)]
    return view
