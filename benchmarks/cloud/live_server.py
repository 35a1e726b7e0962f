"""A cloud in a process and a home of its own, for benchmarks that speak to it as users do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jarip.sdk.client import Client
from jarip.sdk.credentials import FILE_NAME, read_stored


@contextmanager
def run_server(home: Path, *options: str) -> Iterator[Client]:
    """A client of a fresh server, which is gone afterwards. `options` are `jarip up`'s."""
    server = subprocess.Popen(
        [sys.executable, "-m", "jarip.cli.main", "up", "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "JARIP_HOME": str(home)},
    )
    assert server.stdout is not None
    try:
        if "is up" not in server.stdout.readline():
            raise RuntimeError("the server did not start: see `jarip up`")
        stored = read_stored(home / FILE_NAME)
        with Client(stored["url"], stored["api_key"]) as client:
            yield client
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()
