"""Whether all active lanes of a group agree: a branch that they take together or not at all.

What is done where they don't is right for those that would have agreed, too, so nobody needs a copy
of the other way under a mask. A thread alone agrees with itself.
"""

from __future__ import annotations

from jarip.cuda.ir.instructions import Call
from jarip.cuda.ir.types import I1, PTR
from jarip.cuda.ir.values import GlobalReference, Value
from jarip.cuda.passes.widen.context import Context
from jarip.cuda.passes.widen.end_lanes import decided_by_ends

ALL = "jarip.all.i1"


def ask_all(condition: Value) -> Call:
    """A call that says whether the condition holds for every thread of a group."""
    return Call(I1, GlobalReference(PTR, ALL), [condition])


def widen_all(call: Call, context: Context) -> str:
    """One answer for all lanes."""
    (condition,) = call.operands
    values, code = context.values, context.values.code
    if values.shape(condition).uniform:
        return values.scalar(condition, context.part)
    ends = decided_by_ends(condition, values) if context.mask is None else None
    if ends is not None and ends.at_hand(values, context.part):
        return ends.answers(values, context.part)[0]
    holds = values.vector(condition, context.part)
    if context.mask is not None:
        everyone = code.splat("i1", "true")
        kind = code.mask_type
        holds = code.define(f"select {kind} {context.mask}, {kind} {holds}, {kind} {everyone}")
    return code.define(f"icmp eq {code.bits_type} {code.mask_bits(holds)}, -1")
