"""The child's side of the protocol, for variants whose host is Python."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cuda.case import Arrays


@dataclass(frozen=True)
class Served:
    """What a host offers: run (until the result is there), restore the inputs, fetch outputs."""

    run: Callable[[], object]
    restore: Callable[[], object]
    outputs: Callable[[], Arrays]


def serve(served: Served) -> None:
    """Answers requests on standard input until it ends."""
    print("ready", flush=True)
    for line in sys.stdin:
        match line.split(maxsplit=1):
            case ["time", arguments]:
                iterations, fresh = (int(word) for word in arguments.split())
                print(*run_timed(served, iterations, bool(fresh)), flush=True)
            case ["save", directory]:
                save(served, Path(directory.strip()))
                print("saved", flush=True)
            case _:
                return


def run_timed(served: Served, iterations: int, fresh: bool) -> list[int]:
    """Nanoseconds of each run."""
    nanoseconds = []
    for _ in range(iterations):
        if fresh:
            served.restore()
        start = time.perf_counter_ns()
        served.run()
        nanoseconds.append(time.perf_counter_ns() - start)
    return nanoseconds


def save(served: Served, directory: Path) -> None:
    served.restore()
    served.run()
    for name, array in served.outputs().items():
        array.tofile(directory / f"{name}.bin")
