"""How long from asking for a job to its own word that it runs: bare, Jarip, and Ray Jobs.

Each is asked to run the same program, which writes down its own time; so all are measured alike.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from jarip.sdk.client import Client

RAY_PATIENCE_S = 90.0


def _script(mark: Path) -> str:
    return f"date +%s%N > {mark}.new; mv {mark}.new {mark}"


def _measure(folder: Path, count: int, submit: Callable[[str], None]) -> list[float]:
    """Milliseconds from just before `submit` to the program's own clock, one after the other."""
    folder.mkdir(parents=True)
    times = []
    for number in range(count):
        mark = folder / str(number)
        began_ns = time.time_ns()
        submit(_script(mark))
        while not mark.exists():
            time.sleep(0.005)
        times.append((int(mark.read_text()) - began_ns) / 1e6)
    return times


def bare_starts(folder: Path, count: int) -> list[float]:
    """A shell, started as a plain process."""

    def submit(script: str) -> None:
        subprocess.run(["/bin/sh", "-c", script], check=True)

    return _measure(folder, count, submit)


def jarip_starts(client: Client, folder: Path, count: int) -> list[float]:
    """Through REST, scheduler and supervisor; the machine is idle again before each."""
    last = ""

    def submit(script: str) -> None:
        nonlocal last
        last = client.jobs.submit(["/bin/sh", "-c", script]).id

    times = []
    for number in range(count):
        times += _measure(folder / str(number), 1, submit)
        client.jobs.wait(last)
    return times


def ray_starts(folder: Path, count: int) -> list[float] | None:
    """Ray Jobs on a cluster of this machine alone; None if Ray is not installed (`jarip[ray]`)."""
    try:
        from ray.job_submission import JobStatus, JobSubmissionClient
    except ImportError:
        return None
    ended = {JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.STOPPED}
    folder.mkdir()
    with _run_ray(folder / "ray") as address:
        client = JobSubmissionClient(address)
        times = []
        job = _first_job(client.submit_job)

        def submit(script: str) -> None:
            nonlocal job
            job = client.submit_job(entrypoint=f"sh -c '{script}'")

        for number in range(count):
            while client.get_job_status(job) not in ended:
                time.sleep(0.05)
            times += _measure(folder / str(number), 1, submit)
    return times


def _first_job(submit: Callable[..., str]) -> str:
    """A job that is not measured: it starts what later ones find. Refused until Ray is ready."""
    deadline = time.monotonic() + RAY_PATIENCE_S
    while True:
        try:
            return submit(entrypoint="true")
        except RuntimeError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


@contextmanager
def _run_ray(folder: Path) -> Iterator[str]:
    """The address of the dashboard of a cluster that is gone afterwards."""
    ports = [_free_port() for _ in range(2)]
    command = [
        sys.executable, "-m", "ray.scripts.scripts", "start", "--head", "--block",
        f"--port={ports[0]}", f"--dashboard-port={ports[1]}", "--dashboard-host=127.0.0.1",
        "--disable-usage-stats", f"--temp-dir={folder}",
    ]  # fmt: skip
    environment = os.environ | {"RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0"}
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    try:
        _wait_for_dashboard(process, ports[1])
        yield f"http://127.0.0.1:{ports[1]}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _wait_for_dashboard(process: subprocess.Popen[bytes], port: int) -> None:
    import httpx

    deadline = time.monotonic() + RAY_PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/api/version").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise RuntimeError("Ray did not start: see `ray start --head --block`")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
