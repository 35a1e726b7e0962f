"""REST of usage: sums, and the events behind them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.api.paging import Page, Paging, render_page
from jarip.cloud.metering.inputs import Resource
from jarip.cloud.metering.queries import Scope, list_events, sum_job, sum_usage

router = APIRouter(prefix="/v1/usage", tags=["usage"])

Reader = Annotated[Principal, Depends(require(Permission.USAGE_READ))]
Start = Annotated[int, Query(description="From this moment on", ge=0)]
End = Annotated[int | None, Query(description="Until before this moment; now if left out", ge=0)]


class UsageSumView(BaseModel):
    """How much of one kind was used."""

    resource: Resource
    kind: str = Field(examples=["cpu"])
    faulted: bool = Field(description="Lost to our side, and free")
    amount: int = Field(description="chip-ms, MiB-ms or tokens")


class UsageEventView(BaseModel):
    """One usage event. Events are never changed; a negative `amount` takes an earlier one back."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    subject_id: str = Field(description="The attempt that used it")
    job_id: str
    project_id: str
    member_id: str
    resource: str
    kind: str
    count: int
    start_ms: int
    end_ms: int
    amount: int
    faulted: bool
    recorded_ms: int


@router.get("")
def get_usage(
    cloud: Cloud, caller: Reader, start_ms: Start = 0, end_ms: End = None, job: str = ""
) -> list[UsageSumView]:
    """What was used within a span, or by one job. A project's key sees its project only."""
    with cloud.database.read() as session:
        if job:
            sums = sum_job(session, _scope(caller), job)
        else:
            end = cloud.clock.now_ms() if end_ms is None else end_ms
            sums = sum_usage(session, _scope(caller), start_ms, max(start_ms, end))
    return [
        UsageSumView(resource=key.resource, kind=key.kind, faulted=key.faulted, amount=amount)
        for key, amount in sorted(sums.items())
    ]


@router.get("/events")
def list_usage_events(
    cloud: Cloud,
    caller: Reader,
    paging: Paging,
    start_ms: Start = 0,
    end_ms: End = None,
    resource: Annotated[str, Query(description="chip, storage or tokens")] = "",
    kind: Annotated[str, Query(description="Such as cpu")] = "",
    job: Annotated[str, Query(description="Of one job only")] = "",
) -> Page[UsageEventView]:
    """The events that touch a span, newest first: what stands behind a sum or an invoice line."""
    end = cloud.clock.now_ms() + 1 if end_ms is None else end_ms
    with cloud.database.read() as session:
        page = list_events(
            session,
            _scope(caller),
            (start_ms, end),
            paging,
            resource=resource,
            kind=kind,
            job_id=job,
        )
        return render_page(page, UsageEventView.model_validate)


def _scope(caller: Principal) -> Scope:
    return Scope(caller.organization_id, caller.project_id)
