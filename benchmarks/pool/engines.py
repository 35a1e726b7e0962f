"""Submit → start on both engines, beside bare Ray Jobs, in one run."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.cloud.figures import Block, Figure, spread, spread_text
from benchmarks.cloud.live_server import run_server
from benchmarks.cloud.starts import bare_starts, jarip_starts, ray_starts
from jarip.chips import detect_chips

ENGINES = {"embedded": (), "Ray": ("--engine", "ray")}


def _start_again(home: Path, options: tuple[str, ...]) -> float:
    began = time.perf_counter()
    with run_server(home, *options):
        return time.perf_counter() - began


def measure_engines(count: int, ray_count: int) -> Block:
    """Jobs one after the other, each on an idle machine."""
    detect_chips()  # measured and cached: no part of a server's start
    figures = []
    with tempfile.TemporaryDirectory(prefix="jarip-") as folder:
        home = Path(folder)
        bare = f"a bare process: {spread_text(bare_starts(home / 'bare', count))}"
        for name, options in ENGINES.items():
            began = time.perf_counter()
            with run_server(home / f"server-{name}", *options) as client:
                up_s = time.perf_counter() - began
                marks = home / f"marks-{name}"
                marks.mkdir()
                jarip_starts(client, marks / "first", 3)
                times = jarip_starts(client, marks / "measured", count)
            again_s = _start_again(home / f"server-{name}", options)
            p50, p99 = spread(times)
            figures.append(
                Figure(
                    f"{name} engine: submit → start, p50",
                    f"{p50:,.1f} ms",
                    "≤ 100 ms" if name == "embedded" else "–",
                    p50 <= 100 if name == "embedded" else None,
                    bare,
                )
            )
            target = 2.0 if name == "embedded" else None
            figures += [
                Figure("the same, p99", f"{p99:,.1f} ms"),
                Figure(
                    f"first start of the server with the {name} engine",
                    f"{up_s:.1f} s",
                    "≤ 2 s" if target else "–",
                    up_s <= target if target else None,
                    "with a new database",
                ),
                Figure(
                    "every further start",
                    f"{again_s:.1f} s",
                    "≤ 2 s" if target else "–",
                    again_s <= target if target else None,
                ),
            ]
        ray = ray_starts(home / "ray", ray_count)
    if ray:
        figures.append(Figure("Ray Jobs alone: submit → start", spread_text(ray)))
    return Block(
        "Submit → start on one machine",
        figures,
        [
            f"{count} jobs for each engine, {ray_count} for Ray Jobs, one after the other, after "
            "some that don't count; from before the request to the program's own clock. On the "
            "Ray engine a job goes by the head's scheduler, an agent actor and a supervisor."
        ],
    )
