"""One attempt from its plan to its exit record."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import time

from jarip.cloud.engines.local.supervisor import groups, records
from jarip.cloud.engines.local.supervisor.log_writer import LogWriter
from jarip.cloud.engines.local.supervisor.notice import notify
from jarip.cloud.engines.local.supervisor.process_tree import adopt_orphans, kill_all
from jarip.cloud.engines.local.supervisor.stepper import Stepper

EXIT_RECORD_TRIES = 60
EXIT_RECORD_PAUSE_S = 0.5


def main(folder: str) -> int:
    """Run the attempt in `folder`. Does nothing if it was ever begun before."""
    os.umask(0o077)
    lock = _take_lock(folder)
    if lock is None or not _begin(folder):
        return 0
    plan = records.read_plan(f"{folder}/plan.json")
    adopt_orphans()
    secrets = _read_secrets(plan)
    plan.environment.update(secrets)
    writer = LogWriter(f"{folder}/log", plan.log_limit_bytes, secrets.values())
    stepper = Stepper(plan, folder, writer)
    try:
        ends, error = _run_steps(plan, folder, stepper)
    except BaseException as trouble:  # a fault of ours must still end the job and be recorded
        ends, error = stepper.ends, f"the supervisor failed: {trouble!r}"
    if not kill_all(plan.groups):
        writer.note("jarip: some processes hang in the kernel and could not be ended")
    _tell_of_limits(plan, stepper, writer)
    writer.close()
    groups.remove(plan.groups)
    _write_finished(folder, stepper, ends, error, writer.dropped_bytes)
    notify(plan)
    return 0


def _tell_of_limits(plan: records.Plan, stepper: Stepper, writer: LogWriter) -> None:
    """What a program that was killed can't say itself."""
    if groups.memory_kills(plan.groups):
        writer.note("jarip: out of memory: the kernel ended a process of the job at its limit")
    if stepper.forks_refused:
        writer.note("jarip: the job had as many processes as it may; starting more failed")


def _read_secrets(plan: records.Plan) -> dict[str, str]:
    """Variables from the server, which closes the pipe when it has written them."""
    if not plan.has_secrets:
        return {}
    with open(0, "rb") as pipe:
        secrets: dict[str, str] = json.load(pipe)
    return secrets


def _take_lock(folder: str) -> int | None:
    """Hold the attempt's lock as long as we live; None if another supervisor has it."""
    lock = os.open(f"{folder}/lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return None
    return lock


def _begin(folder: str) -> bool:
    """Write down that this attempt is begun; False if it already was. Nothing runs twice."""
    try:
        os.close(os.open(f"{folder}/begun", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return False
    records.sync_folder(folder)
    return True


def _run_steps(
    plan: records.Plan, folder: str, stepper: Stepper
) -> tuple[list[records.StepEnd], str]:
    for number, step in enumerate(plan.steps):
        try:
            pid = stepper.start(step)
        except OSError as trouble:
            return stepper.ends, f"cannot start step {step.name!r}: {trouble.strerror}"
        if number == 0:
            _write_started(folder, pid)
            notify(plan)
        if stepper.wait() != 0 or stepper.stopped_by:
            break
    return stepper.ends, ""


def _write_started(folder: str, pid: int) -> None:
    records.write_record(
        f"{folder}/start.json",
        records.Started(
            os.getpid(),
            pid,
            records.read_boot_id(),
            time.time_ns() // 1_000_000,
            time.monotonic_ns(),
        ),
    )


def _write_finished(
    folder: str, stepper: Stepper, ends: list[records.StepEnd], error: str, dropped: int
) -> None:
    import resource

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    finished = records.Finished(
        wall_ms=time.time_ns() // 1_000_000,
        monotonic_ns=time.monotonic_ns(),
        exit_code=ends[-1].exit_code if ends and not error else 127,
        stopped_by=stepper.stopped_by,
        error=error,
        steps=ends,
        peak_memory_bytes=usage.ru_maxrss * 1024,
        processor_ms=int((usage.ru_utime + usage.ru_stime) * 1000),
        log_dropped_bytes=dropped,
    )
    for attempt in range(EXIT_RECORD_TRIES):
        try:
            return records.write_record(f"{folder}/exit.json", finished)
        except OSError:  # a full disk: somebody may make room
            if attempt == EXIT_RECORD_TRIES - 1:
                raise
            time.sleep(EXIT_RECORD_PAUSE_S)


def ignore_hangup() -> None:
    """The terminal or server that started us may go; we stay."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
