"""Finding jobs, their attempts and their events, as far as a caller may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.principal import Principal
from jarip.cloud.db.paging import PageOf, PageRequest, select_columns_page
from jarip.cloud.errors import NotFoundError
from jarip.cloud.jobs.states import JobState
from jarip.cloud.jobs.tables import Attempt, Job, JobEvent


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs to list. Empty fields don't filter."""

    states: tuple[JobState, ...] = ()
    name: str = ""
    """Part of the name, in any case."""
    labels: tuple[tuple[str, str], ...] = ()
    array_id: str = ""
    project_id: str = ""
    created_from_ms: int | None = None
    created_to_ms: int | None = None


@dataclass(frozen=True, slots=True)
class ListedJob:
    """A job as lists show it: all but its specification, and quick to read by the hundred."""

    id: str
    project_id: str
    actor_id: str
    name: str
    state: str
    reason: str
    stopped_by: str
    stop_requested: str
    labels: dict[str, Any]
    priority: int
    isolation: str
    array_id: str
    array_index: int | None
    after: list[str]
    chip_count: int
    chip_percent: int
    chip_kinds: list[str]
    attempts: int
    created_ms: int
    queued_ms: int
    started_ms: int | None
    ended_ms: int | None
    exit_code: int | None


LISTED = select(*(getattr(Job, field.name) for field in fields(ListedJob)))
"""Made once: naming two dozen columns takes as long as reading a page of them."""


def find_job(session: Session, caller: Principal, job_id: str) -> Job:
    """The job, if the caller may see it; else NotFoundError, which doesn't tell that it exists."""
    job = session.get(Job, job_id)
    if (
        job is None
        or job.organization_id != caller.organization_id
        or (caller.project_id and job.project_id != caller.project_id)
    ):
        raise NotFoundError(
            "there is no job with this id", where=job_id, todo="list the jobs: jarip jobs"
        )
    return job


def list_jobs(
    session: Session, caller: Principal, wanted: JobFilter, page: PageRequest
) -> PageOf[ListedJob]:
    """The caller's jobs, newest first."""
    query = LISTED.where(Job.organization_id == caller.organization_id)
    if caller.project_id:
        query = query.where(Job.project_id == caller.project_id)
    if wanted.project_id:
        query = query.where(Job.project_id == wanted.project_id)
    if wanted.states:
        query = query.where(Job.state.in_(wanted.states))
    if wanted.name:
        query = query.where(func.lower(Job.name).contains(wanted.name.lower(), autoescape=True))
    for key, value in wanted.labels:
        query = query.where(Job.labels[key].as_string() == value)
    if wanted.array_id:
        query = query.where(Job.array_id == wanted.array_id)
    if wanted.created_from_ms is not None:
        query = query.where(Job.created_ms >= wanted.created_from_ms)
    if wanted.created_to_ms is not None:
        query = query.where(Job.created_ms < wanted.created_to_ms)
    found = select_columns_page(session, query, Job.id, page)
    return PageOf([ListedJob(*tuple(row)) for row in found.items], found.next_cursor, found.total)


def list_attempts(session: Session, job_id: str) -> Sequence[Attempt]:
    """A job's attempts, first to last."""
    return session.scalars(
        select(Attempt).where(Attempt.job_id == job_id).order_by(Attempt.number)
    ).all()


def list_events(session: Session, job_id: str) -> Sequence[JobEvent]:
    """What happened to a job, first to last."""
    return session.scalars(
        select(JobEvent).where(JobEvent.job_id == job_id).order_by(JobEvent.id)
    ).all()


def count_ahead(session: Session, job: Job) -> int | None:
    """How many queued jobs of the whole pool were there before it; None if it isn't queued."""
    if job.state != JobState.QUEUED:
        return None
    return session.scalar(
        select(func.count())
        .select_from(Job)
        .where(
            Job.state == JobState.QUEUED,
            (Job.priority > job.priority)
            | (
                (Job.priority == job.priority)
                & (
                    (Job.queued_ms < job.queued_ms)
                    | ((Job.queued_ms == job.queued_ms) & (Job.id < job.id))
                )
            ),
        )
    )
