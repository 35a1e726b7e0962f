"""A hard budget stops a job before it is overspent, with a real supervisor and real seconds."""

from __future__ import annotations

from pathlib import Path

from tests.cloud.control.conftest import LoopBench

from jarip.cloud.budgets.granting import BudgetPolicy
from jarip.cloud.budgets.manage import CreateBudget, create_budget
from jarip.cloud.catalog.loader import load_catalog
from jarip.cloud.catalog.publishing import publish_catalog
from jarip.cloud.db.database import Database
from jarip.cloud.subscriptions.lifecycle import Subscribe, subscribe

SECONDS_AFFORDED = 11
CPU_MICROS_AN_HOUR = 60_000_000  # the plan `free`, in KRW


def test_the_job_ends_within_the_budget(database: Database, tmp_path: Path) -> None:
    bench = LoopBench(database, tmp_path / "home", BudgetPolicy({"*": 1}))
    amount = CPU_MICROS_AN_HOUR * SECONDS_AFFORDED // 3600
    with database.write() as session:
        publish_catalog(session, bench.clock, load_catalog(None))
        request = Subscribe(plan="free", currency="KRW")
        subscribe(session, bench.clock, bench.caller.organization_id, request)
        create_budget(
            session,
            bench.clock,
            bench.caller.organization_id,
            CreateBudget(name="little", amount_micros=amount, counts="gross"),
        )

    job_id = bench.submit("trap 'sleep 0.1; exit 0' TERM; while :; do sleep 0.05; done", grace="8s")
    job = bench.until_ended(job_id)
    waiting = bench.submit("true")
    bench.loop.run_round()

    (attempt,) = bench.attempts(job_id)
    assert (job.state, job.stopped_by) == ("stopped", "budget")
    assert 0 < attempt.ran_ms <= SECONDS_AFFORDED * 1000
    assert bench.job(waiting).state == "queued"
    assert "little" in bench.job(waiting).reason or "budget" in bench.job(waiting).reason
    bench.close()
