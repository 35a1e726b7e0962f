"""REST of checkpoints: list them, fetch one, go on from one."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from jarip.cloud.api.auth import Cloud
from jarip.cloud.api.job_views import JobView, view_job
from jarip.cloud.api.jobs import Reader, RequestKey, Writer
from jarip.cloud.api.running import AnyLoop, Loop
from jarip.cloud.control.checkpoints import read_checkpoints
from jarip.cloud.engines.outputs_reader import Output
from jarip.cloud.errors import NotFoundError
from jarip.cloud.jobs.find import find_job
from jarip.cloud.jobs.resuming import resumed_spec
from jarip.cloud.web.file_answer import send_file
from jarip.cloud.web.queueing import queue_job

router = APIRouter(prefix="/v1", tags=["checkpoints"])


class ResumeJob(BaseModel):
    """From where to go on."""

    model_config = ConfigDict(extra="forbid")

    checkpoint: str = Field(
        default="",
        max_length=1000,
        description="A file or a folder among the job's checkpoints; empty for all of them",
    )


@router.get("/jobs/{job_id}/checkpoints")
def list_job_checkpoints(cloud: Cloud, caller: Reader, loop: Loop, job_id: str) -> list[Output]:
    """What a job has written to `JARIP_CHECKPOINT_DIR`, as far as it is safe, by path."""
    with cloud.database.read() as session:
        find_job(session, caller, job_id)
    return read_checkpoints(loop.engine, job_id)


@router.get("/jobs/{job_id}/checkpoints/{path:path}", response_class=StreamingResponse)
def download_job_checkpoint(
    cloud: Cloud, caller: Reader, loop: Loop, job_id: str, path: str
) -> StreamingResponse:
    """One file of the checkpoints."""
    with cloud.database.read() as session:
        find_job(session, caller, job_id)
    try:
        return send_file(loop.engine.open_checkpoint(job_id, path))
    except FileNotFoundError:
        raise NotFoundError(
            "the job has no such checkpoint", where=path, todo=f"jarip checkpoints {job_id}"
        ) from None


@router.post("/jobs/{job_id}/resume", status_code=201)
def resume_job(
    cloud: Cloud,
    caller: Writer,
    loop: AnyLoop,
    job_id: str,
    request: ResumeJob,
    idempotency_key: RequestKey = "",
) -> JobView:
    """Submit a job that has ended once more: a new job, which begins with its checkpoints."""
    with cloud.database.read() as session:
        ended = find_job(session, caller, job_id)
        caller = replace(caller, project_id=ended.project_id)
        spec = resumed_spec(ended, request.checkpoint)
    return view_job(queue_job(cloud, caller, loop, spec, idempotency_key))
