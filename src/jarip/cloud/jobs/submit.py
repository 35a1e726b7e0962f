"""Where a job begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.principal import Principal
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.ids import new_id
from jarip.cloud.engines.isolation import Isolation
from jarip.cloud.errors import InvalidInputError
from jarip.cloud.jobs.code_store import find_upload
from jarip.cloud.jobs.disk import check_room
from jarip.cloud.jobs.find import find_job
from jarip.cloud.jobs.resuming import find_source
from jarip.cloud.jobs.secrets import check_secrets
from jarip.cloud.jobs.spec import JobSpec
from jarip.cloud.jobs.states import JobState
from jarip.cloud.jobs.tables import Job
from jarip.cloud.jobs.transitions import record_event


@dataclass(frozen=True, slots=True)
class ArrayMember:
    """A job's place in an array."""

    array_id: str
    index: int
    at_once: int | None
    """How many of the array may run at once; None for no limit of its own."""


def submit_job(
    session: Session,
    clock: Clock,
    caller: Principal,
    spec: JobSpec,
    request_key: str = "",
    *,
    least_isolation: Isolation = Isolation.L0,
    member: ArrayMember | None = None,
) -> Job:
    """Queue a job in the caller's project.

    A `request_key` that the project used before returns that job: a client that lost the answer
    can safely ask again. InvalidInputError if the code was never uploaded.
    """
    project_id = caller.need_project()
    if request_key and (known := _find_by_request(session, project_id, request_key)):
        return known
    if spec.code is not None and find_upload(session, project_id, spec.code) is None:
        raise InvalidInputError(
            "no such code was uploaded to this project",
            where="code",
            todo="upload the archive first: POST /v1/code",
        )
    isolation = max(spec.isolation or least_isolation, least_isolation)
    if spec.requirements and isolation is not Isolation.L0:
        raise InvalidInputError(
            f"installing packages needs a network, which {isolation} doesn't have",
            where="requirements",
            todo="send the packages along with the code, or run it at L0",
        )
    check_secrets(session, project_id, spec.secrets.values())
    if member is None or member.index == 0:
        check_room(session, caller.organization_id, clock.now_ms())
    if spec.resume is not None:
        find_source(session, caller, spec.resume)
    now_ms = clock.now_ms()
    job = Job(
        id=new_id("job", now_ms),
        organization_id=caller.organization_id,
        project_id=project_id,
        actor_id=caller.actor_id,
        member_id=caller.member_id,
        request_key=request_key or None,
        name=spec.display_name(),
        state=JobState.QUEUED,
        reason="just submitted",
        stopped_by="",
        stop_requested="",
        spec=spec.model_dump(mode="json"),
        labels=dict(spec.labels),
        code_digest=spec.code,
        priority=spec.priority,
        isolation=isolation,
        preemptible=spec.preemptible,
        after=_find_former(session, caller, spec.after),
        array_id=member.array_id if member else "",
        array_index=member.index if member else None,
        array_at_once=member.at_once if member else None,
        chip_count=spec.chips.whole_count,
        chip_percent=spec.chips.percent,
        chip_kinds=sorted(set(spec.chips.kinds)),
        min_memory_bytes=spec.chips.min_memory,
        max_micros_per_hour=spec.chips.max_price_per_hour,
        nodes=spec.nodes,
        spread=spec.spread,
        limit_ms=spec.timeout,
        deadline_ms=None if spec.deadline is None else now_ms + spec.deadline,
        work=spec.work,
        attempts=0,
        created_ms=now_ms,
        queued_ms=now_ms,
        not_before_ms=now_ms,
        started_ms=None,
        ended_ms=None,
        exit_code=None,
    )
    session.add(job)
    session.flush()
    record_event(session, job, None, "submitted", now_ms=now_ms, actor_id=caller.actor_id)
    return job


def _find_former(session: Session, caller: Principal, job_ids: Sequence[str]) -> list[str]:
    """Jobs to wait for, which the caller has to be able to see."""
    return [find_job(session, caller, job_id).id for job_id in dict.fromkeys(job_ids)]


def read_spec(job: Job) -> JobSpec:
    """The job's specification as it was submitted."""
    return JobSpec.model_validate(job.spec)


def _find_by_request(session: Session, project_id: str, request_key: str) -> Job | None:
    return session.scalar(
        select(Job).where(Job.project_id == project_id, Job.request_key == request_key)
    )
