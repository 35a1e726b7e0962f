"""Graphs: built, captured, launched, changed."""

from __future__ import annotations

import pytest

from .conftest import Run


@pytest.mark.parametrize("threads", ["1", "4"])
def test_graphs_do_what_their_nodes_say_in_their_order(run: Run, threads: str) -> None:
    # given graphs built node by node and captured from streams
    done = run("graphs", JARIP_THREADS=threads)
    # then launches do it all in order, each time, and what is not allowed is refused
    assert done.stdout == "ok\n"
