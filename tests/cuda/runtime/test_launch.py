"""Launching kernels: what they compute, and what a launch refuses."""

from __future__ import annotations

from .conftest import Run


def test_kernels_of_both_modes_compute(run: Run) -> None:
    # given kernels in loop and in fiber mode, when launched with many shapes
    done = run("launch")
    # then every element is right
    assert done.stdout == "ok\n"
