"""How fast each kind of chip is: by the benchmark of its nodes, and by what jobs did on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jarip.chips import Chip
from jarip.chips.units import compute_units
from jarip.cloud.db.ids import new_id
from jarip.cloud.jobs.tables import Attempt, Job, MeasuredWork
from jarip.cloud.scheduling.snapshot import WHOLE

Speeds = dict[str, dict[str, float]]


def work_key(organization_id: str, work: str) -> str:
    """What the scheduler calls an organization's work; "" stays the benchmark's."""
    return f"{organization_id}/{work}" if work else ""


def note_work(session: Session, job: Job, attempt: Attempt, now_ms: int) -> None:
    """An attempt succeeded: remember how long its work took on its kind of chip.

    On a part of a chip it says nothing: what else ran there isn't known.
    """
    if not job.work or attempt.ran_ms <= 0 or attempt.chip_percent < WHOLE:
        return
    session.add(
        MeasuredWork(
            id=new_id("mea", now_ms),
            organization_id=job.organization_id,
            work=job.work,
            chip_kind=attempt.chip_kind,
            attempt_id=attempt.id,
            chip_ms=attempt.ran_ms * len(attempt.chip_ids),
            at_ms=now_ms,
        )
    )


def read_speeds(
    session: Session, chips: Iterable[Chip], works: Iterable[tuple[str, str]]
) -> Speeds:
    """Speeds for the scheduler; `works` are (organization, work) of the jobs in question.

    The benchmark's are compute units, a work's are times it is done in a chip hour.
    """
    speeds: Speeds = {"": _by_benchmark(chips)}
    for organization_id, work in sorted({each for each in works if each[1]}):
        speeds[work_key(organization_id, work)] = _by_work(session, organization_id, work)
    return speeds


def _by_benchmark(chips: Iterable[Chip]) -> dict[str, float]:
    units: dict[str, list[float]] = defaultdict(list)
    for chip in chips:
        if chip.speed is not None:
            units[chip.kind].append(compute_units(chip.speed))
    return {kind: median(found) for kind, found in units.items()}


def _by_work(session: Session, organization_id: str, work: str) -> dict[str, float]:
    query = (
        select(MeasuredWork.chip_kind, func.avg(MeasuredWork.chip_ms))
        .where(MeasuredWork.organization_id == organization_id, MeasuredWork.work == work)
        .group_by(MeasuredWork.chip_kind)
    )
    return {kind: 3_600_000 / float(chip_ms) for kind, chip_ms in session.execute(query)}
