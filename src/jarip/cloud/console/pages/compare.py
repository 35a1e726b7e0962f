"""Curves of several runs on the same axes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from jarip.cloud.console.charts.bars import draw_legend
from jarip.cloud.console.pages.job_curves import POINTS, compare_curves
from jarip.cloud.console.pages.jobs import Reader
from jarip.cloud.db.paging import PageRequest
from jarip.cloud.engines.metrics_reader import read_metrics
from jarip.cloud.jobs.find import JobFilter, ListedJob, find_job, list_jobs
from jarip.cloud.jobs.tables import Job

router = APIRouter()
MOST_RUNS = 8
"""So many lines can be told apart by their colours."""


@router.get("/compare")
def show_comparison(
    view: Reader,
    job: Annotated[list[str], Query()] = [],  # noqa: B006
    array: str = "",
) -> Response:
    """The chosen runs, or the first of an array."""
    with view.cloud.database.read() as session:
        wanted = JobFilter(array_id=array)
        recent = list_jobs(session, view.principal, wanted, PageRequest(40)).items
        chosen: list[Job | ListedJob] = [
            find_job(session, view.principal, job_id) for job_id in job[:MOST_RUNS]
        ]
    engine = view.loop.engine if view.loop else None
    with_curves = [
        each for each in recent if engine and any(engine.metrics_path(each.id).glob("*.jsonl"))
    ]
    if array and not chosen:
        chosen = list(reversed(with_curves[-MOST_RUNS:]))
    runs = {
        f"{each.name} · {each.id[-6:]}": read_metrics(engine.metrics_path(each.id), POINTS)
        for each in chosen
        if engine
    }
    known = {each.id for each in with_curves}
    return view.page(
        "compare.html",
        choices=with_curves + [each for each in chosen if each.id not in known],
        chosen={each.id for each in chosen},
        charts=compare_curves(runs),
        legend=draw_legend(list(runs)),
        array=array,
        most=MOST_RUNS,
    )
