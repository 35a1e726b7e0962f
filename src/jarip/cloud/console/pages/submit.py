"""Submitting a job from the browser."""

from __future__ import annotations

import secrets
from typing import Any

from fastapi import APIRouter, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from jarip.cloud.console.code_upload import receive_code
from jarip.cloud.console.pages.jobs import Writer
from jarip.cloud.console.pages.submit_form import (
    empty_form,
    form_of_spec,
    spec_of_form,
    sweep_of_form,
)
from jarip.cloud.console.requests import Form, Sent
from jarip.cloud.console.view import View
from jarip.cloud.errors import CloudError, InvalidInputError
from jarip.cloud.jobs.arrays import SubmitArray, submit_array
from jarip.cloud.jobs.code_store import CodeStore, ReceivedCode
from jarip.cloud.jobs.find import find_job
from jarip.cloud.jobs.secrets import list_secrets
from jarip.cloud.jobs.submit import read_spec, submit_job
from jarip.cloud.web.queueing import queueing

router = APIRouter()


@router.get("/submit")
def show_submit(view: Writer, like: str = "") -> Response:
    """The form, empty or as an earlier job was."""
    with view.cloud.database.read() as session:
        form = empty_form()
        if like:
            job = find_job(session, view.principal, like)
            form = form_of_spec(read_spec(job), job.project_id)
        return view.page("submit.html", **_values(session, view, form))


@router.post("/submit", name="submit_new_job")
async def send_submit(view: Writer, form: Sent) -> Response:
    """Take the code, then queue the job."""
    store = CodeStore(view.cloud.settings.code_folder)
    try:
        files = [*form.files.get("files", []), *form.files.get("folder", [])]
        received = await receive_code(store, files)
        where = await run_in_threadpool(_queue, view, form, store, received)
    except (CloudError, ValidationError, ValueError) as error:
        return await run_in_threadpool(_again, view, form, error)
    return view.go(where)


def _queue(view: View, form: Form, store: CodeStore, received: ReceivedCode | None) -> str:
    """Queue the job, or a job for each point of a sweep; where to look at it."""
    cloud, project_id = view.cloud, form.text("project")
    if project_id not in {project.id for project in view.signed.projects}:
        raise InvalidInputError("no project was chosen", where="project")
    caller = view.signed.in_project(project_id)
    spec = spec_of_form(form)
    with queueing(cloud, caller, view.loop, spec) as (session, least):
        if received is not None:
            upload = store.keep(session, cloud.clock, project_id, received)
            spec = spec.model_copy(update={"code": upload.digest})
        if sweep := sweep_of_form(form):
            request = SubmitArray(job=spec, sweep=sweep, at_once=form.number("at_once", 10_000))
            jobs = submit_array(session, cloud.clock, caller, request, least_isolation=least)
            where = f"/jobs?array={jobs[0].array_id}"
        else:
            key = form.text("request_key")
            job = submit_job(session, cloud.clock, caller, spec, key, least_isolation=least)
            where = f"/jobs/{job.id}"
    return where


def _again(view: View, form: Form, error: Exception) -> Response:
    if not isinstance(error, CloudError | ValidationError):
        error = InvalidInputError(str(error))
    with view.cloud.database.read() as session:
        return view.again("submit.html", error, **_values(session, view, form))


def _values(session: Session, view: View, form: Form) -> dict[str, Any]:
    chosen = view.signed.project
    projects = view.signed.projects
    return {
        "form": form,
        "projects": projects,
        "project_id": form.text("project")
        or (chosen.id if chosen else projects[0].id if projects else ""),
        "kinds": sorted({chip.kind for chip in view.loop.pool.chips}) if view.loop else [],
        "secrets": [
            (project, row) for project in projects for row in list_secrets(session, project.id)
        ],
        "request_key": secrets.token_urlsafe(16),
    }
