"""How long a job takes to start, how many a second run, and how fast logs are written.

    python -m benchmarks.cloud.bench_jobs [--jobs 100] [--ray-jobs 10]

Prints, from one run on this machine: submit → process start through REST, beside a bare process
spawn and Ray Jobs; jobs a second through the whole cloud; start of the server and of the command
line; what a supervisor writes a second; what one takes of memory.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.cloud.figures import Block, Figure, spread, spread_text
from benchmarks.cloud.live_server import run_server
from benchmarks.cloud.starts import bare_starts, jarip_starts, ray_starts
from jarip.chips import detect_chips
from jarip.cloud.engines.engine import Command, Order, Phase
from jarip.cloud.engines.local.engine import LocalEngine
from jarip.cloud.engines.local.supervisor.records import read_started
from jarip.sdk.client import Client

LOG_BYTES = 200_000_000


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


def measure_jobs(count: int) -> Block:
    """Everything but Ray, from one run."""
    with tempfile.TemporaryDirectory(prefix="jarip-") as folder:
        home = Path(folder)
        detect_chips()  # measured and cached: not part of the server's start
        bare = bare_starts(home / "bare", count)
        began = time.perf_counter()
        with run_server(home / "server") as client:
            up_ms = (time.perf_counter() - began) * 1000
            jarip_starts(client, home / "first", 5)
            starts = jarip_starts(client, home / "starts", count)
            rate = jobs_a_second(client, count)
        log_rate, memory = supervisor_figures(home / "engine")
    p50, p99 = spread(starts)
    beside = f"a bare process: {spread_text(bare)}"
    return Block(
        "Jobs",
        [
            Figure("submit → start, p50", f"{p50:,.1f} ms", "≤ 100 ms", p50 <= 100, beside),
            Figure("the same, p99", f"{p99:,.1f} ms", "≤ 300 ms", p99 <= 300),
            Figure("jobs through the whole cloud, one chip", f"{rate:,.1f} /s"),
            Figure("start of the server", f"{up_ms:,.0f} ms"),
            Figure("`jarip --help`", spread_text(command_line_start(5))),
            Figure("log through a supervisor", f"{log_rate:,.0f} MB/s in {memory:.0f} MiB"),
        ],
        [
            f"Submit → start: {count} jobs, one after the other, from before the request over "
            "REST to the program's own clock."
        ],
    )


def measure_ray(count: int) -> Block:
    """Jarip and Ray Jobs in turn; without Ray, Jarip alone."""
    with tempfile.TemporaryDirectory(prefix="jarip-") as folder:
        home = Path(folder)
        bare = bare_starts(home / "bare", count)
        with run_server(home / "server") as client:
            jarip_starts(client, home / "first", 2)
            ours = jarip_starts(client, home / "starts", count)
        theirs = ray_starts(home / "ray", count)
    figures = [Figure("Jarip", spread_text(ours), baseline=f"a bare process: {spread_text(bare)}")]
    if theirs:
        ratio = spread(theirs)[0] / spread(ours)[0]
        figures.append(
            Figure("Ray Jobs", spread_text(theirs), baseline=f"{ratio:.0f} × Jarip's p50")
        )
    note = (
        f"{count} jobs each, the same program, on a cluster of this machine alone, which is warm."
    )
    return Block("Submit → start beside Ray Jobs", figures, [note])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=100)
    parser.add_argument("--ray-jobs", type=int, default=10, help="0: leave Ray out")
    options = parser.parse_args()
    print(measure_jobs(options.jobs).render_text())
    if options.ray_jobs:
        print(measure_ray(options.ray_jobs).render_text())


if __name__ == "__main__":
    main()
