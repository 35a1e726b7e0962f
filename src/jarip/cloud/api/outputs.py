"""REST of what jobs leave: output files and metrics."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.api.running import Loop
from jarip.cloud.engines.metrics_reader import Point, read_metrics
from jarip.cloud.engines.outputs_reader import Output, list_outputs, open_output
from jarip.cloud.errors import NotFoundError
from jarip.cloud.jobs.find import find_job
from jarip.cloud.web.file_answer import send_file

router = APIRouter(prefix="/v1", tags=["outputs"])

Reader = Annotated[Principal, Depends(require(Permission.JOBS_READ))]
MOST_COMPARED = 50


class MetricsView(BaseModel):
    """What one job logged."""

    job_id: str
    name: str
    labels: dict[str, str]
    series: dict[str, list[Point]] = Field(description="By the name of the figure")


@router.get("/jobs/{job_id}/outputs")
def list_job_outputs(cloud: Cloud, caller: Reader, loop: Loop, job_id: str) -> list[Output]:
    """The files a job has kept so far."""
    with cloud.database.read() as session:
        find_job(session, caller, job_id)
    return list_outputs(loop.engine.outputs_path(job_id))


@router.get("/jobs/{job_id}/outputs/{path:path}", response_class=StreamingResponse)
def download_job_output(
    cloud: Cloud, caller: Reader, loop: Loop, job_id: str, path: str
) -> StreamingResponse:
    """One kept file."""
    with cloud.database.read() as session:
        find_job(session, caller, job_id)
    try:
        return send_file(open_output(loop.engine.outputs_path(job_id), path))
    except FileNotFoundError:
        raise NotFoundError(
            "the job has kept no such file", where=path, todo=f"jarip outputs {job_id}"
        ) from None


@router.get("/metrics")
def compare_metrics(
    cloud: Cloud,
    caller: Reader,
    loop: Loop,
    job: Annotated[list[str], Query(description="Jobs to compare", max_length=MOST_COMPARED)],
    points: Annotated[int, Query(ge=2, le=10_000, description="About so many a series")] = 500,
) -> list[MetricsView]:
    """What jobs logged by `jarip.log`, each series by step."""
    with cloud.database.read() as session:
        found = [find_job(session, caller, job_id) for job_id in job]
    return [
        MetricsView(
            job_id=each.id,
            name=each.name,
            labels=each.labels,
            series=read_metrics(loop.engine.metrics_path(each.id), points),
        )
        for each in found
    ]
