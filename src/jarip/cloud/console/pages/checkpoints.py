"""A job's checkpoints: shown and fetched.

A part of a job's page that is asked for by itself: with nodes they lie in an object store.
"""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from jarip.cloud.console.pages.job_logs import need_loop
from jarip.cloud.console.pages.jobs import Reader
from jarip.cloud.console.requests import IsPart
from jarip.cloud.control.checkpoints import group_checkpoints, read_checkpoints
from jarip.cloud.errors import NotFoundError
from jarip.cloud.jobs.find import find_job
from jarip.cloud.jobs.states import ENDED_JOB_STATES
from jarip.cloud.web.file_answer import send_file

router = APIRouter()


@router.get("/jobs/{job_id}/checkpoints")
def show_checkpoints(view: Reader, job_id: str, is_part: IsPart = False) -> Response:
    """What the job has saved so far, the newest first. Opened by itself, the page of the job."""
    loop = need_loop(view)
    with view.cloud.database.read() as session:
        job = find_job(session, view.principal, job_id)
    if not is_part:
        return RedirectResponse(f"/jobs/{job_id}", 303)
    return view.page(
        "jobs/checkpoints.html",
        job=job,
        checkpoints=group_checkpoints(read_checkpoints(loop.engine, job_id)),
        is_over=job.state in ENDED_JOB_STATES,
        request_key=secrets.token_urlsafe(16),
    )


@router.get("/jobs/{job_id}/checkpoints/{path:path}")
def download_checkpoint(view: Reader, job_id: str, path: str) -> Response:
    """One file of the checkpoints, always as a download."""
    loop = need_loop(view)
    with view.cloud.database.read() as session:
        find_job(session, view.principal, job_id)
    try:
        return send_file(loop.engine.open_checkpoint(job_id, path), path)
    except FileNotFoundError:
        raise NotFoundError("the job has no such checkpoint", where=path) from None
