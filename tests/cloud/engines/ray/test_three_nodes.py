"""Three hosts: join, a gang across two, one of them dies, the job goes on, the bill is right."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.cloud.engines.ray.hosts_cloud import (
    JARIP,
    PATIENCE_S,
    Cloud,
    attempts_of,
    run_cloud,
    wait_for,
)
from tests.databases import NewDatabaseUrl

from jarip.cloud.billing.gathering import gather_invoice
from jarip.cloud.jobs.states import AttemptState, JobState
from jarip.cloud.jobs.tables import Attempt, Job
from jarip.cloud.metering.tables import UsageEvent

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(
        importlib.util.find_spec("ray") is None, reason="ray is not installed: jarip[ray]"
    ),
]
PROGRAM = """
import os, time, pathlib
rank = os.environ["JARIP_NODE_RANK"]
kept = pathlib.Path(os.environ["JARIP_CHECKPOINT_DIR"]) / f"step-{rank}"
step = int(kept.read_text()) if kept.exists() else 0
print("attempt", os.environ["JARIP_ATTEMPT"], "begins at", step, flush=True)
while step < 60:
    time.sleep(0.3)
    if step == 40 and os.environ["JARIP_ATTEMPT"] == "1":
        continue  # a node is lost before anybody is done, however late the other member began
    step += 1
    new = kept.with_suffix(".new")
    new.write_text(str(step))
    new.replace(kept)
print("done at", step, "with", os.environ["JARIP_NODES"], "nodes", flush=True)
pathlib.Path("result.txt").write_text(rank)
"""


@pytest.fixture
def cloud(tmp_path: Path, new_server_database: NewDatabaseUrl) -> Iterator[Cloud]:
    with run_cloud(tmp_path, new_server_database()) as opened:
        yield opened


def test_a_gang_survives_the_loss_of_a_node(cloud: Cloud) -> None:
    cloud.wait_for_nodes()
    code = cloud.home / "code"
    code.mkdir()
    (code / "train.py").write_text(PROGRAM)
    (code / "job.yaml").write_text(
        "name: gang\nnodes: 2\ncommand: [python, train.py]\noutputs: [result.txt]\n"
    )

    runner = subprocess.Popen(
        cloud.hosts["a"].command(
            [*JARIP, "run", "-f", str(code / "job.yaml"), "--code", str(code)]
        ),
        env=cloud._environment("a"),
        stdout=subprocess.PIPE,
        text=True,
    )
    wait_for(lambda: cloud.saved_step(members=2) >= 20, "twenty steps in the store")
    first = cloud.read(attempts_of)[0]
    victim = next(name.partition("/")[0] for name in first.chip_ids if name[0] in "bc")
    cloud.hosts[victim].kill()
    output, _ = runner.communicate(timeout=PATIENCE_S)

    first, second = cloud.attempts(2)
    assert first.state == AttemptState.LOST
    assert second.state == AttemptState.SUCCEEDED
    assert not any(name.startswith(f"{victim}/") for name in second.chip_ids)
    assert cloud.read(lambda session: session.scalar(select(Job.state))) == JobState.SUCCEEDED
    begun = [int(step) for step in re.findall(r"attempt 2 begins at (\d+)", output)]
    assert len(begun) == 2
    # `saved_step` is the fastest member's: how far the other was by then is the machine's matter.
    assert max(begun) >= 15, "it went on from its checkpoints"
    assert min(begun) > 0, "each from its own"
    assert output.count("done at 60 with 2 nodes") == 2
    assert "result.txt" in cloud.call("outputs", first.job_id)
    _check_bill(cloud, first, second)


def _check_bill(cloud: Cloud, first: Attempt, second: Attempt) -> None:
    """Every millisecond that the attempts ran is counted once; what was lost is free."""
    events = cloud.read(lambda session: list(session.scalars(select(UsageEvent))))
    charged = {
        attempt.id: sum(
            event.amount for event in events if event.subject_id == attempt.id and not event.faulted
        )
        for attempt in (first, second)
    }
    faulted = sum(event.amount for event in events if event.faulted)
    assert charged[second.id] == 2 * second.ran_ms
    assert charged[first.id] + faulted == 2 * first.ran_ms
    assert 0 < charged[first.id] < 2 * first.ran_ms
    assert second.started_ms is not None
    assert first.started_ms is not None
    assert first.started_ms + first.ran_ms <= second.started_ms, "never twice at once"
    invoice = cloud.read(
        lambda session: gather_invoice(session, first.organization_id, int(time.time() * 1000))
    )
    assert invoice.subtotal_micros == sum(charged.values()) * 1_000_000
