"""Widening of prefetches: a group asks for the cache lines that its lanes' addresses span."""

from __future__ import annotations

from jarip.cuda.ir.instructions import Call
from jarip.cuda.passes.widen.context import Context
from jarip.cuda.passes.widen.strides import likely_stride

LINE = 64
MOST_LINES = 4
"""Lanes that lie further apart than these hold are left to the processor."""


def widen_prefetch(call: Call, context: Context) -> None:
    """Nothing depends on it, so an address that may wrap or belong to no lane does no harm."""
    pointer, *words = call.operands
    shape = context.values.shape(pointer)
    if shape.stride is not None:
        address, stride = context.values.scalar(pointer, context.part), shape.stride
    else:
        likely = likely_stride(pointer, lambda s: True, context)
        if likely is None:
            return
        address, stride = likely.address, likely.stride
    lines = -(-abs(stride) * context.lanes // LINE)
    if lines > MOST_LINES:
        return
    code = context.values.code
    name = code.declare("@llvm.prefetch.p0", "void {}(ptr, i32, i32, i32)")
    rest = ", ".join(f"{word.type} {word.text()}" for word in words)
    ends = [line * LINE for line in range(max(lines, 1))]
    if shape.alignment % LINE and stride > 0:
        ends.append(stride * context.lanes - 1)
    for end in ends:
        at = context.define(f"getelementptr i8, ptr {address}, i64 {end}")
        code.emit(f"call void {name}(ptr {at}, {rest})")
