"""REST of jobs: submit, list, look at, stop."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.api.job_views import JobDetail, JobView, view_detail, view_job
from jarip.cloud.api.paging import Page, Paging, render_page
from jarip.cloud.api.running import AnyLoop, Wake
from jarip.cloud.errors import InvalidInputError
from jarip.cloud.jobs.arrays import SubmitArray, submit_array
from jarip.cloud.jobs.find import (
    JobFilter,
    count_ahead,
    find_job,
    list_attempts,
    list_events,
    list_jobs,
)
from jarip.cloud.jobs.spec import JobSpec
from jarip.cloud.jobs.states import JobState, StoppedBy
from jarip.cloud.jobs.stop import request_stop
from jarip.cloud.web.queueing import queue_job, queueing

router = APIRouter(prefix="/v1", tags=["jobs"])

Reader = Annotated[Principal, Depends(require(Permission.JOBS_READ))]
Writer = Annotated[Principal, Depends(require(Permission.JOBS_WRITE))]
RequestKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key", max_length=200, description="Sent again, it makes no second job"
    ),
]


@router.post("/jobs", status_code=201)
def submit_new_job(
    cloud: Cloud,
    caller: Writer,
    loop: AnyLoop,
    spec: JobSpec,
    idempotency_key: RequestKey = "",
) -> JobView:
    """Queue a job. It starts as soon as chips that fit are free."""
    return view_job(queue_job(cloud, caller, loop, spec, idempotency_key))


@router.post("/arrays", status_code=201)
def submit_new_array(
    cloud: Cloud, caller: Writer, loop: AnyLoop, request: SubmitArray
) -> list[JobView]:
    """Queue a job for each index, or for each combination of a sweep's parameters: all or none."""
    with queueing(cloud, caller, loop, request.job) as (session, least):
        jobs = submit_array(session, cloud.clock, caller, request, least_isolation=least)
        views = [view_job(job) for job in jobs]
    return views


@router.get("/jobs")
def list_own_jobs(
    cloud: Cloud,
    caller: Reader,
    paging: Paging,
    state: Annotated[list[JobState], Query(description="Any of these")] = [],  # noqa: B006
    name: Annotated[str, Query(description="Part of the name")] = "",
    label: Annotated[list[str], Query(description="key=value; all of these")] = [],  # noqa: B006
    array: Annotated[str, Query(description="Of one array")] = "",
    project: Annotated[str, Query(description="Of one project, by its id")] = "",
    created_from_ms: int | None = None,
    created_to_ms: int | None = None,
) -> Page[JobView]:
    """The project's jobs, or the whole organization's for a key that isn't bound to one."""
    labels = tuple(map(_parse_label, label))
    wanted = JobFilter(tuple(state), name, labels, array, project, created_from_ms, created_to_ms)
    with cloud.database.read() as session:
        return render_page(list_jobs(session, caller, wanted, paging), view_job)


@router.get("/jobs/{job_id}")
def get_job(cloud: Cloud, caller: Reader, job_id: str) -> JobDetail:
    """A job with its attempts and events."""
    with cloud.database.read() as session:
        job = find_job(session, caller, job_id)
        return view_detail(
            job,
            count_ahead(session, job),
            list(list_attempts(session, job_id)),
            list(list_events(session, job_id)),
        )


@router.post("/jobs/{job_id}/stop")
def stop_job(cloud: Cloud, caller: Writer, wake: Wake, job_id: str) -> JobView:
    """Stop a job: a queued one at once, a running one gracefully (SIGTERM, grace, SIGKILL)."""
    with cloud.database.write() as session:
        job = find_job(session, caller, job_id)
        request_stop(session, cloud.clock, job, StoppedBy.USER, actor_id=caller.actor_id)
        view = view_job(job)
    wake.wake()
    return view


def _parse_label(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise InvalidInputError(f"{text!r} is not key=value", where="label")
    return key, value
