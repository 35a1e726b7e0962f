"""Addresses as sums: so many bytes of each variable, and a constant.

What wraps around in 32 bits is overlooked, so forms are for what need not be right, only good.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from jarip.cuda.ir.instructions import Binary, Cast, GetElementPtr
from jarip.cuda.ir.layout import size_of
from jarip.cuda.ir.values import ConstantInt, Value

Form = Mapping[Value | None, int]
"""What each variable is taken times; the constant is that of None."""


def form_of(value: Value, times: int = 1) -> Form:
    """The sum that an address or an index is."""
    found: Counter[Value | None] = Counter()
    _add(value, times, found)
    return {variable: factor for variable, factor in found.items() if factor}


def difference(left: Form, right: Form) -> Form:
    """What has to be added to `right` for `left`."""
    found = Counter(dict(left))
    found.subtract(right)
    return {variable: factor for variable, factor in found.items() if factor}


def _add(value: Value, times: int, found: Counter[Value | None]) -> None:
    if isinstance(value, ConstantInt):
        found[None] += times * value.value
    elif isinstance(value, GetElementPtr) and len(value.operands) == 2:
        _add(value.operands[0], times, found)
        _add(value.operands[1], times * size_of(value.source), found)
    elif isinstance(value, Cast) and value.opcode in ("sext", "zext"):
        _add(value.operands[0], times, found)
    elif isinstance(value, Binary):
        _add_binary(value, times, found)
    else:
        found[value] += times


def _add_binary(value: Binary, times: int, found: Counter[Value | None]) -> None:
    left, right = value.operands
    disjoint = value.opcode == "or" and "disjoint" in value.flags
    if value.opcode in ("add", "sub") or disjoint:
        _add(left, times, found)
        _add(right, -times if value.opcode == "sub" else times, found)
    elif value.opcode == "mul" and isinstance(right, ConstantInt):
        _add(left, times * right.value, found)
    elif value.opcode == "shl" and isinstance(right, ConstantInt) and right.value < 32:
        _add(left, times << right.value, found)
    else:
        found[value] += times
