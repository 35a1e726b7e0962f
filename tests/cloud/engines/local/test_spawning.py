"""Supervisors are forked by a process that is ready; without it they start all the same."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import psutil
import pytest

from jarip.cloud.engines.local.spawning import Child, Spawner
from jarip.cloud.engines.local.supervisor.records import Plan, Step, read_finished, write_record


def plan_in(folder: Path, script: str, *, has_secrets: bool = False) -> Path:
    folder.mkdir()
    plan = Plan(
        attempt_id="att_1",
        steps=[Step("run", ["/bin/sh", "-c", script])],
        environment={"PATH": os.defpath},
        folder=str(folder),
        timeout_ms=None,
        grace_ms=1000,
        lease_until_ns=None,
        log_limit_bytes=1 << 20,
        processors=None,
        notify_fifo=str(folder / "changed"),
        has_secrets=has_secrets,
        groups=[],
    )
    write_record(str(folder / "plan.json"), plan)
    return folder


def spawn(spawner: Spawner, folder: Path, secrets: bytes = b"") -> Child:
    with (folder / "errors").open("ab") as errors:
        return spawner.spawn(folder, errors.fileno(), secrets)


def wait(child: Child) -> None:
    deadline = time.monotonic() + 120
    while child.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("kill_the_forker", [False, True])
def test_a_supervisor_runs_its_attempt_with_or_without_the_process_that_forks(
    tmp_path: Path, kill_the_forker: bool
) -> None:
    spawner = Spawner()
    if kill_the_forker:
        os.kill(spawner._process.pid, signal.SIGKILL)
    folder = plan_in(tmp_path / "a", 'printf "$WORD" > out',
                     has_secrets=True)  # fmt: skip
    child = spawn(spawner, folder, json.dumps({"WORD": "secret"}).encode())
    wait(child)
    assert child.poll() == 0
    assert (folder / "out").read_text() == "secret"
    record = read_finished(str(folder / "exit.json"))
    assert record is not None
    assert (record.exit_code, record.error) == (0, "")
    assert (folder / "errors").read_text() == ""
    spawner.close()


def test_supervisors_outlive_the_server_and_the_process_that_forked_them(tmp_path: Path) -> None:
    spawner = Spawner()
    folder = plan_in(tmp_path / "a", "sleep 1; echo done > out")
    child = spawn(spawner, folder)
    while not (folder / "start.json").exists():
        time.sleep(0.01)
    spawner.close()
    assert child.poll() is None
    wait(child)
    assert (folder / "out").read_text() == "done\n"


def test_many_at_once_leave_no_zombie(tmp_path: Path) -> None:
    spawner = Spawner()
    children = [spawn(spawner, plan_in(tmp_path / str(n), "true")) for n in range(20)]
    for child in children:
        wait(child)
    forker = psutil.Process(spawner._process.pid)
    deadline = time.monotonic() + 120
    while forker.children():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    spawner.close()
    assert all((tmp_path / str(n) / "exit.json").exists() for n in range(20))
