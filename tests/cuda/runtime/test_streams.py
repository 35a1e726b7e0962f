"""Streams, events and host functions: what runs before what, and what need not."""

from __future__ import annotations

import pytest

from .conftest import Run


@pytest.mark.parametrize("spin", ["0", "50"])
def test_streams_keep_order_and_independence(run: Run, spin: str) -> None:
    # given several workers, which look for work a while before they sleep, or sleep at once
    # when streams, events and default streams are used together, from many threads too
    done = run("streams", JARIP_SPIN_US=spin)
    # then everything happens in the order CUDA promises and no later than it must
    assert done.stdout == "ok\n"


def test_one_worker_is_enough(run: Run) -> None:
    # given a single worker
    done = run("streams", JARIP_THREADS="1", ONE_WORKER="1")
    # then nothing waits for ever
    assert done.stdout == "ok\n"
