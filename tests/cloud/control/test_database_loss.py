"""The database goes away under a running job: it runs on, and is counted once."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import make_url
from tests.cloud.control.conftest import LoopBench
from tests.databases import NewDatabaseUrl
from tests.throwaway_postgres import run_sql

from jarip.cloud.db.database import Database
from jarip.cloud.jobs.states import ENDED_JOB_STATES

CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"


def test_a_job_survives_cut_connections(postgres_urls: NewDatabaseUrl, tmp_path: Path) -> None:
    url = postgres_urls()
    name = make_url(url).database
    beside = make_url(url).set(database="postgres").render_as_string()
    server, other = Database(url), Database(url)
    bench = LoopBench(server, tmp_path / "home")
    job_id = bench.submit("sleep 1; echo done")
    bench.loop.start()
    cuts = 0

    def has_ended() -> bool:
        nonlocal cuts
        bench.database = other  # of our own: pinged before each use, and cut only in between
        if cuts < 10:
            cuts += 1
            run_sql(beside, CUT.format(name=name))
        return bench.job(job_id).state in ENDED_JOB_STATES

    bench.wait_until(has_ended, "the job to end")
    (attempt,) = bench.attempts(job_id)
    assert (bench.job(job_id).state, attempt.number, cuts) == ("succeeded", 1, 10)
    assert sum(use.amount for use in bench.usage(job_id)) == attempt.ran_ms >= 1000
    bench.close()
    server.close()
    other.close()
