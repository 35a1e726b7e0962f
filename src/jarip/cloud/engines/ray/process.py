"""A `ray start --block` process that is watched and ended with us, or by who comes after us."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from jarip.cloud.engines.ray.leftovers import end_leftovers, note_session

END_S = 15


class RayProcess:
    """Ray's processes of one node, in a process group of their own."""

    def __init__(self, argv: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        record = log.with_suffix(".session")
        end_leftovers(record, environment)
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                argv,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        note_session(record, self._process.pid)
        self.log = log

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def wait(self, timeout_s: float) -> bool:
        """Whether it has ended within the time."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout_s)
        return not self.is_alive()

    def end(self) -> None:
        """Ask it to stop, then make it. Jobs' supervisors have sessions of their own and stay."""
        self._signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_S)
        self._signal(signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_S)

    def last_words(self) -> str:
        """The last line that says something, for an error message."""
        try:
            lines = self.log.read_text(errors="replace").splitlines()
        except OSError:
            return "no output"
        return next((line.strip() for line in reversed(lines) if line.strip()), "no output")

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)
