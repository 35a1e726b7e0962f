"""Going on from another job's checkpoints: which job that may be, and what it becomes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from jarip.cloud.accounts.principal import Principal
from jarip.cloud.errors import ConflictError
from jarip.cloud.jobs.find import find_job
from jarip.cloud.jobs.spec import JobSpec, Resume
from jarip.cloud.jobs.states import ENDED_JOB_STATES
from jarip.cloud.jobs.tables import Job


def find_source(session: Session, caller: Principal, resume: Resume) -> Job:
    """The job to go on from: one of the caller's project that has ended.

    NotFoundError if the caller may not see it, ConflictError while it may still write.
    """
    job = find_job(session, caller, resume.job)
    if job.state not in ENDED_JOB_STATES:
        raise ConflictError(
            "the job has not ended, so its checkpoints still change",
            where=job.id,
            todo="stop it first, or wait for its end",
        )
    return job


def resumed_spec(job: Job, checkpoint: str) -> JobSpec:
    """The job once more, beginning with its own checkpoints: with one of them, or all for ""."""
    resume = Resume(job=job.id, checkpoint=checkpoint)
    return JobSpec.model_validate(job.spec).model_copy(update={"resume": resume, "after": []})
