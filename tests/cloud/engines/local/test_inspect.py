"""Looking at an attempt while its supervisor goes on, between any two questions of the look."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cloud.engines.local.conftest import PATIENCE_S, Bench

from jarip.cloud.engines.engine import Phase
from jarip.cloud.engines.local import inspect
from jarip.cloud.engines.local.supervisor.records import Started, read_started

QUESTIONS = ("is_lock_held", "read_finished", "read_started")


def meanwhile(
    monkeypatch: pytest.MonkeyPatch, question: str, *, before: bool, happens: Callable[[], None]
) -> None:
    """Once, right before or after `question` is answered, something happens."""
    answer_truly = getattr(inspect, question)
    happened: list[str] = []

    def answer(*arguments: Any) -> Any:
        if before and not happened:
            happened.append(question)
            happens()
        answered = answer_truly(*arguments)
        if not happened:
            happened.append(question)
            happens()
        return answered

    monkeypatch.setattr(inspect, question, answer)


def wait_for_file(path: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} never came"
        time.sleep(0.001)


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("question", QUESTIONS)
def test_one_that_begins_is_not_taken_for_lost(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, question: str, before: bool
) -> None:
    gate = bench.home / "gate"
    os.mkfifo(gate)
    order = bench.order(f"cat {gate}")
    bench.engine.prepare(order)
    folder = bench.folder(order.attempt_id)

    def begin() -> None:
        bench.engine.start(order.attempt_id)
        wait_for_file(folder.start)

    meanwhile(monkeypatch, question, before=before, happens=begin)
    (seen,) = bench.engine.poll([order.attempt_id])

    assert seen.phase in (Phase.PREPARED, Phase.STARTING, Phase.RUNNING)
    gate.write_text("go\n")
    ending = bench.wait(order.attempt_id, Phase.ENDED).ending
    assert ending is not None
    assert ending.exit_code == 0, "nobody killed it"


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("question", QUESTIONS)
def test_one_that_runs_to_its_end_has_its_start_and_its_time(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, question: str, before: bool
) -> None:
    order = bench.order("sleep 0.01")
    bench.engine.prepare(order)
    folder = bench.folder(order.attempt_id)

    def run() -> None:
        bench.engine.start(order.attempt_id)
        wait_for_file(folder.exit)

    meanwhile(monkeypatch, question, before=before, happens=run)
    (seen,) = bench.engine.poll([order.attempt_id])
    if seen.phase is not Phase.ENDED:
        assert seen.phase in (Phase.PREPARED, Phase.STARTING)
        seen = bench.wait(order.attempt_id, Phase.ENDED)

    assert seen.started_ms is not None
    assert seen.ran_ms >= 10


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_was_set_bends_no_run_time_of_a_lost_attempt(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    def read_as_if_set_since(path: str) -> Started | None:
        started = read_started(path)
        if started is not None:
            started.wall_ms -= days * 86_400_000
        return started

    began_ns = time.monotonic_ns()
    attempt = bench.run("sleep 0.05; echo alive; exec sleep 1000")
    bench.wait(attempt, Phase.RUNNING)
    bench.wait_until(lambda: bench.log_lines(attempt), "a line")
    started = read_started(str(bench.folder(attempt).start))
    assert started is not None
    monkeypatch.setattr(inspect, "read_started", read_as_if_set_since)
    bench.restart_server()  # which reads the start anew

    os.kill(started.supervisor_pid, signal.SIGKILL)

    lost = bench.wait(attempt, Phase.LOST)
    assert 40 <= lost.ran_ms <= (time.monotonic_ns() - began_ns) // 1_000_000
