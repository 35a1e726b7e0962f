"""What a launch costs beside the kernel: empty kernels, and a process for one kernel."""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.cuda.build import compile_cuda
from benchmarks.cuda.compile_cost import Stopwatch
from benchmarks.cuda.variant_process import VariantError

STARTS = 9


@dataclass(frozen=True)
class LaunchOverhead:
    """Seconds of one launch by number of blocks: launched in a row, and each waited for.

    `start` is a whole process with a warm cache: started, one kernel run, ended.
    """

    queued: dict[int, float]
    waited: dict[int, float]
    start: float


def measure_launch_overhead(
    directory: Path, environment: dict[str, str], rounds: int
) -> LaunchOverhead:
    """Medians over `rounds` processes. Raises VariantError where the program fails."""
    program = compile_cuda("launch_overhead.cu", directory / "launch_overhead")
    queued: dict[int, list[float]] = {}
    waited: dict[int, list[float]] = {}
    for _ in range(rounds):
        for line in run([program], environment).splitlines():
            blocks, in_a_row, one_by_one = line.split()
            queued.setdefault(int(blocks), []).append(float(in_a_row) / 1e9)
            waited.setdefault(int(blocks), []).append(float(one_by_one) / 1e9)
    return LaunchOverhead(
        {blocks: median(seconds) for blocks, seconds in queued.items()},
        {blocks: median(seconds) for blocks, seconds in waited.items()},
        median(start_seconds(program, environment) for _ in range(STARTS)),
    )


def start_seconds(program: str, environment: dict[str, str]) -> float:
    watch = Stopwatch()
    run([program, "once"], environment)
    return watch.seconds


def run(command: Sequence[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **environment}, timeout=300
    )
    if done.returncode:
        raise VariantError(f"launch overhead: {done.stderr.strip()[-2000:]}")
    return done.stdout
