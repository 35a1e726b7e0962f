"""Jobs of the same work are measured, and the next is explained by it."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import update
from tests.cloud.control.conftest import LoopBench

from jarip.chips import Chip, detect_chips
from jarip.chips.record import Speed
from jarip.chips.units import compute_units
from jarip.cloud.control.explaining import explain_job
from jarip.cloud.control.nodes_pool import NodesPool
from jarip.cloud.control.plan_limits import SubscribedPlans
from jarip.cloud.control.speeds import read_speeds
from jarip.cloud.engines.nodes.records import NodeFacts
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
            bench.loop.line,
            job,
        )

    (attempt,) = bench.attempts(done)
    assert [(each.attempt_id, each.chip_ms) for each in measured] == [(attempt.id, attempt.ran_ms)]
    assert speeds[f"{job.organization_id}/digits"]["cpu"] == pytest.approx(
        3_600_000 / attempt.ran_ms
    )
    assert found.comparisons[0].kind == "cpu"
    assert found.verdict == job.reason


def test_kinds_on_several_nodes_are_compared_by_what_the_work_took(bench: LoopBench) -> None:
    bench.new_server()
    took = {"cpu": 4000, "npu": 1000}
    done = {kind: bench.submit("true", work="digits") for kind in took}
    for each in done.values():
        bench.until_ended(each)
    job = bench.job(done["cpu"])
    (chip,) = detect_chips(measure=False)[:1]
    kinds = {"a": chip, "b": dataclasses.replace(chip, kind="npu")}
    pool = NodesPool(Nodes(kinds))

    with bench.database.write() as session:
        for kind, chip_ms in took.items():
            (attempt,) = bench.attempts(done[kind])
            of_attempt = update(MeasuredWork).where(MeasuredWork.attempt_id == attempt.id)
            session.execute(of_attempt.values(chip_kind=kind, chip_ms=chip_ms))
        found = explain_job(
            session,
            bench.clock.now_ms(),
            pool,
            SubscribedPlans(pool.list_kinds),
            bench.loop.past_use,
            bench.loop.line,
            job,
        )

    assert found.measured_with == "this work"
    assert found.headline == "cpu does 25 % of npu's work for your job"
    assert [(each.kind, each.share_of_best) for each in found.comparisons] == [
        ("cpu", 0.25),
        ("npu", 1.0),
    ]


class Nodes:
    """Keeps the contract of `Directory`, as a cluster's: a node a chip."""

    def __init__(self, chips: dict[str, Chip]) -> None:
        self._chips = chips

    def nodes(self) -> dict[str, NodeFacts]:
        return {
            name: NodeFacts(name, "127.0.0.1", "lo", (chip,), "L0", {})
            for name, chip in self._chips.items()
        }

    def handle(self, node_id: str) -> None:
        """Nobody is spoken to."""
