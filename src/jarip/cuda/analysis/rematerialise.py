"""Values that are cheaper to compute again after a barrier than to keep in memory across it.

Such a value is a short chain of arithmetic on arguments and constants. It was computed before the
barrier on every path that leads there, so computing it again cannot do anything undefined that it
did not do before.
"""

from __future__ import annotations

from collections.abc import Callable

from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import (
    Binary,
    Cast,
    Compare,
    GetElementPtr,
    Instruction,
    Select,
    Unary,
)
from jarip.cuda.ir.values import Value

# What a store before and a load after the barrier are worth, in simple instructions.
LIMIT = 8
# A value that all threads share is computed once a block when it is computed again.
UNIFORM_LIMIT = 24
_COSTS = {"mul": 2, "udiv": 20, "sdiv": 20, "urem": 20, "srem": 20, "fdiv": 10, "frem": 40}
_NEVER = 1000
_PURE = (Binary, Cast, Compare, GetElementPtr, Select, Unary)


def rematerialisable(
    function: Function,
    is_uniform: Callable[[Value], bool],
    leaves: frozenset[Value],
    passing: Value,
) -> frozenset[Instruction]:
    """The instructions worth computing again.

    Args:
        function: A kernel whose registers are arguments.
        is_uniform: Whether all threads of a block have the same value.
        leaves: Instructions that every region has at hand anyway (addresses of private memory).
        passing: The argument that means something else after each barrier.
    """
    costs: dict[Value, int] = dict.fromkeys(leaves, 0)
    changed = True
    while changed:
        changed = False
        for instruction in function.instructions():
            if instruction in costs or not isinstance(instruction, _PURE):
                continue
            cost = _COSTS.get(instruction.opcode, 1)
            for operand in instruction.operands:
                cost += _NEVER if operand is passing else _cost(operand, costs)
            limit = UNIFORM_LIMIT if is_uniform(instruction) else LIMIT
            if cost <= limit:
                costs[instruction] = cost
                changed = True
    return frozenset(v for v in costs if isinstance(v, Instruction) and v not in leaves)


def _cost(operand: Value, costs: dict[Value, int]) -> int:
    if isinstance(operand, Instruction):
        return costs.get(operand, _NEVER)
    return 0
