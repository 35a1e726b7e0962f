"""Reading from an attempt's folder what became of it."""

from __future__ import annotations

import fcntl
import os
import struct
import time

from jarip.cloud.engines.engine import CommandEnd, Ending, Phase, Report
from jarip.cloud.engines.local.control_groups import group_name
from jarip.cloud.engines.local.layout import AttemptFolder
from jarip.cloud.engines.local.orphans import end_orphans
from jarip.cloud.engines.local.supervisor.records import (
    Finished,
    Started,
    read_boot_id,
    read_finished,
    read_started,
)

FLOCK_FORMAT = "@hhqqi4x"
"""`struct flock` of 64-bit Linux: type, whence, start, length, pid."""


def inspect_attempt(
    attempt_id: str,
    folder: AttemptFolder,
    known_started: dict[str, Started],
    *,
    is_child_alive: bool,
) -> Report:
    """The attempt's phase, from its files and from whether its supervisor still holds its lock.

    Before it says LOST it ends whatever the dead supervisor left running.

    Its supervisor goes on meanwhile, and each question is about a later moment than the one before,
    so their order decides what the answers mean together. A supervisor takes its lock before it
    says that it has begun: who had begun and then has no lock is dead, while to ask it the other
    way round would take one that is just starting for dead. It writes its end before it lets go of
    its lock, and its start before its end.
    """
    has_begun = folder.begun.exists()
    alive = is_lock_held(folder)
    finished = read_finished(str(folder.exit))
    started = known_started.get(attempt_id) or read_started(str(folder.start))
    if started is not None:
        known_started[attempt_id] = started
    if finished is not None:
        return _report_ended(attempt_id, folder, started, finished)
    if alive:
        return _report_alive(attempt_id, started)
    if not has_begun:
        return Report(attempt_id, _phase_before_begun(folder, is_child_alive))
    end_orphans(attempt_id, group_name(folder.path))
    return Report(
        attempt_id,
        Phase.LOST,
        started_ms=started.wall_ms if started else None,
        ran_ms=_ran_until_last_sign_ms(folder, started),
        saved_ms=_last_checkpoint_ms(folder),
    )


def is_lock_held(folder: AttemptFolder) -> bool:
    """Whether a supervisor lives: the kernel frees its lock however it dies.

    It only asks (F_GETLK). Trying to take the lock could make a supervisor that is just starting
    believe that another one runs.
    """
    try:
        descriptor = os.open(folder.lock, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        query = struct.pack(FLOCK_FORMAT, fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0)
        kind, *_ = struct.unpack(FLOCK_FORMAT, fcntl.fcntl(descriptor, fcntl.F_GETLK, query))
    finally:
        os.close(descriptor)
    return bool(kind != fcntl.F_UNLCK)


def _phase_before_begun(folder: AttemptFolder, is_child_alive: bool) -> Phase:
    if is_child_alive:
        return Phase.STARTING
    return Phase.PREPARED if folder.plan.exists() else Phase.UNKNOWN


def _report_alive(attempt_id: str, started: Started | None) -> Report:
    if started is None:
        return Report(attempt_id, Phase.STARTING)
    ran_ms = (time.monotonic_ns() - started.monotonic_ns) // 1_000_000
    return Report(attempt_id, Phase.RUNNING, started.wall_ms, ran_ms, started.pid)


def _report_ended(
    attempt_id: str, folder: AttemptFolder, started: Started | None, finished: Finished
) -> Report:
    ran_ms = (finished.monotonic_ns - started.monotonic_ns) // 1_000_000 if started else 0
    ending = Ending(
        exit_code=finished.exit_code,
        stopped_by=finished.stopped_by,
        error=finished.error,
        ran_ms=ran_ms,
        commands=tuple(
            CommandEnd(step.name, step.duration_ms, step.exit_code) for step in finished.steps
        ),
        peak_memory_bytes=finished.peak_memory_bytes,
        processor_ms=finished.processor_ms,
        log_dropped_bytes=finished.log_dropped_bytes,
    )
    return Report(
        attempt_id,
        Phase.ENDED,
        started.wall_ms if started else None,
        ran_ms,
        started.pid if started else None,
        saved_ms=_last_checkpoint_ms(folder),
        ending=ending,
    )


def _ran_until_last_sign_ms(folder: AttemptFolder, started: Started | None) -> int:
    """How long a lost attempt surely ran: until the last thing it wrote to its log.

    What the wall clock shows is only asked how long ago that was, and never believed beyond what
    the monotonic clock has counted since the start: a clock that was set meanwhile bills nothing.
    After a boot of the machine the monotonic clock began anew, and the wall clock is all there is.
    """
    if started is None:
        return 0
    try:
        last_ms = int(folder.log.stat().st_mtime * 1000)
    except FileNotFoundError:
        return 0
    if started.boot_id != read_boot_id():
        return max(0, last_ms - started.wall_ms)
    since_start_ms = (time.monotonic_ns() - started.monotonic_ns) // 1_000_000
    silent_ms = max(0, time.time_ns() // 1_000_000 - last_ms)
    return max(0, since_start_ms - silent_ms)


def _last_checkpoint_ms(folder: AttemptFolder) -> int | None:
    """When the newest file among the job's checkpoints was written."""
    times = (
        os.lstat(os.path.join(parent, name)).st_mtime  # noqa: PTH118 - as os.walk gives them
        for parent, _, names in os.walk(folder.checkpoints)
        for name in names
    )
    newest = max(times, default=None)
    return None if newest is None else int(newest * 1000)
