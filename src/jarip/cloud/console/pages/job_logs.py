"""A job's log: live as server-sent events, and whole as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, Response
from fastapi.responses import StreamingResponse

from jarip.cloud.console.pages.jobs import Reader
from jarip.cloud.console.view import View
from jarip.cloud.control.log_follower import LogFollower, LogPosition
from jarip.cloud.control.loop import ControlLoop
from jarip.cloud.engines.log_reader import read_log
from jarip.cloud.errors import NotFoundError
from jarip.cloud.jobs.find import find_job, list_attempts

router = APIRouter()
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@router.get("/jobs/{job_id}/log/stream")
def stream_log(
    view: Reader, job_id: str, last_event_id: Annotated[str, Header()] = ""
) -> StreamingResponse:
    """The log from its start, or after the event a browser that comes back had last."""
    loop = need_loop(view)
    with view.cloud.database.read() as session:
        find_job(session, view.principal, job_id)
    position = LogPosition.parse(last_event_id) or LogPosition(1, 0)
    follower = LogFollower(view.cloud.database, loop, job_id, position)
    return StreamingResponse(
        follower.follow(), media_type="text/event-stream", headers=STREAM_HEADERS
    )


@router.get("/jobs/{job_id}/log.txt")
def download_log(view: Reader, job_id: str) -> Response:
    """The log of all attempts as plain text."""
    loop = need_loop(view)
    with view.cloud.database.read() as session:
        find_job(session, view.principal, job_id)
        attempts = list_attempts(session, job_id)
    paths = [loop.engine.log_path(attempt.id) for attempt in attempts]
    headers = {"Content-Disposition": f'attachment; filename="{job_id}.log"'}
    return StreamingResponse(_read_texts(paths), headers=headers, media_type="text/plain")


def need_loop(view: View) -> ControlLoop:
    """The control loop; NotFoundError on a server that runs none."""
    if view.loop is None:
        raise NotFoundError("this server runs no engine", where=view.request.url.path)
    return view.loop


def _read_texts(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        offset = 0
        while (page := read_log(path, offset)).next_offset != offset:
            offset = page.next_offset
            yield "".join(record.text + ("" if record.partial else "\n") for record in page.records)
