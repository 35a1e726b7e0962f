"""REST of logs: a page at an offset, or a live stream that a lost connection doesn't break."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.api.running import Loop
from jarip.cloud.control.log_follower import LogFollower, LogPosition
from jarip.cloud.engines.log_reader import LogRecord, read_log
from jarip.cloud.errors import NotFoundError
from jarip.cloud.jobs.find import find_job, list_attempts

router = APIRouter(prefix="/v1", tags=["logs"])

Reader = Annotated[Principal, Depends(require(Permission.JOBS_READ))]
Offset = Annotated[int, Query(ge=0, description="0, or a `next_offset`")]


class LogView(BaseModel):
    """A page of an attempt's log."""

    attempt: int
    records: list[LogRecord]
    next_offset: int = Field(description="Read on from here")
    has_ended: bool = Field(description="The attempt has ended: with no records, this is all")


@router.get("/jobs/{job_id}/logs")
def read_job_log(
    cloud: Cloud,
    caller: Reader,
    loop: Loop,
    job_id: str,
    attempt: Annotated[int, Query(ge=0, description="Number; 0 for the last")] = 0,
    offset: Offset = 0,
) -> LogView:
    """The log of one attempt from an offset, at most 256 KiB at once."""
    with cloud.database.read() as session:
        find_job(session, caller, job_id)
        attempts = list_attempts(session, job_id)
    chosen = attempts[attempt - 1] if 0 < attempt <= len(attempts) else None
    if attempt == 0 and attempts:
        chosen = attempts[-1]
    if chosen is None:
        if attempt == 0:
            return LogView(attempt=0, records=[], next_offset=0, has_ended=False)
        raise NotFoundError(f"the job has no attempt {attempt}", where=job_id)
    page = read_log(loop.engine.log_path(chosen.id), offset)
    return LogView(
        attempt=chosen.number,
        records=page.records,
        next_offset=page.next_offset,
        has_ended=chosen.ended_ms is not None,
    )


@router.get("/jobs/{job_id}/logs/follow", response_class=StreamingResponse)
def follow_job_log(
    cloud: Cloud,
    caller: Reader,
    loop: Loop,
    job_id: str,
    attempt: Annotated[int, Query(ge=1, description="Begin with this attempt")] = 1,
    offset: Offset = 0,
    last_event_id: Annotated[str, Header(description="Go on after this event")] = "",
) -> StreamingResponse:
    """The log as server-sent events, until the job has ended.

    `log` events hold records and have the id `attempt:offset`: a client that comes back with it,
    as the header Last-Event-ID or as parameters, misses nothing and sees nothing twice. `state`
    events tell of the job's changes; the last event is `end`.
    """
    with cloud.database.read() as session:
        find_job(session, caller, job_id)
    position = LogPosition.parse(last_event_id) or LogPosition(attempt, offset)
    follower = LogFollower(cloud.database, loop, job_id, position)
    events: AsyncIterator[str] = follower.follow()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)
