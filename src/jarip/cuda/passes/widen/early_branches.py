"""Branches at the start of a function, before it has done anything that shows.

Jammed groups have to go one way. At such a branch they can still be asked: where they do not agree,
the whole function is run again, for one group after the other, as if nothing had been.
"""

from __future__ import annotations

from jarip.cuda.analysis.graph import Graph
from jarip.cuda.ir.callee import called_name
from jarip.cuda.ir.function import Block
from jarip.cuda.ir.instructions import (
    Alloca,
    AtomicRMW,
    Branch,
    Call,
    CompareExchange,
    Fence,
    Instruction,
    Load,
    Store,
)

HARMLESS = (
    "llvm.prefetch.", "llvm.fma", "llvm.smin.", "llvm.smax.", "llvm.umin.", "llvm.umax.",
    "jarip.all.", "jarip.deal.", "jarip.collect.",
)  # fmt: skip
"""Calls that may be made twice."""


def early_branches(graph: Graph) -> frozenset[Block]:
    """Blocks that end with such a branch; none of them is in a loop."""
    return frozenset(
        block
        for block in graph.reverse_postorder
        if isinstance(block.terminator, Branch) and _is_early(block, graph)
    )


def _is_early(block: Block, graph: Graph) -> bool:
    before: set[Block] = set()
    waiting = [block]
    while waiting:
        for previous in graph.predecessors[waiting.pop()]:
            if previous is block:
                return False
            if previous not in before:
                before.add(previous)
                waiting.append(previous)
    return not any(_shows(i) for b in (block, *before) for i in b.instructions)


def _shows(instruction: Instruction) -> bool:
    """Whether it makes a difference that it has been done, or is done twice."""
    if isinstance(instruction, Store):
        return instruction.volatile or not isinstance(instruction.operands[1], Alloca)
    if isinstance(instruction, Load):
        return instruction.volatile or bool(instruction.ordering)
    if isinstance(instruction, Call):
        return not called_name(instruction).startswith(HARMLESS)
    return isinstance(instruction, AtomicRMW | CompareExchange | Fence)
