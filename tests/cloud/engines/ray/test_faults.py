"""What breaks between hosts: the head, the wires, a member. Nothing runs or is billed twice."""

from __future__ import annotations

import importlib.util
import re
import time
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.cloud.engines.ray.hosts_cloud import Cloud, run_cloud, wait_for
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

STEPS = """
import os, time, pathlib
kept = pathlib.Path(os.environ["JARIP_CHECKPOINT_DIR"]) / "step"
step = int(kept.read_text()) if kept.exists() else 0
trace = open({trace!r}, "a")
while step < {steps}:
    print(os.environ["JARIP_ATTEMPT"], time.time(), file=trace, flush=True)
    time.sleep(0.2)
    step += 1
    print("step", step, flush=True)
    new = kept.with_suffix(".new")
    new.write_text(str(step))
    new.replace(kept)
"""
"""All hosts are one machine: its wall clock says who ran when; monotonic ones differ."""

GANG = """
import os, pathlib, time, torch, torch.distributed as dist
dist.init_process_group("gloo")
rank, attempt = dist.get_rank(), os.environ["JARIP_ATTEMPT"]
kept = pathlib.Path(os.environ["JARIP_CHECKPOINT_DIR"]) / "step"
start = int(kept.read_text()) if kept.exists() else 0
total = torch.tensor([float(start)])
trace = open({trace!r}, "a")
def tell():
    print(f"{{attempt}}.{{rank}}", time.time(), file=trace, flush=True)
    time.sleep(0.2)
for step in range(start, {steps}):
    tell()
    if attempt == "1" and step == {dies_at}:
        if rank == 1:
            os.kill(os.getpid(), 9)
        for _ in range({alone}):
            tell()
        raise SystemExit("nobody stopped me")
    one = torch.ones(1) / dist.get_world_size()
    dist.all_reduce(one)
    total += one
    if rank == 0:
        new = kept.with_suffix(".new")
        new.write_text(str(step + 1))
        new.replace(kept)
print("rank", rank, "of", dist.get_world_size(), "summed", int(total.item()), "from", start)
"""
"""One member dies; the other doesn't mind, and goes on alone until somebody stops it."""


def check_bill(cloud: Cloud, attempts: list[Attempt]) -> None:
    """To the millisecond: what ran is counted once, what was lost is free."""
    events = cloud.read(lambda session: list(session.scalars(select(UsageEvent))))
    for attempt in attempts:
        counted = sum(each.amount for each in events if each.subject_id == attempt.id)
        assert counted == len(attempt.chip_ids) * attempt.ran_ms
    charged = sum(each.amount for each in events if not each.faulted)
    invoice = cloud.read(
        lambda session: gather_invoice(
            session, attempts[0].organization_id, int(time.time() * 1000)
        )
    )
    assert invoice.subtotal_micros == charged * 1_000_000


def job_state(cloud: Cloud) -> str:
    return str(cloud.read(lambda session: session.scalar(select(Job.state))))


def trace_of(path: Path) -> dict[str, list[float]]:
    """Attempt → when it ran."""
    runs: dict[str, list[float]] = {}
    for line in path.read_text().splitlines() if path.exists() else ():
        attempt, moment = line.split()
        runs.setdefault(attempt, []).append(float(moment))
    return runs


def test_a_job_outlives_its_head(tmp_path: Path, new_server_database: NewDatabaseUrl) -> None:
    trace = tmp_path / "trace"
    with run_cloud(tmp_path, new_server_database(), lease_s=120) as cloud:
        cloud.wait_for_nodes()
        cloud.leave_out_the_head()
        cloud.submit(STEPS.format(trace=str(trace), steps=150))
        wait_for(lambda: len(trace_of(trace).get("1", ())) > 10, "steps")

        cloud.hosts["a"].kill()
        cloud.start_head()

        wait_for(lambda: job_state(cloud) == JobState.SUCCEEDED, "the end of the job")
        (attempt,) = cloud.attempts(1)
        assert attempt.state == AttemptState.SUCCEEDED
        steps = re.findall(r"step (\d+)", cloud.call("logs", attempt.job_id))
        assert [int(step) for step in steps] == list(range(1, 151)), "each line once"
        check_bill(cloud, [attempt])


def test_a_node_that_is_cut_off_never_runs_what_another_runs(
    tmp_path: Path, new_server_database: NewDatabaseUrl
) -> None:
    trace = tmp_path / "trace"
    with run_cloud(tmp_path, new_server_database(), lease_s=20) as cloud:
        cloud.wait_for_nodes()
        cloud.leave_out_the_head()
        cloud.submit(STEPS.format(trace=str(trace), steps=80))
        wait_for(lambda: cloud.saved_step() >= 10, "ten steps in the store")
        (first,) = cloud.attempts(1)

        cloud.hosts[first.node_id].cut()
        wait_for(lambda: "2" in trace_of(trace), "another attempt")
        cloud.hosts[first.node_id].mend()

        wait_for(lambda: job_state(cloud) == JobState.SUCCEEDED, "the end of the job")
        first, second = cloud.attempts(2)
        runs = trace_of(trace)
        assert max(runs["1"]) < min(runs["2"]), "never twice at once"
        assert second.node_id != first.node_id
        assert len(runs["2"]) <= 70, "it went on from its checkpoint"
        check_bill(cloud, [first, second])


def test_a_torchrun_gang_dies_together_and_goes_on_after_a_member_was_killed(
    tmp_path: Path, new_server_database: NewDatabaseUrl
) -> None:
    trace, steps, dies_at, alone = tmp_path / "trace", 60, 25, 600
    with run_cloud(tmp_path, new_server_database(), lease_s=120) as cloud:
        cloud.wait_for_nodes()
        cloud.leave_out_the_head()
        cloud.submit(
            GANG.format(trace=str(trace), steps=steps, dies_at=dies_at, alone=alone),
            command=["torchrun", "train.py"],
            nodes=2,
            retries=1,
        )
        wait_for(lambda: job_state(cloud) == JobState.SUCCEEDED, "the end of the job")
        first, second = cloud.attempts(2)
        assert (first.state, second.state) == (AttemptState.FAILED, AttemptState.SUCCEEDED)
        runs = trace_of(trace)
        assert len(runs["1.1"]) == dies_at + 1
        assert len(runs["1.0"]) < dies_at + 1 + alone, "the other one was stopped"
        assert max(runs["1.0"]) < min(runs["2.0"] + runs["2.1"]), "never twice at once"
        said = re.findall(
            rf"rank (\d) of 2 summed {steps} from (\d+)", cloud.call("logs", first.job_id)
        )
        assert sorted(said) == [("0", f"{dies_at}"), ("1", f"{dies_at}")], "from the checkpoint"
        check_bill(cloud, [first, second])
