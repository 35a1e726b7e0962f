"""An attempt's life in the database: opened before anything starts, closed when all has ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from jarip.cloud.db.ids import new_id
from jarip.cloud.jobs.end_codes import EndCode
from jarip.cloud.jobs.find import list_attempts
from jarip.cloud.jobs.retry import decide_outcome
from jarip.cloud.jobs.states import AttemptState, JobState, StoppedBy
from jarip.cloud.jobs.submit import read_spec
from jarip.cloud.jobs.tables import Attempt, Job
from jarip.cloud.jobs.transitions import move_attempt, move_job

FEW_CHIPS = 2
"""So many are named one by one where an attempt says where it runs."""


def open_attempt(
    session: Session,
    job: Job,
    *,
    node_id: str,
    chip_kind: str,
    chip_ids: Sequence[str],
    chip_percent: int = 100,
    part_memory_bytes: int = 0,
    reason: str,
    now_ms: int,
) -> Attempt:
    """Write down that a queued job is about to start: the intention that a crash can't lose."""
    job.attempts += 1
    attempt = Attempt(
        id=new_id("att", now_ms),
        job_id=job.id,
        organization_id=job.organization_id,
        number=job.attempts,
        state=AttemptState.STARTING,
        reason=reason,
        end_code="",
        stopped_by="",
        stop_requested="",
        node_id=node_id,
        chip_kind=chip_kind,
        chip_ids=list(chip_ids),
        chip_percent=chip_percent,
        part_memory_bytes=part_memory_bytes,
        created_ms=now_ms,
        started_ms=None,
        ended_ms=None,
        ran_ms=0,
        lease_reason="",
        exit_code=None,
        commands=[],
        peak_memory_bytes=0,
        processor_ms=0,
        log_dropped_bytes=0,
    )
    session.add(attempt)
    move_job(session, job, JobState.STARTING, reason, now_ms=now_ms, attempt_id=attempt.id)
    session.flush()
    return attempt


def note_running(
    session: Session, job: Job, attempt: Attempt, *, started_ms: int, now_ms: int
) -> None:
    """The attempt's program runs since `started_ms`."""
    attempt.started_ms = started_ms
    if job.started_ms is None:
        job.started_ms = started_ms
    reason = f"running on {_tell_place(attempt)}"
    move_attempt(attempt, AttemptState.RUNNING, reason, now_ms=now_ms)
    move_job(session, job, JobState.RUNNING, reason, now_ms=now_ms, attempt_id=attempt.id)


def end_attempt(
    session: Session,
    job: Job,
    attempt: Attempt,
    state: AttemptState,
    code: EndCode,
    reason: str,
    *,
    now_ms: int,
    stopped_by: StoppedBy | None = None,
    commands: Sequence[dict[str, Any]] = (),
) -> None:
    """Close the attempt, and let the retry policy decide what becomes of the job.

    Whoever asked the job to stop gets a stopped job: then nothing is retried, whatever the
    attempt's own end was, unless it succeeded first.
    """
    attempt.commands = list(commands)
    attempt.end_code = code
    move_attempt(attempt, state, reason, now_ms=now_ms, stopped_by=stopped_by)
    job.exit_code = attempt.exit_code
    outcome = decide_outcome(read_spec(job).retries, list_attempts(session, job.id))
    to, by, why = outcome.state, outcome.stopped_by, outcome.reason
    if to is JobState.QUEUED and job.stop_requested not in ("", StoppedBy.PREEMPTION):
        to, by, why = JobState.STOPPED, StoppedBy(job.stop_requested), reason
    move_job(session, job, to, why, now_ms=now_ms, attempt_id=attempt.id, stopped_by=by)
    if to is JobState.QUEUED:
        job.stop_requested = ""
        job.not_before_ms = now_ms + outcome.pause_ms


def _tell_place(attempt: Attempt) -> str:
    """Where it runs. Chips of a pool of nodes have their node's name in their own."""
    chips = attempt.chip_ids
    nodes = {chip.rpartition("/")[0] for chip in chips}
    where = attempt.node_id if len(nodes) == 1 else f"{len(nodes)} nodes"
    if len(chips) > FEW_CHIPS:
        return f"{len(chips)} chips of {where}"
    names = ", ".join(chips)
    return f"{names} of {where}" if nodes == {""} else names
