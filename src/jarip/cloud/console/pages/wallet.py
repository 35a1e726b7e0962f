"""The wallet: what is in it, filling it, coupons, and what is owed."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.billing.coupons.manage import list_redemptions, redeem_coupon
from jarip.cloud.billing.payments.collecting import collect_top_up
from jarip.cloud.billing.payments.methods import find_method
from jarip.cloud.billing.payments.provider import AttemptState
from jarip.cloud.billing.top_up import AddCredit, add_credit
from jarip.cloud.billing.wallet.ledger import list_lots
from jarip.cloud.billing.wallet.tables import Wallet
from jarip.cloud.billing.wallet.wallets import (
    available_micros,
    find_wallet,
    list_transfers,
    list_wallets,
)
from jarip.cloud.catalog.money import Currency, parse_micros
from jarip.cloud.console.pages.debts import list_debts
from jarip.cloud.console.requests import Form, Sent, require
from jarip.cloud.console.view import View
from jarip.cloud.db.paging import PageOf, PageRequest
from jarip.cloud.errors import CloudError, PaymentRequiredError
from jarip.cloud.subscriptions.terms import find_terms

router = APIRouter(prefix="/wallet")

Reader = Annotated[View, Depends(require(Permission.BILLING_READ))]
Writer = Annotated[View, Depends(require(Permission.BILLING_WRITE))]
Operator = Annotated[View, Depends(require(Permission.OPERATOR))]
TEMPLATE = "wallet/wallet.html"


@router.get("")
def show_wallet(view: Reader, currency: str = "", cursor: str = "") -> Response:
    """The wallet of one currency: the chosen one, else the subscription's."""
    with view.cloud.database.read() as session:
        return view.page(TEMPLATE, **_values(session, view, currency, cursor))


@router.post("/top-up", name="top_up_wallet")
def send_top_up(view: Writer, form: Sent) -> Response:
    """Fill it from the saved card."""
    cloud = view.cloud
    try:
        attempt = collect_top_up(
            cloud.database,
            cloud.clock,
            cloud.payments,
            view.principal.organization_id,
            form.choice("currency", Currency),
            _read_amount(form),
            form.text("request_key"),
        )
        if attempt.state == AttemptState.FAILED:
            raise PaymentRequiredError(attempt.reason, where="card", todo="try another card")
    except (CloudError, ValueError) as error:
        return _again(view, form, error)
    done = "topped_up" if attempt.state == AttemptState.SUCCEEDED else "payment_waits"
    return view.go("/wallet", done)


@router.post("/credit", name="add_wallet_credit")
def send_credit(view: Operator, form: Sent) -> Response:
    """The operator records a transfer that arrived, or gives credit."""
    cloud = view.cloud
    try:
        request = AddCredit.model_validate(
            {
                "kind": form.text("kind"),
                "amount_micros": _read_amount(form),
                "reference": form.text("reference"),
            }
        )
        with cloud.database.write() as session:
            add_credit(
                session,
                cloud.clock,
                view.principal.organization_id,
                form.choice("currency", Currency),
                request,
                actor_id=view.principal.actor_id,
            )
    except (CloudError, ValueError) as error:
        return _again(view, form, error)
    return view.go("/wallet", "topped_up")


@router.post("/coupons", name="redeem_own_coupon")
def send_coupon(view: Writer, form: Sent) -> Response:
    """Redeem a code."""
    cloud = view.cloud
    try:
        with cloud.database.write() as session:
            code = form.text("code").upper()
            redeem_coupon(session, cloud.clock, view.principal.organization_id, code)
    except CloudError as error:
        return _again(view, form, error)
    return view.go("/wallet", "redeemed")


def _read_amount(form: Form) -> int:
    return parse_micros(form.text("amount").replace(",", ""))


def _again(view: View, form: Form, error: Exception) -> Response:
    shown = error if isinstance(error, CloudError | ValidationError) else CloudError(str(error))
    with view.cloud.database.read() as session:
        return view.again(TEMPLATE, shown, **_values(session, view, form.text("currency"), ""))


def _values(session: Session, view: View, currency: str, cursor: str) -> dict[str, Any]:
    organization_id = view.principal.organization_id
    terms = find_terms(session, organization_id, view.now_ms)
    wallets = list_wallets(session, organization_id)
    usual = terms.currency if terms else wallets[0].currency if wallets else Currency.KRW
    shown = Currency(currency) if currency in list(Currency) else Currency(usual)
    wallet = find_wallet(session, organization_id, shown)
    payments = view.cloud.payments
    method = find_method(session, organization_id, payments.name) if payments.collects else None
    return {
        "currency": shown,
        "currencies": sorted({shown, *(each.currency for each in wallets)}),
        "wallet": wallet,
        "available": available_micros(session, wallet, view.now_ms) if wallet else 0,
        "lots": list_lots(session, wallet.id) if wallet else [],
        "page": _list_moves(session, wallet, cursor),
        "collects": payments.collects,
        "card": method.label if method else "",
        "redemptions": list_redemptions(session, organization_id),
        "debts": list_debts(session, organization_id),
        "request_key": secrets.token_urlsafe(16),
    }


def _list_moves(session: Session, wallet: Wallet | None, cursor: str) -> PageOf[Any]:
    if wallet is None:
        return PageOf([], "", None)
    return list_transfers(session, wallet.id, PageRequest(20, cursor, with_total=True))
