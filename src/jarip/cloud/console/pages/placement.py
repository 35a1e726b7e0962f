"""Where a job runs and why, or when it will start and what would start it sooner.

A part of a job's page that is asked for by itself: comparing chips takes as long as scheduling.
"""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from jarip.cloud.console.pages.job_logs import need_loop
from jarip.cloud.console.pages.jobs import Reader
from jarip.cloud.console.requests import IsPart
from jarip.cloud.control.explaining import explain_job
from jarip.cloud.jobs.find import count_ahead, find_job, list_attempts
from jarip.cloud.jobs.states import ENDED_JOB_STATES
from jarip.cloud.subscriptions.terms import find_terms

router = APIRouter()


@router.get("/jobs/{job_id}/placement")
def show_placement(view: Reader, job_id: str, is_part: IsPart = False) -> Response:
    """The scheduler's own numbers for a job, as `jarip explain` prints them. Opened by itself, the
    page of the job, which has them."""
    loop = need_loop(view)
    with view.cloud.database.read() as session:
        job = find_job(session, view.principal, job_id)
        if not is_part:
            return RedirectResponse(f"/jobs/{job_id}", 303)
        found = explain_job(
            session, view.now_ms, loop.pool, loop.plans, loop.past_use, loop.line, job
        )
        terms = find_terms(session, job.organization_id, view.now_ms)
        attempts = list_attempts(session, job_id)
        return view.page(
            "jobs/placement.html",
            job=job,
            found=found,
            ahead=count_ahead(session, job),
            currency=terms.currency if terms else "",
            chosen=attempts[-1].chip_kind if attempts else "",
            is_over=job.state in ENDED_JOB_STATES,
        )
