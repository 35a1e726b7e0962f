"""Submitting a job that has ended once more: from its start, or from its checkpoints."""

from __future__ import annotations

from fastapi import APIRouter, Response

from jarip.cloud.console.pages.jobs import Writer
from jarip.cloud.console.requests import Sent
from jarip.cloud.console.view import View
from jarip.cloud.jobs.find import find_job
from jarip.cloud.jobs.resuming import resumed_spec
from jarip.cloud.jobs.spec import JobSpec
from jarip.cloud.jobs.submit import read_spec
from jarip.cloud.web.queueing import queue_job

router = APIRouter()


@router.post("/jobs/{job_id}/resume", name="resume_job")
def resume_job(view: Writer, form: Sent, job_id: str) -> Response:
    """A new job, which is as this one was and begins with its checkpoints, or with one of them."""
    with view.cloud.database.read() as session:
        job = find_job(session, view.principal, job_id)
    spec = resumed_spec(job, form.text("checkpoint"))
    return _submit(view, spec, job.project_id, form.text("request_key"))


@router.post("/jobs/{job_id}/retry", name="submit_new_job")
def retry_job(view: Writer, form: Sent, job_id: str) -> Response:
    """Submit a job that has ended once more, as it was: a new job with the same code."""
    with view.cloud.database.read() as session:
        job = find_job(session, view.principal, job_id)
    return _submit(view, read_spec(job), job.project_id, form.text("request_key"))


def _submit(view: View, spec: JobSpec, project_id: str, request_key: str) -> Response:
    """Queue a job like an earlier one, in its project."""
    caller = view.signed.in_project(project_id)
    again = queue_job(view.cloud, caller, view.loop, spec, request_key)
    return view.go(f"/jobs/{again.id}")
