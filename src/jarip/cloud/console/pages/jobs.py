"""Jobs: the list, and one job with all there is to it."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.billing.job_cost import measure_job_cost
from jarip.cloud.console.formats import DAY_MS
from jarip.cloud.console.pages.job_curves import read_curves
from jarip.cloud.console.pages.people import name_actors
from jarip.cloud.console.requests import Sent, require
from jarip.cloud.console.view import View
from jarip.cloud.db.paging import PageRequest
from jarip.cloud.engines.outputs_reader import list_outputs
from jarip.cloud.jobs.find import (
    JobFilter,
    count_ahead,
    find_job,
    list_attempts,
    list_events,
    list_jobs,
)
from jarip.cloud.jobs.states import ENDED_JOB_STATES, JobState, StoppedBy
from jarip.cloud.jobs.stop import request_stop
from jarip.cloud.jobs.submit import read_spec
from jarip.cloud.metering.queries import Scope

router = APIRouter()

Reader = Annotated[View, Depends(require(Permission.JOBS_READ))]
Writer = Annotated[View, Depends(require(Permission.JOBS_WRITE))]
PERIODS = {"1d": 1, "1w": 7, "1m": 30, "6m": 182}


@router.get("/jobs")
def show_jobs(
    view: Reader,
    state: Annotated[list[JobState], Query()] = [],  # noqa: B006
    name: str = "",
    period: str = "",
    array: str = "",
    cursor: str = "",
) -> Response:
    """The jobs, newest first."""
    since = view.now_ms - PERIODS[period] * DAY_MS if period in PERIODS else None
    wanted = JobFilter(tuple(state), name, (), array, created_from_ms=since)
    with view.cloud.database.read() as session:
        page = list_jobs(session, view.principal, wanted, PageRequest(30, cursor, with_total=True))
        names = name_actors(session, {job.actor_id for job in page.items})
    projects = {project.id: project.name for project in view.signed.projects}
    return view.page(
        "jobs/list.html",
        page=page,
        names=names,
        projects=projects,
        states=list(JobState),
        chosen=state,
        name=name,
        period=period,
        array=array,
        periods=list(PERIODS),
        since=since,
        is_filtered=bool(state or name or period or array),
    )


@router.get("/jobs/{job_id}")
def show_job(view: Reader, job_id: str) -> Response:
    """One job."""
    with view.cloud.database.read() as session:
        job = find_job(session, view.principal, job_id)
        attempts = list_attempts(session, job_id)
        scope = Scope(job.organization_id)
        events = list_events(session, job_id)
        actors = {event.actor_id for event in events} | {job.actor_id}
        values: dict[str, Any] = {
            "job": job,
            "spec": read_spec(job),
            "attempts": attempts,
            "events": events,
            "names": name_actors(session, actors),
            "ahead": count_ahead(session, job),
            "cost": measure_job_cost(session, scope, job_id, view.now_ms),
            "project": next((p for p in view.signed.projects if p.id == job.project_id), None),
        }
    engine = view.loop.engine if view.loop else None
    return view.page(
        "jobs/job.html",
        **values,
        is_over=job.state in ENDED_JOB_STATES,
        has_pool=view.loop is not None,
        request_key=secrets.token_urlsafe(16),
        curves=read_curves(engine.metrics_path(job_id)) if engine else [],
        outputs=list_outputs(engine.outputs_path(job_id)) if engine else [],
    )


@router.post("/jobs/{job_id}/stop")
def stop_job(view: Writer, _form: Sent, job_id: str) -> Response:
    """Stop a job: a queued one at once, a running one gracefully."""
    with view.cloud.database.write() as session:
        job = find_job(session, view.principal, job_id)
        actor = view.principal.actor_id
        request_stop(session, view.cloud.clock, job, StoppedBy.USER, actor_id=actor)
    if view.loop:
        view.loop.wake()
    return view.go(f"/jobs/{job_id}", "stopping")
