"""Runs a sweep in worker processes, so that a crash is an outcome like any other."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from .outcomes import Outcome, Sweep


class Worker:
    """One worker process, started again when it is gone."""

    def __init__(self, samples: int) -> None:
        self._command = [sys.executable, "-m", "tests.torch.opinfo.worker", str(samples)]
        self._process: subprocess.Popen[str] | None = None

    def run(self, index: int) -> Outcome | None:
        """None when the process died of this entry."""
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{index}\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        return Outcome(**json.loads(answer)) if answer else None

    def cause_of_death(self) -> str:
        assert self._process is not None
        code = self._process.wait()
        return f"the process died of {signal.Signals(-code).name if code < 0 else f'exit {code}'}"

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait()

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        return self._process


def run_isolated(
    names: list[tuple[str, str]],
    indices: list[int],
    samples: int,
    workers: int,
    report: Callable[[int, Outcome], None],
) -> Sweep:
    """Run the entries `indices` of the list; `names` are name and dtype of all of it. `report` is
    told each outcome and how many there are so far."""
    outcomes: dict[int, Outcome] = {}
    waiting, lock = iter(indices), Lock()

    def take() -> Iterator[int]:
        while True:
            with lock:
                index = next(waiting, None)
            if index is None:
                return
            yield index

    def work(_: int) -> None:
        worker = Worker(samples)
        for index in take():
            outcome = worker.run(index)
            if outcome is None:
                outcome = Outcome(*names[index], problem=worker.cause_of_death())
            with lock:
                outcomes[index] = outcome
                report(len(outcomes), outcome)
        worker.stop()

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, range(workers)))
    return Sweep(outcomes[index] for index in indices)
