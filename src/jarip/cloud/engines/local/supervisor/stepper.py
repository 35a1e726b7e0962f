"""Runs one step at a time: streams its output, watches the deadlines, obeys the control FIFO."""

from __future__ import annotations

import json
import os
import select
import signal
import time

from jarip.cloud.engines.local.supervisor import groups, process_tree
from jarip.cloud.engines.local.supervisor.disk import DiskWatch
from jarip.cloud.engines.local.supervisor.log_writer import LogWriter, Stream
from jarip.cloud.engines.local.supervisor.records import Plan, Step, StepEnd

LONGEST_WAIT_MS = 60_000
MIB = 1 << 20


class Stepper:
    """The event loop. One instance serves all steps of an attempt, so its deadlines span them."""

    def __init__(self, plan: Plan, folder: str, writer: LogWriter) -> None:
        self.plan = plan
        self.writer = writer
        self.ends: list[StepEnd] = []
        self.stopped_by = ""
        self.streams: dict[int, Stream] = {}
        self.leader = 0
        self.exit_code: int | None = None
        self.forks_refused = False
        """The job ever had as many processes as it may."""
        self.is_alone = False
        """No process is left below us."""
        self.step = Step("", [])
        self.step_since_ns = 0
        self.lease_until_ns = plan.lease_until_ns
        self.disk = DiskWatch(plan.disk_bytes, plan.disk_folders)
        self.timeout_at_ns: int | None = None
        self.kill_at_ns: int | None = None
        self.control = _open_fifo(f"{folder}/control")
        self.control_rest = b""
        self.wake = _wake_on_signals()
        self.poll = select.poll()
        self.poll.register(self.control, select.POLLIN)
        self.poll.register(self.wake, select.POLLIN)

    def start(self, step: Step) -> int:
        """Start the step's program; OSError if it can't be."""
        pipes = [os.pipe2(os.O_CLOEXEC) for _ in range(2)]
        try:
            self.leader = process_tree.spawn(
                step.argv,
                self.plan.environment,
                self.plan.folder,
                pipes[0][1],
                pipes[1][1],
                self.plan.processors,
                self.plan.groups,
                self.plan.disk_bytes,
            )
        finally:
            for _, write_end in pipes:
                os.close(write_end)
        self.step, self.exit_code, self.is_alone = step, None, False
        self.step_since_ns = time.monotonic_ns()
        if self.timeout_at_ns is None and self.plan.timeout_ms is not None:
            self.timeout_at_ns = self.step_since_ns + self.plan.timeout_ms * 1_000_000
        for name, (read_end, _) in zip(("stdout", "stderr"), pipes, strict=True):
            os.set_blocking(read_end, False)
            self.streams[read_end] = Stream(name, read_end, self.writer)
            self.poll.register(read_end, select.POLLIN)
        return self.leader

    def wait(self) -> int:
        """Until the step's program has ended and nothing of it is left; its exit code."""
        while self.exit_code is None or self._others_are_saving():
            for descriptor, _ in self.poll.poll(self._wait_ms()):
                self._handle(descriptor)
            self._check_deadlines()
        # Asked before what is left may not fork any more, which counts, too.
        self.forks_refused = self.forks_refused or groups.refused_forks(self.plan.groups)
        process_tree.kill_all(self.plan.groups)
        self._drain()
        duration_ms = (time.monotonic_ns() - self.step_since_ns) // 1_000_000
        self.ends.append(StepEnd(self.step.name, duration_ms, self.exit_code))
        return self.exit_code

    def request_stop(self, by: str, grace_ms: int | None = None) -> None:
        """SIGTERM now, SIGKILL after the grace. The first who asks is the one named."""
        if self.stopped_by:
            return
        self.stopped_by = by
        grace = self.plan.grace_ms if grace_ms is None else grace_ms
        self.kill_at_ns = time.monotonic_ns() + grace * 1_000_000
        process_tree.ask_tree_to_stop()

    def _others_are_saving(self) -> bool:
        """Whether processes that were asked to stop still have time to.

        A shell ends at SIGTERM at once; the program it had started is the one that writes a
        checkpoint.
        """
        if self.is_alone or self.kill_at_ns is None:
            return False
        return time.monotonic_ns() < self.kill_at_ns

    def _handle(self, descriptor: int) -> None:
        if descriptor == self.wake:
            for number in os.read(self.wake, 512):
                if number == signal.SIGTERM:
                    self.request_stop("node")
            self._reap()
        elif descriptor == self.control:
            self._read_control()
        elif not self.streams[descriptor].pump():
            self._close_stream(descriptor)

    def _reap(self) -> None:
        """Collect the leader and any orphan that came to us."""
        try:
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return
                if pid == self.leader:
                    code = os.waitstatus_to_exitcode(status)
                    self.exit_code = code if code >= 0 else 128 - code
        except ChildProcessError:
            self.is_alone = True

    def _read_control(self) -> None:
        """Commands are JSON lines: {"do": "stop" | "lease" | "signal", ...}."""
        lines = (self.control_rest + os.read(self.control, 65536)).split(b"\n")
        self.control_rest = lines.pop()
        for line in lines:
            try:
                self._obey(json.loads(line))
            except (ValueError, KeyError, TypeError):
                self.writer.note("jarip: a malformed control command was ignored")

    def _obey(self, command: dict[str, object]) -> None:
        if command["do"] == "stop":
            grace_ms = command.get("grace_ms")
            self.request_stop(str(command["by"]), grace_ms if isinstance(grace_ms, int) else None)
        elif command["do"] == "lease":
            until_ns = command["until_ns"]
            self.lease_until_ns = until_ns if isinstance(until_ns, int) else None
        elif command["do"] == "signal" and isinstance(command["number"], int):
            process_tree.signal_tree(command["number"])

    def _check_deadlines(self) -> None:
        now = time.monotonic_ns()
        for stream in self.streams.values():
            due = stream.flush_due_ns()
            if due is not None and now >= due:
                stream.flush()
        if self.timeout_at_ns is not None and now >= self.timeout_at_ns:
            self.request_stop("timeout")
        if self.disk.due_ns is not None and now >= self.disk.due_ns and not self.stopped_by:
            self._check_disk()
        lease_stop = self._lease_stop_ns()
        if lease_stop is not None and now >= lease_stop:
            self.request_stop("lease")
        if self.kill_at_ns is not None and now >= self.kill_at_ns and self.exit_code is None:
            process_tree.signal_tree(signal.SIGKILL)
            self.kill_at_ns = now + 100_000_000

    def _check_disk(self) -> None:
        over = self.disk.look()
        if over:
            limit = self.disk.limit_bytes or 0
            self.writer.note(
                f"jarip: the job's files take {(limit + over) / MIB:,.0f} MiB on disk, it may have "
                f"{limit / MIB:,.0f} MiB: it is stopped"
            )
            self.request_stop("disk")

    def _lease_stop_ns(self) -> int | None:
        """Early enough that even a job that uses all its grace is over when the lease is."""
        if self.lease_until_ns is None:
            return None
        return self.lease_until_ns - self.plan.grace_ms * 1_000_000

    def _wait_ms(self) -> int:
        deadlines = [stream.flush_due_ns() for stream in self.streams.values()]
        if not self.stopped_by:
            deadlines += [self.timeout_at_ns, self._lease_stop_ns(), self.disk.due_ns]
        deadlines.append(self.kill_at_ns)
        nearest = min((at for at in deadlines if at is not None), default=None)
        if nearest is None:
            return LONGEST_WAIT_MS
        wait_ms = (nearest - time.monotonic_ns()) // 1_000_000 + 1
        return max(0, min(wait_ms, LONGEST_WAIT_MS))

    def _drain(self) -> None:
        """Everybody who could write is gone: what is in the pipes is the last of it."""
        for descriptor, stream in list(self.streams.items()):
            if not select.select([descriptor], [], [], 0)[0]:
                stream.flush()  # a process hangs in the kernel and keeps the pipe open
                self._close_stream(descriptor)
                continue
            while stream.pump():
                if not select.select([descriptor], [], [], 0)[0]:
                    break
            stream.flush()
            self._close_stream(descriptor)

    def _close_stream(self, descriptor: int) -> None:
        if self.streams.pop(descriptor, None) is not None:
            self.poll.unregister(descriptor)
            os.close(descriptor)


def _open_fifo(path: str) -> int:
    """Read and write, so that it never reports its end when the server goes."""
    try:
        os.mkfifo(path, 0o600)
    except FileExistsError:
        pass
    return os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)


def _wake_on_signals() -> int:
    """A descriptor that becomes readable, with the number, when SIGCHLD or SIGTERM comes."""
    read_end, write_end = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
    signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    signal.signal(signal.SIGTERM, lambda number, frame: None)
    return read_end
