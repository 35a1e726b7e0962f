"""Widening of integer divisions: no chip divides vectors of integers, but all divide doubles.

A quotient of integers below 2^52 that is rounded to double and then cut to an integer is exact: the
next integer is further away than rounding reaches. 32 bits always fit. Of 64 bits, which mostly are
indices, the lanes' values decide at run time; where one is too large, each lane divides by itself.
By a constant, LLVM multiplies.
"""

from __future__ import annotations

from jarip.cuda.ir.instructions import Binary
from jarip.cuda.ir.types import IntType
from jarip.cuda.ir.values import ConstantInt
from jarip.cuda.passes.widen.context import Context
from jarip.cuda.passes.widen.lanes import for_each_lane_collect

DIVISIONS = frozenset({"udiv", "sdiv", "urem", "srem"})
EXACT_BITS = 52


def widen_division(division: Binary, left: str, right: str, context: Context) -> str | None:
    """A varying quotient or remainder; None where the plain instruction is as good.

    Args:
        division: The instruction.
        left: Its first operand, widened.
        right: Its second, widened; 1 in lanes that are not active.
        context: Where the code goes.
    """
    kind = division.type
    if not isinstance(kind, IntType) or isinstance(division.operands[1], ConstantInt):
        return None
    if kind.bits == 32:
        return _by_doubles(division, left, right, context)
    return _if_small(division, left, right, context) if kind.bits == 64 else None


def _by_doubles(division: Binary, left: str, right: str, context: Context) -> str:
    code, sign = context.values.code, division.opcode[0]
    kind = f"<{context.lanes} x {division.type}>"
    reals = f"<{context.lanes} x double>"
    above = code.define(f"{sign}itofp {kind} {left} to {reals}")
    below = code.define(f"{sign}itofp {kind} {right} to {reals}")
    ratio = code.define(f"fdiv {reals} {above}, {below}")
    quotient = code.define(f"fpto{sign}i {reals} {ratio} to {kind}")
    if division.opcode.endswith("div"):
        return quotient
    product = code.define(f"mul {kind} {quotient}, {right}")
    return code.define(f"sub {kind} {left}, {product}")


def _if_small(division: Binary, left: str, right: str, context: Context) -> str:
    code = context.values.code
    small, large, one_by_one, after = (
        code.fresh(w) for w in ("small", "large", "divided", "quotient")
    )
    code.branch(_all_small(division, left, right, context), small, large)
    code.label(small)
    fast = _by_doubles(division, left, right, context)
    code.jump(after)
    code.label(large)
    slow = _by_lane(division, context)
    code.jump(one_by_one)
    code.label(one_by_one)
    code.jump(after)
    code.label(after)
    kind = f"<{context.lanes} x {division.type}>"
    return code.define(f"phi {kind} [ {fast}, %{small} ], [ {slow}, %{one_by_one} ]")


def _all_small(division: Binary, left: str, right: str, context: Context) -> str:
    """An i1: both operands are exact doubles in every active lane."""
    code = context.values.code
    kind = f"<{context.lanes} x i64>"
    if division.opcode[0] == "s":  # from -2^51 to 2^51
        middle = code.splat("i64", str(1 << (EXACT_BITS - 1)))
        left, right = (code.define(f"add {kind} {value}, {middle}") for value in (left, right))
    either = code.define(f"or {kind} {left}, {right}")
    limit = code.splat("i64", str(1 << EXACT_BITS))
    large = code.both(context.mask, code.define(f"icmp uge {kind} {either}, {limit}"))
    return code.define(f"xor i1 {code.any(large)}, true")


def _by_lane(division: Binary, context: Context) -> str:
    def divide(lane: list[str]) -> str:
        return context.values.code.define(f"{division.opcode} {division.type} {lane[0]}, {lane[1]}")

    return for_each_lane_collect(context, division.type, division.operands, divide)
