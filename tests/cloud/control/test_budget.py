"""A hard budget stops a job before it is overspent, with a real supervisor and real seconds."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cloud.control.conftest import LoopBench
from tests.databases import NewDatabaseUrl

from jarip.cloud.budgets.granting import BudgetPolicy
from jarip.cloud.budgets.manage import CreateBudget, create_budget
from jarip.cloud.catalog.loader import load_catalog
from jarip.cloud.catalog.publishing import publish_catalog
from jarip.cloud.db.database import Database
from jarip.cloud.engines.local.supervisor.records import read_started
from jarip.cloud.subscriptions.lifecycle import Subscribe, subscribe

SECONDS_AFFORDED = 11
CPU_MICROS_AN_HOUR = 60_000_000  # the plan `free`, in KRW


GRACEFUL = "trap 'echo saved; sleep 0.1; exit 0' TERM; while :; do sleep 0.05; done"


@pytest.fixture
def capped(new_database: NewDatabaseUrl, tmp_path: Path) -> Iterator[LoopBench]:
    """A customer whose hard budget is worth SECONDS_AFFORDED of one chip."""
    database = Database(new_database())
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
    yield bench
    bench.close()
    database.close()


def test_the_job_ends_within_the_budget(capped: LoopBench) -> None:
    job_id = capped.submit(GRACEFUL, grace="8s")
    job = capped.until_ended(job_id)
    waiting = capped.submit("true")
    capped.loop.run_round()

    (attempt,) = capped.attempts(job_id)
    assert (job.state, job.stopped_by) == ("stopped", "budget")
    assert attempt.exit_code == 0, "it had the time to save what it had"
    assert 0 < attempt.ran_ms <= SECONDS_AFFORDED * 1000
    assert capped.job(waiting).state == "queued"
    assert "little" in capped.job(waiting).reason or "budget" in capped.job(waiting).reason


def test_it_ends_there_too_when_supervisor_and_server_die(capped: LoopBench) -> None:
    job_id = capped.submit(GRACEFUL, grace="8s", retries={"lost": 5, "pause": "1ms"})
    capped.until_state(job_id, "running")
    layout = capped.engine.layout
    first = read_started(str(layout.attempt(capped.attempts(job_id)[0].id).start))
    assert first is not None
    os.kill(first.supervisor_pid, signal.SIGKILL)
    second = capped.rounds_until(
        lambda: next((each for each in capped.attempts(job_id)[1:] if each.started_ms), None),
        "another attempt",
    )
    capped.engine.close()  # the server is gone, and nobody renews anything
    capped.wait_until(layout.attempt(second.id).exit.exists, "the supervisor to stop by itself")

    capped.new_server()
    job = capped.until_ended(job_id)

    assert job.stopped_by == "budget"
    used = capped.usage(job_id)
    assert sum(each.amount for each in used) == sum(a.ran_ms for a in capped.attempts(job_id))
    assert 0 < sum(each.amount for each in used) <= SECONDS_AFFORDED * 1000
