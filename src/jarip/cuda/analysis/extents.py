"""What numbers an integer can be, from the sizes of a block: `16 * tid.y + tid.x` is 0 to 255."""

from __future__ import annotations

from collections.abc import Mapping

from jarip.cuda.ir.instructions import Binary, Cast
from jarip.cuda.ir.types import IntType
from jarip.cuda.ir.values import ConstantInt, Value

Extent = tuple[int, int]
"""The least and the greatest, neither negative."""


def extent_of(value: Value, known: Mapping[Value, Extent]) -> Extent | None:
    """The extent of an integer that no step to it wraps around; None where that isn't certain.

    `known` are those of values that a block's shape decides.
    """
    found = known.get(value)
    if found is None and isinstance(value, ConstantInt):
        found = (value.value, value.value)
    if found is None and isinstance(value, Cast):
        found = _of_cast(value, known)
    if found is None and isinstance(value, Binary):
        found = _of_binary(value, known)
    if found is None or not isinstance(value.type, IntType):
        return None
    fits = found[0] >= 0 and found[1] < 1 << (value.type.bits - 1)
    return found if fits else None


def _of_cast(value: Cast, known: Mapping[Value, Extent]) -> Extent | None:
    whole = value.opcode in ("zext", "sext", "trunc")
    return extent_of(value.operands[0], known) if whole else None


def _of_binary(value: Binary, known: Mapping[Value, Extent]) -> Extent | None:
    opcode = value.opcode
    left, right = (extent_of(operand, known) for operand in value.operands)
    if left is None or right is None:
        return None
    if opcode == "add" or (opcode == "or" and "disjoint" in value.flags):
        return left[0] + right[0], left[1] + right[1]
    if opcode == "mul":
        return left[0] * right[0], left[1] * right[1]
    if right[0] != right[1]:
        return None
    by = right[0]
    if opcode == "shl" and by < 32:
        return left[0] << by, left[1] << by
    if opcode == "lshr" and by < 32:
        return left[0] >> by, left[1] >> by
    if opcode == "and":
        return 0, min(left[1], by)
    return None
