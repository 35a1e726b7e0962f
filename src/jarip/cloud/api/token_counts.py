"""REST by which endpoints report the tokens that they served."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.metering.counts import OWN_KEY_LENGTH, CountReport, record_counts
from jarip.cloud.metering.inputs import Owner

router = APIRouter(prefix="/v1/usage", tags=["usage"])

Operator = Annotated[Principal, Depends(require(Permission.OPERATOR))]
MOST_REPORTS = 5000


class TokenCount(BaseModel):
    """Tokens that a request to an endpoint took."""

    key: str = Field(
        min_length=1, max_length=OWN_KEY_LENGTH, description="Counted once, however often sent"
    )
    endpoint: str = Field(min_length=1, max_length=40)
    kind: str = Field(min_length=1, max_length=64, examples=["llama-3-8b:output"])
    tokens: int = Field(gt=0, le=10**12)
    at_ms: int = Field(ge=0, description="When it was served")
    project: str = Field(default="", max_length=40, description="Project id")
    member: str = Field(default="", max_length=40, description="User id")


class TokenCounts(BaseModel):
    """Many reports at once."""

    counts: list[TokenCount] = Field(min_length=1, max_length=MOST_REPORTS)


class Recorded(BaseModel):
    """What became of them."""

    recorded: int = Field(description="Those that were not known yet")


@router.post("/tokens")
def record_tokens(cloud: Cloud, caller: Operator, request: TokenCounts) -> Recorded:
    """Count the tokens that endpoints served to an organization. For the operator's own endpoints,
    acting for the customer; safe to repeat."""
    reports = [
        CountReport(
            idempotency_key=each.key,
            owner=Owner(caller.organization_id, each.project, each.member),
            subject_id=each.endpoint,
            kind=each.kind,
            count=each.tokens,
            at_ms=each.at_ms,
        )
        for each in request.counts
    ]
    with cloud.database.write() as session:
        return Recorded(recorded=record_counts(session, cloud.clock.now_ms(), reports))
