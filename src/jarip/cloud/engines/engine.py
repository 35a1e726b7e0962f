"""The contract that every engine keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from jarip.cloud.engines.isolation import Isolation
from jarip.cloud.engines.outputs_reader import Output


@dataclass(frozen=True, slots=True)
class Command:
    """One program of an attempt; they run in order and the first that fails ends it."""

    name: str
    argv: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Another job's checkpoints, with which a job begins."""

    job_id: str
    checkpoint: str = ""
    """A file or a folder among them; empty for all."""


@dataclass(frozen=True, slots=True)
class Order:
    """Everything an engine needs to run one attempt."""

    attempt_id: str
    job_id: str
    commands: tuple[Command, ...]
    environment: dict[str, str]
    chips: tuple[str, ...]
    """Ids of the chips it has to itself, such as `cpu:0`, unless it has a part of one."""
    percent: int = 100
    """Of its chip's time."""
    part_memory_bytes: int = 0
    """Of its chip's memory, where it has a part of one."""
    code_archive: Path | None = None
    """A checked archive to unpack into the working directory."""
    timeout_ms: int | None = None
    grace_ms: int = 10_000
    """Between asking the job to stop (SIGTERM) and ending it (SIGKILL)."""
    isolation: Isolation = Isolation.L0
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    """Variables that are never written to disk, and are blacked out in the log."""
    outputs: tuple[str, ...] = ()
    """Patterns of files in the working directory to keep."""
    cache: Path | None = None
    """The compile cache the job may write to."""
    toolkit: Path | None = None
    """The CUDA tree the job may read."""
    disk_bytes: int | None = None
    """What all it keeps and works on may take: working directory, temporary files, checkpoints,
    outputs, metrics. None: as much as there is."""
    resume: Source | None = None
    """Copied to the job's own checkpoints before anything of the job has ever run."""
    lease_ms: int | None = None
    """The attempt has to be over after this, unless its lease is renewed. None: no lease."""


class Phase(StrEnum):
    """How far an attempt has come, as far as the engine can see."""

    UNKNOWN = "unknown"
    """The engine never heard of it, or it was reaped."""
    PREPARED = "prepared"
    """Not started, or its supervisor died before it began anything: `start` is due."""
    STARTING = "starting"
    RUNNING = "running"
    ENDED = "ended"
    LOST = "lost"
    """Its supervisor is gone without a word, and what it left running was ended; or a node is."""


@dataclass(frozen=True, slots=True)
class CommandEnd:
    name: str
    duration_ms: int
    exit_code: int


@dataclass(frozen=True, slots=True)
class Ending:
    """How an attempt ended."""

    exit_code: int
    """128 + number when a signal ended it, as shells say it."""
    stopped_by: str
    """Who asked it to stop: what `stop` was told, or "timeout", "lease", "node"; else ""."""
    error: str
    """Why it could not be run at all, else ""."""
    ran_ms: int
    """From its start to its end on the monotonic clock."""
    commands: tuple[CommandEnd, ...]
    peak_memory_bytes: int
    processor_ms: int
    log_dropped_bytes: int


@dataclass(frozen=True, slots=True)
class Report:
    """What an engine knows of one attempt."""

    attempt_id: str
    phase: Phase
    started_ms: int | None = None
    """Wall clock, when the first program really ran."""
    ran_ms: int = 0
    """How long it has run so far on the monotonic clock, which no clock change bends."""
    pid: int | None = None
    saved_ms: int | None = None
    """Of a lost attempt: wall clock, when its job last wrote a checkpoint."""
    lost_nodes: tuple[str, ...] = ()
    """Of a lost attempt: nodes of it that did not answer until its lease was over."""
    ending: Ending | None = field(default=None)


class Engine(Protocol):
    """Runs attempts. Every method may be called again after a crash of the server."""

    @property
    def isolation(self) -> Isolation:
        """The highest level it can give."""
        ...

    def prepare(self, order: Order) -> None:
        """Make the attempt's folder, code and plan ready. Repeating it is harmless.

        Raises PrepareError when the order can't be met, such as a full disk.
        """

    def start(self, attempt_id: str) -> None:
        """Start a prepared attempt. Started before, even by a server that died: does nothing."""

    def poll(self, attempt_ids: Iterable[str]) -> list[Report]:
        """What became of each attempt, in the order given."""

    def wait_for_change(self, timeout_s: float) -> set[str]:
        """Block until something may have changed; the attempts that did, as far as known."""

    def interrupt_wait(self) -> None:
        """Make a `wait_for_change` in another thread return now."""

    def stop(self, attempt_id: str, by: str, grace_ms: int | None = None) -> None:
        """Ask the attempt to stop, then make it. Repeating it is harmless."""

    def renew(self, attempt_id: str, lease_ms: int | None) -> None:
        """Let the attempt run `lease_ms` from now; None: as long as it likes."""

    def signal(self, attempt_id: str, number: int) -> None:
        """Send a signal to every process of the attempt."""

    def keep_outputs(self, attempt_id: str) -> None:
        """Move what an ended attempt's `outputs` name to where it stays."""

    def list_unreaped(self) -> list[str]:
        """Attempts that were prepared and not reaped."""
        ...

    def log_path(self, attempt_id: str) -> Path:
        """Where its log is; it may not exist yet."""

    def outputs_path(self, job_id: str) -> Path:
        """Where a job's kept files are; it may not exist yet."""
        ...

    def list_checkpoints(self, job_id: str) -> list[Output]:
        """A job's checkpoints, as far as they are safe, by path."""
        ...

    def open_checkpoint(self, job_id: str, path: str) -> int:
        """A descriptor of one of them. FileNotFoundError for anything that is none."""
        ...

    def metrics_path(self, job_id: str) -> Path:
        """Where a job's metrics are, one file an attempt; it may not exist yet."""
        ...

    def reap(self, attempt_id: str) -> None:
        """Forget an attempt that ended, keeping its log."""


class PrepareError(Exception):
    """An attempt can't be prepared; the text says why and what to do, `code` what kind of trouble
    it is: one of `jobs.end_codes`."""

    def __init__(self, text: str, code: str = "not-prepared") -> None:
        super().__init__(text)
        self.code = code
