"""A Ray cluster that somebody else runs, as KubeRay's workers make one: `--ray-address`."""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from tests.cloud.engines.ray.hosts_cloud import wait_for

from benchmarks.cloud.live_server import run_server
from jarip.cloud.engines.ray.command import CHIP_RESOURCE, NODE_RESOURCE, ray_environment

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(
        importlib.util.find_spec("ray") is None, reason="ray is not installed: jarip[ray]"
    ),
]
RAY = [sys.executable, "-c", "from ray.scripts.scripts import main; main()", "start"]


@contextmanager
def run_cluster(environment: dict[str, str]) -> Iterator[str]:
    """A head without work and a worker that names itself and its chip as the chart's pods do."""
    folder = tempfile.mkdtemp(prefix="jr")  # Ray's sockets need a short path
    port = 20_000 + os.getpid() % 20_000
    common = ["--num-cpus=0", "--num-gpus=0", "--object-store-memory=100000000"]
    resources = f'{{"{NODE_RESOURCE}pod-1": 1, "{CHIP_RESOURCE}cpu": 1}}'
    commands = [
        ["--head", f"--port={port}", "--include-dashboard=false", "--node-ip-address=127.0.0.1",
         f"--temp-dir={folder}"],
        [f"--address=127.0.0.1:{port}", f"--resources={resources}"],
    ]  # fmt: skip
    try:
        for command in commands:
            subprocess.run(
                [*RAY, *common, *command], env=environment, check=True, capture_output=True
            )
        yield f"127.0.0.1:{port}"
    finally:
        for process in psutil.process_iter():
            try:
                if any(folder in word for word in process.cmdline()):
                    process.kill()
            except psutil.Error:
                continue
        shutil.rmtree(folder, ignore_errors=True)


def test_jobs_run_on_workers_of_a_cluster_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = secrets.token_hex(32)
    environment = ray_environment(token) | {
        "JARIP_NODE_HOME": str(tmp_path / "node"),
        "JARIP_NODE_NAME": "pod-1",
    }
    monkeypatch.setenv("JARIP_RAY_TOKEN", token)
    monkeypatch.setenv("JARIP_STORE", f"file://{tmp_path / 'store'}")
    with run_cluster(environment) as address:
        options = ("--engine", "ray", "--ray-address", address)
        with run_server(tmp_path / "server", *options) as client:
            wait_for(lambda: [each.node_id for each in client.chips()] == ["pod-1"], "the pod")
            script = 'echo "$JARIP_CHIPS ${RAY_AUTH_TOKEN:-none}" > $JARIP_OUTPUT_DIR/said'
            job = client.jobs.submit(["/bin/sh", "-c", script])
            assert client.jobs.wait(job.id).state == "succeeded"
            (attempt,) = client.jobs.get(job.id).tries
            assert (attempt.node_id, attempt.chip_ids) == ("pod-1", ["pod-1/cpu:0"])
    (said,) = (tmp_path / "server/engine").glob(f"jobs/{job.id}/outputs/said")
    assert said.read_text().split() == ["cpu:0", "none"], "the job has Ray's token not"
