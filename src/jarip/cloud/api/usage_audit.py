"""REST of the audit of usage: rollups against events, meters without gaps, wallets that add up."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.billing.wallet.auditing import audit_wallets
from jarip.cloud.metering.auditing import audit_usage
from jarip.cloud.metering.rollups import rebuild_rollups

router = APIRouter(prefix="/v1/usage", tags=["usage"])

Reader = Annotated[Principal, Depends(require(Permission.USAGE_READ))]
Operator = Annotated[Principal, Depends(require(Permission.OPERATOR))]


class FindingView(BaseModel):
    """Something that does not add up."""

    where: str
    what: str


class AuditView(BaseModel):
    """What an audit found. Nothing: every millisecond is counted once and all sums match."""

    organization_id: str
    findings: list[FindingView]
    rebuilt: int = Field(default=0, description="Rollups that were summed anew")


@router.get("/audit")
def audit_own_usage(cloud: Cloud, caller: Reader) -> AuditView:
    """Check that every millisecond is counted once, that rollups are the sums of events, and that
    wallets add up. Changes nothing."""
    with cloud.database.read() as session:
        found = audit_usage(session, caller.organization_id)
        found += audit_wallets(session, caller.organization_id)
    findings = [FindingView(where=each.where, what=each.what) for each in found]
    return AuditView(organization_id=caller.organization_id, findings=findings)


@router.post("/rollups")
def rebuild_usage_rollups(cloud: Cloud, caller: Operator) -> AuditView:
    """Sum an organization's events anew, then audit them. For the operator."""
    with cloud.database.write() as session:
        rebuilt = rebuild_rollups(session, caller.organization_id)
    view = audit_own_usage(cloud, caller)
    view.rebuilt = rebuilt
    return view
