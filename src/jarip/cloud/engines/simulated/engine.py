"""Attempts that only pass time: started, running for a while, ended well."""

from __future__ import annotations

import datetime
import json
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from jarip.cloud.engines.engine import CommandEnd, Ending, Order, Phase, Report
from jarip.cloud.engines.isolation import Isolation
from jarip.cloud.engines.local.layout import Layout
from jarip.cloud.engines.outputs_reader import Output, list_outputs, open_output

SECONDS = "SIMULATED_SECONDS"
DEFAULT_S = 30.0
FILE_NAME = "simulated.json"


class SimulatedEngine:
    """Keeps the contract of `engines.engine.Engine`. A job's environment says how long it takes
    (`SIMULATED_SECONDS`, by default 30); nothing of it is ever run."""

    isolation = Isolation.L0

    def __init__(
        self, home: Path, clock_ms: Callable[[], int] = lambda: int(time.time() * 1000)
    ) -> None:
        self.layout = Layout(home)
        self._clock_ms = clock_ms
        self._changed = threading.Event()

    def prepare(self, order: Order) -> None:
        path = self._path(order.attempt_id)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        took_ms = int(float(order.environment.get(SECONDS, DEFAULT_S)) * 1000)
        self._write(path, {"took_ms": took_ms, "started_ms": None, "stopped_by": ""})

    def start(self, attempt_id: str) -> None:
        path = self._path(attempt_id)
        record = json.loads(path.read_text())
        if record["started_ms"] is None:
            record["started_ms"] = self._clock_ms()
            self._write(path, record)
            self._log(attempt_id, f"simulated: nothing runs, for {record['took_ms']} ms")

    def poll(self, attempt_ids: Iterable[str]) -> list[Report]:
        return [self._look(attempt_id) for attempt_id in attempt_ids]

    def wait_for_change(self, timeout_s: float) -> set[str]:
        self._changed.wait(min(timeout_s, 0.25))
        self._changed.clear()
        return set()

    def interrupt_wait(self) -> None:
        self._changed.set()

    def stop(self, attempt_id: str, by: str, grace_ms: int | None = None) -> None:
        path = self._path(attempt_id)
        record = json.loads(path.read_text())
        if not record["stopped_by"]:
            ran_ms = self._clock_ms() - (record["started_ms"] or self._clock_ms())
            self._write(
                path, record | {"stopped_by": by, "took_ms": min(record["took_ms"], ran_ms)}
            )

    def renew(self, attempt_id: str, lease_ms: int | None) -> None:
        """Nothing runs away here."""

    def signal(self, attempt_id: str, number: int) -> None:
        """There is nobody to hear it."""

    def keep_outputs(self, attempt_id: str) -> None:
        """There are none."""

    def list_unreaped(self) -> list[str]:
        return [path.parent.name for path in self.layout.home.glob(f"attempts/*/{FILE_NAME}")]

    def log_path(self, attempt_id: str) -> Path:
        return self.layout.attempt(attempt_id).log

    def outputs_path(self, job_id: str) -> Path:
        return self.layout.outputs(job_id)

    def list_checkpoints(self, job_id: str) -> list[Output]:
        return list_outputs(self.layout.checkpoints(job_id))

    def open_checkpoint(self, job_id: str, path: str) -> int:
        return open_output(self.layout.checkpoints(job_id), path)

    def metrics_path(self, job_id: str) -> Path:
        return self.layout.metrics(job_id)

    def reap(self, attempt_id: str) -> None:
        self._path(attempt_id).unlink(missing_ok=True)

    def close(self) -> None:
        """Nothing to let go of."""

    def _look(self, attempt_id: str) -> Report:
        try:
            record = json.loads(self._path(attempt_id).read_text())
        except FileNotFoundError:
            return Report(attempt_id, Phase.UNKNOWN)
        started = record["started_ms"]
        if started is None:
            return Report(attempt_id, Phase.PREPARED)
        ran_ms = max(0, self._clock_ms() - started)
        took_ms = record["took_ms"]
        if ran_ms < took_ms:
            return Report(attempt_id, Phase.RUNNING, started, ran_ms)
        stopped = record["stopped_by"]
        code = 143 if stopped else 0
        ending = Ending(code, stopped, "", took_ms, (CommandEnd("run", took_ms, code),), 0, 0, 0)
        return Report(attempt_id, Phase.ENDED, started, took_ms, ending=ending)

    def _path(self, attempt_id: str) -> Path:
        return self.layout.attempt(attempt_id).path / FILE_NAME

    def _write(self, path: Path, record: dict[str, object]) -> None:
        temporary = path.with_suffix(".new")
        temporary.write_text(json.dumps(record))
        temporary.replace(path)

    def _log(self, attempt_id: str, text: str) -> None:
        now = datetime.datetime.fromtimestamp(self._clock_ms() / 1000, datetime.UTC)
        with self.log_path(attempt_id).open("a") as file:
            file.write(f"{now:%Y-%m-%dT%H:%M:%S.%fZ} system F {text}\n")
