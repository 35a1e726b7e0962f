"""Why attempts end, as stable words for programs; the sentence beside one is for people."""

from __future__ import annotations

import signal
from enum import StrEnum

from jarip.cloud.jobs.states import StoppedBy


class EndCode(StrEnum):
    """Why an attempt ended. Names never change; new ones may come."""

    SUCCEEDED = "succeeded"
    EXIT_CODE = "exit-code"
    """Its program failed: `exit_code` says how."""
    SIGNAL = "signal"
    """A signal ended its program: `exit_code` is 128 + its number."""
    FILE_TOO_LARGE = "file-too-large"
    """One file grew larger than the job may write in all."""
    NOT_RUN = "not-run"
    """Its program could not be run at all."""
    NOT_STARTED = "not-started"
    """It was stopped before it started."""
    NOT_PREPARED = "not-prepared"
    """Its node could not make it ready; the next ones say more."""
    BAD_CODE = "bad-code"
    NODE_DISK = "node-disk"
    NO_CHECKPOINT = "no-checkpoint"
    NO_ISOLATION = "no-isolation"
    NO_TOOLKIT = "no-toolkit"
    NO_ORDER = "no-order"
    """What it needs of the cloud, such as a secret, is not there any more."""
    ENGINE_FAILED = "engine-failed"
    LEASE_LOST = "lease-lost"
    NODE_SHUT_DOWN = "node-shut-down"
    NODE_LOST = "node-lost"
    """A node of it did not answer until its lease was over."""
    SUPERVISOR_LOST = "supervisor-lost"
    RESTORED = "restored"
    """It ran when a backup was made, and not any more when that was restored."""
    STOPPED_BY_USER = "stopped-by-user"
    STOPPED_BY_BUDGET = "stopped-by-budget"
    STOPPED_BY_PREEMPTION = "stopped-by-preemption"
    STOPPED_BY_TIMEOUT = "stopped-by-timeout"
    STOPPED_BY_DISK = "stopped-by-disk"


STOPPED: dict[StoppedBy, EndCode] = {
    StoppedBy.USER: EndCode.STOPPED_BY_USER,
    StoppedBy.BUDGET: EndCode.STOPPED_BY_BUDGET,
    StoppedBy.PREEMPTION: EndCode.STOPPED_BY_PREEMPTION,
    StoppedBy.TIMEOUT: EndCode.STOPPED_BY_TIMEOUT,
    StoppedBy.DISK: EndCode.STOPPED_BY_DISK,
}


def code_of_exit(exit_code: int) -> EndCode:
    """What an exit code means, as shells give it."""
    if exit_code == 128 + signal.SIGXFSZ:
        return EndCode.FILE_TOO_LARGE
    if exit_code > 128:
        return EndCode.SIGNAL
    return EndCode.SUCCEEDED if exit_code == 0 else EndCode.EXIT_CODE
