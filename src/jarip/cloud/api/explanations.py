"""REST of explanations: what the scheduler compared for a job."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.api.running import Loop
from jarip.cloud.control.explaining import explain_job
from jarip.cloud.jobs.find import find_job

router = APIRouter(prefix="/v1", tags=["jobs"])


class ComparisonView(BaseModel):
    """One kind of chip, seen by one job."""

    model_config = ConfigDict(from_attributes=True)

    kind: str
    memory_bytes: int
    free: int = Field(description="Free now, and open to the job")
    total: int
    micros_per_hour: int | None
    share_of_best: float | None = Field(description="Measured speed against the fastest kind's")
    cost_share: float | None = Field(description="Of the work, against the cheapest fitting kind")
    refusal: str = Field(description="Why it doesn't do, or empty")


class ExplanationView(BaseModel):
    """What the scheduler compared, and what would start the job sooner."""

    model_config = ConfigDict(from_attributes=True)

    job_id: str
    verdict: str
    starts_now: bool
    promised_ms: int | None = Field(description="It starts then at the latest, if that is known")
    measured_with: str = Field(description="`this work`, `the benchmark`, or empty")
    comparisons: list[ComparisonView]
    suggestions: list[str]
    notes: list[str] = Field(description="Rules that touch it: windows, quotas, fair share")
    headline: str


@router.get("/jobs/{job_id}/explanation")
def explain_one_job(
    cloud: Cloud,
    caller: Annotated[Principal, Depends(require(Permission.JOBS_READ))],
    loop: Loop,
    job_id: str,
) -> ExplanationView:
    """Why a job waits or runs where it does, the comparison of chips, what would start it now."""
    with cloud.database.read() as session:
        job = find_job(session, caller, job_id)
        found = explain_job(
            session, cloud.clock.now_ms(), loop.pool, loop.plans, loop.past_use, loop.line, job
        )
    return ExplanationView.model_validate(found)
