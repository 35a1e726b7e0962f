"""Building the CUDA tree beside the first requests, so that the first job needn't."""

from __future__ import annotations

import logging
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from jarip.cloud.control.toolkit import JARIP, SOURCE_ROOT

log = logging.getLogger(__name__)


@contextmanager
def build_cuda_home() -> Iterator[None]:
    """Build it in a process of its own while the block runs. A failure is logged, no more:
    jobs that need no CUDA run all the same, and the others say what is wrong."""
    process = subprocess.Popen(
        [*JARIP, "cuda-home"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE_ROOT)},
    )
    watcher = threading.Thread(target=_watch, args=(process,), name="jarip-cuda-home", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        process.terminate()
        watcher.join()


def _watch(process: subprocess.Popen[str]) -> None:
    _, errors = process.communicate()
    if process.returncode > 0:
        last = errors.strip().splitlines()[-1:] or ["no reason given"]
        log.warning("the CUDA tree could not be built: %s; see `jarip doctor`", last[0])
