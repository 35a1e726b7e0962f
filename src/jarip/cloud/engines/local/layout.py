"""Where the local engine keeps things below its home."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class AttemptFolder:
    """The files of one attempt. `supervisor.__init__` says what each means."""

    path: Path

    @property
    def plan(self) -> Path:
        return self.path / "plan.json"

    @property
    def lock(self) -> Path:
        return self.path / "lock"

    @property
    def begun(self) -> Path:
        return self.path / "begun"

    @property
    def start(self) -> Path:
        return self.path / "start.json"

    @property
    def exit(self) -> Path:
        return self.path / "exit.json"

    @property
    def log(self) -> Path:
        return self.path / "log"

    @property
    def control(self) -> Path:
        return self.path / "control"

    @property
    def work(self) -> Path:
        """The job's working directory."""
        return self.path / "work"

    @property
    def temporary(self) -> Path:
        """The job's TMPDIR."""
        return self.path / "tmp"

    @property
    def checkpoints(self) -> Path:
        """A link to the job's checkpoints, which survive the attempt."""
        return self.path / "checkpoints"

    @property
    def outputs(self) -> Path:
        """A link to the job's outputs, which survive the attempt."""
        return self.path / "outputs"

    @property
    def patterns(self) -> Path:
        """Which files of `work` are outputs: a JSON list of patterns."""
        return self.path / "patterns.json"

    @property
    def supervisor_errors(self) -> Path:
        """What a failing supervisor printed; empty as long as all is well."""
        return self.path / "supervisor.err"


@dataclass(frozen=True, slots=True)
class Layout:
    """The engine's own tree, and what of a job outlives its attempts."""

    home: Path

    def attempt(self, attempt_id: str) -> AttemptFolder:
        return AttemptFolder(self.home / "attempts" / attempt_id)

    def checkpoints(self, job_id: str) -> Path:
        """What `JARIP_CHECKPOINT_DIR` names: survives attempts."""
        return self.home / "jobs" / job_id / "checkpoints"

    def resumed(self, job_id: str) -> Path:
        """Is there once the job has the checkpoints that it was to begin with."""
        return self.home / "jobs" / job_id / "resumed"

    def outputs(self, job_id: str) -> Path:
        """What `JARIP_OUTPUT_DIR` names: survives attempts and can be downloaded."""
        return self.home / "jobs" / job_id / "outputs"

    def metrics(self, job_id: str) -> Path:
        """What `JARIP_METRICS_DIR` names: survives attempts."""
        return self.home / "jobs" / job_id / "metrics"

    @property
    def notify_fifo(self) -> Path:
        return self.home / "changed"
