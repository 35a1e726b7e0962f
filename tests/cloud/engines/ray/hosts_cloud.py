"""A cloud on several hosts: a head on the first one, nodes on the others, as users start them."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import select
from tests.cloud.engines.ray.namespaces import Host, make_hosts, why_not

from jarip.cloud.db.database import Database
from jarip.cloud.jobs.tables import Attempt

PATIENCE_S = 300
CATALOG = Path(__file__).parents[4] / "src/jarip/cloud/catalog/plans.yaml"
JARIP = [sys.executable, "-m", "jarip.cli.main"]
Found = TypeVar("Found")


class Cloud:
    """A head on the first host, and nodes on the others."""

    def __init__(self, hosts: list[Host], home: Path, database_url: str, lease_s: int = 6) -> None:
        self.hosts = {host.name: host for host in hosts}
        self.home = home
        self.database_url = database_url
        self.lease_s = lease_s
        # A chip hour of 3,600,000: a chip millisecond is one won, so the bill counts them.
        catalog = home / "plans.yaml"
        catalog.write_text(
            re.sub(r'chip_hour: \{"\*": 0\}', 'chip_hour: {"*": 3600000}', CATALOG.read_text())
        )
        self.processes: dict[str, subprocess.Popen[str]] = {}
        self.url, self.token = "", ""
        self.start_head()
        for name in "bc":
            self.join(name)

    def start_head(self) -> None:
        """At the same address each time, so that nodes find a head that was started anew."""
        port = self.url.rpartition(":")[2] or "0"
        host = self.hosts["a"].address
        head = self._spawn("a", "up", "--engine", "ray", "--host", host, "--port", port)
        words = self._read_until(head, "join it with").split()
        self.url, self.token = words[-3], words[-1]

    def wait_for_nodes(self) -> None:
        """Until both have joined."""
        wait_for(lambda: "c/cpu:0" in (said := self.call("chips")) and "b/cpu:0" in said, "nodes")

    def leave_out_the_head(self) -> None:
        """Jobs only run on nodes: the head's own chips are drained."""
        names = {each["name"] for each in json.loads(self.call("operator", "nodes", "--json"))}
        (own,) = names - {"b", "c"}
        self.call("operator", "drain", own)

    def submit(self, script: str, **values: Any) -> None:
        """Queue a Python program."""
        folder = self.home / "code"
        folder.mkdir(exist_ok=True)
        (folder / "train.py").write_text(script)
        spec = {"command": ["python", "train.py"], **values}
        (folder / "job.yaml").write_text(json.dumps(spec))
        said = self.call("run", "-f", str(folder / "job.yaml"), "--code", str(folder), "--detach")
        assert "job_" in said, said

    def join(self, name: str) -> None:
        self._spawn(name, "join", self.url, "--token", self.token, "--name", name)

    def _spawn(self, host: str, *words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            self.hosts[host].start([*JARIP, *words]),
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
            "PATH": f"{self.home / host / 'bin'}:{os.environ['PATH']}",
            "JARIP_HOME": str(self.home / host),
            "JARIP_DATABASE_URL": self.database_url,
            "JARIP_CATALOG": str(self.home / "plans.yaml"),
            "JARIP_NODE_LEASE_S": str(self.lease_s),
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

    def saved_step(self, members: int = 1) -> int:
        """The last step in any checkpoint that the store has; 0 until it has all members'. Only
        what a manifest names is there for the next attempt."""
        jobs = self.home / "a/store/jobs"
        manifests = list(jobs.glob("*/checkpoints/manifests/*.json"))
        if len(manifests) < members:
            return 0
        texts = [
            (path.parents[1] / "blobs" / digest).read_text()
            for path in manifests
            for digest, *_ in json.loads(path.read_text())["files"].values()
        ]
        return max((int(text) for text in texts if text.isdigit()), default=0)

    def attempts(self, count: int) -> list[Attempt]:
        """All attempts, of which there have to be so many."""
        found = self.read(attempts_of)
        assert len(found) == count, [(each.state, each.reason) for each in found]
        return found

    def close(self) -> None:
        for host in self.hosts.values():
            host.kill()
        for process in self.processes.values():
            process.wait(30)


@contextlib.contextmanager
def run_cloud(home: Path, database_url: str, lease_s: int = 6) -> Iterator[Cloud]:
    """A cloud of three hosts; skips where there can be none."""
    reason = why_not()
    if reason:
        pytest.skip(f"no network namespaces: {reason}")
    with make_hosts("abc") as hosts:
        opened = Cloud(hosts, home, database_url, lease_s)
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
