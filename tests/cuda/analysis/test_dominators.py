"""Dominators, postdominators, loops and liveness against brute force on random graphs."""

from __future__ import annotations

import random

import pytest

from jarip.cuda.analysis.cfg import predecessors, reachable_blocks
from jarip.cuda.analysis.dominators import dominators, postdominators
from jarip.cuda.analysis.liveness import liveness
from jarip.cuda.analysis.loops import find_loops
from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import Branch, Jump, Return
from jarip.cuda.ir.parser import parse_module
from jarip.cuda.ir.types import I1, VOID
from jarip.cuda.ir.values import ConstantInt


def random_function(seed: int) -> Function:
    """A function whose blocks branch to random blocks, all reachable."""
    rng = random.Random(seed)
    count = rng.randint(1, 9)
    blocks = [Block(f"b{i}") for i in range(count)]
    for block in blocks:
        kind = rng.random()
        if kind < 0.2:
            block.instructions.append(Return())
        elif kind < 0.5:
            block.instructions.append(Jump(rng.choice(blocks[1:] or [block])))
        else:
            pair = [rng.choice(blocks[1:] or [block]) for _ in range(2)]
            block.instructions.append(Branch(ConstantInt(I1, 1), *pair))
    function = Function("f", VOID, [])
    kept = reachable_blocks([blocks[0]])
    function.blocks = [b for b in blocks if b in kept]
    return function


@pytest.mark.parametrize("seed", range(200))
def test_dominators_are_those_of_the_definition(seed: int) -> None:
    """Given a graph, a dominates b just when b cannot be reached once a is taken away."""
    function = random_function(seed)
    tree = dominators(function)
    for above in function.blocks:
        without = reachable_blocks([function.entry], [above])
        for below in function.blocks:
            assert tree.dominates(above, below) == (below not in without)


@pytest.mark.parametrize("seed", range(200))
def test_postdominators_are_those_of_the_definition(seed: int) -> None:
    """Given a graph in which every block reaches an exit, the same holds backwards."""
    function = random_function(seed)
    exits = [b for b in function.blocks if not b.successors]
    if any(not reachable_blocks([b]) & set(exits) for b in function.blocks):
        return
    tree = postdominators(function)
    for after in function.blocks:
        for block in function.blocks:
            escapes = reachable_blocks([block], [after]) & set(exits)
            assert tree.dominates(after, block) == (not escapes)


@pytest.mark.parametrize("seed", range(100))
def test_loops(seed: int) -> None:
    """Given a graph, each loop's header dominates it and every block of it comes back."""
    function = random_function(seed)
    tree = dominators(function)
    before = predecessors(function)
    loops = find_loops(function, tree)
    for loop in loops.loops:
        for block in loop.blocks:
            assert tree.dominates(loop.header, block)
            assert loop.header in reachable_blocks(block.successors)
        assert set(loop.latches) <= set(before[loop.header])
        assert loop.parent is None or loop.blocks < loop.parent.blocks


TEXT = """
define i32 @f(i32 %n, ptr %p) {
entry:
  %start = load i32, ptr %p, align 4
  br label %loop
loop:
  %i = phi i32 [ 0, %entry ], [ %next, %loop ]
  %sum = phi i32 [ %start, %entry ], [ %more, %loop ]
  %more = add i32 %sum, %i
  %next = add i32 %i, 1
  %go = icmp slt i32 %next, %n
  br i1 %go, label %loop, label %exit
exit:
  %r = mul i32 %more, %start
  ret i32 %r
}
"""


def test_liveness() -> None:
    """Given a loop, what later blocks use is live through it and what it replaces is not."""
    function = parse_module(TEXT).functions["f"]
    live = liveness(function)
    entry, loop, leave = function.blocks
    assert {v.name for v in live.at_end(entry)} == {"start"}
    assert {v.name for v in live.at_start(loop)} == {"i", "sum", "start"}
    assert {v.name for v in live.at_end(loop)} == {"more", "next", "start"}
    assert {v.name for v in live.at_start(leave)} == {"more", "start"}
