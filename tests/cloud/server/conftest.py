"""A real server in a process of its own, and a client of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.databases import NewDatabaseUrl

from jarip.sdk.client import Client
from jarip.sdk.credentials import FILE_NAME, read_stored

PATIENCE_S = 200.0


class LiveServer:
    """`jarip up` on a free port, in a home of its own. It can be killed and started again."""

    def __init__(self, home: Path, database_url: str) -> None:
        self.home = home
        self.environment = {
            "JARIP_HOME": str(home),
            "JARIP_DATABASE_URL": database_url,
        }
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> Client:
        environment = {
            key: value
            for key, value in os.environ.items()
            if key not in ("JARIP_URL", "JARIP_API_KEY")
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jarip.cli.main", "up", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment | self.environment,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        assert "is up" in self.process.stdout.readline()
        stored = read_stored(self.home / FILE_NAME)
        return Client(stored["url"], stored["api_key"])

    def stop(self, number: int = signal.SIGINT) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE_S)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


@pytest.fixture
def server(tmp_path: Path, new_server_database: NewDatabaseUrl) -> Iterator[LiveServer]:
    live = LiveServer(tmp_path / "home", new_server_database())
    yield live
    if live.process is not None and live.process.poll() is None:
        live.stop(signal.SIGKILL)


def wait_for_state(client: Client, job_id: str, *states: str) -> None:
    """Until the job is in one of the states."""
    deadline = time.monotonic() + PATIENCE_S
    while (job := client.jobs.get(job_id)).state not in states:
        assert time.monotonic() < deadline, f"{job_id} is {job.state}: {job.reason}"
        time.sleep(0.05)
