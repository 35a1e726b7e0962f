"""Which private variables keep their contents across a barrier, and so live in the context."""

from __future__ import annotations

from collections.abc import Mapping

from jarip.cuda.ir.function import Block, Function
from jarip.cuda.ir.instructions import (
    Alloca,
    Cast,
    GetElementPtr,
    Instruction,
    Load,
    Phi,
    Select,
    Store,
)
from jarip.cuda.ir.values import Value

_DERIVES = (GetElementPtr, Cast, Phi, Select)


def crossing_allocas(
    function: Function, regions: Mapping[Block, frozenset[int]], cyclic: frozenset[int]
) -> frozenset[Alloca]:
    """The private variables that more than one run of a region may touch.

    Args:
        function: The kernel.
        regions: The regions that each block is part of.
        cyclic: Regions that a thread may run again.
    """
    found = set()
    for instruction in function.instructions():
        if isinstance(instruction, Alloca):
            where, escapes = _uses(instruction, function)
            numbers = frozenset().union(*(regions[block] for block in where))
            if escapes or len(numbers) > 1 or numbers & cyclic:
                found.add(instruction)
    return frozenset(found)


def _uses(memory: Alloca, function: Function) -> tuple[set[Block], bool]:
    """Blocks that use the variable's address or one derived from it; whether it gets out."""
    pointers: set[Value] = {memory}
    where: set[Block] = set()
    escapes = False
    changed = True
    while changed:
        changed = False
        for block in function.blocks:
            for instruction in block.instructions:
                if not any(o in pointers for o in instruction.operands):
                    continue
                where.add(block)
                escapes |= _lets_out(instruction, pointers)
                if isinstance(instruction, _DERIVES) and instruction not in pointers:
                    pointers.add(instruction)
                    changed = True
    return where, escapes


def _lets_out(instruction: Instruction, pointers: set[Value]) -> bool:
    if isinstance(instruction, (Load, *_DERIVES)):
        return False
    if isinstance(instruction, Store):
        return instruction.operands[0] in pointers
    name = getattr(getattr(instruction, "callee", None), "name", "")
    return not name.startswith(("llvm.memcpy", "llvm.memset", "llvm.memmove"))
