"""Which loops wait for what other threads write."""

from __future__ import annotations

import pytest

from jarip.cuda.analysis.waits import polling_loops, waits_for_blocks
from jarip.cuda.ir.chunks import cut_module
from jarip.cuda.ir.function import Function
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


PLACES = {
    "of the block before": ("%block", True),
    "of the ticket that the block drew": ("%ticket", True),
    "of the ticket that a thread drew for its block": ("%told", True),
    "of the thread": ("%thread", False),
    "the same for all": ("0", False),
}


@pytest.mark.parametrize("name", PLACES)
def test_places_that_differ_by_block_are_waited_for_between_blocks(name: str) -> None:
    """Given a loop that polls one place of an array, which place decides."""
    index, between = PLACES[name]
    loops = polling_loops(_polling(f"getelementptr i32, ptr %p, i32 {index}"))
    assert [waits_for_blocks(loop, {"tile"}) for loop in loops] == [between]


def test_shared_memory_is_written_by_the_block_itself() -> None:
    """Given a loop that polls shared memory at a place that the block's index gives."""
    (loop,) = polling_loops(_polling("getelementptr i32, ptr @tile, i32 %block"))
    assert not waits_for_blocks(loop, {"tile"})


def _polling(place: str) -> Function:
    text = f"""
@tile = internal global [32 x i32] zeroinitializer
declare i32 @llvm.nvvm.read.ptx.sreg.ctaid.x()
declare i32 @llvm.nvvm.read.ptx.sreg.tid.x()
define void @kernel(ptr %p) {{
entry:
  %block = call i32 @llvm.nvvm.read.ptx.sreg.ctaid.x()
  %thread = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %ticket = atomicrmw add ptr %p, i32 1 seq_cst
  %told = load i32, ptr @tile
  %place = {place}
  br label %turn
turn:
  %seen = load volatile i32, ptr %place
  %done = icmp ne i32 %seen, 0
  br i1 %done, label %end, label %turn
end:
  ret void
}}
"""
    return parse_chunks(cut_module(text), frozenset(["kernel"])).functions["kernel"]
