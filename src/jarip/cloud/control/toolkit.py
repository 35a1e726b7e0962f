"""Our CUDA tree has to be ready before a job that needs it: building it is not the job's cost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import jarip
from jarip.cloud.engines.engine import Command, PrepareError
from jarip.cuda.home import current_home

JARIP = (sys.executable, "-m", "jarip.cli.main")
SOURCE_ROOT = Path(jarip.__file__).parents[1]
BUILDERS = ("nvcc", "make", "cmake", "ninja")
"""Words in a command that speak of compiling."""


def needs_toolkit(commands: tuple[Command, ...]) -> bool:
    """Whether a job is likely to compile CUDA. After a wrong no, the job builds the tree itself."""
    words = " ".join(" ".join(command.argv) for command in commands).split()
    return any(Path(word).name in BUILDERS or word.endswith(".cu") for word in words)


def ensure_toolkit() -> None:
    """Build the tree, or wait for whoever is building it. PrepareError if it can't be built."""
    if (current_home() / "etc" / "complete").exists():
        return
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
        raise PrepareError(f"the CUDA tree can't be built: {last[0]}; `jarip doctor` says more")
