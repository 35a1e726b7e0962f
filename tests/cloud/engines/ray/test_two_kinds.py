"""Two kinds of chips on two hosts: what a work took on each becomes the headline of `explain`."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.cloud.engines.ray.hosts_cloud import attempts_of, run_cloud, wait_for
from tests.databases import NewDatabaseUrl

from jarip.cloud.jobs.states import ENDED_JOB_STATES, JobState
from jarip.cloud.jobs.tables import Job

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(
        importlib.util.find_spec("ray") is None, reason="ray is not installed: jarip[ray]"
    ),
]
ROWS = (Path(__file__).parents[3] / "chips/recordings/biren.rows").read_text().splitlines()[0]
TOOL = f"""#!/bin/sh
case "$*" in *--query-gpu=*) echo '{ROWS}';; *) exit 1;; esac
"""
WORK = """
import os, time
# Of the processor beside a chip, a job is told that no chip is its.
time.sleep(1 if os.environ.get("BIREN_VISIBLE_DEVICES") == "0" else 4)
"""


def test_explain_compares_kinds_by_what_the_work_took_on_each(
    tmp_path: Path, new_server_database: NewDatabaseUrl
) -> None:
    tool = tmp_path / "c/bin/brsmi"  # host c has the maker's tool, as if it had the chip
    tool.parent.mkdir(parents=True)
    tool.write_text(TOOL)
    tool.chmod(0o755)
    with run_cloud(tmp_path, new_server_database()) as cloud:
        wait_for(lambda: "c/biren-biren166m:0" in cloud.call("chips"), "the second kind")
        for kind in ("cpu", "biren-biren166m"):
            cloud.submit(WORK, work="digits", chips={"kinds": [kind]})

        wait_for(
            lambda: cloud.read(
                lambda session: all(
                    state in ENDED_JOB_STATES for state in session.scalars(select(Job.state))
                )
            ),
            "the end of both",
        )

        states = cloud.read(lambda session: list(session.scalars(select(Job.state))))
        assert states == [JobState.SUCCEEDED] * 2
        on = {attempt.chip_kind: attempt for attempt in cloud.read(attempts_of)}
        said = " ".join(cloud.call("explain", on["cpu"].job_id).split())
        share = on["biren-biren166m"].ran_ms / on["cpu"].ran_ms
        assert f"cpu does {share:.0%} of biren-biren166m's work".replace("%", " %") in said
        assert "(by this work)" in said
        assert re.search(r"biren-biren166m\b.* 100%", said)
