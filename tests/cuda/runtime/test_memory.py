"""Memory of the device and pinned memory of the host."""

from __future__ import annotations

import pytest

from .conftest import Run


@pytest.mark.parametrize("threads", ["1", "4"])
def test_memory_is_given_copied_set_and_taken_back(run: Run, threads: str) -> None:
    # given a device of 256 MiB
    # when a program uses every kind of memory and of copy, rightly and wrongly
    done = run("memory", JARIP_DEVICE_MEMORY="256M", JARIP_THREADS=threads)
    # then bytes arrive, and misuse returns CUDA's codes
    assert done.stdout == "ok\n"


def test_no_thread_sleeps_through_work(run: Run) -> None:
    # given a pool of one thread, whose seat a waiting program may hold just as work arrives
    # when a program that copies in many streams runs again and again
    outputs = {
        run("memory", JARIP_DEVICE_MEMORY="256M", JARIP_THREADS="1").stdout for _ in range(40)
    }
    # then it never hangs: a lost wake-up stopped one run in ten
    assert outputs == {"ok\n"}
