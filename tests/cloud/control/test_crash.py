"""Whatever dies and whenever: no job lost, none run twice at once, no second billed twice."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cloud.control.conftest import LoopBench
from tests.cloud.control.crash import CrashRun

from jarip.cloud.db.database import Database

SOME = range(12)
MANY = range(1000, 1000 + int(os.environ.get("JARIP_CRASH_SEEDS", "1000")))
FIRST = int(os.environ.get("JARIP_CRASH_SEED", "-1"))
"""Set it to run one seed again."""


def run_seed(new_url: Callable[[], str], folder: Path, seed: int) -> CrashRun:
    database = Database(new_url())
    bench = LoopBench(database, folder / "home")
    run = CrashRun(bench, folder, seed)
    try:
        run.run()
    finally:
        run.calm = True
        bench.new_server()
        bench.close()
        database.close()
    return run


@pytest.mark.parametrize("seed", [FIRST] if FIRST >= 0 else SOME)
def test_some_crashes(sqlite_urls: Callable[[], str], tmp_path: Path, seed: int) -> None:
    run_seed(sqlite_urls, tmp_path, seed)


@pytest.mark.soak
def test_many_crashes(
    sqlite_urls: Callable[[], str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    crashes = kills = 0
    for seed in MANY:
        run = run_seed(sqlite_urls, tmp_path_factory.mktemp("crash"), seed)
        crashes, kills = crashes + run.crashes, kills + run.kills
    print(f"{len(MANY)} seeds, {crashes} deaths of the server, {kills} of supervisors and jobs")
    assert crashes > len(MANY)
    assert kills > len(MANY) // 10
