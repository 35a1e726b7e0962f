"""Jobs of the same work are measured, and the next is explained by it."""

from __future__ import annotations

import pytest
from tests.cloud.control.conftest import LoopBench

from jarip.chips.record import Speed
from jarip.chips.units import compute_units
from jarip.cloud.control.explaining import explain_job
from jarip.cloud.control.speeds import read_speeds
from jarip.cloud.jobs.tables import MeasuredWork


def test_units_are_the_mean_of_arithmetic_and_memory() -> None:
    assert compute_units(Speed(1000, 500, 100)) == pytest.approx(1.0)
    assert compute_units(Speed(4000, 500, 100)) == pytest.approx(2.0)


def test_a_job_that_succeeds_adds_what_it_took(bench: LoopBench) -> None:
    bench.new_server()
    done = bench.submit("true", work="digits")
    failed = bench.submit("false", work="digits")
    bench.until_ended(done)
    bench.until_ended(failed)
    job = bench.job(done)

    with bench.database.read() as session:
        measured = session.query(MeasuredWork).all()
        speeds = read_speeds(session, bench.loop.pool.chips, [(job.organization_id, "digits")])
        found = explain_job(
            session,
            bench.clock.now_ms(),
            bench.loop.pool,
            bench.loop.plans,
            bench.loop.past_use,
            job,
        )

    (attempt,) = bench.attempts(done)
    assert [(each.attempt_id, each.chip_ms) for each in measured] == [(attempt.id, attempt.ran_ms)]
    assert speeds[f"{job.organization_id}/digits"]["cpu"] == pytest.approx(
        3_600_000 / attempt.ran_ms
    )
    assert found.comparisons[0].kind == "cpu"
    assert found.verdict == job.reason
