"""`python -m benchmarks.runtime [--rounds N] [--json FILE]`: what calls of the runtime cost.

Each round runs the whole program anew, and its rows in turn, so that what else the machine does
falls on all of them. Printed are the best and the median round in microseconds. The row
`start_to_first_kernel` is the time from before the process is made until its first kernel, which is
in the cache, is done.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from jarip.cuda.home import ensure_home

SOURCE = Path(__file__).parent / "costs.cu"
GOALS = {
    **{f"launch_in_a_row_{blocks}": 2.0 for blocks in (1, 16, 256)},
    **{f"launch_and_wait_{blocks}": 2.0 for blocks in (1, 16, 256)},
    "start_to_first_kernel": 10_000.0,
}
"""Microseconds; issue 3 sets them."""

Costs = dict[str, list[float]]


def build(directory: Path) -> Path:
    """The measuring program, its kernel in the cache."""
    program = directory / "costs"
    nvcc = ensure_home() / "bin" / "nvcc"
    subprocess.run([nvcc, "-std=c++17", "-O2", SOURCE, "-o", program], check=True)
    subprocess.run([program, "start"], check=True, capture_output=True)
    return program


def measure_round(program: Path, costs: Costs) -> None:
    """Adds one measurement to each row."""
    begin = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    started = subprocess.run([program, "start"], check=True, capture_output=True, text=True)
    took = (int(started.stdout) - begin) / 1000
    costs.setdefault("start_to_first_kernel", []).append(took)
    said = subprocess.run([program], check=True, capture_output=True, text=True)
    for line in said.stdout.splitlines():
        name, cost = line.split()
        costs.setdefault(name, []).append(float(cost))


def render(costs: Costs) -> str:
    """A Markdown table; goals that the median misses are marked."""
    lines = ["| call | best µs | median µs | goal |", "|---|---|---|---|"]
    for name, each in costs.items():
        goal = GOALS.get(name)
        said = "" if goal is None else f"{goal:g}" + ("" if median(each) < goal else " (missed)")
        lines.append(f"| {name} | {min(each):.2f} | {median(each):.2f} | {said} |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.runtime", description=__doc__)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--json", type=Path, help="write every figure of every round")
    given = parser.parse_args()
    costs: Costs = {}
    with tempfile.TemporaryDirectory() as scratch:
        program = build(Path(scratch))
        for _ in range(given.rounds):
            measure_round(program, costs)
    print(render(costs))
    if given.json:
        given.json.write_text(json.dumps(costs, indent=2), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
