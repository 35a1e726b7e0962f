"""How long a job takes to start, how many a second run, and how fast logs are written.

    python -m benchmarks.cloud.bench_jobs [--jobs 100]

Prints, from one run on this machine: submit → process start through REST, beside a bare process
spawn; jobs a second through the whole cloud; start of the server and of the command line; what a
supervisor writes a second; what one takes of memory.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.cloud.live_server import run_server
from jarip.chips import detect_chips
from jarip.cloud.engines.engine import Command, Order, Phase
from jarip.cloud.engines.local.engine import LocalEngine
from jarip.cloud.engines.local.supervisor.records import read_started
from jarip.sdk.client import Client

LOG_BYTES = 200_000_000


def spread(milliseconds: Sequence[float]) -> str:
    """p50 and p99."""
    ordered = sorted(milliseconds)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"p50 {statistics.median(ordered):8.1f} ms   p99 {p99:8.1f} ms"


def bare_spawns(count: int) -> list[float]:
    """Milliseconds from asking for a process to its own word that it runs."""
    times = []
    for _ in range(count):
        began = time.perf_counter()
        with subprocess.Popen(["/bin/echo", "up"], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            times.append((time.perf_counter() - began) * 1000)
    return times


def submit_to_start(client: Client, count: int) -> list[float]:
    """Milliseconds from before the request to the start that the supervisor recorded."""
    times = []
    for _ in range(count):
        began_ms = time.time() * 1000
        job = client.jobs.submit(["/bin/true"])
        ended = client.jobs.wait(job.id)
        assert ended.started_ms is not None
        times.append(ended.started_ms - began_ms)
    return times


def jobs_a_second(client: Client, count: int) -> float:
    """Submit all, then wait for the last: one chip, so they run one after the other."""
    began = time.perf_counter()
    jobs = [client.jobs.submit(["/bin/true"]) for _ in range(count)]
    for job in jobs:
        client.jobs.wait(job.id)
    return count / (time.perf_counter() - began)


def supervisor_figures(home: Path) -> tuple[float, float]:
    """MB of output a second that one supervisor writes, and its memory in MiB."""
    engine = LocalEngine(home, detect_chips(measure=False))
    script = f"yes 'a line of about forty characters of log' | head -c {LOG_BYTES}; sleep 0.3"
    order = Order(
        "att_log", "job_log", (Command("run", ("/bin/sh", "-c", script)),),
        {"PATH": os.defpath}, ("cpu:0",),
    )  # fmt: skip
    engine.prepare(order)
    engine.start(order.attempt_id)
    memory = 0.0
    while (report := engine.poll([order.attempt_id])[0]).phase is not Phase.ENDED:
        started = read_started(str(engine.layout.attempt(order.attempt_id).start))
        if started is not None:
            memory = max(memory, resident_mib(started.supervisor_pid))
        engine.wait_for_change(0.05)
    engine.close()
    return LOG_BYTES / 1e6 / (report.ran_ms / 1000 - 0.3), memory


def resident_mib(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def command_line_start(count: int) -> list[float]:
    """Milliseconds of `jarip --help`."""
    times = []
    for _ in range(count):
        began = time.perf_counter()
        command = [sys.executable, "-m", "jarip.cli.main", "--help"]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        times.append((time.perf_counter() - began) * 1000)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=100)
    count = parser.parse_args().jobs
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        detect_chips()  # measured and cached: not part of the server's start
        began = time.perf_counter()
        with run_server(home / "server") as client:
            up_ms = (time.perf_counter() - began) * 1000
            submit_to_start(client, 5)
            print(f"bare process spawn           {spread(bare_spawns(count))}")
            print(f"submit → process start       {spread(submit_to_start(client, count))}")
            print("    target: p50 ≤ 100 ms, p99 ≤ 300 ms")
            print(f"jobs through the whole cloud {jobs_a_second(client, count):12.1f} /s, one chip")
        print(f"server start                 {up_ms:12.0f} ms")
        print(f"jarip --help                 {spread(command_line_start(10))}")
        rate, memory = supervisor_figures(home / "engine")
        print(f"log through a supervisor     {rate:12.0f} MB/s, {memory:.0f} MiB of memory")


if __name__ == "__main__":
    main()
