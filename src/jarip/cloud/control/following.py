"""Writing into the database what the engine reports."""

from __future__ import annotations

import dataclasses
import signal

from sqlalchemy.orm import Session

from jarip.cloud.control.metered import (
    close_attempt_meter,
    forgive_attempt,
    start_attempt_meter,
)
from jarip.cloud.control.speeds import note_work
from jarip.cloud.engines.engine import Ending, Phase, Report
from jarip.cloud.jobs.attempts import end_attempt, note_running
from jarip.cloud.jobs.end_codes import STOPPED, EndCode, code_of_exit
from jarip.cloud.jobs.states import AttemptState, StoppedBy
from jarip.cloud.jobs.stop import STOP_REASONS
from jarip.cloud.jobs.tables import Attempt, Job

LOST_TO_LEASE = "lost: no server renewed its lease in time"
LOST_TO_NODE = "lost: its node was shut down"
LOST_TO_SUPERVISOR = "lost: its supervisor died; what it left running was ended"


def follow_report(
    session: Session, job: Job, attempt: Attempt, report: Report, now_ms: int
) -> bool:
    """Bring one attempt up to what the engine saw. True once it has ended."""
    if report.started_ms is not None and attempt.state == AttemptState.STARTING:
        note_running(session, job, attempt, started_ms=report.started_ms, now_ms=now_ms)
        start_attempt_meter(session, attempt)
    attempt.ran_ms = max(attempt.ran_ms, report.ran_ms)
    if report.phase is Phase.ENDED and report.ending is not None:
        _follow_ending(session, job, attempt, report, report.ending, now_ms)
        return True
    if report.phase is Phase.LOST:
        code, reason = EndCode.SUPERVISOR_LOST, LOST_TO_SUPERVISOR
        if report.lost_nodes:
            code = EndCode.NODE_LOST
            reason = f"lost: no answer from {', '.join(report.lost_nodes)} until its lease was over"
        lose_attempt(session, job, attempt, code, reason, now_ms, report.saved_ms)
        return True
    return False


def lose_attempt(
    session: Session,
    job: Job,
    attempt: Attempt,
    code: EndCode,
    reason: str,
    now_ms: int,
    saved_ms: int | None = None,
) -> None:
    """The attempt is gone through no fault of the customer, who doesn't pay for what is lost.

    `saved_ms` is when it last wrote a checkpoint.
    """
    close_attempt_meter(session, now_ms, attempt)
    forgive_attempt(session, now_ms, attempt, saved_ms)
    end_attempt(session, job, attempt, AttemptState.LOST, code, reason, now_ms=now_ms)


def _follow_ending(
    session: Session, job: Job, attempt: Attempt, report: Report, ending: Ending, now_ms: int
) -> None:
    attempt.exit_code = ending.exit_code
    attempt.peak_memory_bytes = ending.peak_memory_bytes
    attempt.processor_ms = ending.processor_ms
    attempt.log_dropped_bytes = ending.log_dropped_bytes
    spent = StoppedBy.BUDGET if attempt.lease_reason else ""
    verdict = judge_ending(ending, attempt.stop_requested or spent)
    close_attempt_meter(session, now_ms, attempt)
    if verdict.state is AttemptState.SUCCEEDED:
        note_work(session, job, attempt, now_ms)
    if verdict.state is AttemptState.LOST:
        forgive_attempt(session, now_ms, attempt, report.saved_ms)
    end_attempt(
        session,
        job,
        attempt,
        verdict.state,
        verdict.code,
        verdict.reason,
        now_ms=_ended_ms(attempt, now_ms),
        stopped_by=verdict.stopped_by,
        commands=[dataclasses.asdict(command) for command in ending.commands],
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What an ending means: the attempt's state, why, as a word and as a sentence, and who, if
    anybody, stopped it."""

    state: AttemptState
    code: EndCode
    reason: str
    stopped_by: StoppedBy | None = None


def judge_ending(ending: Ending, stop_requested: str) -> Verdict:
    """What an ending means.

    `stop_requested` is who, if anybody, wanted it to stop or cut its lease short.
    """
    stopped_by = ending.stopped_by
    if stopped_by == "lease" and stop_requested:
        stopped_by = stop_requested
    if stopped_by == "lease":
        return Verdict(AttemptState.LOST, EndCode.LEASE_LOST, LOST_TO_LEASE)
    if stopped_by == "node":
        return Verdict(AttemptState.LOST, EndCode.NODE_SHUT_DOWN, LOST_TO_NODE)
    if stopped_by:
        by = StoppedBy(stopped_by)
        return Verdict(AttemptState.STOPPED, STOPPED[by], STOP_REASONS[by], by)
    if ending.error:
        return Verdict(AttemptState.FAILED, EndCode.NOT_RUN, ending.error)
    code = code_of_exit(ending.exit_code)
    if code is EndCode.SUCCEEDED:
        return Verdict(AttemptState.SUCCEEDED, code, "exited with code 0")
    return Verdict(AttemptState.FAILED, code, _describe_failure(ending))


def _describe_failure(ending: Ending) -> str:
    what = f"exited with code {ending.exit_code}"
    if ending.exit_code > 128:
        what = f"ended by signal {ending.exit_code - 128}"
    if ending.exit_code == 128 + signal.SIGXFSZ:
        what = "ended: one file grew larger than the job may write in all"
    last = ending.commands[-1].name if ending.commands else ""
    return what if last in ("", "run") else f"{last}: {what}"


def _ended_ms(attempt: Attempt, now_ms: int) -> int:
    """The moment its last process ended, not the one at which we noticed."""
    if attempt.started_ms is None:
        return now_ms
    return min(now_ms, attempt.started_ms + attempt.ran_ms)
