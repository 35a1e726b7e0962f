"""Files that jobs kept."""

from __future__ import annotations

from fastapi import APIRouter, Response

from jarip.cloud.console.pages.job_logs import need_loop
from jarip.cloud.console.pages.jobs import Reader
from jarip.cloud.engines.outputs_reader import open_output
from jarip.cloud.errors import NotFoundError
from jarip.cloud.jobs.find import find_job
from jarip.cloud.web.file_answer import send_file

router = APIRouter()


@router.get("/jobs/{job_id}/outputs/{path:path}")
def download_output(view: Reader, job_id: str, path: str) -> Response:
    """One kept file, always as a download."""
    loop = need_loop(view)
    with view.cloud.database.read() as session:
        find_job(session, view.principal, job_id)
    try:
        return send_file(open_output(loop.engine.outputs_path(job_id), path), path)
    except FileNotFoundError:
        raise NotFoundError("the job has kept no such file", where=path) from None
