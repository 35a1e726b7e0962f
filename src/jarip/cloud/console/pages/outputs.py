"""Files that jobs kept."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import quote

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from jarip.cloud.console.pages.job_logs import need_loop
from jarip.cloud.console.pages.jobs import Reader
from jarip.cloud.engines.outputs_reader import open_output
from jarip.cloud.errors import NotFoundError
from jarip.cloud.jobs.find import find_job

router = APIRouter()
CHUNK_BYTES = 1 << 20


@router.get("/jobs/{job_id}/outputs/{path:path}")
def download_output(view: Reader, job_id: str, path: str) -> Response:
    """One kept file, always as a download: a job may write HTML that we must not show as ours."""
    loop = need_loop(view)
    with view.cloud.database.read() as session:
        find_job(session, view.principal, job_id)
    try:
        descriptor = open_output(loop.engine.outputs_path(job_id), path)
    except FileNotFoundError:
        raise NotFoundError("the job has kept no such file", where=path) from None
    name = quote(PurePosixPath(path).name)
    headers = {
        "Content-Length": str(os.fstat(descriptor).st_size),
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Content-Encoding": "identity",
    }
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return StreamingResponse(_read(descriptor), media_type=kind, headers=headers)


def _read(descriptor: int) -> Iterator[bytes]:
    with os.fdopen(descriptor, "rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
