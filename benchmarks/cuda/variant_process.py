"""One variant in a process of its own that stays for all rounds, so that thread pools don't meet.

The process is stopped (SIGSTOP) while others are measured: threads that spin for work, as OpenMP's
do after a parallel region, would otherwise take a core from the next variant.
"""

import os
import select
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

SETUP_SECONDS = 300.0
ANSWER_SECONDS = 300.0


class VariantError(Exception):
    """A variant can't be built, doesn't run, or gives a wrong result. Says which and why."""


class VariantMissing(VariantError):
    """What the variant needs isn't installed here."""


MISSING_EXIT_STATUS = 69  # EX_UNAVAILABLE of sysexits.h: how a host says that a package is missing


class VariantProcess:
    """Speaks the protocol of `kernels/bench_protocol.h` with one process."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `close`)
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env={**os.environ, **environment},
            )
            self._expect("ready", SETUP_SECONDS)
        except BaseException:
            self._errors.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def time(self, iterations: int, fresh: bool) -> list[float]:
        """Seconds of each of `iterations` runs; `fresh` restores the inputs before each."""
        answer = self._ask(f"time {iterations} {int(fresh)}")
        return [int(nanoseconds) / 1e9 for nanoseconds in answer.split()]

    def save(self, directory: Path) -> None:
        """Runs once from the original inputs and writes the outputs to `directory`."""
        self._ask(f"save {directory}", "saved")

    def stop(self) -> None:
        """Takes the process and its threads off the cores until `resume`."""
        os.kill(self._process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        os.kill(self._process.pid, signal.SIGCONT)

    def close(self) -> None:
        """Ends the process, kindly where it listens."""
        if self._process.poll() is None:
            self.resume()
            self._quit()
        self._errors.close()

    def _quit(self) -> None:
        try:
            self._process.communicate(b"quit\n", timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(self, request: str, expected: str | None = None) -> str:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{request}\n".encode())
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._failure(f"ended before `{request}`") from None
        return self._expect(expected, ANSWER_SECONDS)

    def _expect(self, expected: str | None, seconds: float) -> str:
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], seconds)
        if not ready:
            self._process.kill()
            raise self._failure(f"gave no answer within {seconds:.0f} s")
        answer = self._process.stdout.readline().decode().strip()
        if not answer or (expected is not None and answer != expected):
            raise self._failure(f"answered {answer!r}")
        return answer

    def _failure(self, what: str) -> VariantError:
        try:
            status = self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._errors.seek(0)
        last_words = self._errors.read().decode(errors="replace").strip()[-2000:]
        if status == MISSING_EXIT_STATUS:
            return VariantMissing(last_words)
        return VariantError(f"{self.name} {what} (exit status {status}): {last_words}")
