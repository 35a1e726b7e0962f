"""Measures what each project stores, and counts it: code, outputs and checkpoints."""

from __future__ import annotations

import logging
import os
import threading
from collections import Counter
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.tables import Project
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database
from jarip.cloud.jobs.tables import CodeUpload, Job
from jarip.cloud.metering.inputs import Owner, Resource
from jarip.cloud.metering.storage import set_storage
from jarip.cloud.metering.tables import Meter

PAUSE_S = 300.0
MIB = 1 << 20
LOOKUP_BATCH = 5000
log = logging.getLogger(__name__)


class StorageLoop:
    """Samples every five minutes. What was stored between two samples counts as the first said, so
    sampling more or less often, twice at once, or after a crash counts no time twice."""

    def __init__(self, database: Database, clock: Clock, jobs_folder: Path) -> None:
        self._database = database
        self._clock = clock
        self._jobs_folder = jobs_folder
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jarip-storage", daemon=True)

    def start(self) -> None:
        """Begin, with a sample at once."""
        self._thread.start()

    def close(self) -> None:
        """Stop after the present sample."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def run_once(self) -> None:
        """Take one sample of every project."""
        by_job = measure_jobs(self._jobs_folder)
        with self._database.read() as session:
            stored = sum_by_project(session, by_job)
            projects = {row.id: row.organization_id for row in session.scalars(select(Project))}
            metered = set(
                session.scalars(select(Meter.subject_id).where(Meter.resource == Resource.STORAGE))
            )
        for project_id, organization_id in projects.items():
            size = stored[project_id]
            if size or project_id in metered:
                owner = Owner(organization_id, project_id)
                with self._database.write() as session:
                    now_ms = self._clock.now_ms()
                    set_storage(session, now_ms, project_id, owner, -(-size // MIB))

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.run_once()
            except Exception:
                log.exception("measuring storage failed; trying again in %d s", PAUSE_S)
            self._stopping.wait(PAUSE_S)


def measure_jobs(folder: Path) -> Counter[str]:
    """Bytes below each job's folder. Files that go meanwhile count as gone; links are not
    followed."""
    sizes: Counter[str] = Counter()
    if not folder.is_dir():
        return sizes
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                sizes[entry.name] = _measure(entry.path)
    return sizes


def sum_by_project(session: Session, by_job: Counter[str]) -> Counter[str]:
    """Bytes that each project stores: its uploaded code and what its jobs left."""
    query = select(CodeUpload.project_id, func.sum(CodeUpload.packed_bytes)).group_by(
        CodeUpload.project_id
    )
    sums = Counter({project_id: int(size) for project_id, size in session.execute(query)})
    ids = sorted(job_id for job_id, size in by_job.items() if size)
    for start in range(0, len(ids), LOOKUP_BATCH):
        rows = session.execute(
            select(Job.id, Job.project_id).where(Job.id.in_(ids[start : start + LOOKUP_BATCH]))
        )
        for job_id, project_id in rows:
            sums[project_id] += by_job[job_id]
    return sums


def _measure(folder: str) -> int:
    size = 0
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    size += _measure(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    size += entry.stat(follow_symlinks=False).st_size
    except FileNotFoundError:
        return size
    return size
