"""What every build step works with: the CUDA home, a scratch directory, the cache, and a runner
that says commands aloud (--verbose), only says them (--dryrun), and notes how long they take.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jarip.cuda.cache_directory import cache_directory
from jarip.cuda.frontend.compile_cache import CompileCache
from jarip.cuda.frontend.prelude import Preludes
from jarip.cuda.frontend.process import Outcome, run, spelled


class BuildFailed(Exception):
    """A step failed and has said why on standard error; `code` is what nvcc exits with."""

    def __init__(self, code: int = 1, message: str = "") -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Workshop:
    """The surroundings of one nvcc run. Safe to use from several threads."""

    home: Path
    scratch: Path
    dry: bool = False
    loud: bool = False
    timings: list[tuple[str, str, float]] = field(default_factory=list)
    _speaking: threading.Lock = field(default_factory=threading.Lock)

    @property
    def include(self) -> Path:
        return self.home / "include"

    @property
    def device_library(self) -> Path:
        return self.home / "nvvm" / "libdevice" / "jarip.bc"

    @property
    def cache(self) -> CompileCache:
        return CompileCache(cache_directory() / "nvcc")

    @property
    def preludes(self) -> Preludes:
        return Preludes(cache_directory() / "nvcc" / "preludes")

    def run(self, phase: str, subject: Path, command: Sequence[str]) -> Outcome:
        """Run a command of a phase (`device`, `host`, `link`, ...) that works on `subject`."""
        if self.loud:
            self.say(f"#$ {spelled(command)}")
        if self.dry:
            return Outcome(0)
        started = time.monotonic()
        outcome = run(command)
        self.timings.append((phase, str(subject), time.monotonic() - started))
        return outcome

    def say(self, text: str) -> None:
        """Write a whole message to standard error, never torn by another thread's."""
        if text:
            with self._speaking:
                sys.stderr.write(text if text.endswith("\n") else f"{text}\n")
                sys.stderr.flush()
