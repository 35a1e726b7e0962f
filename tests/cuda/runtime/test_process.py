"""The runtime as a part of somebody's process."""

from __future__ import annotations

from .conftest import Run


def test_forks_and_waits_work_as_for_cuda(run: Run) -> None:
    # given a program that forks before and after it uses the device, and waits for its children
    done = run("process")
    # then only a child of a parent with a device in use is refused, and the compiler is no child
    assert done.stdout == "kernel\nkernel\nkernel\nok\n"
