"""Which loops wait for what other threads write."""

from __future__ import annotations

import pytest

from jarip.cuda.analysis.waits import polling_loops
from jarip.cuda.ir.chunks import cut_module
from jarip.cuda.ir.parser import parse_chunks

LOOPS = {
    "until memory changes": ("  %done = icmp ne i32 %seen, 0", True),
    "until a sum of what it reads is large": ("  %done = icmp ugt i32 %sum, 100", True),
    "a number of turns": ("  %done = icmp eq i32 %next, %n", False),
}


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_polls_when_what_it_reads_ends_it(name: str) -> None:
    """Given a loop of volatile loads, what its exit depends on decides."""
    line, polls = LOOPS[name]
    text = f"""
define void @kernel(ptr %p, i32 %n) {{
entry:
  br label %turn
turn:
  %i = phi i32 [ 0, %entry ], [ %next, %turn ]
  %before = phi i32 [ 0, %entry ], [ %sum, %turn ]
  %seen = load volatile i32, ptr %p
  %sum = add i32 %before, %seen
  %next = add i32 %i, 1
{line}
  br i1 %done, label %end, label %turn
end:
  ret void
}}
"""
    function = parse_chunks(cut_module(text), frozenset(["kernel"])).functions["kernel"]
    assert bool(polling_loops(function)) is polls
