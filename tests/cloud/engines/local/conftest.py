"""A local engine in a folder of its own, and a way to wait for what it reports."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from jarip.chips import detect_chips
from jarip.cloud.engines.engine import Command, Order, Phase, Report
from jarip.cloud.engines.local.engine import LocalEngine
from jarip.cloud.engines.local.layout import AttemptFolder

PATIENCE_S = 200.0
T = TypeVar("T")


class Bench:
    """One engine and the attempts a test runs on it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.engine = LocalEngine(home, detect_chips(measure=False))
        self.attempts: list[str] = []

    def restart_server(self) -> None:
        """Forget everything, as after `kill -9` of the server: only the folders stay."""
        self.engine = LocalEngine(self.home, detect_chips(measure=False))

    def order(self, *scripts: str, **values: object) -> Order:
        """An attempt that runs each script by the shell."""
        attempt_id = f"att_{len(self.attempts)}"
        self.attempts.append(attempt_id)
        commands = tuple(
            Command(f"step{number}", ("/bin/sh", "-c", script))
            for number, script in enumerate(scripts)
        )
        environment = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
        return Order(attempt_id, "job_0", commands, environment, ("cpu:0",), **values)  # type: ignore[arg-type]

    def run(self, *scripts: str, **values: object) -> str:
        """Prepare and start; the attempt's id."""
        order = self.order(*scripts, **values)
        self.engine.prepare(order)
        self.engine.start(order.attempt_id)
        return order.attempt_id

    def wait(self, attempt_id: str, *phases: Phase) -> Report:
        return self.wait_until(
            lambda: (
                report if (report := self.engine.poll([attempt_id])[0]).phase in phases else None
            ),
            f"{attempt_id} to be {phases}",
        )

    def wait_until(self, probe: Callable[[], T | None], what: str) -> T:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            found = probe()
            if found:
                return found
            self.engine.wait_for_change(0.02)
        raise AssertionError(f"waited {PATIENCE_S} s in vain for {what}")

    def folder(self, attempt_id: str) -> AttemptFolder:
        return self.engine.layout.attempt(attempt_id)

    def log_lines(self, attempt_id: str) -> list[str]:
        """Each record without its time."""
        text = self.folder(attempt_id).log.read_text()
        return [line.split(" ", 1)[1] for line in text.splitlines()]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "home")
    yield bench
    for attempt_id in bench.attempts:
        bench.engine.stop(attempt_id, "test", grace_ms=0)
    for attempt_id in bench.attempts:
        if bench.folder(attempt_id).begun.exists():
            bench.wait(attempt_id, Phase.ENDED, Phase.LOST)
        bench.engine.reap(attempt_id)
    bench.engine.close()
