"""The pool and the server's health."""

from __future__ import annotations

import shutil
from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlalchemy import func, select

import jarip
from jarip.cloud.console.pages.operator.access import Operator
from jarip.cloud.console.pages.pool_view import look_at_pool
from jarip.cloud.db.migrate import current_revision
from jarip.cloud.jobs.states import ENDED_JOB_STATES
from jarip.cloud.jobs.tables import Job
from jarip.cloud.search.tables import SearchLogPosition

router = APIRouter(prefix="/operator")
ON_A_PAGE = 50


@router.get("/pool")
def show_pool(view: Operator, kind: str = "", start: Annotated[int, Query(ge=0)] = 0) -> Response:
    """The pool as a map, and its chips by pages."""
    with view.cloud.database.read() as session:
        pool = look_at_pool(session, view) if view.loop else None
        busy = view.loop.pool.find_held(session) if view.loop else {}
    chips = [
        chip
        for chip in (view.loop.pool.chips if view.loop else ())
        if not kind or chip.kind == kind
    ]
    end = start + ON_A_PAGE
    return view.page(
        "operator/pool.html",
        pool=pool,
        chips=chips[start:end],
        total=len(chips),
        kind=kind,
        start=start,
        next_start=end if end < len(chips) else None,
        busy=busy,
    )


@router.get("/health")
def show_health(view: Operator) -> Response:
    """Whether the parts of the server do what they should."""
    cloud = view.cloud
    with cloud.database.read() as session:
        states = session.execute(
            select(Job.state, func.count())
            .where(Job.state.not_in(ENDED_JOB_STATES))
            .group_by(Job.state)
        )
        counts = {str(state): int(count) for state, count in states}
        waiting = session.scalar(select(func.count()).where(SearchLogPosition.is_done.is_(False)))
    disk = shutil.disk_usage(cloud.settings.home)
    return view.page(
        "operator/health.html",
        database=cloud.database.engine.dialect.name,
        revision=current_revision(cloud.database),
        version=jarip.__version__,
        rounds=view.loop.rounds if view.loop else None,
        counts=counts,
        waiting=waiting or 0,
        free_bytes=disk.free,
        total_bytes=disk.total,
        has_mail=bool(cloud.settings.smtp_url),
    )
