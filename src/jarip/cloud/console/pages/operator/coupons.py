"""Coupons: every one there is, and making new ones."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from jarip.cloud.billing.coupons.manage import (
    AppliesTo,
    CouponKind,
    CreateCoupon,
    archive_coupon,
    create_coupon,
    list_coupons,
)
from jarip.cloud.catalog.money import Currency, parse_micros
from jarip.cloud.console.formats import DAY_MS
from jarip.cloud.console.pages.operator.access import Operator
from jarip.cloud.console.requests import Form, Sent
from jarip.cloud.console.view import View
from jarip.cloud.errors import CloudError

router = APIRouter(prefix="/operator/coupons")
TEMPLATE = "operator/coupons.html"


@router.get("")
def show_coupons(view: Operator) -> Response:
    """Every coupon."""
    with view.cloud.database.read() as session:
        return view.page(TEMPLATE, **_values(session))


@router.post("", name="create_new_coupon")
def send_coupon(view: Operator, form: Sent) -> Response:
    """Make a coupon. Its terms never change."""
    try:
        request = CreateCoupon.model_validate(_terms(view, form))
        with view.cloud.database.write() as session:
            create_coupon(session, view.cloud.clock, request)
    except (CloudError, ValidationError) as error:
        with view.cloud.database.read() as session:
            return view.again(TEMPLATE, error, **_values(session))
    return view.go("/operator/coupons", "saved")


@router.post("/{code}/end", name="archive_old_coupon")
def end_coupon(view: Operator, _form: Sent, code: str) -> Response:
    """Let nobody redeem it any more. Who has it keeps it."""
    with view.cloud.database.write() as session:
        archive_coupon(session, view.cloud.clock, code)
    return view.go("/operator/coupons", "removed")


def _terms(view: View, form: Form) -> dict[str, Any]:
    is_percent = form.text("kind") == CouponKind.PERCENT
    amount = parse_micros(form.text("amount").replace(",", ""))
    days = form.number("days", 36_500)
    return {
        "code": form.text("code").upper(),
        "kind": form.text("kind"),
        "basis_points": amount // 10_000 if is_percent else 0,
        "amount_micros": 0 if is_percent else amount,
        "currency": None if is_percent else form.text("currency"),
        "applies_to": form.text("applies_to"),
        "periods": form.text("periods") or None,
        "max_redemptions": form.text("most") or None,
        "expires_ms": view.now_ms + days * DAY_MS if days else None,
    }


def _values(session: Session) -> dict[str, Any]:
    return {
        "coupons": list_coupons(session),
        "kinds": list(CouponKind),
        "applies": list(AppliesTo),
        "currencies": list(Currency),
    }
