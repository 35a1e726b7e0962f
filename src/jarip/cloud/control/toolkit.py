"""Our CUDA tree has to be ready before a job that needs it: building it is not the job's cost."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import jarip
from jarip.cloud.engines.engine import Command, PrepareError

JARIP = (sys.executable, "-m", "jarip.cli.main")
SOURCE_ROOT = Path(jarip.__file__).parents[1]
BUILDERS = ("nvcc", "make", "cmake", "ninja")
"""Words in a command that speak of compiling."""


def needs_toolkit(commands: tuple[Command, ...]) -> bool:
    """Whether a job is likely to compile CUDA. After a wrong no, the job builds the tree itself."""
    words = " ".join(" ".join(command.argv) for command in commands).split()
    return any(Path(word).name in BUILDERS or word.endswith(".cu") for word in words)


class Toolkit:
    """The CUDA tree of this server's sources, which don't change while it runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_ready = False

    def ensure(self) -> None:
        """Build the tree, or wait for whoever builds it. PrepareError if it can't be built."""
        with self._lock:
            if not self._is_ready:
                _build()
                self._is_ready = True


def _build() -> None:
    done = subprocess.run(
        [*JARIP, "cuda-home"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE_ROOT)},
        check=False,
    )
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        what = f"the CUDA tree can't be built (`jarip doctor` says more): {last[0]}"
        raise PrepareError(what, "no-toolkit")
