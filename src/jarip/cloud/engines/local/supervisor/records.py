"""The records that the engine and the supervisor exchange as JSON files in the attempt's folder.

Plain classes, not dataclasses: importing `dataclasses` would double the supervisor's start time.
All `_ns` times are CLOCK_MONOTONIC, which every process of one boot shares; `_ms` times are wall
clock milliseconds since 1970.
"""

from __future__ import annotations

import json
import os


class Step:
    """One command of the attempt: compiling, installing, or the job itself."""

    def __init__(self, name: str, argv: list[str]) -> None:
        self.name = name
        self.argv = argv


class Plan:
    """What the supervisor is to do. Steps run in order; the first that fails ends the attempt."""

    def __init__(
        self,
        attempt_id: str,
        steps: list[Step],
        environment: dict[str, str],
        folder: str,
        timeout_ms: int | None,
        grace_ms: int,
        lease_until_ns: int | None,
        log_limit_bytes: int,
        processors: list[int] | None,
        notify_fifo: str,
        has_secrets: bool,
        groups: list[str],
        disk_bytes: int | None = None,  # plans of a former version have none
        disk_folders: list[str] | None = None,
    ) -> None:
        self.attempt_id = attempt_id
        self.steps = steps
        self.environment = environment
        self.folder = folder
        """The working directory."""
        self.timeout_ms = timeout_ms
        self.grace_ms = grace_ms
        """Between SIGTERM and SIGKILL."""
        self.lease_until_ns = lease_until_ns
        """Without renewal the job has to be over by then, grace included. None: no lease."""
        self.log_limit_bytes = log_limit_bytes
        self.processors = processors
        """The processors to run on; None leaves them all."""
        self.notify_fifo = notify_fifo
        """Where the server listens for the ids of attempts that changed; "" for nowhere."""
        self.has_secrets = has_secrets
        """More of the environment comes as JSON on standard input, and never goes to a file."""
        self.groups = groups
        """Folders of the control groups that limit the job; the supervisor is in none of them."""
        self.disk_bytes = disk_bytes
        """What `disk_folders` may take together; None: no limit."""
        self.disk_folders = disk_folders or []


class Started:
    """Written once the first step's program is really running."""

    def __init__(
        self, supervisor_pid: int, pid: int, boot_id: str, wall_ms: int, monotonic_ns: int
    ) -> None:
        self.supervisor_pid = supervisor_pid
        self.pid = pid
        """The first step's process; also its session and process group."""
        self.boot_id = boot_id
        self.wall_ms = wall_ms
        self.monotonic_ns = monotonic_ns


class StepEnd:
    """How long one step took and how it ended."""

    def __init__(self, name: str, duration_ms: int, exit_code: int) -> None:
        self.name = name
        self.duration_ms = duration_ms
        self.exit_code = exit_code


class Finished:
    """Written last, when every process of the attempt is gone."""

    def __init__(
        self,
        wall_ms: int,
        monotonic_ns: int,
        exit_code: int,
        stopped_by: str,
        error: str,
        steps: list[StepEnd],
        peak_memory_bytes: int,
        processor_ms: int,
        log_dropped_bytes: int,
    ) -> None:
        self.wall_ms = wall_ms
        self.monotonic_ns = monotonic_ns
        self.exit_code = exit_code
        """The last step's; 128 + number when a signal ended it, as shells say it."""
        self.stopped_by = stopped_by
        """Who asked it to stop ("timeout", "lease", or what the control FIFO said), or ""."""
        self.error = error
        """Why a step could not be started at all, or ""."""
        self.steps = steps
        self.peak_memory_bytes = peak_memory_bytes
        self.processor_ms = processor_ms
        self.log_dropped_bytes = log_dropped_bytes


def write_record(path: str, record: Plan | Started | Finished) -> None:
    """Write atomically and durably: after a crash the file is whole or not there."""
    text = json.dumps(record, default=vars).encode()
    temporary = f"{path}.{os.getpid()}.new"
    with open(temporary, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.rename(temporary, path)
    sync_folder(os.path.dirname(path))


def sync_folder(folder: str) -> None:
    """Make renames and creations in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError:
        pass  # some file systems refuse it
    finally:
        os.close(descriptor)


def read_boot_id() -> str:
    """Which boot of the machine this is: monotonic times of another one say nothing."""
    with open("/proc/sys/kernel/random/boot_id") as file:
        return file.read().strip()


def read_plan(path: str) -> Plan:
    with open(path, "rb") as file:
        values = json.load(file)
    values["steps"] = [Step(**step) for step in values["steps"]]
    values.setdefault("groups", [])  # what a server before an upgrade prepared
    return Plan(**values)


def read_started(path: str) -> Started | None:
    """The record, or None while it isn't there."""
    try:
        with open(path, "rb") as file:
            return Started(**json.load(file))
    except FileNotFoundError:
        return None


def read_finished(path: str) -> Finished | None:
    """The record, or None while it isn't there."""
    try:
        with open(path, "rb") as file:
            values = json.load(file)
    except FileNotFoundError:
        return None
    values["steps"] = [StepEnd(**step) for step in values["steps"]]
    return Finished(**values)
