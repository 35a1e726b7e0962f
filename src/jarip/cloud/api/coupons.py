"""REST of coupons."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.billing.coupons.manage import (
    CreateCoupon,
    archive_coupon,
    create_coupon,
    list_coupons,
    list_redemptions,
    redeem_coupon,
)

router = APIRouter(prefix="/v1", tags=["coupons"])

Reader = Annotated[Principal, Depends(require(Permission.BILLING_READ))]
Writer = Annotated[Principal, Depends(require(Permission.BILLING_WRITE))]
Operator = Annotated[Principal, Depends(require(Permission.OPERATOR))]


class CouponView(BaseModel):
    """A coupon."""

    model_config = ConfigDict(from_attributes=True)
    code: str
    kind: str = Field(description="percent, amount or credit")
    basis_points: int
    amount_micros: int
    currency: str
    applies_to: str = Field(description="all, fee or usage")
    periods: int | None
    plans: list[str]
    credit_days: int | None
    max_redemptions: int | None
    redeemed: int = Field(description="By how many organizations")
    expires_ms: int | None
    created_ms: int
    archived_ms: int | None


class RedemptionView(BaseModel):
    """A coupon that the organization redeemed."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    coupon_code: str
    subscription_id: str = Field(description="Empty for credit")
    start_ms: int = Field(description="Billing periods from here on")
    redeemed_ms: int


class Redeem(BaseModel):
    """A code."""

    code: str = Field(min_length=1, max_length=64)


@router.get("/coupons")
def list_all_coupons(cloud: Cloud, _caller: Operator) -> list[CouponView]:
    """Every coupon, newest first. For the operator."""
    with cloud.database.read() as session:
        return [CouponView.model_validate(row) for row in list_coupons(session)]


@router.post("/coupons", status_code=201)
def create_new_coupon(cloud: Cloud, _caller: Operator, request: CreateCoupon) -> CouponView:
    """Make a coupon. Its terms never change. For the operator."""
    with cloud.database.write() as session:
        return CouponView.model_validate(create_coupon(session, cloud.clock, request))


@router.delete("/coupons/{code}")
def archive_old_coupon(cloud: Cloud, _caller: Operator, code: str) -> CouponView:
    """Let nobody redeem a coupon any more. Who has it keeps it. For the operator."""
    with cloud.database.write() as session:
        return CouponView.model_validate(archive_coupon(session, cloud.clock, code))


@router.get("/subscription/coupons")
def list_own_redemptions(cloud: Cloud, caller: Reader) -> list[RedemptionView]:
    """The coupons that the organization redeemed."""
    with cloud.database.read() as session:
        rows = list_redemptions(session, caller.organization_id)
        return [RedemptionView.model_validate(row) for row in rows]


@router.post("/subscription/coupons", status_code=201)
def redeem_own_coupon(cloud: Cloud, caller: Writer, request: Redeem) -> RedemptionView:
    """Redeem a code. Safe to repeat."""
    with cloud.database.write() as session:
        row = redeem_coupon(session, cloud.clock, caller.organization_id, request.code)
        return RedemptionView.model_validate(row)
