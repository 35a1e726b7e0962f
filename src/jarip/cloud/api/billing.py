"""REST of billing: the balance and the invoice so far."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.billing.gathering import Gathering, gather_invoice

router = APIRouter(prefix="/v1", tags=["billing"])

Reader = Annotated[Principal, Depends(require(Permission.BILLING_READ))]


class LineView(BaseModel):
    """One line of an invoice."""

    model_config = ConfigDict(from_attributes=True)
    kind: str = Field(description="fee, usage, faulted or included")
    plan_key: str
    start_ms: int
    end_ms: int
    resource: str
    resource_kind: str
    quantity: int = Field(description="chip-ms, MiB-ms or tokens")
    rate_micros: int | None = Field(description="For a chip-hour, GiB-month or million tokens")
    amount_micros: int = Field(description="In whole smallest coins")
    exact_micros: int = Field(description="Before rounding to the smallest coin")


class GatheringView(BaseModel):
    """The invoice so far."""

    organization_id: str
    currency: str
    period_start_ms: int
    period_end_ms: int
    lines: list[LineView]
    subtotal_micros: int = Field(description="The sum of the lines, before tax")
    usage_exact_micros: int = Field(description="Usage after included compute, unrounded")
    included_micros: int = Field(description="Compute that the plan includes in this period")
    included_used_micros: int = Field(description="How much of it is used up")


@router.get("/invoice-so-far")
def get_invoice_so_far(cloud: Cloud, caller: Reader) -> GatheringView:
    """The present period's fee and usage, as they would be billed if it ended now."""
    with cloud.database.read() as session:
        return _view(gather_invoice(session, caller.organization_id, cloud.clock.now_ms()))


def _view(gathering: Gathering) -> GatheringView:
    return GatheringView(
        organization_id=gathering.period.organization_id,
        currency=gathering.currency,
        period_start_ms=gathering.period.start_ms,
        period_end_ms=gathering.period.end_ms,
        lines=[LineView.model_validate(line) for line in gathering.lines],
        subtotal_micros=gathering.subtotal_micros,
        usage_exact_micros=gathering.bill.usage_micros,
        included_micros=gathering.bill.included_micros,
        included_used_micros=gathering.bill.included_used_micros,
    )
