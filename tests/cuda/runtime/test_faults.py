"""Kernels that fail, and faults that are none of ours."""

from __future__ import annotations

import signal

from .conftest import Run


def test_a_failing_kernel_is_an_error_that_sticks(run: Run) -> None:
    # given kernels of both modes that access bad addresses, divide by zero, trap and assert
    done = run("faults", "kernels")
    # then each gives its code until the device is reset, and a message says what happened
    assert done.stdout == "ok\n"
    assert "kernel loop_fault failed in block (0,0,0): illegal access to address 0x0" in done.stderr
    assert "kernel fault failed in block (0,0,0): illegal access to address 0x40" in done.stderr
    assert (
        "kernels.cu:42: void check(int): block: [0,0,0], thread: [7,0,0] Assertion `x > 0` failed."
        in done.stderr
    )


def test_faults_of_the_program_go_to_its_own_handler(run: Run) -> None:
    # given a program that handles SIGSEGV itself, when it and a kernel fault in turn
    done = run("faults", "chain")
    # then each fault is handled by whom it belongs to
    assert done.stdout == "ok\n"


def test_a_fault_of_the_program_ends_it(run: Run) -> None:
    # given a program without a handler, when it faults after a kernel did
    done = run("faults", "own", code=None)
    # then it ends by the signal, as it would without the runtime
    assert done.returncode == -signal.SIGSEGV


def test_a_program_may_end_while_kernels_run(run: Run) -> None:
    # given a program that returns from main with thousands of launches under way
    done = run("faults", "exit")
    # then it ends in good order
    assert done.stdout == "ok\n"
