"""Whatever dies and whenever: no job lost, none run twice at once, no second billed twice."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from tests.cloud.control.conftest import LoopBench
from tests.cloud.control.crash import CrashRun
from tests.cloud.seeds import run_seeds
from tests.databases import NewDatabaseUrl

from jarip.cloud.db.database import Database

SOME = {"sqlite": range(25), "postgres": range(25, 50)}
MANY = range(1000, 1000 + int(os.environ.get("JARIP_CRASH_SEEDS", "1000")))
FIRST = os.environ.get("JARIP_CRASH_SEED", "")
"""Set it to run one seed again."""


def run_seed(url: str, seed: int) -> tuple[int, int]:
    """Deaths of the server, and of supervisors and jobs."""
    with tempfile.TemporaryDirectory(prefix=f"jarip-seed-{seed}-") as folder:
        database = Database(url)
        bench = LoopBench(database, Path(folder) / "home")
        run = CrashRun(bench, Path(folder), seed)
        try:
            run.run()
        finally:
            run.calm = True
            bench.new_server()
            bench.close()
            database.close()
    return run.crashes, run.kills


def test_some_crashes(databases: NewDatabaseUrl, database_kind: str) -> None:
    if FIRST:
        run_seed(databases(), int(FIRST))
        return
    deaths = run_seeds(run_seed, databases, SOME[database_kind])
    assert sum(servers for servers, _ in deaths) > len(deaths) // 2
    assert any(processes for _, processes in deaths)


@pytest.mark.soak
def test_many_crashes(databases: NewDatabaseUrl, database_kind: str) -> None:
    deaths = run_seeds(run_seed, databases, MANY)
    servers, processes = map(sum, zip(*deaths, strict=True))
    print(
        f"{database_kind}: {len(deaths)} seeds, {servers} deaths of the server, "
        f"{processes} of supervisors and jobs"
    )
    assert servers > len(deaths)
    assert processes > len(deaths) // 10
