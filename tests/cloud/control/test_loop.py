"""The loop end to end: real database, real processes."""

from __future__ import annotations

import itertools
import os
import signal
import threading
from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.cloud.control.conftest import LoopBench

from jarip.cloud.engines.engine import Order, Report
from jarip.cloud.engines.local.orphans import find_processes
from jarip.cloud.engines.local.supervisor.records import read_started
from jarip.cloud.engines.outputs_reader import list_outputs
from jarip.cloud.jobs.arrays import SubmitArray, submit_array
from jarip.cloud.jobs.spec import JobSpec
from jarip.cloud.jobs.states import StoppedBy
from jarip.cloud.metering.tables import UsageEvent
from jarip.cloud.steering.policy import Policy, set_policy


def check_usage(events: list[UsageEvent], ran_ms: int) -> None:
    """The events cover the run without gap or overlap."""
    assert sum(event.amount for event in events if not event.faulted) == ran_ms
    for before, after in itertools.pairwise(events):
        assert after.start_ms == before.end_ms


def test_a_job_runs_and_is_metered_to_the_millisecond(bench: LoopBench) -> None:
    job_id = bench.submit("echo hello; sleep 0.1")

    job = bench.until_ended(job_id)

    (attempt,) = bench.attempts(job_id)
    assert (job.state, job.exit_code) == ("succeeded", 0)
    assert bench.states(job_id) == ["queued", "starting", "running", "succeeded"]
    assert attempt.ran_ms > 0
    check_usage(bench.usage(job_id), attempt.ran_ms)
    assert "hello" in bench.engine.log_path(attempt.id).read_text()


def test_a_failing_job_is_tried_again_as_often_as_asked(bench: LoopBench) -> None:
    job_id = bench.submit("exit 3", retries={"failure": 2, "pause": "1ms"})

    job = bench.until_ended(job_id)

    assert (job.state, job.exit_code, job.attempts) == ("failed", 3, 3)
    assert bench.states(job_id).count("queued") == 3
    assert {attempt.state for attempt in bench.attempts(job_id)} == {"failed"}


def test_jobs_beyond_the_chips_wait_and_say_why(bench: LoopBench) -> None:
    first = bench.submit("sleep 1000")
    second = bench.submit("true")
    bench.until_state(first, "running")

    assert bench.job(second).state == "queued"
    assert "next in line" in bench.job(second).reason

    bench.stop(first)
    assert bench.until_ended(second).state == "succeeded"
    assert bench.job(first).stopped_by == StoppedBy.USER


def test_stopping_a_queued_job_takes_effect_at_once(bench: LoopBench) -> None:
    job_id = bench.submit("true", chips={"count": 64})

    bench.stop(job_id)

    job = bench.job(job_id)
    assert (job.state, job.stopped_by, job.attempts) == ("stopped", "user", 0)


def test_a_timeout_is_not_retried(bench: LoopBench) -> None:
    job_id = bench.submit("sleep 1000", timeout="100ms", retries=3)

    job = bench.until_ended(job_id)

    assert (job.state, job.stopped_by, job.attempts) == ("stopped", "timeout", 1)


def test_a_new_server_takes_over_a_running_job(bench: LoopBench, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    job_id = bench.submit(f"cat {gate}")
    bench.until_state(job_id, "running")

    bench.new_server()
    bench.loop.run_round()
    gate.write_text("")

    assert bench.until_ended(job_id).state == "succeeded"
    (attempt,) = bench.attempts(job_id)
    check_usage(bench.usage(job_id), attempt.ran_ms)


def test_a_job_that_ended_while_no_server_ran_is_found_ended(
    bench: LoopBench, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    job_id = bench.submit(f"cat {gate}; exit 9")
    bench.until_state(job_id, "running")
    (attempt,) = bench.attempts(job_id)
    bench.loop.close()
    gate.write_text("")
    while find_processes(attempt.id):
        pass

    bench.new_server()

    assert bench.until_ended(job_id).exit_code == 9
    (attempt,) = bench.attempts(job_id)
    check_usage(bench.usage(job_id), attempt.ran_ms)


def test_a_start_that_is_done_while_the_engine_is_asked_counts(
    bench: LoopBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine's answer is then older than the start: the job runs, whatever it says."""
    prepare, poll, gate = bench.engine.prepare, bench.engine.poll, threading.Event()

    def prepare_late(order: Order) -> None:
        gate.wait()
        prepare(order)

    def answer_late(attempt_ids: Iterable[str]) -> list[Report]:
        reports = poll(attempt_ids)
        gate.set()
        bench.wait_until(lambda: not bench.loop.starter.under_way(), "the start")
        return reports

    monkeypatch.setattr(bench.engine, "prepare", prepare_late)
    job_id = bench.submit("sleep 1000")
    bench.loop.run_round()
    bench.stop(job_id)
    monkeypatch.setattr(bench.engine, "poll", answer_late)

    bench.loop.run_round()

    monkeypatch.setattr(bench.engine, "poll", poll)
    assert bench.until_ended(job_id).stopped_by == StoppedBy.USER
    (attempt,) = bench.attempts(job_id)
    assert attempt.state == "stopped", "not lost: it was there to be stopped"
    assert find_processes(attempt.id) == []


def test_a_server_that_dies_before_starting_leaves_it_to_the_next(bench: LoopBench) -> None:
    job_id = bench.submit("echo once")
    bench.loop.starter.start = lambda order: None  # type: ignore[method-assign]
    bench.until_state(job_id, "starting")

    bench.new_server()

    assert bench.until_ended(job_id).state == "succeeded"
    (attempt,) = bench.attempts(job_id)
    assert bench.engine.log_path(attempt.id).read_text().count("once") == 1


def test_a_lost_attempt_is_free_and_tried_again(bench: LoopBench, tmp_path: Path) -> None:
    flag = tmp_path / "second"
    job_id = bench.submit(f"test -e {flag} && exit 0; touch {flag}; sleep 1000")
    bench.until_state(job_id, "running")
    (first,) = bench.attempts(job_id)
    bench.rounds_until(flag.exists, "the first attempt's mark")
    started = read_started(str(bench.engine.layout.attempt(first.id).start))
    assert started is not None

    os.kill(started.supervisor_pid, signal.SIGKILL)

    assert bench.until_ended(job_id).state == "succeeded"
    lost, second = bench.attempts(job_id)
    assert (lost.state, second.state) == ("lost", "succeeded")
    assert sum(each.amount for each in bench.usage(job_id) if not each.faulted) == second.ran_ms
    assert find_processes(lost.id) == []


def test_a_job_waits_for_those_it_comes_after(bench: LoopBench, tmp_path: Path) -> None:
    first = bench.submit(f"echo one >> {tmp_path}/order")
    second = bench.submit(f"echo two >> {tmp_path}/order", after=[first], priority=100)
    bench.loop.run_round()
    assert bench.job(second).reason == f"waits for {first} to succeed"

    assert bench.until_ended(second).state == "succeeded"

    assert (tmp_path / "order").read_text() == "one\ntwo\n"


def test_a_job_whose_dependency_failed_fails_too(bench: LoopBench) -> None:
    first = bench.submit("exit 1")
    second = bench.submit("true", after=[first])
    third = bench.submit("true", after=[second])

    job = bench.until_ended(third)

    assert (job.state, job.attempts) == ("failed", 0)
    assert second in job.reason
    assert first in bench.job(second).reason


def test_a_sweep_runs_every_combination(bench: LoopBench, tmp_path: Path) -> None:
    request = SubmitArray(
        job=JobSpec(command=f"echo {{{{lr}}}} $lr $depth $JARIP_ARRAY_INDEX >> {tmp_path}/points"),
        sweep={"lr": [0.1, 0.5], "depth": [2, 4]},
        at_once=1,
    )
    with bench.database.write() as session:
        jobs = [job.id for job in submit_array(session, bench.clock, bench.caller, request)]

    for job_id in jobs:
        assert bench.until_ended(job_id).state == "succeeded"

    points = sorted((tmp_path / "points").read_text().splitlines())
    assert points == ["0.1 0.1 2 0", "0.1 0.1 4 1", "0.5 0.5 2 2", "0.5 0.5 4 3"]
    assert bench.job(jobs[2]).labels == {"lr": "0.5", "depth": "2"}


def test_a_preempted_job_goes_on_from_its_checkpoint(bench: LoopBench) -> None:
    with bench.database.write() as session:
        set_policy(session, bench.clock, Policy(min_run_ms=0))
    script = "test -e $JARIP_CHECKPOINT_DIR/a && exit 0; touch $JARIP_CHECKPOINT_DIR/a; sleep 1000"
    first = bench.submit(script, preemptible=True)
    checkpoint = bench.engine.layout.checkpoints(first) / "a"
    bench.rounds_until(checkpoint.exists, "the checkpoint")

    urgent = bench.submit("true", priority=10)

    assert bench.until_ended(urgent).state == "succeeded"
    job = bench.until_ended(first)
    attempts = bench.attempts(first)
    assert job.state == "succeeded"
    assert [(each.state, each.stopped_by) for each in attempts] == [
        ("stopped", "preemption"),
        ("succeeded", ""),
    ]
    assert attempts[1].started_ms >= (bench.job(urgent).ended_ms or 0)  # type: ignore[operator]


def test_outputs_are_kept(bench: LoopBench) -> None:
    job_id = bench.submit("mkdir out; echo 42 > out/answer; touch rest", outputs=["out/"])

    bench.until_ended(job_id)

    kept = list_outputs(bench.engine.layout.outputs(job_id))
    assert [(each.path, each.size) for each in kept] == [("out/answer", 3)]


def test_what_a_server_ended_and_had_no_time_to_clear_is_cleared(bench: LoopBench) -> None:
    bench.engine.reap = lambda attempt_id: None  # type: ignore[method-assign]
    job_id = bench.submit("true")
    bench.until_ended(job_id)
    assert bench.engine.list_unreaped()

    bench.new_server()
    bench.loop.start()
    bench.wait_until(lambda: not bench.engine.list_unreaped(), "the folder to be cleared")


def test_an_ended_attempt_leaves_no_working_files(bench: LoopBench) -> None:
    job_id = bench.submit("echo x > file")

    bench.until_ended(job_id)
    bench.loop.run_round()

    (attempt,) = bench.attempts(job_id)
    folder = bench.engine.layout.attempt(attempt.id)
    assert not folder.work.exists()
    assert not folder.plan.exists()
    assert folder.log.exists()
