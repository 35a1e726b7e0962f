"""Three hosts: join, a gang across two, one of them dies, the job goes on, the bill is right."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import select
from tests.cloud.engines.ray.namespaces import Host, make_hosts, why_not
from tests.databases import NewDatabaseUrl

from jarip.cloud.billing.gathering import gather_invoice
from jarip.cloud.db.database import Database
from jarip.cloud.jobs.states import AttemptState, JobState
from jarip.cloud.jobs.tables import Attempt, Job
from jarip.cloud.metering.tables import UsageEvent

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(
        importlib.util.find_spec("ray") is None, reason="ray is not installed: jarip[ray]"
    ),
]
PATIENCE_S = 300
LEASE_S = "6"
CATALOG = Path(__file__).parents[4] / "src/jarip/cloud/catalog/plans.yaml"
JARIP = [sys.executable, "-m", "jarip.cli.main"]
Found = TypeVar("Found")

PROGRAM = """
import os, time, pathlib
rank = os.environ["JARIP_NODE_RANK"]
kept = pathlib.Path(os.environ["JARIP_CHECKPOINT_DIR"]) / f"step-{rank}"
step = int(kept.read_text()) if kept.exists() else 0
print("attempt", os.environ["JARIP_ATTEMPT"], "begins at", step, flush=True)
while step < 60:
    time.sleep(0.3)
    step += 1
    new = kept.with_suffix(".new")
    new.write_text(str(step))
    new.replace(kept)
print("done at", step, "with", os.environ["JARIP_NODES"], "nodes", flush=True)
pathlib.Path("result.txt").write_text(rank)
"""


class Cloud:
    """A head on the first host, and nodes on the others."""

    def __init__(self, hosts: list[Host], home: Path, database_url: str) -> None:
        self.hosts = {host.name: host for host in hosts}
        self.home = home
        self.database_url = database_url
        # A chip hour of 3,600,000: a chip millisecond is one won, so the bill counts them.
        catalog = home / "plans.yaml"
        catalog.write_text(
            re.sub(r'chip_hour: \{"\*": 0\}', 'chip_hour: {"*": 3600000}', CATALOG.read_text())
        )
        self.processes: dict[str, subprocess.Popen[str]] = {}
        self.head = self._spawn(
            "a", "up", "--engine", "ray", "--host", self.hosts["a"].address, "--port", "0"
        )
        words = self._read_until(self.head, "join it with").split()
        self.url, self.token = words[-3], words[-1]
        for name in "bc":
            self.join(name)

    def join(self, name: str) -> None:
        self._spawn(name, "join", self.url, "--token", self.token, "--name", name)

    def _spawn(self, host: str, *words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            self.hosts[host].command([*JARIP, *words]),
            env=self._environment(host),
            stdout=subprocess.PIPE,
            stderr=(self.home / f"{host}.err").open("a"),
            text=True,
        )
        self.processes[host] = process
        return process

    def _environment(self, host: str) -> dict[str, str]:
        return {
            **os.environ,
            "JARIP_HOME": str(self.home / host),
            "JARIP_DATABASE_URL": self.database_url,
            "JARIP_CATALOG": str(self.home / "plans.yaml"),
            "JARIP_NODE_LEASE_S": LEASE_S,
        }

    def _read_until(self, process: subprocess.Popen[str], words: str) -> str:
        assert process.stdout is not None
        for line in process.stdout:
            if words in line:
                return line
        raise AssertionError((self.home / "a.err").read_text()[-2000:])

    def call(self, *words: str) -> str:
        done = subprocess.run(
            self.hosts["a"].command([*JARIP, *words]),
            env=self._environment("a"),
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr

    def read(self, question: Callable[[Any], Found]) -> Found:
        database = Database(self.database_url or f"sqlite:///{self.home / 'a' / 'jarip.db'}")
        try:
            with database.read() as session:
                return question(session)
        finally:
            database.close()

    def close(self) -> None:
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture
def cloud(tmp_path: Path, new_server_database: NewDatabaseUrl) -> Iterator[Cloud]:
    reason = why_not()
    if reason:
        pytest.skip(f"no network namespaces: {reason}")
    with make_hosts("abc") as hosts:
        opened = Cloud(hosts, tmp_path, new_server_database())
        try:
            yield opened
        finally:
            opened.close()


def wait_for(probe: Callable[[], Found | None], what: str) -> Found:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if found := probe():
            return found
        time.sleep(0.5)
    raise AssertionError(f"waited {PATIENCE_S} s in vain for {what}")


def attempts_of(session: Any) -> list[Attempt]:
    return list(session.scalars(select(Attempt).order_by(Attempt.number)))


def test_a_gang_survives_the_loss_of_a_node(cloud: Cloud) -> None:
    wait_for(lambda: "c/cpu:0" in (said := cloud.call("chips")) and "b/cpu:0" in said, "nodes")
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
    wait_for(lambda: _step(cloud) >= 20, "twenty steps in the store")
    first = cloud.read(attempts_of)[0]
    victim = next(name.partition("/")[0] for name in first.chip_ids if name[0] in "bc")
    cloud.hosts[victim].kill()
    output, _ = runner.communicate(timeout=PATIENCE_S)

    first, second = cloud.read(attempts_of)
    assert first.state == AttemptState.LOST
    assert second.state == AttemptState.SUCCEEDED
    assert not any(name.startswith(f"{victim}/") for name in second.chip_ids)
    assert cloud.read(lambda session: session.scalar(select(Job.state))) == JobState.SUCCEEDED
    begun = [int(step) for step in re.findall(r"attempt 2 begins at (\d+)", output)]
    assert len(begun) == 2
    assert min(begun) >= 15, "it went on from its checkpoints"
    assert output.count("done at 60 with 2 nodes") == 2
    assert "result.txt" in cloud.call("outputs", first.job_id)
    _check_bill(cloud, first, second)


def _step(cloud: Cloud) -> int:
    """The last step that every member said to be kept, as far as the store has it."""
    manifests = list((cloud.home / "a/store").glob("jobs/*/checkpoints/manifests/*.json"))
    if len(manifests) < 2:
        return 0
    blobs = (cloud.home / "a/store").glob("jobs/*/checkpoints/blobs/*")
    return max(int(text) for path in blobs if (text := path.read_text()).isdigit())


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
