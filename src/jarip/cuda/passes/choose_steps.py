"""Which argument of a region is a step of lanes that a loop halves or doubles.

Sorting networks and butterflies combine their index with a step of 1, 2, 4, ... that all threads
share. For a step below W lanes lie in another order in each turn, and code for a step that the
compiler knows permutes registers by constants.
"""

from __future__ import annotations

from collections.abc import Mapping

from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import Binary, Cast, GetElementPtr, Phi
from jarip.cuda.ir.types import IntType
from jarip.cuda.ir.values import Argument, ConstantInt, Value

MIXES = ("and", "or", "xor")
SHIFTS = ("shl", "lshr", "ashr")


def step_of(region: Function, kept: Mapping[Argument, Value]) -> Argument | None:
    """The region's step, if it has just one.

    Args:
        region: A region of a kernel.
        kept: For each of its arguments that are kept across barriers, the kernel's own value.
    """
    steps = {a for a, value in kept.items() if _is_shifted(value)}
    addresses = [i for i in region.instructions() if isinstance(i, GetElementPtr)]
    mixed = [i for i in _terms(addresses) if i.opcode in MIXES]
    roots = {_root(o) for i in mixed for o in i.operands}
    found = [step for step in steps if step in roots]
    return found[0] if len(found) == 1 else None


def _terms(addresses: list[GetElementPtr]) -> list[Binary]:
    """The arithmetic that leads to indices."""
    waiting = [index for address in addresses for index in address.operands[1:]]
    seen: dict[Value, None] = {}
    while waiting:
        value = waiting.pop()
        if value not in seen and isinstance(value, Binary | Cast):
            seen[value] = None
            waiting += value.operands
    return [value for value in seen if isinstance(value, Binary)]


def _is_shifted(value: Value) -> bool:
    """Whether a loop goes on with the value moved by one bit."""
    if not isinstance(value, Phi) or not isinstance(value.type, IntType):
        return False
    return any(_moves(operand, value) for operand in value.operands)


def _moves(value: Value, phi: Phi) -> bool:
    if not isinstance(value, Binary) or value.operands[0] is not phi:
        return False
    by = value.operands[1]
    return value.opcode in SHIFTS and isinstance(by, ConstantInt) and by.value == 1


def _root(value: Value) -> Value:
    """What a value differs from by constants alone."""
    while isinstance(value, Binary) and isinstance(value.operands[1], ConstantInt):
        value = value.operands[0]
    return value
