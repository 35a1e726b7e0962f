"""Which pointers of a function can only point into given memory."""

from __future__ import annotations

from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import Cast, GetElementPtr, Phi, Select
from jarip.cuda.ir.types import PTR
from jarip.cuda.ir.values import Value


def points_into(function: Function, bases: frozenset[Value]) -> set[Value]:
    """Values that can only point into memory that one of `bases` points to."""
    found: set[Value] = set(bases)
    changed = True
    while changed:
        changed = False
        for instruction in function.instructions():
            if instruction in found or instruction.type is not PTR:
                continue
            if isinstance(instruction, GetElementPtr):
                sources = instruction.operands[:1]
            elif isinstance(instruction, Phi | Cast):
                sources = instruction.operands
            elif isinstance(instruction, Select):
                sources = instruction.operands[1:]
            else:
                continue
            if all(source in found for source in sources):
                found.add(instruction)
                changed = True
    return found
