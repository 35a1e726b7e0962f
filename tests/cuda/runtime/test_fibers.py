"""Fiber mode: threads with stacks of their own, that wait for each other."""

from __future__ import annotations

import pytest

from .conftest import Run


@pytest.mark.parametrize("what", ["compute", "cooperative"])
@pytest.mark.parametrize("threads", ["1", "4"])
def test_fibers_wait_for_each_other(run: Run, what: str, threads: str) -> None:
    # given kernels that meet at barriers, in warps, at locks, or as a whole grid
    # when they run on one worker or on several
    done = run("fibers", what, JARIP_THREADS=threads)
    # then all have met and computed what they should
    assert done.stdout == "ok\n"


def test_a_deadlock_is_an_error_that_names_kernel_and_block(run: Run) -> None:
    # given kernels whose threads wait for what cannot come
    done = run("fibers", "deadlock")
    # then the launch fails instead of hanging, and the message says where and why
    assert done.stdout == "ok\n"
    assert "kernel bad_barrier is deadlocked in block (" in done.stderr
    assert "32 wait at barrier 0 for 64; 32 wait at barrier 3 for 64" in done.stderr
    assert "kernel bad_mask is deadlocked in block (" in done.stderr
    assert "lanes 0x00000020 of warp 0 wait in a warp operation with mask 0x00000060" in done.stderr


def test_a_stack_overflow_is_an_error_and_the_limit_can_be_raised(run: Run) -> None:
    # given a kernel that needs more stack than fibers have, when the limit is raised
    done = run("fibers", "stack")
    # then it failed before and computes after
    assert done.stdout == "ok\n"
    assert "kernel deep failed in " in done.stderr
    assert "illegal access to address 0x" in done.stderr
